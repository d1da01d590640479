package tools

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"frontdesk"
)

type sendInteractiveIn struct {
	To         string          `json:"to" jsonschema:"contact: id, phone or exact name"`
	Kind       string          `json:"kind" jsonschema:"buttons, list, link, request_location or request_contact"`
	Body       string          `json:"body" jsonschema:"the question, in Markdown"`
	Header     string          `json:"header,omitempty" jsonschema:"text over it"`
	HeaderFile *fileHeader     `json:"header_file,omitempty"`
	Footer     string          `json:"footer,omitempty"`
	Buttons    []option        `json:"buttons,omitempty"`
	Sections   []section       `json:"sections,omitempty" jsonschema:"of a list: up to 10 rows in all"`
	Button     string          `json:"button,omitempty" jsonschema:"label that opens the list"`
	Link       *frontdesk.Link `json:"link,omitempty" jsonschema:"label and address"`
	ReplyTo    string          `json:"reply_to,omitempty" jsonschema:"id of the message to quote"`
	Key        string          `json:"key,omitempty" jsonschema:"the same key never sends twice"`
}

type section struct {
	Title string   `json:"title,omitempty"`
	Rows  []option `json:"rows"`
}

// fileHeader is a file over the words of a question.
type fileHeader fileSource

// option is something to tap: a title, or an object.
type option frontdesk.Option

// UnmarshalJSON reads either.
func (o *option) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &o.Title) == nil {
		return nil
	}
	if err := unknown(reflect.TypeFor[frontdesk.Option](), b, "an option"); err != nil {
		return err
	}
	return json.Unmarshal(b, (*frontdesk.Option)(o))
}

func (s *Server) sendInteractive() offered {
	return tool(s, about{
		name: "send_whatsapp_interactive", title: "Ask with something to tap",
		description: "Ask a registered contact with reply buttons (more than 3 become a list), a list of choices, a button that opens a link, or a request for their location or phone. " +
			"What they tap comes back as a message with its id.",
	}, s.doSendInteractive, sendResult.text)
}

func (s *Server) doSendInteractive(ctx context.Context, in sendInteractiveIn) (sendResult, error) {
	q, err := in.question()
	if err != nil {
		return sendResult{}, err
	}
	who, err := s.reach(ctx, in.To, in.Key)
	if err != nil {
		return sendResult{}, err
	}
	d := draft(who, in.ReplyTo, in.Key, q)
	if in.HeaderFile == nil {
		return s.deliver(ctx, who, d, SendWait)
	}
	d.Asked = frontdesk.Mark(d.Asked, in.HeaderFile)
	return s.deliverMade(ctx, who, d, func() (frontdesk.Content, []string, error) {
		a, notes, err := s.takeFigure(ctx, fileSource(*in.HeaderFile).from(ctx, ""), "")
		q.Figure = (*frontdesk.Figure)(&a)
		return q, notes, blame(err, "header_file")
	})
}

// argumentsOf says which kinds of question an argument belongs to.
var argumentsOf = []struct {
	argument string
	kinds    []frontdesk.Form
	given    func(sendInteractiveIn) bool
}{
	{"buttons", []frontdesk.Form{frontdesk.FormButtons}, func(in sendInteractiveIn) bool { return len(in.Buttons) > 0 }},
	{"sections", []frontdesk.Form{frontdesk.FormList}, func(in sendInteractiveIn) bool { return len(in.Sections) > 0 }},
	{"button", []frontdesk.Form{frontdesk.FormList, frontdesk.FormButtons}, func(in sendInteractiveIn) bool { return in.Button != "" }},
	{"link", []frontdesk.Form{frontdesk.FormLink}, func(in sendInteractiveIn) bool { return in.Link != nil }},
}

var questionKinds = []string{
	string(frontdesk.FormButtons), string(frontdesk.FormList), string(frontdesk.FormLink), string(frontdesk.FormLocation), string(frontdesk.FormContact),
}

// question is what is asked. That it is within WhatsApp's limits is for the
// gate to say.
func (in sendInteractiveIn) question() (frontdesk.Interactive, error) {
	q := frontdesk.Interactive{
		Form: frontdesk.Form(in.Kind), Header: in.Header, Body: in.Body, Footer: in.Footer, Button: in.Button, Link: in.Link,
	}
	if !slices.Contains(questionKinds, in.Kind) {
		return q, frontdesk.Errorf(frontdesk.Invalid, "there is no question of the kind %q; nothing was sent", clip(in.Kind, maxSaidBack)).
			WithField("kind").WithNext("use one of %s", strings.Join(questionKinds, ", "))
	}
	for _, p := range argumentsOf {
		if p.given(in) && !slices.Contains(p.kinds, q.Form) {
			return q, frontdesk.Errorf(frontdesk.Invalid, "a question of the kind ‘%s’ has no %s; nothing was sent", in.Kind, p.argument).
				WithField(p.argument).WithNext("leave it out, or use the kind %s", p.kinds[0])
		}
	}
	q.Buttons = options(in.Buttons)
	for _, s := range in.Sections {
		q.Sections = append(q.Sections, frontdesk.Section{Title: s.Title, Rows: options(s.Rows)})
	}
	return q, nil
}

func options(all []option) (some []frontdesk.Option) {
	for _, o := range all {
		some = append(some, frontdesk.Option(o))
	}
	return some
}
