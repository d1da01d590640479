package contacts

import (
	"context"
	"slices"
	"strings"

	"frontdesk"
)

// Edit changes what is known of a contact. What is nil stays.
type Edit struct {
	Name *string
	// Phone and UserID take the place of the ones before; an empty one takes
	// them away.
	Phone  *string
	UserID *string
	// Metadata is laid over what is there; a nil value takes an entry out.
	Metadata map[string]*string
}

// Update edits a registered contact.
func (r *Registry) Update(ctx context.Context, id frontdesk.ContactID, e Edit) (frontdesk.Contact, error) {
	return r.change(ctx, id, func(c *frontdesk.Contact) error { return r.edit(ctx, c, e) })
}

func (r *Registry) edit(ctx context.Context, c *frontdesk.Contact, e Edit) (err error) {
	if e.Name != nil {
		if c.Name, err = checkName(*e.Name); err != nil {
			return err
		}
	}
	if e.Phone != nil {
		if err := r.readdress(ctx, c, Person{Phone: *e.Phone}, frontdesk.AtPhone); err != nil {
			return err
		}
	}
	if e.UserID != nil {
		if err := r.readdress(ctx, c, Person{UserID: *e.UserID}, frontdesk.AtUserID); err != nil {
			return err
		}
	}
	if len(c.Addresses) == 0 {
		_, err := Person{}.addresses()
		return err
	}
	c.Metadata, err = MergeMetadata(c.Metadata, e.Metadata)
	return err
}

// readdress puts what was typed in the place of the addresses of its kind.
// Meta's spelling of a number is kept when the number is still the same one.
func (r *Registry) readdress(ctx context.Context, c *frontdesk.Contact, typed Person, kind frontdesk.AddressKind) error {
	if strings.TrimSpace(typed.Phone+typed.UserID) == "" {
		c.Addresses = without(c.Addresses, kind)
		return nil
	}
	as, err := typed.addresses()
	if err != nil {
		return err
	}
	to := as[0]
	owners, err := ownersOf(ctx, r.Store, as)
	if err != nil {
		return err
	}
	if owner := owners[0]; owner.ID != "" && owner.ID != c.ID {
		return taken(to, owner)
	}
	for _, had := range c.Addresses {
		if had.Kind == to.Kind && had.Match == to.Match {
			to.WaID = had.WaID
		}
	}
	c.Addresses = append(without(c.Addresses, to.Kind), to)
	return nil
}

func without(as []frontdesk.Address, kind frontdesk.AddressKind) []frontdesk.Address {
	return slices.DeleteFunc(slices.Clone(as), func(a frontdesk.Address) bool { return a.Kind == kind })
}
