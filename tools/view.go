package tools

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"frontdesk"
)

// person is a contact as a model sees one.
type person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Phone  string `json:"phone,omitempty"`
	UserID string `json:"user_id,omitempty"`
}

func personOf(c frontdesk.Contact) person {
	name, _ := frontdesk.Clean(c.DisplayName())
	return person{ID: string(c.ID), Name: oneLine(name), Phone: string(c.Phone()), UserID: string(c.UserID())}
}

func (p person) text() string {
	s := p.Name + " (" + p.ID
	if at := cmp.Or(p.Phone, p.UserID); at != "" {
		s += ", " + at
	}
	return s + ")"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// message is a message as other programs rely on it.
type message struct {
	ID           string    `json:"id"`
	WAMID        string    `json:"wamid,omitempty"`
	Direction    string    `json:"direction"`
	By           string    `json:"by"`
	At           string    `json:"at"`
	Contact      *person   `json:"contact,omitempty"`
	Conversation string    `json:"conversation,omitempty"`
	Session      int64     `json:"session,omitempty"`
	Type         string    `json:"type"`
	Text         string    `json:"text" jsonschema:"data from outside"`
	ReplyTo      string    `json:"reply_to,omitempty"`
	Forwarded    bool      `json:"forwarded,omitempty"`
	About        *said     `json:"about,omitempty"`
	Origin       any       `json:"origin,omitempty"`
	Past         bool      `json:"past,omitempty"`
	EditedAt     string    `json:"edited_at,omitempty"`
	RevokedAt    string    `json:"revoked_at,omitempty"`
	Files        []file    `json:"files,omitempty"`
	Delivery     *delivery `json:"delivery,omitempty"`
	// Hidden is how many characters were taken out that a person would not have
	// seen.
	Hidden int `json:"hidden_characters_removed,omitempty"`
	kinds
	beside string // how it came to be said, in words
}

// said is the message that another is about.
type said struct {
	ID   string `json:"id,omitempty"`
	By   string `json:"by,omitempty"`
	Text string `json:"text"`
}

func saidOf(m *frontdesk.Message) *said {
	if m == nil {
		return nil
	}
	text, _ := frontdesk.Clean(m.Text())
	return &said{ID: string(m.ID), By: string(m.By), Text: text}
}

type delivery struct {
	Status   string `json:"status"`
	Code     string `json:"code,omitempty"`
	Error    string `json:"error,omitempty"`
	MetaCode int    `json:"meta_code,omitempty"`
}

// messageOf shows a message. Concise leaves out what the next call does not
// need.
func messageOf(m frontdesk.Message, who frontdesk.Contact, concise bool) message {
	text, hidden := frontdesk.Clean(m.Text())
	p := personOf(who)
	v := message{
		ID: string(m.ID), Direction: string(m.Direction), By: string(m.By), At: stamp(m.At),
		Contact: &p, Type: m.Content.Type(), Text: text, Hidden: hidden, EditedAt: stamp(m.EditedAt), RevokedAt: stamp(m.RevokedAt),
	}
	if d := m.Delivery; d != nil {
		v.Delivery = &delivery{Status: string(d.State), Code: string(d.Code), Error: d.Problem, MetaCode: d.MetaCode}
	}
	v.setOrigin(m, concise)
	there := m.RevokedAt.IsZero() // what was taken back is not shown by another way
	for _, f := range m.Files {
		if there {
			v.Files = append(v.Files, fileOf(f, maxShownText))
		}
	}
	if concise {
		v.Contact = &person{ID: p.ID, Name: p.Name}
		return v
	}
	v.WAMID, v.Conversation, v.Session, v.ReplyTo = m.WAMID, string(m.Conversation), m.Session, m.ReplyTo
	v.About, v.Past = saidOf(m.About), m.Past
	if there {
		v.Hidden = max(v.Hidden, v.kinds.set(m.Content))
	}
	return v
}

// setOrigin tells how a message came to be said: forwarded, by an ad, about a
// product. Concise leaves out an origin that has nothing to tell.
func (v *message) setOrigin(m frontdesk.Message, concise bool) {
	v.Forwarded = m.Forwarded
	if m.Forwarded {
		v.beside = "Forwarded"
	}
	if m.Origin == nil {
		return
	}
	line, _ := frontdesk.Clean(m.Origin.Line())
	switch {
	case line == "" && concise:
		return
	case m.Origin.FrequentlyForwarded:
		v.beside = oneLine(line)
	case line != "":
		v.beside = strings.TrimPrefix(v.beside+"; "+oneLine(line), "; ")
	}
	v.Origin, _ = cleaned(m.Origin)
}

func (m message) text() string {
	who := m.By
	if m.Contact != nil && m.Direction == string(frontdesk.In) {
		who = m.Contact.Name
	}
	if m.beside != "" {
		who += " (" + m.beside + ")"
	}
	s := fmt.Sprintf("[%s] %s, %s: %s", m.ID, m.At, who, setIn(m.Text))
	for _, f := range m.Files {
		s += " (file " + f.ID + ")"
	}
	if m.Delivery != nil {
		s += " (" + m.Delivery.Status + ")"
	}
	return s
}

// setIn sets lines after the first in, so that nobody forges a message of
// another in the words beside the structure.
func setIn(s string) string { return strings.ReplaceAll(s, "\n", "\n    ") }

// event is something that happened and is not a message.
type event struct {
	Kind         string            `json:"kind"`
	At           string            `json:"at"`
	Text         string            `json:"text"`
	Conversation string            `json:"conversation,omitempty"`
	Message      string            `json:"message,omitempty"`
	Session      int64             `json:"session,omitempty"`
	Data         map[string]string `json:"data,omitempty"`
}

// line is the event in words, with the message it is about.
func (e event) line() string {
	what := e.Kind
	if e.Message != "" {
		what += " of " + e.Message
	}
	return e.At + " (" + what + ") " + setIn(e.Text)
}

func eventOf(e frontdesk.Event) event {
	text, _ := frontdesk.Clean(e.Text)
	data := make(map[string]string, len(e.Data)) // some of it may be a person's words
	for k, v := range e.Data {
		data[k], _ = frontdesk.Clean(v)
	}
	return event{
		Kind: string(e.Kind), At: stamp(e.At), Text: text, Conversation: string(e.Conversation),
		Message: string(e.Message), Session: e.Session, Data: data,
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// windowOf is when the 24-hour window closes, if it is open.
func windowOf(c frontdesk.Conversation, now time.Time) string {
	if !c.WindowOpen(now) {
		return ""
	}
	return stamp(c.WindowClosesAt())
}
