package tools

import (
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
	if p.Phone != "" {
		s += ", " + p.Phone
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
	Files        []file    `json:"files,omitempty"`
	Delivery     *delivery `json:"delivery,omitempty"`
	// Hidden is how many characters were taken out that a person would not have
	// seen.
	Hidden int `json:"hidden_characters_removed,omitempty"`
	kinds
}

// kinds are the objects of the types; a message has at most the one of its own.
type kinds struct {
	Image       any `json:"image,omitempty"`
	Video       any `json:"video,omitempty"`
	Audio       any `json:"audio,omitempty"`
	Document    any `json:"document,omitempty"`
	Sticker     any `json:"sticker,omitempty"`
	Interactive any `json:"interactive,omitempty"`
	ButtonReply any `json:"button_reply,omitempty"`
	ListReply   any `json:"list_reply,omitempty"`
	Button      any `json:"button,omitempty"`
	Template    any `json:"template,omitempty"`
	Location    any `json:"location,omitempty"`
	Contacts    any `json:"contacts,omitempty"`
	Reaction    any `json:"reaction,omitempty"`
	Order       any `json:"order,omitempty"`
	System      any `json:"system,omitempty"`
	Unknown     any `json:"unknown,omitempty"`
}

func (k *kinds) set(c frontdesk.Content) {
	at := map[string]*any{
		"image": &k.Image, "video": &k.Video, "audio": &k.Audio, "document": &k.Document, "sticker": &k.Sticker,
		"interactive": &k.Interactive, "button_reply": &k.ButtonReply, "list_reply": &k.ListReply, "button": &k.Button,
		"template": &k.Template, "location": &k.Location, "contacts": &k.Contacts, "reaction": &k.Reaction,
		"order": &k.Order, "system": &k.System, "unknown": &k.Unknown,
	}[c.Type()]
	if at != nil {
		*at = c
	}
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
		Contact: &p, Type: m.Content.Type(), Text: text, Hidden: hidden,
	}
	if d := m.Delivery; d != nil {
		v.Delivery = &delivery{Status: string(d.State), Code: string(d.Code), Error: d.Problem, MetaCode: d.MetaCode}
	}
	for _, f := range m.Files {
		v.Files = append(v.Files, fileOf(f, maxShownText))
	}
	if concise {
		v.Contact = &person{ID: p.ID, Name: p.Name}
		return v
	}
	v.WAMID, v.Conversation, v.Session, v.ReplyTo, v.Forwarded = m.WAMID, string(m.Conversation), m.Session, m.ReplyTo, m.Forwarded
	v.kinds.set(m.Content)
	return v
}

func (m message) text() string {
	who := m.By
	if m.Contact != nil && m.Direction == string(frontdesk.In) {
		who = m.Contact.Name
	}
	s := fmt.Sprintf("[%s] %s, %s: %s", m.ID, m.At, who, m.Text)
	if m.Delivery != nil {
		s += " (" + m.Delivery.Status + ")"
	}
	return s
}

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

func eventOf(e frontdesk.Event) event {
	text, _ := frontdesk.Clean(e.Text)
	return event{
		Kind: string(e.Kind), At: stamp(e.At), Text: text, Conversation: string(e.Conversation),
		Message: string(e.Message), Session: e.Session, Data: e.Data,
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
