package main

import (
	"context"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
	"frontdesk/tools"
)

func (p *program) makeTools() (*tools.Server, error) {
	return tools.New(tools.Desk{
		People:    register{p.people, p.db},
		Thread:    thread{p.db},
		Followers: pull{p.db},
		Outbox:    p.outbox,
		Files:     cabinet{p},
		Eyes:      glasses{p},
		Message:   p.db.Message,
		Templates: p.templatesFor,
		Uploading: p.leaving,
		Business:  p.business,
		MarkRead:  p.markRead,
		Changed:   func() <-chan struct{} { return p.db.Changed(store.Messages) },
	}, tools.Options{
		ReadOnly:   p.readOnly,
		Tools:      p.settings.tools,
		SessionKey: derive(p.key, "mcp sessions"),
		Version:    version(),
		Log:        p.log,
	})
}

// business tells of our own number. With several the first is told.
func (p *program) business(ctx context.Context) (map[string]any, error) {
	all := p.numbers.integrations()
	if len(all) == 0 {
		return nil, frontdesk.Errorf(frontdesk.NotFound, "there is no business number yet").
			WithNext("ask the operator to add one")
	}
	n, err := p.number(all[0].ID)
	if err != nil {
		return nil, err
	}
	return n.Profile(ctx)
}

// register is the people as the tools see them.
type register struct {
	*contacts.Registry
	db *store.DB
}

func (r register) Candidates(err error) []frontdesk.Contact { return contacts.CandidatesOf(err) }

func (r register) Find(ctx context.Context, query, cursor string, limit int) ([]frontdesk.Contact, string, error) {
	return r.Registry.Find(ctx, contacts.Query{Text: query, Registered: true, After: cursor, Limit: limit})
}

func (r register) Contact(ctx context.Context, id frontdesk.ContactID) (frontdesk.Contact, error) {
	return r.db.Contact(ctx, id)
}

// thread is what was said as the tools see it.
type thread struct{ *store.DB }

func (t thread) Edit(ctx context.Context, id frontdesk.ConversationID, e tools.Edit) (frontdesk.Conversation, error) {
	return t.EditConversation(ctx, id, store.Edit{
		Mode: e.Mode, Archived: e.Archived, NewSession: e.NewSession, By: frontdesk.ByAgent, Reason: "tool",
	})
}

func (t thread) Messages(ctx context.Context, q tools.Query) ([]frontdesk.Message, bool, error) {
	return t.DB.Messages(ctx, store.MessageQuery(q))
}

// pull is the follower of agents that come by themselves.
type pull struct{ db *store.DB }

func (f pull) Claim(ctx context.Context, of frontdesk.ContactID, lease time.Duration, limit int) (frontdesk.Batch, bool, error) {
	return f.db.Claim(ctx, store.Claim{Follower: store.Pull, Contact: of, Lease: lease, Limit: limit})
}

func (f pull) Ack(ctx context.Context, lease string, upTo int64) error {
	return f.db.Ack(ctx, lease, upTo)
}

func (f pull) AckAnswered(ctx context.Context, id frontdesk.ConversationID, by frontdesk.MessageID) error {
	return f.db.AckAnswered(ctx, store.Pull, id, by)
}
