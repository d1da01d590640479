// Package store keeps everything.
//
// It is one set of tables on SQLite, in a file beside the program, or on
// PostgreSQL, shared by several copies of it; the SQL is one text wherever it
// can be. What is acknowledged is on disk. What is read in order is numbered in
// the order of commits, so that no reader passes over what commits later: the
// numbers come from counter rows that are locked until the commit, since a
// sequence gives numbers before and rows appear after.
//
// Writes that number messages take turns, on PostgreSQL too: they lock the
// message counter first, so they cannot lock each other out. Only the log of
// updates has a counter and a way of its own, because Meta waits for it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"

	"frontdesk"
)

// Connections to each database.
const (
	sqliteReaders   = 4
	postgresWriters = 12
	postgresReaders = 8
	// connectPatience is how long a server may take to let us in, unless the
	// address says otherwise.
	connectPatience = 5 * time.Second
)

// Options says which store to open and how.
type Options struct {
	// URL is sqlite:PATH or postgres://….
	URL string
	// Key seals credentials: 32 bytes in base64.
	Key frontdesk.Secret
	// Hold is how long the followers wait for a file to be fetched and read
	// before they are handed its message without; 0 is not at all.
	Hold time.Duration
	Now  func() time.Time // nil is time.Now
	Log  *slog.Logger     // nil says nothing
}

// DB is an open store.
type DB struct {
	dialect
	w        *sql.DB
	writing  *statements // of w
	r        *readers
	turns    *turnstile // nil on PostgreSQL
	seal     *sealer
	hold     time.Duration
	now      func() time.Time
	log      *slog.Logger
	bells    bells
	pressure pressure
	inlet    chan *appending
	together together
	// stopped is closed when Run has ended.
	stopped chan struct{}
	listen  func(context.Context) (*pgx.Conn, error) // nil on SQLite
}

// Open connects and brings the schema up to date. It starts nothing: Run does.
func Open(ctx context.Context, o Options) (*DB, error) {
	seal, err := newSealer(o.Key)
	if err != nil {
		return nil, err
	}
	db := &DB{seal: seal, hold: o.Hold, now: o.Now, log: o.Log, inlet: make(chan *appending, maxWaiting), stopped: make(chan struct{})}
	db.together.turn = make(chan struct{}, 1)
	if db.now == nil {
		db.now = time.Now
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if err := db.connect(o.URL); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{db.migrate, db.checkKey} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

func (db *DB) connect(address string) error {
	scheme, path, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite":
		return db.connectSQLite(path)
	case "postgres", "postgresql":
		return db.connectPostgres(address)
	}
	return frontdesk.Errorf(frontdesk.Invalid, "the database address begins with neither sqlite: nor postgres://")
}

// connectSQLite opens one connection that writes and a few that cannot.
//
// The pragmas are of the writer's: WAL and FULL put every commit on disk
// before it is acknowledged; the checkpoint every 8000 pages instead of 1000
// keeps the slowest commits short. OFD locks, because POSIX locks are lost
// when any part of this process closes the file, and then another process may
// remove the log under us.
func (db *DB) connectSQLite(path string) error {
	sqlite.OFDLocking(true)
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return frontdesk.Errorf(frontdesk.Unavailable, "the folder of the database cannot be made").WithCause(err)
	}
	if err := private(path); err != nil {
		return err
	}
	file := (&url.URL{Scheme: "file", OmitHost: true, Path: path}).String()
	db.dialect = sqliteDialect
	if db.turns, err = openTurnstile(path); err != nil {
		return err
	}
	if db.w, err = sql.Open("sqlite", file+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
		"&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(8000)&_pragma=journal_size_limit(67108864)&_pragma=cache_size(-4000)&_dqs=0"); err != nil {
		return err
	}
	db.w.SetMaxOpenConns(1)
	db.writing = newStatements(db.w)
	r, err := sql.Open("sqlite", file+"?mode=ro&_pragma=busy_timeout(5000)&_pragma=cache_size(-512)&_dqs=0")
	if err != nil {
		return err
	}
	db.r = &readers{DB: r, statements: newStatements(r)}
	db.r.SetMaxOpenConns(sqliteReaders)
	db.r.SetMaxIdleConns(sqliteReaders)
	return nil
}

// private makes the file, if there is none, so that nobody else on this
// machine reads it. SQLite gives what it puts beside it the same permission.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case err == nil:
		return f.Close()
	case errors.Is(err, fs.ErrExist):
		return nil
	}
	return frontdesk.Errorf(frontdesk.Unavailable, "the database file cannot be made").WithCause(err)
}

func (db *DB) connectPostgres(address string) error {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The cause would show the password.
		return frontdesk.Errorf(frontdesk.Invalid, "the database address cannot be read").
			WithNext("write it as postgres://user:password@host:5432/database")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectPatience
	}
	db.dialect = postgresDialect
	db.w = stdlib.OpenDB(*config)
	db.w.SetMaxOpenConns(postgresWriters)
	db.w.SetMaxIdleConns(postgresWriters)
	db.r = &readers{DB: stdlib.OpenDB(*config)} // pgx keeps statements itself, the writers' too
	db.r.SetMaxOpenConns(postgresReaders)
	db.r.SetMaxIdleConns(postgresReaders)
	db.listen = func(ctx context.Context) (*pgx.Conn, error) { return pgx.ConnectConfig(ctx, config.Copy()) }
	return nil
}

// Close lets go of the database. Run must have ended.
func (db *DB) Close() error {
	errs := []error{db.r.Close(), db.turns.Close(), db.writing.Close()}
	if db.w != nil {
		errs = append(errs, db.w.Close())
	}
	return errors.Join(errs...)
}

// Run appends what callers hand to Append, and watches for changes that other
// processes make, until ctx ends. It runs once.
func (db *DB) Run(ctx context.Context) error {
	var both sync.WaitGroup
	both.Go(func() { db.runAppender(ctx) })
	both.Go(func() { db.watch(ctx) })
	both.Wait()
	return nil
}

// Ping tells whether the store answers.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return foreseen(db.r.QueryRowContext(ctx, `SELECT 1`).Scan(&one))
}
