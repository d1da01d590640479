package contacts

import (
	"context"
	"strings"
	"time"

	"frontdesk"
)

// Known is what is known of people, inside the transaction that applies an
// update.
type Known interface {
	// ContactAt finds whose address had the key at a time; NotFound if nobody's.
	ContactAt(ctx context.Context, kind frontdesk.AddressKind, match string, at time.Time) (frontdesk.Contact, error)
	// PutAddress adds an address to a contact, or renews the spelling of one it
	// has. It gives Conflict, and changes nothing, if the key is another's.
	PutAddress(ctx context.Context, of frontdesk.ContactID, a frontdesk.Address) error
	// PutProfile keeps what the person calls themself.
	PutProfile(ctx context.Context, of frontdesk.ContactID, profileName, username string) error
	// NotePending counts a stranger's knock.
	NotePending(ctx context.Context, p frontdesk.Pending) error
}

// Sighting is somebody seen writing to us.
type Sighting struct {
	frontdesk.Sender
	Integration frontdesk.IntegrationID
	At          time.Time
	// Again tells whether this sighting was counted before, since Meta repeats
	// what it sends. It is asked for strangers only; nil means never.
	Again func(context.Context) (bool, error)
}

// addresses are where the sender was seen, the surest first: a user id stays
// with the person while a phone number may be given to somebody else.
func addresses(s frontdesk.Sender) []frontdesk.Address {
	var as []frontdesk.Address
	if s.UserID != "" {
		as = append(as, UserIDAddress(s.UserID))
	}
	if s.ParentUserID != "" {
		as = append(as, ParentUserIDAddress(s.ParentUserID))
	}
	if s.WaID != "" {
		as = append(as, WaAddress(s.WaID))
	}
	return as
}

// Admission is what became of a sighting.
type Admission struct {
	// Contact is the person; a zero one is nobody we know.
	Contact frontdesk.Contact
	// Admitted tells whether the person may come in.
	Admitted bool
	// Bound lists the addresses that the contact was first seen with.
	Bound []frontdesk.Address
	// Conflict says, if not nil, why an address of the sighting was left with
	// whom it was. What was said goes to Contact all the same.
	Conflict *frontdesk.Error
	// With is that address.
	With frontdesk.Address
}

// Admit decides whether somebody may come in. A registered contact may, known
// by user id before parent user id before phone, and is bound to the addresses
// it is first seen with. Anybody else is noted as pending: who, when and how
// often, never what they wrote. Whose an address is, is asked for the time at
// which they were seen, since what was said before a move may come after it.
//
// When the addresses of one sighting are known as different contacts, the
// first registered one in that order has the message, and nothing is rebound.
// Admitting the same sighting again changes nothing.
func Admit(ctx context.Context, known Known, s Sighting) (Admission, error) {
	seen := addresses(s.Sender)
	owners, err := ownersAt(ctx, known, seen, s.At)
	if err != nil {
		return Admission{}, err
	}
	who, found := first(owners)
	if !found || !who.Registered {
		return Admission{Contact: who}, knock(ctx, known, s, seen)
	}
	a := Admission{Contact: who, Admitted: true}
	if err := a.meetAll(ctx, known, seen, owners); err != nil {
		return Admission{}, err
	}
	return a, a.rename(ctx, known, s.Sender)
}

// Recognise binds a contact to the addresses by which Meta says that a message
// of ours reached them: so somebody known by phone is known by user id before
// they hide the phone. The message went to an address, and counts only while
// that is the contact's.
func Recognise(ctx context.Context, known Known, of frontdesk.ContactID, to frontdesk.Address, s Sighting) (Admission, error) {
	who, err := known.ContactAt(ctx, to.Kind, to.Match, s.At)
	switch {
	case frontdesk.CodeOf(err) == frontdesk.NotFound:
		return Admission{}, nil
	case err != nil:
		return Admission{}, err
	case who.ID != of || !who.Registered:
		return Admission{}, nil
	}
	seen := addresses(s.Sender)
	owners := make([]frontdesk.Contact, len(seen))
	for i, at := range seen {
		if owners[i] = who; !has(who, at) {
			o, err := ownersAt(ctx, known, seen[i:i+1], s.At)
			if err != nil {
				return Admission{}, err
			}
			owners[i] = o[0]
		}
	}
	a := Admission{Contact: who, Admitted: true}
	return a, a.meetAll(ctx, known, seen, owners)
}

// WhoIs gives the contact that somebody is, as Admit would, and binds and notes
// nothing. A zero contact is nobody we know.
func WhoIs(ctx context.Context, known Known, s frontdesk.Sender, at time.Time) (frontdesk.Contact, error) {
	owners, err := ownersAt(ctx, known, addresses(s), at)
	who, _ := first(owners)
	return who, err
}

// ownersAt gives whose each address was at a time; a zero contact is nobody's.
func ownersAt(ctx context.Context, known Known, as []frontdesk.Address, at time.Time) ([]frontdesk.Contact, error) {
	return owners(as, func(a frontdesk.Address) (frontdesk.Contact, error) {
		return known.ContactAt(ctx, a.Kind, a.Match, at)
	})
}

