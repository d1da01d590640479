package admin

import (
	"context"

	"frontdesk"
	"frontdesk/adapter/admin/view"
	"frontdesk/contacts"
)

type oneContact struct {
	Body view.Contact
}

// people are the operations on contacts.
type people struct {
	registry *contacts.Registry
}

type newContact struct {
	Body struct {
		Name     string            `json:"name" doc:"What you call the person: 1 to 200 characters."`
		Phone    string            `json:"phone,omitempty" example:"+34 600 111 222" doc:"With country code; any separators. A phone, a user id or both are needed."`
		UserID   string            `json:"user_id,omitempty" example:"US.13491208655302741918" doc:"Meta's business-scoped user id."`
		Metadata map[string]string `json:"metadata,omitempty" doc:"At most 50 entries, of at most 1000 characters each."`
	}
}

func (p people) create(ctx context.Context, in *newContact) (*oneContact, error) {
	c, err := p.registry.Register(ctx, contacts.Person{
		Name: in.Body.Name, Phone: in.Body.Phone, UserID: in.Body.UserID, Metadata: in.Body.Metadata,
	})
	return &oneContact{view.ContactOf(c)}, err
}

type contactList struct {
	Query string `query:"query" maxLength:"200" doc:"Words of a name or username, or digits of a phone."`
	Page
}

func (p people) list(ctx context.Context, in *contactList) (*list[view.Contact], error) {
	items, next, err := p.registry.Find(ctx, contacts.Query{Text: in.Query, Registered: true, After: in.Cursor, Limit: in.Limit})
	return listed(items, view.ContactOf, next), err
}

func (p people) get(ctx context.Context, in *ByID) (*oneContact, error) {
	c, err := p.registry.Get(ctx, frontdesk.ContactID(in.ID))
	return &oneContact{view.ContactOf(c)}, err
}

type contactPatch struct {
	ByID
	Body struct {
		Name     Opt[string]             `json:"name,omitempty"`
		Phone    Opt[string]             `json:"phone,omitempty" doc:"null takes it away, if a user id is left."`
		UserID   Opt[string]             `json:"user_id,omitempty" doc:"null takes it away, if a phone is left."`
		Metadata Opt[map[string]*string] `json:"metadata,omitempty" doc:"Merged: a null value takes an entry out, null for all takes all out."`
	}
}

func (p people) update(ctx context.Context, in *contactPatch) (*oneContact, error) {
	id := frontdesk.ContactID(in.ID)
	was, err := p.registry.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := p.registry.Update(ctx, id, contacts.Edit{
		Name: in.Body.Name.pointer(), Phone: in.Body.Phone.pointer(), UserID: in.Body.UserID.pointer(),
		Metadata: changesOf(was.Metadata, in.Body.Metadata),
	})
	return &oneContact{view.ContactOf(c)}, err
}

func (p people) remove(ctx context.Context, in *ByID) (*nothing, error) {
	return nil, p.registry.Remove(ctx, frontdesk.ContactID(in.ID))
}
