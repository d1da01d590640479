package inbox

import (
	"context"
	"fmt"
	"time"

	"frontdesk"
)

// reading is one update being applied.
type reading struct {
	*Inbox
	tx     Tx
	update frontdesk.Update
	trace  string
	// replay tells that it was applied before, in part or by an older version.
	replay bool
	// newIDs are the messages that tell a new user id.
	newIDs map[string]bool
}

func (in *Inbox) apply(ctx context.Context, tx Tx, u frontdesk.Update) error {
	heard, why := in.parse(u)
	if why != nil {
		return in.pass(ctx, tx, u, why)
	}
	r := in.reading(tx, u, heard)
	for _, h := range heard {
		if err := r.hear(ctx, h); err != nil {
			return err
		}
	}
	return nil
}

// parse reads a body, or says why it cannot be read.
func (in *Inbox) parse(u frontdesk.Update) ([]frontdesk.Heard, *frontdesk.Error) {
	parse := in.Parse[u.Kind]
	if parse == nil {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "no transport of this program is called %q", u.Kind)
	}
	heard, err := parse(u.Body)
	if err != nil {
		return nil, frontdesk.Foreseen(err)
	}
	return heard, nil
}

func (in *Inbox) reading(tx Tx, u frontdesk.Update, heard []frontdesk.Heard) reading {
	r := reading{Inbox: in, tx: tx, update: u, trace: Trace(u.ID), newIDs: map[string]bool{}}
	for _, h := range heard {
		if c := h.Change; c != nil && c.Kind == frontdesk.AtUserID {
			r.newIDs[c.WAMID] = true
		}
	}
	return r
}

// Trace is the id that follows an update from the webhook to the delivery that
// answers it.
func Trace(id frontdesk.UpdateID) string { return fmt.Sprintf("u%d", id) }

// pass notes why u could not be read. It stays in the log.
func (in *Inbox) pass(ctx context.Context, tx Tx, u frontdesk.Update, why *frontdesk.Error) error {
	in.observe("unreadable")
	if err := tx.Problem(ctx, u.ID, why.Message); err != nil {
		return err
	}
	_, err := tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.UnreadableUpdate, At: u.At, Integration: u.Integration, Trace: Trace(u.ID),
		Text: "An update could not be read: " + why.Message,
		Data: map[string]string{"update": fmt.Sprint(u.ID)},
	})
	return err
}

// hear applies one thing to the number it is for.
func (r reading) hear(ctx context.Context, h frontdesk.Heard) error {
	switch {
	case h.Problem != nil:
		return r.pass(ctx, r.tx, r.update, h.Problem)
	case h.Report != nil:
		return r.report(ctx, h)
	}
	on, ok := r.route(h.Number)
	if !ok {
		return r.unknownNumber(ctx, h)
	}
	switch {
	case h.Message != nil:
		return r.utterance(ctx, on, h, *h.Message)
	case h.Past != nil:
		m := *h.Past
		m.Past = true
		return r.utterance(ctx, on, h, m)
	case h.Status != nil:
		return r.status(ctx, on, *h.Status)
	case h.Change != nil:
		return r.change(ctx, on, h.From, *h.Change)
	case h.Preference != nil:
		return r.preference(ctx, on, h.From, *h.Preference)
	}
	r.observe("passed_over") // a kind of news that nothing here is done with
	return nil
}

// utterance applies something that was said, by where and by whom.
func (r reading) utterance(ctx context.Context, on frontdesk.Integration, h frontdesk.Heard, m frontdesk.Message) error {
	m.At, m.Origin = r.said(m.At), h.Origin
	switch {
	case h.From.Group != "":
		return r.group(ctx, on, h.From, m)
	case m.Past:
		return r.past(ctx, on, h.From, m)
	case m.Direction == frontdesk.Out:
		return r.echo(ctx, on, h.From, m)
	}
	return r.message(ctx, on, h.From, m)
}

// route finds the integration an update may speak for: the number must be ours
// and its app must have signed the update.
func (r reading) route(number string) (frontdesk.Integration, bool) {
	for _, on := range r.Integrations() {
		if (on.PhoneNumberID == number || number == "") && r.speaksFor(on) {
			return on, true
		}
	}
	return frontdesk.Integration{}, false
}

func (r reading) speaksFor(on frontdesk.Integration) bool {
	return r.update.Integration == on.ID || frontdesk.Signer(on.AppSecret) == r.update.Signer
}

func (r reading) unknownNumber(ctx context.Context, h frontdesk.Heard) error {
	r.observe("unknown_number")
	_, err := r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.UnknownNumber, At: r.update.At, Trace: r.trace,
		Text: "Meta sent an update for a number that no integration with that app has",
		Data: map[string]string{"phone_number_id": h.Number, "business_account_id": h.Account, "update": fmt.Sprint(r.update.ID)},
	})
	return err
}

// said is when something was said: by Meta's word, but not later than we heard
// it, since a time to come would hold the 24-hour window open.
func (r reading) said(at time.Time) time.Time {
	if at.IsZero() || at.After(r.update.At) {
		return r.update.At
	}
	return at
}
