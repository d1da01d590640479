package contacts_test

import (
	"context"
	"encoding/base64"
	"path/filepath"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
)

// desk is a registry on a real store.
type desk struct {
	*contacts.Registry
	t  *testing.T
	db *store.DB
	on frontdesk.IntegrationID
}

func newDesk(t *testing.T) desk {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{
		URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db"),
		Key: frontdesk.Secret(base64.StdEncoding.EncodeToString(make([]byte, 32))),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- db.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the store stopped with %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("the store did not close: %v", err)
		}
	})
	d := desk{t: t, db: db, Registry: &contacts.Registry{
		Store: db, Pending: db,
		Find: func(ctx context.Context, q contacts.Query) ([]frontdesk.Contact, string, error) {
			return db.Contacts(ctx, store.ContactQuery(q))
		},
	}}
	i, err := db.SaveIntegration(t.Context(), frontdesk.Integration{Kind: frontdesk.CloudAPI, Name: "Shop", PhoneNumberID: "1001", AppSecret: "s", AccessToken: "a", PathToken: "p"})
	if err != nil {
		t.Fatal(err)
	}
	d.on = i.ID
	return d
}

// register registers a person and gives them.
func (d desk) register(p contacts.Person) frontdesk.Contact {
	d.t.Helper()
	c, err := d.Register(d.t.Context(), p)
	if err != nil {
		d.t.Fatalf("registering %+v: %v", p, err)
	}
	return c
}

// contact gives a contact as it is kept now.
func (d desk) contact(id frontdesk.ContactID) frontdesk.Contact {
	d.t.Helper()
	c, err := d.db.Contact(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// strangers gives who is pending.
func (d desk) strangers() []frontdesk.Pending {
	d.t.Helper()
	ps, _, err := d.db.PendingContacts(d.t.Context(), "", 100)
	if err != nil {
		d.t.Fatal(err)
	}
	return ps
}

// inTx runs f in the transaction of an update, as the inbox does.
func (d desk) inTx(f func(ctx context.Context, tx *store.Tx) error) {
	d.t.Helper()
	u := frontdesk.Update{At: time.Now(), Kind: frontdesk.CloudAPI, Integration: d.on, Body: []byte("{}")}
	if _, err := d.db.Append(d.t.Context(), u); err != nil {
		d.t.Fatal(err)
	}
	_, err := d.db.Apply(d.t.Context(), "test", 1, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error {
		return f(ctx, tx)
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// see admits a sighting.
func (d desk) see(s frontdesk.Sender) (a contacts.Admission) {
	d.t.Helper()
	d.inTx(func(ctx context.Context, tx *store.Tx) (err error) {
		a, err = contacts.Admit(ctx, tx, contacts.Sighting{Sender: s, Integration: d.on, At: time.Now()})
		return err
	})
	return a
}

// move tells that somebody moved.
func (d desk) move(from frontdesk.Sender, ch frontdesk.Change) (m contacts.Movement) {
	d.t.Helper()
	d.inTx(func(ctx context.Context, tx *store.Tx) (err error) {
		m, err = contacts.Move(ctx, tx, from, ch)
		return err
	})
	return m
}

func wantCode(t *testing.T, err error, code frontdesk.Code) *frontdesk.Error {
	t.Helper()
	if got := frontdesk.CodeOf(err); got != code {
		t.Fatalf("got %q (%v), want %q", got, err, code)
	}
	return frontdesk.Foreseen(err)
}
