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
		err = r.conflict(ctx, on, a.Contact.ID, a.With, a.Conflict)
	}
	return a.Contact, true, err
}

// recognise learns from a status by which addresses the person is known to whom
// a message of ours went.
func (r reading) recognise(ctx context.Context, on frontdesk.Integration, d frontdesk.Delivery, s frontdesk.Status) error {
	if s.To.Group != "" || s.To.UserID == "" && s.To.ParentUserID == "" {
		return nil
	}
	a, err := contacts.Recognise(ctx, r.tx, d.Contact, d.To, contacts.Sighting{Sender: s.To, Integration: on.ID, At: s.At})
	if err != nil || a.Conflict == nil {
		return err
	}
	return r.conflict(ctx, on, a.Contact.ID, a.With, a.Conflict)
}

// introduced learns the phone of somebody known by their user id alone from
// their own card, which WhatsApp sends when we ask for it. It lets nobody in: it
// is read only when its sender has been.
func (r reading) introduced(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, who frontdesk.ContactID, m frontdesk.Message) error {
	c, is := m.Content.(frontdesk.ContactCards)
	if !is || from.WaID != "" || from.UserID == "" || len(c.Cards) != 1 || !c.Cards[0].Asked || len(c.Cards[0].WaIDs) != 1 {
		return nil
	}
	a, err := contacts.Recognise(ctx, r.tx, who, contacts.UserIDAddress(from.UserID), contacts.Sighting{
		Sender: frontdesk.Sender{WaID: c.Cards[0].WaIDs[0], UserID: from.UserID}, Integration: on.ID, At: m.At,
	})
	if err != nil || a.Conflict == nil {
		return err
	}
	return r.conflict(ctx, on, a.Contact.ID, a.With, a.Conflict)
}

// change moves an address with its person, once however often Meta tells it:
// by the second time the old address may be somebody else's. WhatsApp's word of
// it is kept in the conversation of a person who is registered.
func (r reading) change(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, ch frontdesk.Change) error {
	fresh, err := r.tx.Once(ctx, on.ID, "change:"+ch.WAMID+":"+string(ch.Kind))
	if err != nil || !fresh {
		return err
	}
	ch.At = r.said(ch.At)
	m, err := contacts.Move(ctx, r.tx, from, ch)
	switch {
	case err != nil:
		return err
	case m.Contact.ID == "":
		r.observe("rejected")
		return nil
	case m.Conflict != nil:
		return r.conflict(ctx, on, m.Contact.ID, frontdesk.Address{Kind: ch.Kind, Value: ch.New}, m.Conflict)
	case !m.Moved:
		return nil // told again
	}
	r.observe("moved")
	if ch.Kind == frontdesk.AtPhone && !r.newIDs[ch.WAMID] {
		if err := contacts.Outdate(ctx, r.tx, m.Contact.ID, ch.At); err != nil {
			return err
		}
	}
	if m.Contact.Registered {
		if err := r.tell(ctx, on, m.Contact.ID, ch); err != nil {
			return err
		}
	}
	_, err = r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.AddressChanged, At: ch.At, Integration: on.ID, Contact: m.Contact.ID, Trace: r.trace,
		Text: "Meta announced a new address; it moved, the person stays",
		Data: map[string]string{"kind": string(ch.Kind), "old": ch.Old, "new": ch.New},
	})
	return err
}

// tell keeps WhatsApp's word of a change where the person's agent reads it.
func (r reading) tell(ctx context.Context, on frontdesk.Integration, who frontdesk.ContactID, ch frontdesk.Change) error {
	conv, err := r.tx.OpenConversation(ctx, who, on.ID, ch.At)
	if err != nil {
		return err
	}
	_, _, err = r.keep(ctx, conv, frontdesk.Message{
		WAMID: ch.WAMID, Direction: frontdesk.In, By: frontdesk.ByContact, At: ch.At,
		Content: frontdesk.System{Change: ch.Name, Body: ch.Body, Old: ch.Old, New: ch.New},
	})
	return err
}

// conflict tells the operator, once for each contradiction and not for each
// message that shows it, that an address was left with whom it was.
func (r reading) conflict(ctx context.Context, on frontdesk.Integration, who frontdesk.ContactID, with frontdesk.Address, why *frontdesk.Error) error {
	fresh, err := r.tx.Once(ctx, on.ID, "conflict:"+string(who)+":"+string(with.Kind)+":"+with.Value)
	if err != nil || !fresh {
		return err
	}
	r.observe("conflict")
	_, err = r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.AddressConflict, At: r.update.At, Integration: on.ID, Contact: who, Trace: r.trace,
		Text: why.Message, Data: map[string]string{"next": why.Next, "kind": string(with.Kind), "address": with.Value},
	})
	return err
}
