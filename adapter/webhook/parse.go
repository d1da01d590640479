package webhook

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"frontdesk"
	"frontdesk/adapter/webhook/news"
	"frontdesk/adapter/webhook/spelling"
)

// The envelope of a notification. Everything below a level is kept raw until
// it is its turn, so that one part nobody can read does not cost the others.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
type (
	envelope struct {
		Object spelling.Word     `json:"object"`
		Entry  []json.RawMessage `json:"entry"`
	}
	entry struct {
		ID      spelling.Word     `json:"id"`
		Changes []json.RawMessage `json:"changes"`
	}
	change struct {
		Field spelling.Word   `json:"field"`
		Value json.RawMessage `json:"value"`
	}
	value struct {
		Contacts spelling.List[profile]         `json:"contacts"`
		Messages spelling.List[json.RawMessage] `json:"messages"`
		Statuses spelling.List[json.RawMessage] `json:"statuses"`
		Errors   spelling.List[metaError]       `json:"errors"`
	}
	metaError struct {
		Code    spelling.Whole `json:"code"`
		Title   spelling.Word  `json:"title"`
		Message spelling.Word  `json:"message"`
		Data    details        `json:"error_data"`
	}
	details struct {
		Details spelling.Word `json:"details"`
	}
)

// UnmarshalJSON takes the object, or the words by themselves, and never fails:
// the number beside them says more.
func (d *details) UnmarshalJSON(b []byte) error {
	var object spelling.Maybe[struct {
		Details spelling.Word `json:"details"`
	}]
	var words spelling.Maybe[spelling.Word]
	_, _ = object.UnmarshalJSON(b), words.UnmarshalJSON(b) // neither ever fails
	if d.Details = object.V.Details; d.Details == "" {
		d.Details = words.V
	}
	return nil
}

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
		heard = append(heard, p.entry(raw)...)
	}
	return heard, nil
}

func (p Parser) entry(raw json.RawMessage) []frontdesk.Heard {
	var e entry
	if err := json.Unmarshal(raw, &e); err != nil {
		return []frontdesk.Heard{{Problem: notRead("an entry", err)}}
	}
	var heard []frontdesk.Heard
	for _, raw := range e.Changes {
		heard = append(heard, p.change(raw)...)
	}
	for i := range heard {
		heard[i].Account = string(e.ID)
	}
	return heard
}

// change reads one change, and puts the number that it is for beside each thing.
func (p Parser) change(raw json.RawMessage) []frontdesk.Heard {
	var c change
	if err := json.Unmarshal(raw, &c); err != nil {
		return []frontdesk.Heard{{Problem: notRead("a change", err)}}
	}
	heard, err := p.field(c)
	if err != nil {
		heard = []frontdesk.Heard{{Problem: notRead("a change", err)}}
	}
	on := number(c.Value)
	for i := range heard {
		heard[i].Number = on
	}
	return heard
}

// field reads a value by its field. What is not about messages or people is
// news.
func (p Parser) field(c change) ([]frontdesk.Heard, error) {
	switch c.Field {
	case "messages":
		return p.messages(c.Value)
	case "smb_message_echoes":
		return echoes(c.Value)
	case "history":
		return p.history(c.Value)
	case "user_preferences":
		return preferences(c.Value)
	}
	var heard []frontdesk.Heard
	for _, r := range news.Read(string(c.Field), c.Value) {
		heard = append(heard, frontdesk.Heard{Report: &r})
	}
	return heard, nil
}

func (p Parser) messages(raw json.RawMessage) ([]frontdesk.Heard, error) {
	var v value
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	var heard []frontdesk.Heard
	for _, raw := range v.Messages {
		heard = append(heard, message(raw, v.Contacts)...)
	}
	for _, raw := range v.Statuses {
		heard = append(heard, p.status(raw))
	}
	for _, e := range v.Errors {
		heard = append(heard, frontdesk.Heard{Report: p.failure("errors", e)})
	}
	return heard, nil
}

// failure is an error that Meta tells outside of any message.
func (p Parser) failure(field string, e metaError) *frontdesk.Report {
	f := news.Facts{"code": strconv.Itoa(int(e.Code))}
	f.Put("title", string(e.Title))
	f.Put("details", string(e.Data.Details))
	text := cmp.Or(p.problem(e).Message, "Meta reports the error "+f["code"])
	return &frontdesk.Report{Field: field, Text: text, Data: f}
}

func (p Parser) problem(e metaError) *frontdesk.Error { return p.Problem(int(e.Code), e.said()) }

// said is the most telling of what Meta says of an error.
func (e metaError) said() string { return string(cmp.Or(e.Data.Details, e.Message, e.Title)) }

// number finds the business number in a value of any shape.
func number(raw json.RawMessage) string {
	type phone struct {
		ID spelling.Word `json:"phone_number_id"`
	}
	var v struct {
		Metadata  spelling.Maybe[phone] `json:"metadata"`
		Recipient spelling.Maybe[phone] `json:"recipient"` // so in messaging_handovers
	}
	// A value that cannot be read names no number.
	_ = json.Unmarshal(raw, &v)
	return string(cmp.Or(v.Metadata.V.ID, v.Recipient.V.ID))
}

func notRead(what string, err error) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, "%s cannot be read: %s", what, reason(err)).WithCause(err)
}

// maxReason bounds what is kept of a decoder's complaint, which may quote what
// somebody wrote.
const maxReason = 200

func reason(err error) string {
	var shape *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	s := err.Error()
	switch {
	case errors.As(err, &shape):
		s = "it has " + article(shape.Value) + " where something else is expected"
		if shape.Field != "" {
			s += ", in " + shape.Field
		}
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		s = "it is no JSON, or not all of it"
	}
	if len(s) > maxReason {
		s = s[:maxReason]
	}
	clean, _ := frontdesk.Clean(s)
	return clean
}

// article gives JSON's word for a value, such as "object", with its article. A
// number is told as Go does, with its digits.
func article(value string) string {
	word, _, _ := strings.Cut(value, " ")
	switch word {
	case "array", "object":
		return "an " + word
	case "bool":
		return "a yes or no"
	}
	return "a " + word
}
