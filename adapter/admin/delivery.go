package admin

import (
	"context"
	"strings"

	"frontdesk"
	"frontdesk/adapter/admin/view"
)

// DeliveryQuery asks for deliveries that are not with the person, the newest
// first.
type DeliveryQuery struct {
	State   frontdesk.State     // one of queued, sending, unknown and failed
	Contact frontdesk.ContactID // "" for all
	Before  frontdesk.MessageID // "" for the newest
	Limit   int
}

type deliveryList struct {
	State   string `query:"state" required:"true" enum:"failed,unknown,queued,sending" doc:"Deliveries that Meta took are read with their conversations."`
	Contact string `query:"contact" maxLength:"64" doc:"Only those to this contact."`
	Page
}

func (m mail) list(ctx context.Context, in *deliveryList) (*list[view.Delivery], error) {
	before, err := messageCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	some, more, err := m.deliveries(ctx, DeliveryQuery{
		State: frontdesk.State(in.State), Contact: frontdesk.ContactID(in.Contact), Before: before, Limit: in.Limit,
	})
	next := cursorOf(some, more, func(d frontdesk.Delivery) string { return string(d.ID) })
	return listed(some, view.DeliveryOf, next), err
}

// messageCursor reads where the page before ended.
func messageCursor(s string) (frontdesk.MessageID, error) {
	if s == "" {
		return "", nil
	}
	digits, ok := strings.CutPrefix(s, "m")
	if _, err := eventCursor(digits); !ok || digits == "" || err != nil {
		return "", badCursor()
	}
	return frontdesk.MessageID(s), nil
}

type oneDelivery struct {
	Body view.Delivery
}

// delivery fetches one, in whatever state.
func (m mail) delivery(ctx context.Context, in *ByID) (*oneDelivery, error) {
	of, err := m.message(ctx, frontdesk.MessageID(in.ID))
	if err != nil {
		return nil, err
	}
	if of.Delivery == nil {
		return nil, frontdesk.Errorf(frontdesk.NotFound, "the message %s was not sent from here", of.ID).WithNext("fetch it as a message")
	}
	return &oneDelivery{view.DeliveryOf(*of.Delivery)}, nil
}
