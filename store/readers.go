package store

import (
	"context"
	"database/sql"
	"errors"
)

// readers are the connections that only read.
type readers struct {
	*sql.DB
	statements *statements
}

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

func (r *readers) prepared(ctx context.Context, query string) *sql.Stmt {
	stmt, room := r.statements.find(query)
	if room {
		stmt = r.statements.prepare(ctx, query)
	}
	return stmt
}

// Close lets go of the statements and the connections.
func (r *readers) Close() error {
	if r == nil {
		return nil
	}
	return errors.Join(r.statements.Close(), r.DB.Close())
}
