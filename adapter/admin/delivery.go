package admin

import (
	"context"
	"strings"
	"time"

	"frontdesk"
)

// Delivery is a message on its way, as answered.
type Delivery struct {
	ID            frontdesk.MessageID      `json:"id" doc:"Also the id of its message."`
	Part          int                      `json:"part"`
	Parts         int                      `json:"parts"`
	State         frontdesk.State          `json:"state" enum:"queued,sending,unknown,sent,delivered,read,played,failed" doc:"How far it has come. unknown: Meta may or may not have it; it is not sent again by itself, and a status may settle it."`
	Contact       frontdesk.ContactID      `json:"contact"`
	Conversation  frontdesk.ConversationID `json:"conversation"`
	Integration   frontdesk.IntegrationID  `json:"integration"`
	By            frontdesk.By             `json:"by" enum:"agent,operator"`
	Type          string                   `json:"type"`
	Text          string                   `json:"text" doc:"What it says, for readers."`
	Key           string                   `json:"idempotency_key,omitempty" doc:"The one it was handed in with here."`
	WAMID         string                   `json:"wamid,omitempty" doc:"Meta's id, once it has taken it."`
	Attempts      int                      `json:"attempts"`
	NextAttemptAt *time.Time               `json:"next_attempt_at,omitempty" doc:"Of a queued one: when it is due."`
	Code          frontdesk.Code           `json:"code,omitempty" doc:"What went wrong last, for programs."`
	Error         string                   `json:"error,omitempty" doc:"And for people."`
	MetaCode      int                      `json:"meta_code,omitempty" doc:"Meta's number for it."`
	CreatedAt     time.Time                `json:"created_at"`
	UpdatedAt     time.Time                `json:"updated_at"`
	Trace         string                   `json:"trace,omitempty" doc:"Follows it through the log."`
}

func deliveryShape(d frontdesk.Delivery) Delivery {
	v := Delivery{
		ID: d.ID, Part: d.Part, Parts: d.Parts, State: d.State, Contact: d.Contact, Conversation: d.Conversation, Integration: d.Integration,
		By: d.By, Type: d.Content.Type(), Text: d.Content.Line(), WAMID: d.WAMID, Attempts: d.Attempts,
		Code: d.Code, Error: d.Problem, MetaCode: d.MetaCode, CreatedAt: d.CreatedAt.UTC(), UpdatedAt: d.UpdatedAt.UTC(), Trace: d.Trace,
	}
	if key, ours := strings.CutPrefix(d.Key, operatorsKey); ours {
		v.Key = key
	}
	if d.State == frontdesk.Queued {
		at := d.NextAt.UTC()
		v.NextAttemptAt = &at
	}
	return v
}

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

func (m mail) list(ctx context.Context, in *deliveryList) (*list[Delivery], error) {
	before, err := messageCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	some, more, err := m.deliveries(ctx, DeliveryQuery{
		State: frontdesk.State(in.State), Contact: frontdesk.ContactID(in.Contact), Before: before, Limit: in.Limit,
	})
	next := cursorOf(some, more, func(d frontdesk.Delivery) string { return string(d.ID) })
	return listed(some, deliveryShape, next), err
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
	Body Delivery
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
	return &oneDelivery{deliveryShape(*of.Delivery)}, nil
}
