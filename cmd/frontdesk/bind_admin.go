package main

import (
	"context"
	"net/http"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/store"
	"frontdesk/tools"
)

func (p *program) makeAdmin() (http.Handler, error) {
	return admin.Admin{
		Token:         p.settings.admin,
		Contacts:      p.people,
		Integrations:  p.db,
		Conversations: rooms{p.db},
		Files:         shelf{glasses{p}},
		Outbox:        p.outbox,
		Message:       p.db.Message,
		Deliveries: func(ctx context.Context, q admin.DeliveryQuery) ([]frontdesk.Delivery, bool, error) {
			return p.db.Deliveries(ctx, store.DeliveryQuery(q))
		},
		Templates: func(_ context.Context, on frontdesk.IntegrationID) (admin.Templates, error) { return p.number(on) },
		Events: func(ctx context.Context, q admin.EventQuery) ([]frontdesk.Event, bool, error) {
			return p.db.Events(ctx, store.EventQuery(q))
		},
		OnChange:   p.numbersChanged,
		OnTemplate: func(frontdesk.IntegrationID) { p.templates.forget() },
		Version:    version(),
		Now:        time.Now,
		Log:        p.log,
	}.Handler()
}

// numbersChanged reads the integrations anew at once, so that Meta's handshake
// with a new one succeeds.
func (p *program) numbersChanged() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := p.numbers.refresh(ctx); err != nil {
		p.log.Warn("integrations could not be read anew; they will be in a moment", "error", err)
	}
}

// rooms is the conversations as the admin endpoints see them.
type rooms struct{ *store.DB }

func (r rooms) Change(ctx context.Context, id frontdesk.ConversationID, e admin.ConversationEdit) (frontdesk.Conversation, error) {
	return r.EditConversation(ctx, id, store.Edit{Mode: e.Mode, Archived: e.Archived, By: frontdesk.ByOperator, Reason: "by the admin endpoints"})
}

// shelf is the files as the admin endpoints see them.
type shelf struct{ glasses }

func (s shelf) File(ctx context.Context, id frontdesk.FileID) (frontdesk.File, error) {
	f, err := s.db.File(ctx, id)
	if frontdesk.CodeOf(err) == frontdesk.NotFound {
		err = frontdesk.Errorf(frontdesk.NotFound, "there is no such file").WithField("id").
			WithNext("use the file_id of a file in a message, or of one uploaded to /files").WithCause(err)
	}
	return f, err
}

func (s shelf) Fit(ctx context.Context, id frontdesk.FileID, as string) (frontdesk.Attachment, []string, error) {
	files := cabinet{s.program}
	f, err := files.Take(ctx, tools.FileSource{File: id}, func(_, _ int64) {})
	if err != nil {
		return frontdesk.Attachment{}, nil, err
	}
	return files.Fit(ctx, f, as, func(string) {})
}
