package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Topic is something that changes and may be waited for.
type Topic int

// The topics.
const (
	Log Topic = iota
	Messages
	Deliveries
	Files
	topicCount
)

// counters are the head rows that move with each topic.
var counters = [topicCount]string{"log", "message", "delivery", "files"}

// topics is a set of them.
type topics [topicCount]bool

// bells wake whoever waits for a change.
type bells struct {
	mu sync.Mutex
	ch [topicCount]chan struct{}
}

// Changed gives a channel that closes at the next change after this call. It
// is a hint: look first, and look now and then anyhow.
func (db *DB) Changed(t Topic) <-chan struct{} {
	b := &db.bells
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch[t] == nil {
		b.ch[t] = make(chan struct{})
	}
	return b.ch[t]
}

func (b *bells) ring(which topics) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for t, rung := range which {
		if rung && b.ch[t] != nil {
			close(b.ch[t])
			b.ch[t] = nil
		}
	}
}

// channel is PostgreSQL's name for our notifications; they say nothing, since
// who hears one looks at the counters.
const channel = "frontdesk"

// notify tells other copies on PostgreSQL, when this transaction commits.
func (tx *Tx) notify(ctx context.Context) error {
	for _, t := range []Topic{Deliveries, Files} {
		if !tx.rings[t] {
			continue
		}
		// The counter lets other processes see that something moved.
		if _, err := tx.number(ctx, counters[t]); err != nil {
			return err
		}
	}
	if tx.db.listen == nil || tx.rings == (topics{}) {
		return nil
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_notify($1, '')`, channel)
	return err
}

// How often the counters are looked at: on SQLite nothing else tells of other
// processes; on PostgreSQL notifications do, and a lost one costs a second.
const (
	watchSQLite   = 100 * time.Millisecond
	watchPostgres = time.Second
)

// watch rings for what other processes change, until ctx ends.
func (db *DB) watch(ctx context.Context) {
	every := watchSQLite
	heard := make(chan struct{}, 1)
	if db.listen != nil {
		every = watchPostgres
		ended := make(chan struct{})
		go func() { defer close(ended); db.hear(ctx, heard) }()
		defer func() { <-ended }()
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	var seen [topicCount]int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-heard:
		}
		// A store that is away rings nothing; who waits looks by themselves.
		if now, err := db.heads(ctx); err == nil {
			db.bells.ring(moved(seen, now))
			seen = now
		}
	}
}

func moved(before, now [topicCount]int64) (t topics) {
	for i := range t {
		t[i] = before[i] != now[i]
	}
	return t
}

func (db *DB) heads(ctx context.Context) (last [topicCount]int64, err error) {
	err = db.r.QueryRowContext(ctx, `
		SELECT l.last, m.last + e.last + f.last, d.last, f.last
		FROM head l, head m, head e, head d, head f
		WHERE l.name = 'log' AND m.name = 'message' AND e.name = 'event' AND d.name = 'delivery' AND f.name = 'files'`,
	).Scan(&last[Log], &last[Messages], &last[Deliveries], &last[Files])
	return last, err
}

// hear passes PostgreSQL's notifications on until ctx ends, connecting again
// whenever the connection breaks.
func (db *DB) hear(ctx context.Context, heard chan<- struct{}) {
	for ctx.Err() == nil {
		conn, err := db.listen(ctx)
		if err == nil {
			err = hearOn(ctx, conn, heard)
		}
		if ctx.Err() != nil {
			return
		}
		db.log.Debug("notifications are not heard; looking every second meanwhile", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(watchPostgres):
		}
	}
}

func hearOn(ctx context.Context, conn *pgx.Conn, heard chan<- struct{}) error {
	// Closing may wait for the server; it must not outlive a stop for long.
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing)
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		select {
		case heard <- struct{}{}:
		default:
		}
	}
}
