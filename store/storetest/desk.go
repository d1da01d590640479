package storetest

import (
	"context"
	"encoding/base64"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/store"
)

// Key seals the credentials of test stores.
var Key = frontdesk.Secret(base64.StdEncoding.EncodeToString([]byte("a key of thirty-two bytes, tests")))

// Open opens a store and runs it until the test ends.
func Open(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	if o.Key == "" {
		o.Key = Key
	}
	db, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("the store does not open: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- db.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the store stopped with %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("the store does not close: %v", err)
		}
	})
	return db
}

// hold is how long followers wait for files here.
const hold = time.Minute

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// desk is a store under test and what a test asks of it.
type desk struct {
	testing.TB
	ctx   context.Context
	fresh func(testing.TB) string
	url   string
	clock *clock
	db    *store.DB
	count atomic.Int64
}

func newDesk(t testing.TB, fresh func(testing.TB) string) *desk {
	t.Helper()
	d := &desk{TB: t, ctx: t.Context(), fresh: fresh, url: fresh(t), clock: &clock{now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}}
	d.db = d.copy()
	return d
}

// copy opens the same store again, as another copy of the program would.
func (d *desk) copy() *store.DB {
	d.Helper()
	return Open(d, store.Options{URL: d.url, Hold: hold, Now: d.clock.Now})
}

// elsewhere gives the address of another empty database.
func (d *desk) elsewhere() string { return d.fresh(d) }

// ok ends the test at an error.
func (d *desk) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// code wants an error of a kind.
func (d *desk) code(err error, want frontdesk.Code) {
	d.Helper()
	if got := frontdesk.CodeOf(err); got != want {
		d.Fatalf("the error is %q (%v), want %q", got, err, want)
	}
}

// same wants two things to be equal.
func (d *desk) same(got, want any) {
	d.Helper()
	if !reflect.DeepEqual(got, want) {
		d.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// get gives what a call gave, which has to have succeeded:
// get(db.Contact(ctx, id))(d).
func get[T any](v T, err error) func(*desk) T {
	return func(d *desk) T {
		d.Helper()
		d.ok(err)
		return v
	}
}

// next gives a number that the test has not had.
func (d *desk) next() int64 { return d.count.Add(1) }

// apply does f in the transaction in which updates are applied.
func (d *desk) apply(f func(tx *store.Tx) error) {
	d.Helper()
	d.ok(d.applyOn(d.db, f))
}

func (d *desk) applyOn(db *store.DB, f func(tx *store.Tx) error) error {
	if _, err := db.Append(d.ctx, frontdesk.Update{At: d.clock.Now(), Kind: "test", Body: []byte("{}")}); err != nil {
		return err
	}
	follower := fmt.Sprintf("test %d", d.next())
	n, err := db.Apply(d.ctx, follower, 1, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error { return f(tx) })
	if err == nil && n == 0 {
		err = fmt.Errorf("there was an update and it was not applied")
	}
	return err
}

// number makes a business number of ours.
func (d *desk) number() frontdesk.IntegrationID {
	d.Helper()
	return get(d.db.SaveIntegration(d.ctx, frontdesk.Integration{Kind: frontdesk.CloudAPI, PhoneNumberID: fmt.Sprint(1000 + d.next())}))(d).ID
}

func phone(digits string) frontdesk.Address {
	return frontdesk.Address{Kind: frontdesk.AtPhone, Value: "+" + digits, WaID: digits, Match: digits}
}

func userID(id string) frontdesk.Address {
	return frontdesk.Address{Kind: frontdesk.AtUserID, Value: id, Match: id}
}

// person makes a registered contact with a phone.
func (d *desk) person(name string) frontdesk.Contact {
	d.Helper()
	return get(d.db.SaveContact(d.ctx, frontdesk.Contact{
		Name: name, Registered: true, Addresses: []frontdesk.Address{phone(fmt.Sprint(34600000000 + d.next()))},
	}))(d)
}

// conversation makes one of a new person on a new number.
func (d *desk) conversation() frontdesk.Conversation {
	d.Helper()
	return get(d.db.OpenConversation(d.ctx, d.person("Ana").ID, d.number()))(d)
}

// said is a message in, as it comes to be kept.
func (d *desk) said(v frontdesk.Conversation, body string) frontdesk.Message {
	return frontdesk.Message{
		WAMID: fmt.Sprintf("wamid.%d", d.next()), Integration: v.Integration, Conversation: v.ID, Contact: v.Contact,
		Direction: frontdesk.In, By: frontdesk.ByContact, At: d.clock.Now(), Content: frontdesk.Text{Body: body},
	}
}

// hear keeps a message in.
func (d *desk) hear(v frontdesk.Conversation, body string) (m frontdesk.Message) {
	d.Helper()
	return d.keep(d.said(v, body))
}

func (d *desk) keep(m frontdesk.Message) (kept frontdesk.Message) {
	d.Helper()
	d.apply(func(tx *store.Tx) (err error) {
		kept, _, err = tx.KeepMessage(d.ctx, m)
		return err
	})
	return kept
}

// draft is a delivery of one part, as it comes to be kept.
func draft(v frontdesk.Conversation, key, body string) frontdesk.Delivery {
	return frontdesk.Delivery{
		Key: key, Part: 1, Parts: 1, Conversation: v.ID, Integration: v.Integration, Contact: v.Contact, By: frontdesk.ByAgent,
		To: phone("34600111222"), Content: frontdesk.Text{Body: body}, State: frontdesk.Queued, Trace: "u1",
	}
}

// queue keeps a delivery of one part.
func (d *desk) queue(v frontdesk.Conversation, key string) frontdesk.Delivery {
	d.Helper()
	kept, _, err := d.db.KeepDeliveries(d.ctx, []frontdesk.Delivery{draft(v, key, "to "+key)})
	d.ok(err)
	return kept[0]
}

// begin takes a queued delivery.
func (d *desk) begin(id frontdesk.MessageID) frontdesk.Delivery {
	d.Helper()
	v, ok, err := d.db.Begin(d.ctx, id, time.Minute)
	d.ok(err)
	if !ok {
		d.Fatalf("%s was not to be had", id)
	}
	return v
}

// settle tells a status, and gives whether it moved anything.
func (d *desk) settle(s frontdesk.Status) (v frontdesk.Delivery, moved bool) {
	d.Helper()
	d.apply(func(tx *store.Tx) (err error) {
		v, moved, err = tx.Settle(d.ctx, s)
		return err
	})
	return v, moved
}
