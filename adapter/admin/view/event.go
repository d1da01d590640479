package view

import (
	"time"

	"frontdesk"
)

// Event is something that happened, as answered.
type Event struct {
	ID           int64                    `json:"id"`
	Kind         frontdesk.EventKind      `json:"kind" example:"unreadable_update" doc:"What happened. New kinds are added; pass over those you do not know."`
	At           time.Time                `json:"at"`
	Integration  frontdesk.IntegrationID  `json:"integration,omitempty"`
	Conversation frontdesk.ConversationID `json:"conversation,omitempty"`
	Contact      frontdesk.ContactID      `json:"contact,omitempty"`
	Message      frontdesk.MessageID      `json:"message,omitempty"`
	Text         string                   `json:"text" doc:"One sentence for people."`
	Data         map[string]string        `json:"data,omitempty" doc:"Facts for programs."`
	Trace        string                   `json:"trace,omitempty" doc:"Follows what caused it through the log."`
}

// EventOf shows an event.
func EventOf(e frontdesk.Event) Event {
	return Event{
		ID: e.ID, Kind: e.Kind, At: e.At.UTC(), Integration: e.Integration, Conversation: e.Conversation,
		Contact: e.Contact, Message: e.Message, Text: e.Text, Data: e.Data, Trace: e.Trace,
	}
}
