package store

import (
	"context"

	"frontdesk"
)

// DeliveryQuery asks for deliveries that are not with the person, the newest
// first.
type DeliveryQuery struct {
	// State is one of queued, sending, unknown and failed. Of the others there are
	// as many as messages; those are read in their conversations.
	State   frontdesk.State
	Contact frontdesk.ContactID // "" for all
	Before  frontdesk.MessageID // "" for the newest
	Limit   int
}

// listed are the states by which deliveries are listed, with the words by which
// a database knows the index for each.
var listed = map[frontdesk.State]string{
	frontdesk.Queued: `d.state IN ('queued', 'sending')`, frontdesk.Sending: `d.state IN ('queued', 'sending')`,
	frontdesk.Failed: `d.state IN ('failed', 'unknown')`, frontdesk.InDoubt: `d.state IN ('failed', 'unknown')`,
}

// Deliveries gives the newest deliveries that match, and whether there are older
// ones.
func (db *DB) Deliveries(ctx context.Context, q DeliveryQuery) (some []frontdesk.Delivery, more bool, err error) {
	index, ok := listed[q.State]
	if !ok {
		return nil, false, frontdesk.Errorf(frontdesk.Invalid, "deliveries are not listed by the state %q", q.State).
			WithField("state").WithNext("ask for queued, sending, unknown or failed")
	}
	before := wanted(messageLetter, q.Before)
	if before == 0 {
		before = 1<<63 - 1
	}
	q.Limit = page(q.Limit)
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+deliveryColumns+fromDeliveries+`
		WHERE d.state = $1 AND `+index+` AND d.id < $2 AND (m.contact = $3 OR $3 = 0)
		ORDER BY d.id DESC LIMIT $4`, string(q.State), before, wanted(contactLetter, q.Contact), q.Limit+1)
	some, err = collect(rows, err, scanDelivery)
	if more = len(some) > q.Limit; more {
		some = some[:q.Limit]
	}
	return some, more, err
}
