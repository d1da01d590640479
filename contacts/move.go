package contacts

import (
	"context"

	"frontdesk"
)

// Mover moves addresses, inside the transaction that applies an update.
type Mover interface {
	Finder
	// MoveAddress puts an address in the place of an old one of the contact. It
	// gives Conflict, and changes nothing, if the new key is another's.
	MoveAddress(ctx context.Context, of frontdesk.ContactID, kind frontdesk.AddressKind, oldMatch string, to frontdesk.Address) error
	// PutAddress adds an address to a contact; Conflict likewise.
	PutAddress(ctx context.Context, of frontdesk.ContactID, a frontdesk.Address) error
}

// Movement is what became of word that an address changed.
type Movement struct {
	// Contact is the person it was about; a zero one is nobody we know.
	Contact frontdesk.Contact
	// Moved tells whether an address changed: false for nobody we know, and
	// when it is told again.
	Moved bool
	// Conflict says, if not nil, that the new address is another contact's. It
	// stays there.
	Conflict *frontdesk.Error
}

// Move gives a person their new address: the address moves, the person and all
// that was said stay. The person is known by the old address, else by another
// one the sender is known by.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
func Move(ctx context.Context, m Mover, from frontdesk.Sender, ch frontdesk.Change) (Movement, error) {
	if ch.New == "" {
		return Movement{}, nil
	}
	was, is := addressOf(ch.Kind, ch.Old), addressOf(ch.Kind, ch.New)
	who, err := mover(ctx, m, was, from)
	if err != nil || who.ID == "" {
		return Movement{}, err
	}
	switch {
	case has(who, was):
		err = m.MoveAddress(ctx, who.ID, ch.Kind, was.Match, is)
	case has(who, is):
		return Movement{Contact: who}, nil // told again
	case who.Address(ch.Kind).Match != "":
		return Movement{Contact: who, Conflict: frontdesk.Errorf(frontdesk.Conflict,
			"contact %s moved from a %s that we did not know as theirs; nothing was rebound", who.ID, words(ch.Kind)).
			WithField(string(ch.Kind)).WithNext("update the contact if the new one is theirs")}, nil
	default:
		err = m.PutAddress(ctx, who.ID, is)
	}
	if frontdesk.CodeOf(err) == frontdesk.Conflict {
		return Movement{Contact: who, Conflict: frontdesk.Errorf(frontdesk.Conflict,
			"contact %s moved to a %s that is another contact's; nothing was rebound", who.ID, words(ch.Kind)).
			WithField(string(ch.Kind)).WithCause(err)}, nil
	}
	return Movement{Contact: who, Moved: err == nil}, err
}

// mover finds the person by the old address, else by any of the sender's.
func mover(ctx context.Context, m Mover, was frontdesk.Address, from frontdesk.Sender) (frontdesk.Contact, error) {
	as := addresses(from)
	if was.Match != "" {
		as = append([]frontdesk.Address{was}, as...)
	}
	owners, err := ownersOf(ctx, m, as)
	if err != nil {
		return frontdesk.Contact{}, err
	}
	if was.Match != "" && owners[0].ID != "" {
		return owners[0], nil
	}
	who, _ := first(owners)
	return who, nil
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
