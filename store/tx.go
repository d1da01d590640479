package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Tx is one transaction that writes.
type Tx struct {
	*sql.Tx
	db    *DB
	now   int64
	rings topics
	fresh []string // queries that are to be prepared for the next time
}

// maxRepeats bounds how often a transaction that lost to another, or its
// connection, is done again. After a server was away all connections may be
// dead, and each is found to be so only when it is used.
const maxRepeats = postgresWriters + 2

// write does f in a transaction, perhaps more than once. What f returns as an
// error undoes it; what it rang is heard once it is on disk.
func (db *DB) write(ctx context.Context, f func(*Tx) error) error {
	var err error
	for range maxRepeats {
		var committing bool
		committing, err = db.writeOnce(ctx, f)
		if again := repeatable(err) || db.cutOff(err) && !committing; !again || ctx.Err() != nil {
			break
		}
	}
	return foreseen(err)
}

// writeOnce tells, beside an error, whether the commit had begun: then nobody
// knows whether what was cut off is kept.
func (db *DB) writeOnce(ctx context.Context, f func(*Tx) error) (committing bool, err error) {
	done, err := db.turns.enter(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	raw, err := db.w.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() {
		if rerr := raw.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) && err == nil {
			err = rerr
		}
	}()
	tx := &Tx{Tx: raw, db: db, now: micros(db.now())}
	if err := f(tx); err != nil {
		return false, err
	}
	if err := tx.notify(ctx); err != nil {
		return false, err
	}
	if err := raw.Commit(); err != nil {
		return true, err
	}
	db.bells.ring(tx.rings)
	for _, query := range tx.fresh { // now that the connection is free
		db.writing.prepare(ctx, query)
	}
	return true, nil
}

// ExecContext does a statement, prepared if it was done before.
func (tx *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := tx.prepared(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return tx.Tx.ExecContext(ctx, query, args...)
}

// QueryContext runs a query, prepared if it was run before. All its rows are
// read, or closed, before the same query is run again.
func (tx *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := tx.prepared(ctx, query); s != nil {
		return s.QueryContext(ctx, args...)
	}
	return tx.Tx.QueryContext(ctx, query, args...)
}

// QueryRowContext runs a query for one row, prepared if it was run before.
func (tx *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s := tx.prepared(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return tx.Tx.QueryRowContext(ctx, query, args...)
}

func (tx *Tx) prepared(ctx context.Context, query string) *sql.Stmt {
	stmt, room := tx.db.writing.find(query)
	if room {
		tx.fresh = append(tx.fresh, query)
	}
	if stmt == nil {
		return nil
	}
	return tx.StmtContext(ctx, stmt)
}

// lead makes this the one transaction that numbers messages and events until
// it commits. It comes before any other lock, so that none waits in a circle.
func (tx *Tx) lead(ctx context.Context) error {
	if tx.db.name == sqliteDialect.name {
		return nil // there is one writer
	}
	_, err := tx.ExecContext(ctx, `UPDATE head SET last = last WHERE name = 'message'`)
	return err
}

// number gives the next number of a counter.
func (tx *Tx) number(ctx context.Context, counter string) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE head SET last = last + 1 WHERE name = $1 RETURNING last`, counter).Scan(&n)
	return n, err
}

// change does one statement and tells whether it changed anything.
func (tx *Tx) change(ctx context.Context, query string, args ...any) (bool, error) {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// reader is what queries run on: a transaction, or the readers' connections.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// collect reads all rows with one.
func collect[T any](rows *sql.Rows, err error, one func(scan func(...any) error) (T, error)) ([]T, error) {
	if err != nil {
		return nil, foreseen(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		t, err := one(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("a row cannot be read: %w", err)
		}
		all = append(all, t)
	}
	return all, foreseen(rows.Err())
}

// only reads one row with one; what says what is missing if there is none.
func only[T any](row *sql.Row, what string, one func(scan func(...any) error) (T, error)) (T, error) {
	t, err := one(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return t, notFound(what)
	}
	return t, foreseen(err)
}
