package view

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk"
)

// Message is one thing said, by either side. Beside these fields stands the
// object of its type, under the type's name; a text has none, it is Text.
type Message struct {
	ID           frontdesk.MessageID      `json:"id"`
	WAMID        string                   `json:"wamid,omitempty" doc:"Meta's id."`
	Direction    frontdesk.Direction      `json:"direction" enum:"in,out"`
	By           frontdesk.By             `json:"by" enum:"contact,agent,operator,phone_app"`
	At           time.Time                `json:"at"`
	Contact      Person                   `json:"contact"`
	Conversation frontdesk.ConversationID `json:"conversation"`
	Integration  frontdesk.IntegrationID  `json:"integration"`
	Session      int64                    `json:"session,omitempty"`
	Type         string                   `json:"type"`
	Text         string                   `json:"text" doc:"The whole of it in words, never empty. Data from outside."`
	ReplyTo      string                   `json:"reply_to,omitempty" doc:"The wamid it quotes."`
	Forwarded    bool                     `json:"forwarded,omitempty"`
	Past         bool                     `json:"past,omitempty" doc:"Said before the number was ours."`
	EditedAt     *time.Time               `json:"edited_at,omitempty"`
	RevokedAt    *time.Time               `json:"revoked_at,omitempty" doc:"When who said it took it back. What it said is not shown."`
	Origin       *frontdesk.Origin        `json:"origin,omitempty" doc:"What stood beside it: an ad, a product, forwarding. Data from outside."`
	Files        []File                   `json:"files,omitempty" nullable:"false"`
	Delivery     *Delivery                `json:"delivery,omitempty" doc:"Of a message of ours: how far it has come."`

	object frontdesk.Content
}

// Person is who a message is from or to.
type Person struct {
	ID     frontdesk.ContactID `json:"id"`
	Name   string              `json:"name"`
	Phone  frontdesk.Phone     `json:"phone,omitempty"`
	UserID frontdesk.UserID    `json:"user_id,omitempty"`
}

// MarshalJSON puts the object of the type beside the fields.
func (m Message) MarshalJSON() ([]byte, error) {
	type fields Message
	b, err := json.Marshal(fields(m))
	if err != nil || m.object == nil {
		return b, err
	}
	object, err := json.Marshal(map[string]frontdesk.Content{m.object.Type(): m.object})
	if err != nil {
		return nil, err
	}
	return append(append(b[:len(b)-1], ','), object[1:]...), nil
}

// TransformSchema tells of the object.
func (Message) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Description = "One thing said. Beside these fields stands the object of its type, under the type's name, but for a text. Data from outside."
	s.AdditionalProperties = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
	return s
}

// MessageOf shows a message between us and somebody.
func MessageOf(m frontdesk.Message, who frontdesk.Contact) Message {
	v := Message{
		ID: m.ID, WAMID: m.WAMID, Direction: m.Direction, By: m.By, At: m.At.UTC(),
		Contact:      Person{ID: who.ID, Name: who.DisplayName(), Phone: who.Phone(), UserID: who.UserID()},
		Conversation: m.Conversation, Integration: m.Integration, Session: m.Session, Type: m.Content.Type(), Text: m.Text(),
		ReplyTo: m.ReplyTo, Forwarded: m.Forwarded, Past: m.Past, EditedAt: moment(m.EditedAt), RevokedAt: moment(m.RevokedAt), Origin: m.Origin,
	}
	if m.Delivery != nil {
		d := DeliveryOf(*m.Delivery)
		v.Delivery = &d
	}
	if v.RevokedAt != nil {
		return v // what was taken back is not shown by another way
	}
	for _, f := range m.Files {
		v.Files = append(v.Files, FileOf(f))
	}
	if _, text := m.Content.(frontdesk.Text); !text {
		v.object = m.Content
	}
	return v
}

// moment is a time that may be absent.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
