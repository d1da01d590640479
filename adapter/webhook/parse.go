package webhook

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"frontdesk"
)

// The envelope of a notification. Everything below a level is kept raw until
// it is its turn, so that one part nobody can read does not cost the others.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
type (
	envelope struct {
		Object word              `json:"object"`
		Entry  []json.RawMessage `json:"entry"`
	}
	entry struct {
		Changes []json.RawMessage `json:"changes"`
	}
	change struct {
		Field word            `json:"field"`
		Value json.RawMessage `json:"value"`
	}
	value struct {
		Metadata struct {
			PhoneNumberID word `json:"phone_number_id"`
		} `json:"metadata"`
		Contacts []profile         `json:"contacts"`
		Messages []json.RawMessage `json:"messages"`
		Statuses []json.RawMessage `json:"statuses"`
		Errors   []metaError       `json:"errors"`
	}
	metaError struct {
		Code    whole `json:"code"`
		Title   word  `json:"title"`
		Message word  `json:"message"`
		Data    struct {
			Details word `json:"details"`
		} `json:"error_data"`
	}
)

// Parser reads notifications of the Cloud API.
type Parser struct {
	// Problem gives Meta's error number in plain words.
	Problem func(code int, details string) *frontdesk.Error
}

// Parse reads one notification: what it tells, in order. A part that cannot be
// read becomes a Heard with a Problem; only a body of which nothing can be read
// is an error. Kinds nobody knows are kept whole.
func (p Parser) Parse(body []byte) ([]frontdesk.Heard, error) {
	var env envelope
	if err := json.Unmarshal(body, &env); err != nil {
		return nil, notRead("the body", err)
	}
	if env.Object != "whatsapp_business_account" {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the body is not a notification of a WhatsApp Business Account")
	}
	var heard []frontdesk.Heard
	for _, raw := range env.Entry {
		var e entry
		if err := json.Unmarshal(raw, &e); err != nil {
			heard = append(heard, frontdesk.Heard{Problem: notRead("an entry", err)})
			continue
		}
		for _, raw := range e.Changes {
			heard = append(heard, p.change(raw)...)
		}
	}
	return heard, nil
}

func (p Parser) change(raw json.RawMessage) []frontdesk.Heard {
	var c change
	if err := json.Unmarshal(raw, &c); err != nil {
		return []frontdesk.Heard{{Problem: notRead("a change", err)}}
	}
	if c.Field != "messages" {
		return []frontdesk.Heard{{Number: number(c.Value), Report: &frontdesk.Report{
			Field: string(c.Field), Text: "Meta sent news of " + quoted(c.Field),
		}}}
	}
	var v value
	if err := json.Unmarshal(c.Value, &v); err != nil {
		return []frontdesk.Heard{{Number: number(c.Value), Problem: notRead("a change", err)}}
	}
	return p.messages(v)
}

func (p Parser) messages(v value) []frontdesk.Heard {
	var heard []frontdesk.Heard
	for _, raw := range v.Messages {
		heard = append(heard, message(raw, v.Contacts))
	}
	for _, raw := range v.Statuses {
		heard = append(heard, p.status(raw))
	}
	for _, e := range v.Errors {
		problem := p.problem(e)
		heard = append(heard, frontdesk.Heard{Report: &frontdesk.Report{Field: "errors", Text: problem.Message}})
	}
	for i := range heard {
		heard[i].Number = string(v.Metadata.PhoneNumberID)
	}
	return heard
}

// status reads one entry of statuses.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
func (p Parser) status(raw json.RawMessage) frontdesk.Heard {
	var s struct {
		ID        word        `json:"id"`
		Status    word        `json:"status"`
		Timestamp whole       `json:"timestamp"`
		Callback  word        `json:"biz_opaque_callback_data"`
		Errors    []metaError `json:"errors"`
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return frontdesk.Heard{Problem: notRead("a status", err)}
	}
	if s.ID == "" || s.Status == "" {
		return frontdesk.Heard{Problem: frontdesk.Errorf(frontdesk.Invalid, "a status names no message or no state")}
	}
	st := &frontdesk.Status{
		WAMID:    string(s.ID),
		Delivery: frontdesk.MessageID(s.Callback),
		State:    frontdesk.State(s.Status),
		At:       s.Timestamp.time(),
	}
	if len(s.Errors) > 0 {
		st.Problem = p.problem(s.Errors[0])
	}
	return frontdesk.Heard{Status: st}
}

func (p Parser) problem(e metaError) *frontdesk.Error {
	details := string(e.Data.Details)
	if details == "" {
		details = string(e.Message)
	}
	if details == "" {
		details = string(e.Title)
	}
	return p.Problem(int(e.Code), details)
}

// number finds the business number in a value of any shape.
func number(raw json.RawMessage) string {
	var v struct {
		Metadata struct {
			PhoneNumberID word `json:"phone_number_id"`
		} `json:"metadata"`
	}
	// A value that cannot be read names no number.
	_ = json.Unmarshal(raw, &v)
	return string(v.Metadata.PhoneNumberID)
}

func notRead(what string, err error) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, "%s cannot be read: %s", what, reason(err)).WithCause(err)
}

// maxReason bounds what is kept of a decoder's complaint, which may quote what
// somebody wrote.
const maxReason = 200

func reason(err error) string {
	s := err.Error()
	if len(s) > maxReason {
		s = s[:maxReason]
	}
	clean, _ := frontdesk.Clean(s)
	return clean
}

// word is a string that Meta may also send as a number, or leave null.
type word string

// UnmarshalJSON takes a string as it is and a number by its digits.
func (w *word) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(w))
	}
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*w = word(n)
	return nil
}

// whole is a whole number that Meta may also send as a string. One that cannot
// be read is zero: no number is worth a message.
type whole int64

// UnmarshalJSON reads the digits and minds nothing else.
func (n *whole) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(string(bytes.Trim(b, `"`)), 10, 64)
	if err == nil {
		*n = whole(v)
	}
	return nil
}

// time reads n as Unix seconds; zero and absurd ones are no time.
func (n whole) time() time.Time {
	if n <= 0 || n > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

func quoted(w word) string {
	if w == "" {
		return "an unnamed kind"
	}
	return "‘" + string(w) + "’"
}
