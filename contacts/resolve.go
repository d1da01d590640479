package contacts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk"
)

const (
	// MaxCandidates is how many people an answer suggests.
	MaxCandidates = 5
	// maxNamesakes is how many contacts that a name finds are compared with it.
	maxNamesakes = 1000
	// findPage is how many of them are asked for at once.
	findPage = 100
)

// Candidates is the cause of a failure to tell who is meant: whom it may be.
type Candidates []frontdesk.Contact

// Error says how many there are; who they are is not for the log.
func (c Candidates) Error() string { return fmt.Sprintf("%d candidates", len(c)) }

// CandidatesOf gives whom somebody may have meant, if err says so.
func CandidatesOf(err error) []frontdesk.Contact {
	var c Candidates
	if errors.As(err, &c) {
		return c
	}
	return nil
}

// Resolve tells who is meant by an id, a phone in any spelling, a user id, or
// an operator's name for exactly one registered contact, without regard to
// case and accents. Anything else is Ambiguous or NotFound with candidates: to
// write to the wrong person is worse than to ask. What people call themselves
// finds candidates but never decides, since they choose it.
//
// An id or an address also finds somebody who was removed, so that their
// history can be read.
func (r *Registry) Resolve(ctx context.Context, who string) (frontdesk.Contact, error) {
	who = strings.Join(strings.Fields(who), " ")
	if who == "" || utf8.RuneCountInString(who) > MaxName {
		return frontdesk.Contact{}, frontdesk.Errorf(frontdesk.Invalid, "say who is meant in 1 to %d characters", MaxName).
			WithNext("give a contact's id, phone or name")
	}
	c, err := r.Store.Contact(ctx, frontdesk.ContactID(who))
	if frontdesk.CodeOf(err) != frontdesk.NotFound {
		return c, err
	}
	owners, err := ownersOf(ctx, r.Store, addressesIn(who))
	if err != nil {
		return frontdesk.Contact{}, err
	}
	if c, found := first(owners); found {
		return c, nil
	}
	return r.byName(ctx, who)
}

// addressesIn reads who as any address it could be. Digits without a plus sign
// are only compared with numbers we know, so nothing is guessed about them.
func addressesIn(who string) []frontdesk.Address {
	if id, err := ParseUserID(who); err == nil {
		return []frontdesk.Address{typedUserID(id)}
	}
	if p, err := ParsePhone(who); err == nil {
		return []frontdesk.Address{PhoneAddress(p)}
	}
	if digits, _, ok := typedDigits(who); ok && len(digits) >= 7 {
		return []frontdesk.Address{WaAddress(digits)}
	}
	return nil
}

func (r *Registry) byName(ctx context.Context, who string) (frontdesk.Contact, error) {
	exact, near, err := r.namesakes(ctx, who)
	switch {
	case err != nil:
		return frontdesk.Contact{}, err
	case len(exact) == 1:
		return exact[0], nil
	case len(exact) > 1:
		return frontdesk.Contact{}, unsure(frontdesk.Errorf(frontdesk.Ambiguous, "more than one contact is called that"), exact)
	}
	if len(near) == 0 {
		if near, err = r.anyWord(ctx, who); err != nil {
			return frontdesk.Contact{}, err
		}
	}
	return frontdesk.Contact{}, unsure(frontdesk.Errorf(frontdesk.NotFound, "no contact is called exactly that"), near)
}

// namesakes gives the registered contacts called exactly who, and some that
// the store finds by it.
func (r *Registry) namesakes(ctx context.Context, who string) (exact, near []frontdesk.Contact, err error) {
	want, after := fold(who), ""
	for range maxNamesakes / findPage {
		page, next, err := r.Find(ctx, Query{Text: who, Registered: true, After: after, Limit: findPage})
		if err != nil {
			return nil, nil, err
		}
		for _, c := range page {
			if fold(c.Name) == want {
				exact = append(exact, c)
			} else if len(near) < MaxCandidates {
				near = append(near, c)
			}
		}
		if after = next; after == "" || len(exact) > MaxCandidates {
			return exact, near, nil
		}
	}
	// There are more than can be compared, and one of them may have the name too.
	return nil, append(exact, near...), nil
}

// anyWord gives contacts found by one of the words of who, for a name that was
// misspelt in another. A few digits are in many a number, so that what has no
// letter finds nobody: the groups of a phone number would.
func (r *Registry) anyWord(ctx context.Context, who string) (near []frontdesk.Contact, err error) {
	words := strings.Fields(who)
	if len(words) < 2 {
		return nil, nil
	}
	for _, w := range words[:min(len(words), 3)] {
		if !strings.ContainsFunc(w, unicode.IsLetter) {
			continue
		}
		page, _, err := r.Find(ctx, Query{Text: w, Registered: true, Limit: MaxCandidates})
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			if !among(near, c) {
				near = append(near, c)
			}
		}
	}
	return near, nil
}

func among(cs []frontdesk.Contact, c frontdesk.Contact) bool {
	for _, other := range cs {
		if other.ID == c.ID {
			return true
		}
	}
	return false
}

// unsure completes e with whom it may be.
func unsure(e *frontdesk.Error, may []frontdesk.Contact) error {
	e.WithField("contact")
	if len(may) == 0 {
		return e.WithNext("list the contacts, or ask the operator to register this person")
	}
	may = may[:min(len(may), MaxCandidates)]
	names := make([]string, len(may))
	for i, c := range may {
		names[i] = named(c)
	}
	return e.WithNext("use the id of the one you mean: %s", strings.Join(names, ", ")).WithCause(Candidates(may))
}
