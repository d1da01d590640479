package admin

import (
	"context"
	"strconv"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin/view"
)

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

func (h happenings) list(ctx context.Context, in *eventList) (*list[view.Event], error) {
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
	return listed(events, view.EventOf, next), err
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
