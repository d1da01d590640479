package contacts

import (
	"context"
	"time"

	"frontdesk"
)

// Mover moves addresses, inside the transaction that applies an update.
type Mover interface {
	Finder
	// MoveAddress puts an address in the place of an old one of the contact, of
	// the same kind, whose it was until a time. It gives Conflict, and changes
	// nothing, if the new key is another's.
	MoveAddress(ctx context.Context, of frontdesk.ContactID, oldMatch string, to frontdesk.Address, until time.Time) error
	// PutAddress adds an address to a contact; Conflict likewise.
	PutAddress(ctx context.Context, of frontdesk.ContactID, a frontdesk.Address) error
	// RetireAddresses takes the addresses of a kind from a contact, whose they
	// were until a time.
	RetireAddresses(ctx context.Context, of frontdesk.ContactID, kind frontdesk.AddressKind, until time.Time) error
}

// Movement is what became of word that an address changed.
type Movement struct {
	// Contact is the person it was about; a zero one is nobody we know.
	Contact frontdesk.Contact
	// Moved tells whether an address changed: false for nobody we know, and
	// when it is told again.
	Moved bool
	// Conflict says, if not nil, why the address was left with whom it was.
	Conflict *frontdesk.Error
}

// Move gives a person their new address: the address moves, the person and all
// that was said stay. The person is known by the old address, else by another
// one the sender is known by. Word of which two contacts could be meant moves
// nothing. What was said before the change, and comes after it, still finds
// the person by the old address.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
func Move(ctx context.Context, m Mover, from frontdesk.Sender, ch frontdesk.Change) (Movement, error) {
	if ch.New == "" {
		return Movement{}, nil
	}
	was, is := addressOf(ch.Kind, ch.Old), addressOf(ch.Kind, ch.New)
	who, other, err := mover(ctx, m, was, from)
	if err != nil || who.ID == "" {
		return Movement{}, err
	}
	if other != "" {
		return stays(who, ch.Kind, "a new %s was told of contact %s with an address of contact %s; nothing was rebound", words(ch.Kind), who.ID, other), nil
	}
	if ch.Old == "" && !has(who, is) && only(who, ch.Kind) {
		was = who.Address(ch.Kind) // Meta does not tell the old one, and there is just this
	}
	switch {
	case has(who, was):
		err = m.MoveAddress(ctx, who.ID, was.Match, is, ch.At)
	case has(who, is):
		return Movement{Contact: who}, nil // told again
	case who.Address(ch.Kind).Match != "":
		return stays(who, ch.Kind, "contact %s moved from a %s that we did not know as theirs; nothing was rebound", who.ID, words(ch.Kind)), nil
	default:
		err = m.PutAddress(ctx, who.ID, is)
	}
	if frontdesk.CodeOf(err) == frontdesk.Conflict {
		return stays(who, ch.Kind, "contact %s moved to a %s that is another contact's; nothing was rebound", who.ID, words(ch.Kind)), nil
	}
	return Movement{Contact: who, Moved: err == nil}, err
}

// Outdate takes the user ids from a contact whose number moved when Meta did
// not tell the new ids with it: a new number brings new ids, so the old ones are
// nobody's, and the next message tells the new ones.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func Outdate(ctx context.Context, m Mover, of frontdesk.ContactID, at time.Time) error {
	for _, kind := range []frontdesk.AddressKind{frontdesk.AtUserID, frontdesk.AtParentUserID} {
		if err := m.RetireAddresses(ctx, of, kind, at); err != nil {
			return err
		}
	}
	return nil
}

// stays is a movement that did not happen, and why.
func stays(who frontdesk.Contact, kind frontdesk.AddressKind, format string, args ...any) Movement {
	return Movement{Contact: who, Conflict: frontdesk.Errorf(frontdesk.Conflict, format, args...).
		WithField(string(kind)).WithNext("update contact %s if the new %s is theirs", who.ID, words(kind))}
}

// mover finds the person by the old address, else by any of the sender's. other
// is a registered contact whom one of the sender's addresses names instead.
func mover(ctx context.Context, m Mover, was frontdesk.Address, from frontdesk.Sender) (who frontdesk.Contact, other frontdesk.ContactID, err error) {
	as := addresses(from)
	if was.Match != "" {
		as = append([]frontdesk.Address{was}, as...)
	}
	owners, err := ownersOf(ctx, m, as)
	if err != nil {
		return who, "", err
	}
	if who, _ = first(owners); was.Match != "" && owners[0].ID != "" {
		who = owners[0]
	}
	for _, c := range owners {
		if c.Registered && c.ID != who.ID {
			other = c.ID
		}
	}
	return who, other, nil
}

// only tells whether a contact has exactly one address of a kind.
func only(c frontdesk.Contact, kind frontdesk.AddressKind) bool {
	n := 0
	for _, a := range c.Addresses {
		if a.Kind == kind {
			n++
		}
	}
	return n == 1
}

// has tells whether an address is one of the contact's.
func has(c frontdesk.Contact, a frontdesk.Address) bool {
	for _, had := range c.Addresses {
		if a.Match != "" && had.Kind == a.Kind && had.Match == a.Match {
			return true
		}
	}
	return false
}
