package store

import (
	"context"
	"errors"
	"sync"
)

// maxTogether is how many small writes share a transaction.
const maxTogether = 128

// together lets small writes of many callers share a transaction, and so the
// wait for the disk: whoever has the turn writes for all who came meanwhile.
// No goroutine of its own is needed, and a caller who is alone does not wait.
type together struct {
	turn chan struct{} // holds one while somebody writes

	mu      sync.Mutex
	waiting []*piece
}

// piece is one caller's part of a shared transaction.
type piece struct {
	do   func(*Tx) error
	done chan error
}

// errAlone tells a caller to write by itself: a part of the transaction that it
// shared did not succeed, its own or another's.
var errAlone = errors.New("write alone")

// writeTogether does f in a transaction that may be shared, perhaps more than
// once, as write does. It is for those who lead.
func (db *DB) writeTogether(ctx context.Context, f func(*Tx) error) error {
	t := &db.together
	p := &piece{do: f, done: make(chan error, 1)}
	t.mu.Lock()
	t.waiting = append(t.waiting, p)
	t.mu.Unlock()
	for {
		select {
		case err := <-p.done:
			if errors.Is(err, errAlone) {
				return db.write(ctx, func(tx *Tx) error { return led(ctx, tx, f) })
			}
			return err
		case t.turn <- struct{}{}:
			db.writeWaiting(ctx, t.take())
			<-t.turn
		}
	}
}

// led does f once the transaction leads.
func led(ctx context.Context, tx *Tx, f func(*Tx) error) error {
	if err := tx.lead(ctx); err != nil {
		return err
	}
	return f(tx)
}

// take gives those who wait. Whoever has the turn may have been served already,
// and then there may be nobody.
func (t *together) take() []*piece {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(maxTogether, len(t.waiting))
	some := t.waiting[:n:n]
	t.waiting = t.waiting[n:]
	return some
}

// writeWaiting writes for all of some.
func (db *DB) writeWaiting(ctx context.Context, some []*piece) {
	if len(some) == 0 {
		return
	}
	err := db.write(ctx, func(tx *Tx) error {
		return led(ctx, tx, func(tx *Tx) error {
			for _, p := range some {
				if err := p.do(tx); err != nil {
					return errors.Join(errAlone, err)
				}
			}
			return nil
		})
	})
	if err != nil && ctx.Err() != nil {
		err = errAlone // it is this caller who stopped waiting, not the others
	}
	for _, p := range some {
		p.done <- err
	}
}
