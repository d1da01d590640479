package admin

import (
	"context"

	"frontdesk"
	"frontdesk/adapter/admin/view"
)

type oneMessage struct {
	Body view.Message
}

func (m mail) get(ctx context.Context, in *ByID) (*oneMessage, error) {
	of, err := m.message(ctx, frontdesk.MessageID(in.ID))
	if err != nil {
		return nil, err
	}
	who, err := m.people.Store.Contact(ctx, of.Contact)
	if err != nil {
		return nil, err
	}
	return &oneMessage{view.MessageOf(of, who)}, nil
}
