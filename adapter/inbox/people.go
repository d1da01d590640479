package inbox

import (
	"context"
	"time"

	"frontdesk"
	"frontdesk/contacts"
)

// admit finds the person something comes from, or notes that a stranger
// knocked: who, when and how often, and nothing of what was said.
func (r reading) admit(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, wamid string, at time.Time) (frontdesk.Contact, bool, error) {
	a, err := contacts.Admit(ctx, r.tx, contacts.Sighting{
		Sender: from, Integration: on.ID, At: at,
		Again: func(ctx context.Context) (bool, error) {
			fresh, err := r.tx.Once(ctx, on.ID, wamid)
			return !fresh, err
		},
	})
	switch {
	case err != nil:
		return frontdesk.Contact{}, false, err
	case !a.Admitted:
		r.observe("rejected")
		return frontdesk.Contact{}, false, nil
	case a.Conflict != nil:
		err = r.conflict(ctx, on, a.Contact.ID, wamid, a.Conflict)
	}
	return a.Contact, true, err
}

// change moves an address with its person, and keeps WhatsApp's word of it in
// the conversation.
func (r reading) change(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, ch frontdesk.Change) error {
	ch.At = r.said(ch.At)
	m, err := contacts.Move(ctx, r.tx, from, ch)
	switch {
	case err != nil || m.Contact.ID == "":
		return err
	case m.Conflict != nil:
		return r.conflict(ctx, on, m.Contact.ID, ch.WAMID, m.Conflict)
	case !m.Moved:
		return nil // told again
	}
	r.observe("moved")
	conv, err := r.tx.OpenConversation(ctx, m.Contact.ID, on.ID, ch.At)
	if err != nil {
		return err
	}
	if err := r.keep(ctx, conv, frontdesk.Message{
		WAMID: ch.WAMID, Direction: frontdesk.In, By: frontdesk.ByContact, At: ch.At,
		Content: frontdesk.System{Change: ch.Name, Body: ch.Body, Old: ch.Old, New: ch.New},
	}); err != nil {
		return err
	}
	_, err = r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.AddressChanged, At: ch.At, Integration: on.ID, Contact: m.Contact.ID, Trace: r.trace,
		Text: "Meta announced a new address; it moved, the person stays",
		Data: map[string]string{"kind": string(ch.Kind), "old": ch.Old, "new": ch.New},
	})
	return err
}

// conflict tells the operator, once for each message, that an address was left
// with whom it was.
func (r reading) conflict(ctx context.Context, on frontdesk.Integration, who frontdesk.ContactID, wamid string, why *frontdesk.Error) error {
	fresh, err := r.tx.Once(ctx, on.ID, "conflict:"+wamid)
	if err != nil || !fresh {
		return err
	}
	r.observe("conflict")
	_, err = r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.AddressConflict, At: r.update.At, Integration: on.ID, Contact: who, Trace: r.trace,
		Text: why.Message, Data: map[string]string{"next": why.Next},
	})
	return err
}
