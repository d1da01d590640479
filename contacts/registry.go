package contacts

import (
	"context"

	"frontdesk"
)

// Store keeps contacts, removed ones too.
type Store interface {
	Finder
	Contact(ctx context.Context, id frontdesk.ContactID) (frontdesk.Contact, error)
	// ChangeContact does change to the contact as it is now, or to a new one for
	// an empty id, so that nothing that is learnt of the person meanwhile is
	// lost; change may be called again. It gives Conflict, and keeps nothing, if
	// an address is another contact's.
	ChangeContact(ctx context.Context, id frontdesk.ContactID, change func(*frontdesk.Contact) error) (frontdesk.Contact, error)
}

// Strangers lists who wrote and is not registered.
type Strangers interface {
	PendingContacts(ctx context.Context, after string, limit int) (items []frontdesk.Pending, next string, err error)
	Pending(ctx context.Context, id string) (frontdesk.Pending, error)
	ForgetPending(ctx context.Context, id string) error
}

// Query asks for a page of contacts.
type Query struct {
	// Text is looked for in names, usernames and phone numbers, without regard
	// to case and accents.
	Text string
	// Registered leaves out those who were removed.
	Registered bool
	// After is the cursor that the page before gave.
	After string
	Limit int
}

// Registry is the list of people we know, as operators and agents see it.
type Registry struct {
	Store Store
	// Find gives a page of contacts and the cursor of the next, "" at the end.
	Find    func(ctx context.Context, q Query) (items []frontdesk.Contact, next string, err error)
	Pending Strangers
}

// Get gives a registered contact. One that was removed is NotFound.
func (r *Registry) Get(ctx context.Context, id frontdesk.ContactID) (frontdesk.Contact, error) {
	c, err := r.Store.Contact(ctx, id)
	if frontdesk.CodeOf(err) == frontdesk.NotFound || err == nil && !c.Registered {
		return frontdesk.Contact{}, unknown(err)
	}
	return c, err
}

func unknown(cause error) error {
	return frontdesk.Errorf(frontdesk.NotFound, "there is no contact with this id").
		WithNext("list the contacts to find the right one").WithCause(cause)
}

// change changes a registered contact.
func (r *Registry) change(ctx context.Context, id frontdesk.ContactID, change func(*frontdesk.Contact) error) (frontdesk.Contact, error) {
	if _, err := r.Get(ctx, id); err != nil {
		return frontdesk.Contact{}, err
	}
	return r.Store.ChangeContact(ctx, id, func(c *frontdesk.Contact) error {
		if !c.Registered {
			return unknown(nil) // removed since
		}
		return change(c)
	})
}

// Remove takes a person off the register. What was said and their addresses
// stay, so that registering them again finds the same person.
func (r *Registry) Remove(ctx context.Context, id frontdesk.ContactID) error {
	_, err := r.change(ctx, id, func(c *frontdesk.Contact) error {
		c.Registered = false
		return nil
	})
	return err
}
