package admin

import (
	"context"
	"strconv"
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

func eventShape(e frontdesk.Event) Event {
	return Event{
		ID: e.ID, Kind: e.Kind, At: e.At.UTC(), Integration: e.Integration, Conversation: e.Conversation,
		Contact: e.Contact, Message: e.Message, Text: e.Text, Data: e.Data, Trace: e.Trace,
	}
}

// happenings are the operations on events.
type happenings struct {
	events func(context.Context, EventQuery) ([]frontdesk.Event, bool, error)
}

type eventList struct {
	Kind         []string  `query:"kind" maxItems:"30" example:"template_status,account_alert" doc:"Only events of these kinds, separated by commas."`
	Conversation string    `query:"conversation" maxLength:"64" doc:"Only events of this conversation."`
	Contact      string    `query:"contact" maxLength:"64" doc:"Only events about this contact."`
	Since        time.Time `query:"since" doc:"Only events at or after this time."`
	Until        time.Time `query:"until" doc:"Only events before this time."`
	Page
}

func (h happenings) list(ctx context.Context, in *eventList) (*list[Event], error) {
	before, err := eventCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	some, err := kindsNamed(in.Kind)
	if err != nil {
		return nil, err
	}
	events, more, err := h.events(ctx, EventQuery{
		Kinds: some, Conversation: frontdesk.ConversationID(in.Conversation), Contact: frontdesk.ContactID(in.Contact),
		Since: in.Since, Until: in.Until, Before: before, Limit: in.Limit,
	})
	next := cursorOf(events, more, func(e frontdesk.Event) string { return strconv.FormatInt(e.ID, 10) })
	return listed(events, eventShape, next), err
}

// eventCursor reads where the page before ended.
func eventCursor(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, badCursor()
	}
	return n, nil
}
