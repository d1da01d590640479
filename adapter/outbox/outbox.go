// Package outbox is the only way out.
//
// Tools, agents, operators and this program itself hand it a draft with a key.
// The gate asks whether it may be sent; then it is kept, once per key, before
// anything leaves. From there it is carried in order within its conversation,
// and different conversations side by side, within Meta's rates. What becomes
// of an attempt is decided by one pure function, [Outcome].
//
// A message that Meta may have taken is never sent twice by itself. That a
// delivery is being sent is on disk before Meta is called; whoever dies then
// leaves it unknown, and a status that carries its id settles it.
package outbox

import (
	"context"
	"log/slog"
	"time"

	"frontdesk"
)

// Book is what the gate looks things up in.
type Book interface {
	Contact(ctx context.Context, id frontdesk.ContactID) (frontdesk.Contact, error)
	// ConversationOf gives the contact's conversation on an integration, or the
	// one written to last if none is named; NotFound if there is none.
	ConversationOf(ctx context.Context, of frontdesk.ContactID, on frontdesk.IntegrationID) (frontdesk.Conversation, error)
	// OpenConversation gives it too, made if there is none.
	OpenConversation(ctx context.Context, of frontdesk.ContactID, on frontdesk.IntegrationID) (frontdesk.Conversation, error)
	Message(ctx context.Context, id frontdesk.MessageID) (frontdesk.Message, error)
}

// Ledger keeps drafts and tells how far they have come.
type Ledger interface {
	// KeepDeliveries keeps the parts of a draft once by their key; existed tells
	// that it was there, and then the earlier parts are given.
	KeepDeliveries(ctx context.Context, parts []frontdesk.Delivery) (kept []frontdesk.Delivery, existed bool, err error)
	Delivery(ctx context.Context, id frontdesk.MessageID) (frontdesk.Delivery, error)
	// DeliveriesByKey gives the parts kept under a key; none is not an error.
	DeliveriesByKey(ctx context.Context, key string) ([]frontdesk.Delivery, error)
}

// Queue is what is on its way.
type Queue interface {
	// Due gives what is to be sent now, at most one of a conversation.
	Due(ctx context.Context, now time.Time, limit int) ([]frontdesk.Delivery, error)
	// Begin moves one to sending, on disk before it returns; false if somebody
	// else has it.
	Begin(ctx context.Context, id frontdesk.MessageID, lease time.Duration) (frontdesk.Delivery, bool, error)
	// Finish writes an outcome, and never moves back what a status has moved on.
	Finish(ctx context.Context, d frontdesk.Delivery) (frontdesk.Delivery, error)
	Postpone(ctx context.Context, id frontdesk.MessageID, until time.Time) error
}

// Chores are the rest of what keeps the queue moving.
type Chores interface {
	// Abandon moves what somebody was sending when they died to unknown.
	Abandon(ctx context.Context) (int, error)
	// Wishes gives drafts kept by transactions that could not pass the gate.
	Wishes(ctx context.Context, limit int) ([]frontdesk.Wish, error)
	DropWish(ctx context.Context, id int64) error
}

// Carrier takes one delivery to where it goes and gives the id it is known by
// there. An error says by its code whether it may have been taken.
type Carrier interface {
	Send(ctx context.Context, d frontdesk.Delivery) (wamid string, err error)
}

// Outbox sends.
type Outbox struct {
	Book   Book
	Ledger Ledger
	Queue  Queue
	Chores Chores
	// MayWrite tells whether a contact may be written to at all.
	MayWrite func(frontdesk.Contact) error
	// Default gives the integration for somebody who never wrote.
	Default func(context.Context) (frontdesk.IntegrationID, error)
	// Carrier gives who carries for an integration.
	Carrier func(context.Context, frontdesk.IntegrationID) (Carrier, error)

	// Fits tells whether WhatsApp takes an attachment, and gives it as it is known
	// here.
	Fits func(context.Context, frontdesk.Attachment) (frontdesk.Attachment, error)
	// Templates gives the templates of a number as Meta has them, whether they may
	// be sent or not; nil takes each as it is filled in.
	Templates func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error)
	// Upload gives the id by which Meta has the file of an attachment on a number,
	// uploaded if need be. It may take long, and nothing is being sent meanwhile.
	Upload func(context.Context, frontdesk.IntegrationID, frontdesk.Attachment) (mediaID string, err error)
	// Forget is told that Meta no longer has it.
	Forget func(context.Context, frontdesk.IntegrationID, frontdesk.Attachment) error

	// Rate is how many messages a number may send in a second, as far as is known;
	// 0 is not. It is asked often and must not take long. It may be nil.
	Rate func(context.Context, frontdesk.IntegrationID) (perSecond int)
	// PerSecond is that of a number of which nothing is known; 0 is 80.
	PerSecond int
	// Lease is how long a delivery may be sending before its sender counts as
	// dead; 0 is 45 seconds. It must be longer than any call.
	Lease time.Duration

	Wake func() <-chan struct{} // closes when deliveries change
	Poll time.Duration
	Now  func() time.Time
	Log  *slog.Logger
	// Observe is told of each attempt's outcome; it may be nil.
	Observe func(frontdesk.Delivery)
	// Step names the step just done, for tracing; it may be nil.
	Step func(string)
}

func (o *Outbox) step(name string) {
	if o.Step != nil {
		o.Step(name)
	}
}
