package graph

import (
	"slices"
	"strings"
	"testing"

	"frontdesk"
)

// span is the numbers from one to another.
func span(from, to int) (all []int) {
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

// documented is every code of Meta's page, apart from the table that means
// them, and whether a repetition is safe (yes), may double (later), is useless
// (no) or is only after a while (wait). Codes of what is no message are mixed.
var documented = map[string][]int{
	"yes":   {4, 80007, 130429, 131056},
	"later": {1, 2, 131000, 131016, 133004, 131057, 2494100},
	"no": slices.Concat([]int{0, 190, 104, 3, 10, 131005, 368, 131031, 130497, 131048, 131064, 33, 100, 131008, 131009, 135000, 131021, 131026, 131030,
		131037, 131042, 131044, 131045, 131047, 131050, 131051, 131052, 131053, 131055, 134100, 131063, 131062, 130403, 130472, 132000, 132012,
		132018, 132001, 132005, 132007, 132008, 132015, 132016, 132068, 133000, 133005, 133006, 133008, 133009, 133010, 134011, 134102, 137000,
		131020, 131041, 131059, 131201, 131202, 131204}, span(200, 299), span(131207, 131215), span(147001, 147005), span(2388000, 2388999),
		span(200005, 200007), span(2593107, 2593109), span(139000, 139004)),
	"wait":  {131049, 132069, 133015, 133016, 134101},
	"mixed": slices.Concat(span(138000, 138018), span(139100, 139103)),
}

func TestEveryDocumentedCodeHasAMeaning(t *testing.T) {
	safe := map[frontdesk.Code]bool{frontdesk.Throttled: true, frontdesk.PairThrottled: true, frontdesk.Busy: true, frontdesk.Unavailable: true}
	for retry, codes := range documented {
		for _, code := range codes {
			p := Problem(code, "details")
			if p.Meta != code || p.Message == "" || p.Next == "" || strings.Contains(p.Message, "Meta refused this (error") {
				t.Errorf("%d has no meaning, or no way on: %+v", code, p)
			}
			switch {
			case retry == "yes" && !safe[p.Code]:
				t.Errorf("%d may be repeated and is %s", code, p.Code)
			case (retry == "no" || retry == "wait") && safe[p.Code]:
				t.Errorf("%d must not be repeated and is %s", code, p.Code)
			case retry == "later" && p.Code != frontdesk.Uncertain && (p.Code != frontdesk.Busy || p.RetryAfter < settleTime):
				t.Errorf("%d may double and is %s after %s", code, p.Code, p.RetryAfter)
			case retry == "wait" && p.RetryAfter == 0:
				t.Errorf("%d says nothing of how long to wait", code)
			}
		}
	}
}

// Only Meta's words tell which part of a message is at fault.
func TestWhatIsAtFaultIsToldInMetasWords(t *testing.T) {
	for body, want := range map[string]string{
		`{"code":100,"message":"(#100) Invalid parameter","error_data":{"details":"Param to must be set\u202e"}}`:             "Meta does not accept a field of the message (Meta's error 100): Param to must be set",
		`{"code":131009,"message":"(#131009) Value"}`:                                                                         "Meta does not accept a value in the message (Meta's error 131009): (#131009) Value",
		`{"code":100,"message":"Invalid parameter","error_subcode":2388299,"error_user_msg":"Variables can't be at the end"}`: "the template begins or ends with a variable (Meta's error 2388299): Variables can't be at the end",
		`{"code":100,"message":"Invalid parameter","error_subcode":33}`:                                                       "Meta does not accept a field of the message (Meta's error 100): Invalid parameter",
		`{"code":190,"message":"Error validating access token","error_subcode":2388299}`:                                      "the access token is invalid or has expired (Meta's error 190)",
	} {
		_, err := number(meta(t, 400, "application/json", `{"error":`+body+`}`)).Send(t.Context(), delivery())
		if e := frontdesk.Foreseen(err); e.Message != want || e.Next == "" {
			t.Errorf("%s says ‘%s’", body, e.Message)
		}
	}
}

// A row that no documented code reaches is dead, or stands behind one that
// hides it.
func TestEveryRowOfTheTableIsReached(t *testing.T) {
	reached := map[string]bool{}
	for _, codes := range documented {
		for _, code := range codes {
			reached[strings.Split(Problem(code, "").Message, " (Meta's error")[0]] = true
		}
	}
	for _, m := range meanings {
		if !reached[m.says] && m.from != 131060 { // which Meta sends and does not document
			t.Errorf("%d to %d, ‘%s’, is reached by no code", m.from, m.to, m.says)
		}
	}
}

// More may follow Meta's words where they are shown.
func TestMetasWordsEndOpen(t *testing.T) {
	if p := Problem(131053, "Media upload error. "); !strings.HasSuffix(p.Message, ": Media upload error") {
		t.Error(p.Message)
	}
}
