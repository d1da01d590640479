package admin_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/outbox"
	"frontdesk/adapter/sandbox"
	"frontdesk/contacts"
	"frontdesk/store"
)

// meta is what Meta has, played by the sandbox, with one business number.
type meta struct {
	server *httptest.Server
	mu     sync.Mutex
	taken  []frontdesk.Delivery // what was carried there
	fails  error                // what becomes of whatever is carried from now on
}

// ours is the number, as an operator adds it.
const ours = `{"phone_number_id":"1000","business_account_id":"2000","display_phone_number":"+15550100000","access_token":"secret-access","app_secret":"s"}`

func newMeta(t *testing.T) *meta {
	sb := &sandbox.Sandbox{Numbers: []sandbox.Number{{
		PhoneNumberID: "1000", BusinessAccountID: "2000", DisplayPhone: "+15550100000", AccessToken: "secret-access", AppSecret: "s", VerifyToken: "v",
	}}, Log: slog.New(slog.DiscardHandler)}
	m := &meta{server: httptest.NewServer(http.StripPrefix("/sandbox", sb.Handler()))}
	t.Cleanup(func() {
		sb.HangUp()
		m.server.Close()
		if err := sb.Close(); err != nil {
			t.Errorf("the sandbox did not close: %v", err)
		}
	})
	return m
}

func (m *meta) number(in frontdesk.Integration) graph.Number {
	return graph.Number{Integration: in, BaseURL: m.server.URL + "/sandbox/graph", Version: "v25.0", HTTP: m.server.Client()}
}

// Send takes a delivery.
func (m *meta) Send(_ context.Context, d frontdesk.Delivery) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fails != nil {
		return "", m.fails
	}
	m.taken = append(m.taken, d)
	return "wamid." + string(d.ID), nil
}

// said gives the last that was carried.
func (m *meta) said() frontdesk.Delivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.taken) == 0 {
		return frontdesk.Delivery{}
	}
	return m.taken[len(m.taken)-1]
}

func (m *meta) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.taken)
}

func (m *meta) failing(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fails = err
}

// makeOutbox makes the real one, which carries to meta.
func (d *desk) makeOutbox() *outbox.Outbox {
	return &outbox.Outbox{
		Book: d.db, Ledger: d.db, Queue: d.db, Chores: d.db,
		MayWrite: func(c frontdesk.Contact) error { return contacts.MayWrite(c, contacts.Policy("registered")) },
		Default: func(ctx context.Context) (frontdesk.IntegrationID, error) {
			all, err := d.db.Integrations(ctx)
			if err != nil || len(all) == 0 {
				return "", frontdesk.Errorf(frontdesk.NoAddress, "there is no number").WithNext("add one").WithCause(err)
			}
			return all[0].ID, nil
		},
		Carrier: func(context.Context, frontdesk.IntegrationID) (outbox.Carrier, error) { return d.meta, nil },
		Fits:    func(_ context.Context, a frontdesk.Attachment) (frontdesk.Attachment, error) { return a, nil },
		Upload: func(context.Context, frontdesk.IntegrationID, frontdesk.Attachment) (string, error) {
			return "media-1", nil
		},
		Templates: func(ctx context.Context, on frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
			in, err := d.db.Integration(ctx, on)
			if err != nil {
				return nil, err
			}
			return d.meta.number(in).AllTemplates(ctx)
		},
		Wake: func() <-chan struct{} { return d.db.Changed(store.Deliveries) },
		Poll: time.Second, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

// hear has somebody who is known write to us now, and gives the message.
func (d *desk) hear(of frontdesk.ContactID, on frontdesk.IntegrationID, wamid string, c frontdesk.Content) (kept frontdesk.Message) {
	d.t.Helper()
	d.inTx(func(ctx context.Context, tx *store.Tx) error {
		conv, err := tx.OpenConversation(ctx, of, on, time.Now())
		if err != nil {
			return err
		}
		kept, _, err = tx.KeepMessage(ctx, frontdesk.Message{
			WAMID: wamid, Integration: on, Conversation: conv.ID, Contact: of, Direction: frontdesk.In, By: frontdesk.ByContact,
			At: time.Now(), Content: c, Trace: "u1",
		})
		return err
	})
	return kept
}
