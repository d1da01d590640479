package contacts

import (
	"context"

	"frontdesk"
)

// Register lets a person in. Somebody who was removed and has one of the
// addresses is the same person again, with their history. It gives Conflict,
// naming the contact, if an address is a registered contact's already.
func (r *Registry) Register(ctx context.Context, p Person) (frontdesk.Contact, error) {
	c, err := r.enrol(ctx, p)
	if err != nil {
		return frontdesk.Contact{}, err
	}
	return c, r.welcome(ctx, of(c))
}

func (r *Registry) enrol(ctx context.Context, p Person) (frontdesk.Contact, error) {
	as, err := p.addresses()
	if err != nil {
		return frontdesk.Contact{}, err
	}
	return r.revive(ctx, as, p.describe)
}

// rehearse tells what would become of enrolling a person, and keeps nothing.
func (r *Registry) rehearse(ctx context.Context, p Person) error {
	as, err := p.addresses()
	if err != nil {
		return err
	}
	c, err := r.removed(ctx, as)
	if err != nil {
		return err
	}
	return p.describe(&c)
}

// describe makes a contact what the operator says of it.
func (p Person) describe(c *frontdesk.Contact) (err error) {
	if c.Name, err = checkName(p.Name); err != nil {
		return err
	}
	c.Metadata, err = MergeMetadata(c.Metadata, Entries(p.Metadata))
	return err
}

// revive registers the removed contact that has one of the addresses, with all
// of them, or a new one.
func (r *Registry) revive(ctx context.Context, as []frontdesk.Address, describe func(*frontdesk.Contact) error) (frontdesk.Contact, error) {
	was, err := r.removed(ctx, as)
	if err != nil {
		return frontdesk.Contact{}, err
	}
	return r.Store.ChangeContact(ctx, was.ID, func(c *frontdesk.Contact) error {
		if c.Registered {
			return taken(as[0], *c) // somebody was quicker
		}
		for _, a := range as {
			if !has(*c, a) {
				c.Addresses = append(c.Addresses, a)
			}
		}
		c.Registered = true
		return describe(c)
	})
}

// removed gives the removed contact that has one of the addresses; a zero one
// if nobody has.
func (r *Registry) removed(ctx context.Context, as []frontdesk.Address) (frontdesk.Contact, error) {
	owners, err := ownersOf(ctx, r.Store, as)
	if err != nil {
		return frontdesk.Contact{}, err
	}
	c, _ := first(owners)
	for i, owner := range owners {
		if owner.Registered || owner.ID != "" && owner.ID != c.ID {
			return frontdesk.Contact{}, taken(as[i], owner)
		}
	}
	return c, nil
}

// taken says whose an address is.
func taken(a frontdesk.Address, owner frontdesk.Contact) error {
	field := "phone"
	if a.Kind != frontdesk.AtPhone {
		field = "user_id"
	}
	e := frontdesk.Errorf(frontdesk.Conflict, "contact %s has this %s already", named(owner), words(a.Kind)).WithField(field)
	if owner.Registered {
		return e.WithNext("update contact %s instead, or remove it first", owner.ID)
	}
	return e.WithNext("that contact was removed; register this %s alone to bring it back", words(a.Kind))
}

// named is a contact's id with the operator's name for it. What people call
// themselves is not put into sentences.
func named(c frontdesk.Contact) string {
	if c.Name == "" {
		return string(c.ID)
	}
	return string(c.ID) + " (" + c.Name + ")"
}

// RegisterPending lets in somebody who wrote before they were registered, by
// the addresses Meta gave. Without a name it is what they call themselves.
// Doing it again, after a crash between its two steps, ends the same.
func (r *Registry) RegisterPending(ctx context.Context, id, name string) (frontdesk.Contact, error) {
	p, err := r.Pending.Pending(ctx, id)
	if err != nil {
		return frontdesk.Contact{}, err
	}
	c, err := r.letIn(ctx, p, name)
	if err != nil {
		return frontdesk.Contact{}, err
	}
	return c, r.forget(ctx, id)
}

func (r *Registry) letIn(ctx context.Context, p frontdesk.Pending, name string) (frontdesk.Contact, error) {
	owners, err := ownersOf(ctx, r.Store, p.Addresses)
	if err != nil {
		return frontdesk.Contact{}, err
	}
	if c, _ := first(owners); c.Registered {
		return c, nil
	}
	return r.revive(ctx, p.Addresses, func(c *frontdesk.Contact) (err error) {
		c.ProfileName, c.Username = p.ProfileName, p.Username
		called := name
		if called == "" {
			called = c.DisplayName()
		}
		c.Name, err = checkName(called)
		return err
	})
}
