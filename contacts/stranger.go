package contacts

import (
	"context"

	"frontdesk"
)

// maxStrangers is how many pending entries are looked through for people who
// are registered now. The list can be made long by anybody who writes to us.
const maxStrangers = 2000

// welcome forgets the pending entries of people who have been registered since
// they knocked. A crash before it leaves them listed; registering such an entry
// ends the same.
func (r *Registry) welcome(ctx context.Context, known func(frontdesk.Pending) (bool, error)) error {
	after := ""
	for range maxStrangers / findPage {
		page, next, err := r.Pending.PendingContacts(ctx, after, findPage)
		if err != nil {
			return err
		}
		for _, p := range page {
			ok, err := known(p)
			if ok && err == nil {
				err = r.forget(ctx, p.ID)
			}
			if err != nil {
				return err
			}
		}
		if after = next; after == "" {
			return nil
		}
	}
	return nil
}

// forget takes a pending entry off the list; one that is off it already is well.
func (r *Registry) forget(ctx context.Context, id string) error {
	err := r.Pending.ForgetPending(ctx, id)
	if frontdesk.CodeOf(err) == frontdesk.NotFound {
		return nil
	}
	return err
}

// of tells whether a pending entry is the contact's.
func of(c frontdesk.Contact) func(frontdesk.Pending) (bool, error) {
	return func(p frontdesk.Pending) (bool, error) {
		for _, a := range p.Addresses {
			if has(c, a) {
				return true, nil
			}
		}
		return false, nil
	}
}

// registered tells whether a pending entry is any registered contact's.
func (r *Registry) registered(ctx context.Context) func(frontdesk.Pending) (bool, error) {
	return func(p frontdesk.Pending) (bool, error) {
		owners, err := ownersOf(ctx, r.Store, p.Addresses)
		c, _ := first(owners)
		return c.Registered, err
	}
}
