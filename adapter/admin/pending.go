package admin

import (
	"context"

	"frontdesk/adapter/admin/view"
)

func (p people) pending(ctx context.Context, in *Page) (*list[view.Pending], error) {
	items, next, err := p.registry.Pending.PendingContacts(ctx, in.Cursor, in.Limit)
	return listed(items, view.PendingOf, next), err
}

type registerPending struct {
	ByID
	Body *struct {
		Name string `json:"name,omitempty" doc:"What you call the person; what they call themself if absent."`
	}
}

func (p people) letIn(ctx context.Context, in *registerPending) (*oneContact, error) {
	name := ""
	if in.Body != nil {
		name = in.Body.Name
	}
	c, err := p.registry.RegisterPending(ctx, in.ID, name)
	return &oneContact{view.ContactOf(c)}, err
}
