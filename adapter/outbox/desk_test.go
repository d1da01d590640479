package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// desk is an outbox on a real store, with people to write to.
type desk struct {
	testing.TB
	*Outbox
	db *store.DB
	on frontdesk.IntegrationID
	n  int
}

func newDesk(t testing.TB) *desk {
	db := storetest.Open(t, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db")})
	d := &desk{TB: t, db: db}
	d.on = d.number()
	d.Outbox = &Outbox{
		Book: db, Ledger: db, Queue: db, Chores: db,
		MayWrite: func(c frontdesk.Contact) error { return contacts.MayWrite(c, contacts.Registered) },
		Default:  func(context.Context) (frontdesk.IntegrationID, error) { return d.on, nil },
		Fits:     func(_ context.Context, a frontdesk.Attachment) (frontdesk.Attachment, error) { return a, nil },
		Wake:     func() <-chan struct{} { return db.Changed(store.Deliveries) },
		Poll:     50 * time.Millisecond, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
	return d
}

// number is one more business number of ours.
func (d *desk) number() frontdesk.IntegrationID {
	d.n++
	in, err := d.db.SaveIntegration(d.Context(), frontdesk.Integration{Kind: frontdesk.CloudAPI, PhoneNumberID: fmt.Sprint(d.n)})
	if err != nil {
		d.Fatal(err)
	}
	return in.ID
}

// person is somebody registered, who wrote to a number at the time given, or
// never.
func (d *desk) person(on frontdesk.IntegrationID, wrote time.Time) frontdesk.ContactID {
	d.n++
	c, err := d.db.SaveContact(d.Context(), frontdesk.Contact{
		Name: fmt.Sprint("Person ", d.n), Registered: true,
		Addresses: []frontdesk.Address{contacts.PhoneAddress(frontdesk.Phone(fmt.Sprintf("+1650%07d", d.n)))},
	})
	if err != nil {
		d.Fatal(err)
	}
	if !wrote.IsZero() {
		d.write(on, c.ID, wrote)
	}
	return c.ID
}

// write has somebody say hello.
func (d *desk) write(on frontdesk.IntegrationID, who frontdesk.ContactID, at time.Time) {
	d.tx(func(ctx context.Context, tx *store.Tx) error {
		conv, err := tx.OpenConversation(ctx, who, on, at)
		if err != nil {
			return err
		}
		d.n++
		_, _, err = tx.KeepMessage(ctx, frontdesk.Message{
			WAMID: fmt.Sprint("wamid.in.", d.n), Integration: on, Conversation: conv.ID, Contact: who, Direction: frontdesk.In, By: frontdesk.ByContact,
			At: at, Content: frontdesk.Text{Body: "hello"},
		})
		return err
	})
}

// tx does something as the inbox would.
func (d *desk) tx(f func(context.Context, *store.Tx) error) {
	if _, err := d.db.Append(d.Context(), frontdesk.Update{At: time.Now(), Kind: "test", Body: []byte("{}")}); err != nil {
		d.Fatal(err)
	}
	if _, err := d.db.Apply(d.Context(), "test", 1, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error { return f(ctx, tx) }); err != nil {
		d.Fatal(err)
	}
}

// say hands a draft in.
func (d *desk) say(to frontdesk.ContactID, c frontdesk.Content) ([]frontdesk.Delivery, error) {
	return d.Enqueue(d.Context(), frontdesk.Draft{By: frontdesk.ByAgent, To: to, Content: c})
}

// run runs the outbox until the test ends.
func (d *desk) run() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	d.Cleanup(func() { stop(); <-ended })
}
