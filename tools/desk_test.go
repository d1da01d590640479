package tools_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/outbox"
	"frontdesk/contacts"
	"frontdesk/store"
	"frontdesk/store/storetest"
	"frontdesk/tools"
)

// desk is the tools on a real store, register and outbox. Only Meta is absent:
// the carrier takes everything.
type desk struct {
	testing.TB
	db   *store.DB
	box  *outbox.Outbox
	on   frontdesk.Integration
	said int

	templates     []frontdesk.TemplateDefinition
	templatesFail error
	tools         tools.Desk
}

func newDesk(t testing.TB) *desk {
	db := storetest.Open(t, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db")})
	d := &desk{TB: t, db: db}
	var err error
	if d.on, err = db.SaveIntegration(t.Context(), frontdesk.Integration{Kind: frontdesk.CloudAPI, PhoneNumberID: "1"}); err != nil {
		t.Fatal(err)
	}
	if err := db.Follow(t.Context(), store.Pull, true); err != nil {
		t.Fatal(err)
	}
	d.box = &outbox.Outbox{
		Book: db, Ledger: db, Queue: db, Chores: db,
		Templates: func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
			return d.templates, d.templatesFail
		},
		Fits: func(_ context.Context, a frontdesk.Attachment) (frontdesk.Attachment, error) { return a, nil },
		Upload: func(context.Context, frontdesk.IntegrationID, frontdesk.Attachment) (string, error) {
			return "media", nil
		},
		MayWrite: func(c frontdesk.Contact) error { return contacts.MayWrite(c, contacts.Registered) },
		Default:  func(context.Context) (frontdesk.IntegrationID, error) { return d.on.ID, nil },
		Carrier:  func(context.Context, frontdesk.IntegrationID) (outbox.Carrier, error) { return carrier{}, nil },
		Wake:     func() <-chan struct{} { return db.Changed(store.Deliveries) },
		Poll:     50 * time.Millisecond, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.box.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	d.tools = tools.Desk{
		People: people{registry(db), db}, Thread: thread{db}, Followers: pull{db}, Outbox: d.box,
		Message: db.Message,
		Templates: func(context.Context, frontdesk.ContactID) ([]frontdesk.TemplateDefinition, error) {
			return d.templates, d.templatesFail
		},
		Business: func(context.Context) (map[string]any, error) { return map[string]any{"quality_rating": "GREEN"}, nil },
		MarkRead: func(context.Context, frontdesk.Message, bool) error { return nil },
		Changed:  func() <-chan struct{} { return db.Changed(store.Messages) },
	}
	return d
}

type carrier struct{}

func (carrier) Send(_ context.Context, d frontdesk.Delivery) (string, error) {
	return "wamid.out." + string(d.ID), nil
}

func registry(db *store.DB) *contacts.Registry {
	return &contacts.Registry{Store: db, Pending: db, Find: func(ctx context.Context, q contacts.Query) ([]frontdesk.Contact, string, error) {
		return db.Contacts(ctx, store.ContactQuery(q))
	}}
}

type people struct {
	*contacts.Registry
	db *store.DB
}

func (p people) Candidates(err error) []frontdesk.Contact { return contacts.CandidatesOf(err) }
func (p people) Find(ctx context.Context, query, cursor string, limit int) ([]frontdesk.Contact, string, error) {
	return p.Registry.Find(ctx, contacts.Query{Text: query, Registered: true, After: cursor, Limit: limit})
}
func (p people) Contact(ctx context.Context, id frontdesk.ContactID) (frontdesk.Contact, error) {
	return p.db.Contact(ctx, id)
}

type thread struct{ *store.DB }

func (t thread) Edit(ctx context.Context, id frontdesk.ConversationID, e tools.Edit) (frontdesk.Conversation, error) {
	return t.EditConversation(ctx, id, store.Edit{Mode: e.Mode, Archived: e.Archived, NewSession: e.NewSession, By: frontdesk.ByAgent})
}
func (t thread) Messages(ctx context.Context, q tools.Query) ([]frontdesk.Message, bool, error) {
	return t.DB.Messages(ctx, store.MessageQuery(q))
}

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

func (d *desk) register(name, phone string) frontdesk.Contact {
	d.Helper()
	c, err := registry(d.db).Register(d.Context(), contacts.Person{Name: name, Phone: phone})
	if err != nil {
		d.Fatal(err)
	}
	return c
}

// say lets somebody write, a while ago if need be.
func (d *desk) say(who frontdesk.Contact, body string, ago time.Duration) {
	d.Helper()
	d.sayContent(who, frontdesk.Text{Body: body}, ago)
}

func (d *desk) sayContent(who frontdesk.Contact, c frontdesk.Content, ago time.Duration) {
	d.Helper()
	d.said++
	if _, err := d.db.Append(d.Context(), frontdesk.Update{At: time.Now(), Kind: "x", Body: []byte("{}")}); err != nil {
		d.Fatal(err)
	}
	if _, err := d.db.Apply(d.Context(), "test", 10, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error {
		conv, err := tx.OpenConversation(ctx, who.ID, d.on.ID, time.Now())
		if err != nil {
			return err
		}
		_, _, err = tx.KeepMessage(ctx, frontdesk.Message{
			WAMID: fmt.Sprintf("wamid.%d", d.said), Integration: d.on.ID, Conversation: conv.ID, Contact: who.ID,
			Direction: frontdesk.In, By: frontdesk.ByContact, At: time.Now().Add(-ago), Content: c,
		})
		return err
	}); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) server(o tools.Options) *tools.Server {
	d.Helper()
	s, err := tools.New(d.tools, o)
	if err != nil {
		d.Fatal(err)
	}
	return s
}
