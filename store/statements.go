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

// statements are queries that are prepared by now: on SQLite preparing one takes
// longer than most of them run. Nil keeps none, as where the driver keeps them
// itself.
type statements struct {
	db    *sql.DB
	mu    sync.RWMutex
	ready map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, ready: map[string]*sql.Stmt{}}
}

// find gives the statement of a query; if there is none, it tells whether there
// is room for it.
func (s *statements) find(query string) (stmt *sql.Stmt, room bool) {
	if s == nil {
		return nil, false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	stmt = s.ready[query]
	return stmt, stmt == nil && len(s.ready) < maxPrepared
}

// prepare prepares a query, which takes a connection. One that cannot be
// prepared has no statement: it is run as it is, and tells its error itself.
func (s *statements) prepare(ctx context.Context, query string) *sql.Stmt {
	stmt, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.ready[query]; other != nil {
		_ = stmt.Close() // somebody was quicker
		return other
	}
	s.ready[query] = stmt
	return stmt
}

// Close lets go of the statements.
func (s *statements) Close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, stmt := range s.ready {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}
