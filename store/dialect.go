package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

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
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteInterrupt  = 9
	sqliteIOErr      = 10
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteProtocol   = 15
	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
)

// foreseen turns a database's error into one of ours: Unavailable for what the
// same call may survive later, Conflict for a key that is taken, Timeout for
// what was broken off. Any other stays as it is, for it is a mistake of ours and
// waiting does not mend it.
func foreseen(err error) error {
	var known *frontdesk.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, sql.ErrNoRows):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case taken(err):
		return frontdesk.Errorf(frontdesk.Conflict, "this is there already").WithCause(err)
	case brokenOff(err):
		return frontdesk.Errorf(frontdesk.Timeout, "the caller stopped waiting for the store").WithCause(err)
	case passing(err):
		return frontdesk.Errorf(frontdesk.Unavailable, "the store cannot do this now").
			WithNext("try again; the log has the cause").WithCause(err)
	}
	return err
}

// brokenOff tells whether a context that ended took the statement or the
// transaction with it.
func brokenOff(err error) bool {
	var lite *sqlite.Error
	return errors.Is(err, sql.ErrTxDone) || errors.As(err, &lite) && lite.Code()&0xff == sqliteInterrupt
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
		return slices.Contains([]int{sqliteBusy, sqliteLocked, sqliteReadOnly, sqliteIOErr, sqliteFull, sqliteCantOpen, sqliteProtocol}, lite.Code()&0xff)
	case errors.As(err, &pg):
		// Connection, transaction state and rollback, resources, intervention, system.
		//
		// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
		return slices.Contains([]string{"08", "25", "40", "53", "55", "57", "58"}, pg.Code[:min(2, len(pg.Code))])
	}
	return broken(err)
}

// broken tells whether a connection could not be had or was lost, or the
// operating system refused.
func broken(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	var system syscall.Errno
	if errors.As(err, &connect) || errors.As(err, &network) || errors.As(err, &system) || pgconn.SafeToRetry(err) {
		return true
	}
	return slices.ContainsFunc([]error{driver.ErrBadConn, sql.ErrConnDone, pgconn.ErrConnClosed, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed},
		func(known error) bool { return errors.Is(err, known) })
}

// repeatable tells whether the database undid a transaction only because of
// another one, so that the same may be done again at once.
func repeatable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// cutOff tells whether PostgreSQL was there and then broke the connection, so
// that another connection may do the same. One that cannot be had is no such.
func (d dialect) cutOff(err error) bool {
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	var network *net.OpError
	switch {
	case d.name != postgresDialect.name:
		return false
	case errors.As(err, &pg):
		return pg.Code == "57P01" || pg.Code == "57P02" // the server is told to stop, or another process of it crashed
	case errors.As(err, &connect):
		return false
	case errors.As(err, &network):
		return !network.Timeout()
	}
	return slices.ContainsFunc([]error{driver.ErrBadConn, pgconn.ErrConnClosed, io.EOF, io.ErrUnexpectedEOF},
		func(known error) bool { return errors.Is(err, known) })
}

// list gives the parameters from $1 to $n, for IN.
func list(n int) string { return listFrom(0, n) }

// listFrom gives the parameters after $from up to $to, for IN.
func listFrom(from, to int) string {
	var b strings.Builder
	for i := from + 1; i <= to; i++ {
		if i > from+1 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i)
	}
	return b.String()
}

// maxPage bounds what one question is answered with.
const maxPage = 1000

// page makes a limit that somebody asked for one that can be kept.
func page(limit int) int { return min(max(limit, 1), maxPage) }