// ownersOf gives whose each address is; a zero contact is nobody's.
func ownersOf(ctx context.Context, known Finder, as []frontdesk.Address) ([]frontdesk.Contact, error) {
	return owners(as, func(a frontdesk.Address) (frontdesk.Contact, error) {
		return known.ContactByMatch(ctx, a.Kind, a.Match)
	})
}

func owners(as []frontdesk.Address, of func(frontdesk.Address) (frontdesk.Contact, error)) ([]frontdesk.Contact, error) {
	all := make([]frontdesk.Contact, len(as))
	for i, a := range as {
		c, err := of(a)
		if err != nil && frontdesk.CodeOf(err) != frontdesk.NotFound {
			return nil, err
		}
		if err == nil {
			all[i] = c
		}
	}
	return all, nil
}

// Finder finds whose an address is.
type Finder interface {
	ContactByMatch(ctx context.Context, kind frontdesk.AddressKind, match string) (frontdesk.Contact, error)
}

// first picks the first registered owner, else the first who was once known.
func first(owners []frontdesk.Contact) (who frontdesk.Contact, found bool) {
	for _, c := range owners {
		if c.Registered {
			return c, true
		}
		if c.ID != "" && !found {
			who, found = c, true
		}
	}
	return who, found
}

// knock notes that a stranger was here, once for each message.
func knock(ctx context.Context, known Known, s Sighting, seen []frontdesk.Address) error {
	if len(seen) == 0 {
		return nil // nobody could register them: there is nothing to know them by
	}
	if s.Again != nil {
		if again, err := s.Again(ctx); err != nil || again {
			return err
		}
	}
	return known.NotePending(ctx, frontdesk.Pending{
		Integration: s.Integration,
		Addresses:   seen,
		ProfileName: tidyName(s.ProfileName),
		Username:    tidyUsername(s.Username),
		FirstAt:     s.At,
		LastAt:      s.At,
		Count:       1,
	})
}

func (a *Admission) meetAll(ctx context.Context, known Known, seen []frontdesk.Address, owners []frontdesk.Contact) error {
	parent := false // whether the parent id says that it is this person
	for i, at := range seen {
		parent = parent || at.Kind == frontdesk.AtParentUserID && owners[i].ID == a.Contact.ID
	}
	for i, at := range seen {
		if err := a.meet(ctx, known, at, owners[i], parent); err != nil {
			return err
		}
	}
	return nil
}

// meet binds the contact to an address it was seen with, unless it is
// another's. A contact has one of each kind: a second one is not guessed to be
// a move, since Meta announces those, and a number may have been given to
// somebody else. Only a parent id that we know tells a user id of another
// business portfolio, and the person has one in each.
func (a *Admission) meet(ctx context.Context, known Known, at frontdesk.Address, owner frontdesk.Contact, parent bool) error {
	switch {
	case owner.ID == a.Contact.ID:
		return a.respell(ctx, known, at)
	case owner.ID != "":
		a.conflict(at, "a message of contact %s came with the %s of contact %s; nothing was rebound", a.Contact.ID, words(at.Kind), owner.ID)
		return nil
	case a.Contact.Address(at.Kind).Match != "" && !(parent && at.Kind == frontdesk.AtUserID):
		a.conflict(at, "contact %s was seen with a %s other than the one we know; nothing was rebound", a.Contact.ID, words(at.Kind))
		a.Conflict.WithNext("update contact %s if the new %s is theirs", a.Contact.ID, words(at.Kind))
		return nil
	}
	return a.put(ctx, known, at)
}

func (a *Admission) conflict(at frontdesk.Address, format string, args ...any) {
	a.Conflict = frontdesk.Errorf(frontdesk.Conflict, format, args...).WithField(string(at.Kind))
	a.With = at
}

// respell keeps Meta's spelling of a number beside the operator's.
func (a *Admission) respell(ctx context.Context, known Known, at frontdesk.Address) error {
	for i, had := range a.Contact.Addresses {
		if had.Kind != at.Kind || had.Match != at.Match || had.WaID == at.WaID {
			continue
		}
		had.WaID = at.WaID
		a.Contact.Addresses[i] = had
		return known.PutAddress(ctx, a.Contact.ID, had)
	}
	return nil
}

func (a *Admission) put(ctx context.Context, known Known, at frontdesk.Address) error {
	if err := known.PutAddress(ctx, a.Contact.ID, at); err != nil {
		return err
	}
	a.Contact.Addresses = append(a.Contact.Addresses, at)
	a.Bound = append(a.Bound, at)
	return nil
}

// rename keeps what the person calls themself now. A message that does not say
// takes nothing away.
func (a *Admission) rename(ctx context.Context, known Known, s frontdesk.Sender) error {
	profile, username := tidyName(s.ProfileName), tidyUsername(s.Username)
	if profile == "" {
		profile = a.Contact.ProfileName
	}
	if username == "" {
		username = a.Contact.Username
	}
	if profile == a.Contact.ProfileName && username == a.Contact.Username {
		return nil
	}
	a.Contact.ProfileName, a.Contact.Username = profile, username
	return known.PutProfile(ctx, a.Contact.ID, profile, username)
}

// words says what kind of address it is, for people.
func words(k frontdesk.AddressKind) string {
	return strings.ReplaceAll(string(k), "_", " ")
}
