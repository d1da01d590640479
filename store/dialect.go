package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"frontdesk"
)

// dialect is what the two databases say differently. All other SQL is one text.
type dialect struct {
	name string
	// lock ends a SELECT whose rows are about to be changed; skip also passes
	// over rows that somebody else has locked. SQLite has one writer and needs
	// neither.
	lock, skip string
	// exact ends an expression that is to be ordered byte by byte.
	exact string
}

var (
	sqliteDialect   = dialect{name: "sqlite"}
	postgresDialect = dialect{name: "postgres", lock: " FOR UPDATE", skip: " FOR UPDATE SKIP LOCKED", exact: ` COLLATE "C"`}
)

// SQLite's result codes, extended.
//
// Source: https://www.sqlite.org/rescode.html
const (
	sqliteBusy       = 5
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteIOErr      = 10
	sqliteReadOnly   = 8
	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
)

// foreseen turns a database's error into one of ours: Unavailable for what the
// same call may survive later, Conflict for a key that is taken.
func foreseen(err error) error {
	var known *frontdesk.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, sql.ErrNoRows):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case taken(err):
		return frontdesk.Errorf(frontdesk.Conflict, "this is there already").WithCause(err)
	case passing(err):
		return frontdesk.Errorf(frontdesk.Unavailable, "the store cannot do this now").
			WithNext("try again; the log has the cause").WithCause(err)
	}
	return err
}

// taken tells whether a unique key stood in the way.
func taken(err error) bool {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return lite.Code() == sqliteUnique || lite.Code() == sqlitePrimaryKey
	case errors.As(err, &pg):
		return pg.Code == "23505"
	}
	return false
}

// passing tells whether the failure is the world's and not the statement's.
func passing(err error) bool {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		switch lite.Code() & 0xff {
		case sqliteBusy, sqliteFull, sqliteCantOpen, sqliteIOErr, sqliteReadOnly:
			return true
		}
		return false
	case errors.As(err, &pg):
		class := pg.Code[:min(2, len(pg.Code))]
		return strings.Contains("08 25 40 53 55 57 58", class)
	}
	// What is neither database's word is a connection that broke.
	return true
}

// repeatable tells whether the database undid a transaction only because of
// another one, so that the same may be done again at once.
func repeatable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// list gives n parameters from the first, for IN.
func list(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
