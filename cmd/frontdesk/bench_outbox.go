package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"frontdesk"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/outbox"
	"frontdesk/contacts"
	"frontdesk/store"
)

// sentEach is how many messages each person is sent: few enough for the rate of
// one person never to matter.
const sentEach = 20

// outbox measures messages sent, from a queue that is full, to a stand-in for
// Meta that answers at once and refuses what is over a limit; 0 is none. It
// measures on SQLite only.
func (b *bench) outbox(ctx context.Context) error {
	if b.Database != "" {
		return nil // what one round leaves in the queue would be the next one's
	}
	for _, limit := range []int{0, graph.StandardRate, graph.HighRate} {
		var rates []float64
		refused := 0
		for range b.Rounds {
			sent, no, err := b.pressOutbox(ctx, limit)
			if err != nil {
				return err
			}
			rates, refused = append(rates, sent), refused+no
		}
		if limit == 0 {
			b.row("messages sent, no limit\t%.0f /s\t\t%d refused", median(rates), refused)
			continue
		}
		b.row("messages sent, at most %d a second\t%.1f /s\t\t%.3f of it\t%d refused\t(goal 0.95, none refused)", limit, median(rates), median(rates)/float64(limit), refused)
	}
	return nil
}

// pressOutbox sends for a while, and gives how many a second arrived and how
// many were refused.
func (b *bench) pressOutbox(ctx context.Context, limit int) (rate float64, refused int, err error) {
	db, on, err := b.queued(ctx, b.backlog(limit))
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	meta := &instantMeta{limit: limit}
	srv := httptest.NewServer(meta)
	defer srv.Close()
	number := graph.Number{Integration: on, BaseURL: srv.URL, Version: "v1", HTTP: graph.NewClient()}
	perSecond := limit
	if limit == 0 {
		perSecond = 1_000_000
	}
	box := outbox.Outbox{
		Book: db, Ledger: db, Queue: db, Chores: db,
		Carrier: func(context.Context, frontdesk.IntegrationID) (outbox.Carrier, error) { return number, nil },
		Rate:    func(context.Context, frontdesk.IntegrationID) int { return perSecond },
		Wake:    func() <-chan struct{} { return db.Changed(store.Deliveries) },
		Poll:    poll, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
	running, stop := context.WithTimeout(ctx, b.Time+settleIn)
	defer stop()
	if err := errors.Join(box.Run(running), ctx.Err()); err != nil {
		return 0, 0, err
	}
	return meta.figures(b.Time)
}

// settleIn is left out at the beginning, when nothing is warm.
const settleIn = time.Second

// backlog is how many messages are enough to be never out of them.
func (b *bench) backlog(limit int) int {
	const fastest = 5000 // a second, on machines like this one
	if limit == 0 {
		limit = fastest
	}
	return limit * int((b.Time+2*settleIn)/time.Second)
}

// queued is a store with messages on their way, of as many people as it takes.
func (b *bench) queued(ctx context.Context, messages int) (*store.DB, frontdesk.Integration, error) {
	folder := b.folder()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, frontdesk.Integration{}, err
	}
	db, err := store.Open(ctx, store.Options{URL: "sqlite:" + filepath.Join(folder, "frontdesk.db"), Key: benchKey})
	if err != nil {
		return nil, frontdesk.Integration{}, err
	}
	on, err := db.SaveIntegration(ctx, frontdesk.Integration{Kind: frontdesk.CloudAPI, PhoneNumberID: benchNumber, AccessToken: "bench", AppSecret: benchSecret})
	for i := 0; i < messages/sentEach+1 && err == nil; i++ {
		err = queue(ctx, db, on.ID, i)
	}
	if err != nil {
		return nil, on, firstError(err, db.Close)
	}
	return db, on, nil
}

// queue keeps messages to one person.
func queue(ctx context.Context, db *store.DB, on frontdesk.IntegrationID, n int) error {
	to := contacts.PhoneAddress(frontdesk.Phone(fmt.Sprintf("+1555%07d", n)))
	who, err := db.SaveContact(ctx, frontdesk.Contact{Name: fmt.Sprint("Reader ", n), Registered: true, Addresses: []frontdesk.Address{to}})
	if err != nil {
		return err
	}
	conv, err := db.OpenConversation(ctx, who.ID, on)
	if err != nil {
		return err
	}
	parts := make([]frontdesk.Delivery, sentEach)
	for i := range parts {
		parts[i] = frontdesk.Delivery{
			Key: fmt.Sprint("bench-", n), Part: i + 1, Parts: sentEach, Conversation: conv.ID, Integration: on, Contact: who.ID, By: frontdesk.ByOperator,
			To: to, Content: frontdesk.Text{Body: fmt.Sprintf("message %d of many", i+1)}, State: frontdesk.Queued,
		}
	}
	_, _, err = db.KeepDeliveries(ctx, parts)
	return err
}
