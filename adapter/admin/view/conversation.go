package view

import (
	"time"

	"frontdesk"
)

// Conversation is one contact on one business number, as answered.
type Conversation struct {
	ID           frontdesk.ConversationID `json:"id"`
	Contact      frontdesk.ContactID      `json:"contact"`
	Integration  frontdesk.IntegrationID  `json:"integration" doc:"The business number."`
	Mode         frontdesk.Mode           `json:"mode" enum:"automatic,manual" doc:"Who answers: an agent, or a human."`
	Archived     bool                     `json:"archived"`
	Session      int64                    `json:"session" doc:"The number of the session; it grows by one with each."`
	LastIn       *time.Time               `json:"last_in,omitempty" doc:"When the person last wrote."`
	LastOut      *time.Time               `json:"last_out,omitempty" doc:"When they were last written to."`
	WindowCloses *time.Time               `json:"window_closes_at,omitempty" doc:"Until when more than templates may be sent."`
	Unread       int64                    `json:"unread" doc:"Messages that no agent has acknowledged."`
}

// ConversationOf shows a conversation.
func ConversationOf(c frontdesk.Conversation) Conversation {
	return Conversation{
		ID: c.ID, Contact: c.Contact, Integration: c.Integration, Mode: c.Mode, Archived: c.Archived, Session: c.Session.Number,
		LastIn: moment(c.LastIn), LastOut: moment(c.LastOut), WindowCloses: moment(c.WindowClosesAt()), Unread: c.Unread,
	}
}
