package admin_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/adapter/admin/view"
	"frontdesk/adapter/outbox"
	"frontdesk/contacts"
	"frontdesk/store"
)

const token = frontdesk.Secret("an-admin-token-of-some-length")

// desk is the endpoints on a real store, behind a real server.
type desk struct {
	t       *testing.T
	db      *store.DB
	server  *httptest.Server
	schemas *schemas
	log     *bytes.Buffer
	outbox  *outbox.Outbox
	meta    *meta
	changes int
	anew    []frontdesk.IntegrationID // whose templates were changed
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{
		URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db"),
		Key: frontdesk.Secret(base64.StdEncoding.EncodeToString(make([]byte, 32))),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 2)
	d := &desk{t: t, db: db, log: &bytes.Buffer{}, meta: newMeta(t)}
	d.outbox = d.makeOutbox()
	go func() { done <- db.Run(ctx) }()
	go func() { done <- d.outbox.Run(ctx) }()
	h := d.handler(d.admin())
	d.server = httptest.NewServer(h)
	d.schemas = readSchemas(t, h)
	t.Cleanup(func() {
		d.server.Close()
		stop()
		for range 2 {
			if err := <-done; err != nil {
				t.Errorf("the store or the outbox stopped with %v", err)
			}
		}
		if err := db.Close(); err != nil {
			t.Errorf("the store did not close: %v", err)
		}
	})
	return d
}

type rooms struct{ *store.DB }

func (r rooms) Change(ctx context.Context, id frontdesk.ConversationID, e admin.ConversationEdit) (frontdesk.Conversation, error) {
	return r.EditConversation(ctx, id, store.Edit{Mode: e.Mode, Archived: e.Archived, By: frontdesk.ByOperator})
}

func (d *desk) admin() admin.Admin {
	return admin.Admin{
		Token: token,
		Contacts: &contacts.Registry{
			Store: d.db, Pending: d.db,
			Find: func(ctx context.Context, q contacts.Query) ([]frontdesk.Contact, string, error) {
				return d.db.Contacts(ctx, store.ContactQuery(q))
			},
		},
		Integrations:  d.db,
		Conversations: rooms{d.db},
		Files:         files{d.db},
		Outbox:        d.outbox,
		Message:       d.db.Message,
		Deliveries: func(ctx context.Context, q admin.DeliveryQuery) ([]frontdesk.Delivery, bool, error) {
			return d.db.Deliveries(ctx, store.DeliveryQuery(q))
		},
		Templates: func(ctx context.Context, on frontdesk.IntegrationID) (admin.Templates, error) {
			in, err := d.db.Integration(ctx, on)
			return d.meta.number(in), err
		},
		OnTemplate: func(on frontdesk.IntegrationID) { d.anew = append(d.anew, on) },
		Now:        time.Now,
		Events: func(ctx context.Context, q admin.EventQuery) ([]frontdesk.Event, bool, error) {
			return d.db.Events(ctx, store.EventQuery(q))
		},
		OnChange: func() { d.changes++ },
		Version:  "test",
		Log:      slog.New(slog.NewTextHandler(d.log, nil)),
	}
}

func (d *desk) handler(a admin.Admin) http.Handler {
	d.t.Helper()
	h, err := a.Handler()
	if err != nil {
		d.t.Fatal(err)
	}
	return h
}

// answer is what came back.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

// ask sends a request as an operator does. The answer is held against what the
// OpenAPI document says of it.
func (d *desk) ask(method, path, body string, header ...string) answer {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := d.server.Client().Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	d.schemas.check(d.t, method, path, res, b)
	return answer{d.t, res.StatusCode, res.Header, b}
}

// want checks the status and reads the body into v, if v is not nil.
func (a answer) want(status int, v any) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("answered %d %s, want %d", a.status, a.body, status)
	}
	if v == nil {
		return a
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%s: %v", a.body, err)
	}
	return a
}

// problem checks a failure's status, code and field, and that it says what
// would work.
func (a answer) problem(status int, code frontdesk.Code, field string) admin.Problem {
	a.t.Helper()
	var p admin.Problem
	a.want(status, &p)
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		a.t.Errorf("a problem is %q", got)
	}
	if p.Code != code || p.Field != field || p.Status != status || p.Detail == "" || p.Title == "" || p.Next == "" {
		a.t.Errorf("the problem is %+v, want code %q of field %q, and what would work", p, code, field)
	}
	return p
}

// contact makes a contact and gives it.
func (d *desk) contact(body string) (c view.Contact) {
	d.t.Helper()
	d.ask("POST", "/admin/v1/contacts", body).want(201, &c)
	return c
}

// integration makes an integration and gives it.
func (d *desk) integration(body string) (i view.Integration) {
	d.t.Helper()
	d.ask("POST", "/admin/v1/integrations", body).want(201, &i)
	return i
}
