// Package inbox decides what happens to what was heard.
//
// It reads the log of updates in order, past a cursor that moves in the same
// transaction as everything an update causes. Killed at any moment it starts
// again from the cursor, and the second reading is the first. Meta repeats and
// reorders what it sends; so each message is kept once by Meta's id, and the
// state of a delivery only moves forward. A body that cannot be read is noted
// with the reason, shown to the operator, and passed: it is not lost, and it
// holds nothing up. A later version that can read it does so by [Inbox.Replay].
//
// What was said before the number was ours, and what a human of ours says from
// the phone app, is kept in the conversation and handed to no agent; the phone
// app's word turns the conversation manual.
//
// What is said in a group is kept whole as an event of its number, with its
// text, and belongs to no conversation: a conversation is one person's, its
// window, its session and its mode are between two, and the people of a group
// need not be registered. Nobody is made known by it, and no agent is handed it,
// unless [Inbox.Groups] is set: then what registered contacts say in groups is
// an event of their own conversation, which opens no window.
package inbox

import (
	"context"
	"log/slog"
	"time"

	"frontdesk"
	"frontdesk/contacts"
)

// Batch is how many updates one transaction applies. It is small because the
// webhook's own transactions wait while it runs.
const Batch = 16

// Log is where updates are read from.
type Log interface {
	// Apply hands f the next updates past the inbox's cursor, at most max of
	// them, in one transaction that also moves the cursor; an error undoes all
	// of it. It gives how many there were.
	Apply(ctx context.Context, max int, f func(context.Context, Tx, []frontdesk.Update) error) (int, error)
}

// Tx is the transaction in which updates are applied.
type Tx interface {
	contacts.Known
	contacts.Mover
	Keeper
	Noter
	Turner
	Rereader
}

// Keeper keeps what was said and how far what we said has come.
type Keeper interface {
	// OpenConversation gives the contact's conversation on the integration,
	// made if there is none.
	OpenConversation(ctx context.Context, c frontdesk.ContactID, on frontdesk.IntegrationID, at time.Time) (frontdesk.Conversation, error)
	// KeepMessage keeps a message once by its Meta id; fresh is false for one
	// that was there.
	KeepMessage(ctx context.Context, m frontdesk.Message) (kept frontdesk.Message, fresh bool, err error)
	// StartSession numbers the next session and keeps the event.
	StartSession(ctx context.Context, c frontdesk.ConversationID, at time.Time, reason, trace string) (frontdesk.Event, error)
	// Settle moves a delivery forward; NotFound if it is not one of ours.
	Settle(ctx context.Context, s frontdesk.Status) (d frontdesk.Delivery, moved bool, err error)
}

// Noter keeps what is neither.
type Noter interface {
	// Once remembers a Meta id of something that is not kept as a message, and
	// tells whether it is new.
	Once(ctx context.Context, on frontdesk.IntegrationID, wamid string) (fresh bool, err error)
	AddEvent(ctx context.Context, e frontdesk.Event) (frontdesk.Event, error)
	// Wish keeps a draft for the outbox, once per key.
	Wish(ctx context.Context, d frontdesk.Draft) error
	// Problem notes why an update could not be read.
	Problem(ctx context.Context, id frontdesk.UpdateID, reason string) error
}

// Turner changes what is known of a conversation or a person besides what was
// said.
type Turner interface {
	// ChangeMode says who answers in a conversation; the event of it is kept if
	// somebody else did before.
	ChangeMode(ctx context.Context, c frontdesk.ConversationID, to frontdesk.Mode, by frontdesk.By, reason, trace string) error
	// PutPreference keeps what a person wants to be sent, unless they said
	// something else later, and tells whether it is another wish than before.
	PutPreference(ctx context.Context, of frontdesk.ContactID, p frontdesk.Preference) (changed bool, err error)
}

// Inbox applies the log of updates.
type Inbox struct {
	Log Log
	// Again is the log for [Inbox.Replay]; nothing else needs it.
	Again Again
	// Parse reads a body by the kind of transport it came by.
	Parse map[string]func(body []byte) ([]frontdesk.Heard, error)
	// Integrations lists the numbers that are ours now, from memory.
	Integrations func() []frontdesk.Integration
	// Idle is the silence after which a message starts a new session; 0 never.
	Idle time.Duration

	// Groups has agents handed what registered contacts say in groups.
	Groups bool

	// Wake gives a channel that closes when the log grows; Poll is how long to
	// wait when it does not.
	Wake func() <-chan struct{}
	Poll time.Duration
	// Observe counts what became of each thing heard; it may be nil.
	Observe func(outcome string)
	// Step names the step just done, for tracing; it may be nil.
	Step   func(string)
	Logger *slog.Logger
}

// Run applies updates until ctx ends. A store that is away is tried again with
// growing patience; nothing is passed over because of it.
func (in *Inbox) Run(ctx context.Context) error {
	patience := in.Poll
	for {
		wake := in.Wake()
		n, err := in.Round(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			in.Logger.Error("updates could not be applied; trying again", "error", err, "in", patience)
			wake = nil // the log growing does not mend the store
			patience = min(2*patience, maxPatience)
		case n > 0:
			patience = in.Poll
			continue
		default:
			patience = in.Poll
		}
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-time.After(patience):
		}
	}
}

const maxPatience = 30 * time.Second

// Round applies the next few updates and gives how many there were.
//
// When a batch fails its first update is tried alone, so that one that cannot
// be applied is found; it is then noted and passed, unless the store is away.
func (in *Inbox) Round(ctx context.Context) (int, error) {
	n, err := in.Log.Apply(ctx, Batch, in.applyAll)
	if err == nil || away(err) {
		return n, err
	}
	in.Logger.Warn("a batch of updates failed; trying its first alone", "error", err)
	n, err = in.Log.Apply(ctx, 1, in.applyAll)
	if err == nil || away(err) {
		return n, err
	}
	return in.Log.Apply(ctx, 1, func(ctx context.Context, tx Tx, us []frontdesk.Update) error {
		return in.pass(ctx, tx, us[0], frontdesk.Foreseen(err))
	})
}

func away(err error) bool {
	code := frontdesk.CodeOf(err)
	return code == frontdesk.Unavailable || code == frontdesk.Timeout
}

func (in *Inbox) applyAll(ctx context.Context, tx Tx, us []frontdesk.Update) error {
	for _, u := range us {
		if err := in.apply(ctx, tx, u); err != nil {
			return err
		}
	}
	in.step("applied")
	return nil
}

func (in *Inbox) step(name string) {
	if in.Step != nil {
		in.Step(name)
	}
}

func (in *Inbox) observe(outcome string) {
	if in.Observe != nil {
		in.Observe(outcome)
	}
}
