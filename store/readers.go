package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// maxPrepared bounds the statements kept ready. There are fewer queries than
// that; only lists of different lengths make more.
const maxPrepared = 256

// readers are the connections that only read. They keep their statements
// prepared: on SQLite preparing one takes longer than most of them run.
type readers struct {
	*sql.DB
	mu    sync.RWMutex
	ready map[string]*sql.Stmt // nil where the driver keeps them itself
}

func newReaders(db *sql.DB) *readers { return &readers{DB: db, ready: map[string]*sql.Stmt{}} }

// QueryContext runs a query, prepared before if it was run before.
func (r *readers) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := r.prepared(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return r.DB.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a query for one row, prepared before if it was run
// before.
func (r *readers) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := r.prepared(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return r.DB.QueryRowContext(ctx, query, args...)
}

// prepared gives the statement of a query. One that cannot be prepared is run
// as it is, and tells its error itself.
func (r *readers) prepared(ctx context.Context, query string) *sql.Stmt {
	r.mu.RLock()
	s, full := r.ready[query], r.ready == nil || len(r.ready) >= maxPrepared
	r.mu.RUnlock()
	if s != nil || full {
		return s
	}
	s, err := r.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.ready[query]; other != nil {
		_ = s.Close() // somebody was quicker
		return other
	}
	r.ready[query] = s
	return s
}

// Close lets go of the statements and the connections.
func (r *readers) Close() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, s := range r.ready {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, r.DB.Close())...)
}
