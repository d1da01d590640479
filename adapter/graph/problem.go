package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk"
)

// apiError is the error object of the Graph API. Meta says to branch on the
// code and the details, and on nothing else.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
type apiError struct {
	Message string `json:"message"`
	Type    string `json:"type"`
	Code    int    `json:"code"`
	Data    struct {
		Details string `json:"details"`
	} `json:"error_data"`
	Trace string `json:"fbtrace_id"`
	// What is wrong with a template or a number's set-up comes as a 100, with
	// the number that says it here, and its words for people.
	Subcode int    `json:"error_subcode"`
	Says    string `json:"error_user_msg"`
}

// number is the one that says most.
func (e *apiError) number() int {
	if e.Code == 100 && slices.ContainsFunc(meanings, func(m meaning) bool { return m.from >= 2_000_000 && e.Subcode >= m.from && e.Subcode <= m.to }) {
		return e.Subcode
	}
	return e.Code
}

// words are those that say most.
func (e *apiError) words() string {
	if e.Data.Details == "" || mediaGone(e.Code, e.Message) {
		return cmp.Or(e.Says, e.Message)
	}
	return e.Data.Details
}

func (e *apiError) problem(retryAfter time.Duration) *frontdesk.Error {
	details := e.words()
	p := Problem(e.number(), details)
	if retryAfter > 0 {
		p.RetryAfter = retryAfter
	}
	return p.WithCause(fmt.Errorf("error %d of Meta, %s: %.300s", e.Code, e.Trace, details))
}

// Problem gives one of Meta's error numbers as an error of ours: what it means
// in plain words and what would work. Where the message itself is at fault,
// Meta's own words say which part of it. A number nobody knows is Rejected.
//
// One number says two things: 100 is a bad parameter, and is Rejected, unless
// it says that the media id is none. Then it is Gone, and an upload of the same
// bytes is what helps. The codes of media that could not be fetched or taken,
// 131052 and 131053, are Rejected: the same bytes would fail again.
func Problem(code int, details string) *frontdesk.Error {
	if mediaGone(code, details) {
		return frontdesk.Errorf(frontdesk.Gone, "Meta no longer has the file (Meta's error %d)", code).WithMeta(code).
			WithNext("upload it again")
	}
	clean, _ := frontdesk.Clean(fmt.Sprintf("%.200s", details))
	clean = strings.TrimSuffix(strings.TrimSpace(clean), ".") // more follows where it is shown
	for _, m := range meanings {
		if code < m.from || code > m.to {
			continue
		}
		e := frontdesk.Errorf(m.code, "%s (Meta's error %d)", m.says, code).WithMeta(code).WithRetryAfter(m.wait)
		e.Next = m.next
		if clean != "" && m.code == frontdesk.Rejected {
			e.Message += ": " + clean
		}
		return e
	}
	return frontdesk.Errorf(frontdesk.Rejected, "Meta refused this (error %d): %s", code, clean).WithMeta(code).
		WithNext("look the number up on Meta's page of error codes")
}

// mediaGone tells whether Meta says that a media id is not, or no longer, one:
// 30 days after the upload, after it was deleted, or with another number's.
// Meta documents no number of its own for it; the sentence, as public clients
// know it, is "(#100) Param image['id'] is not a valid whatsapp business account
// media attachment ID". Should it change, the error is Rejected like any other
// 100.
func mediaGone(code int, said string) bool {
	return code == 100 && strings.Contains(strings.ToLower(said), "media attachment id")
}
