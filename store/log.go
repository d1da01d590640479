package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"frontdesk"
)

// The group commit. While one transaction is on its way to the disk, those who
// come meanwhile wait together and share the next.
const (
	maxGroup   = 512
	maxWaiting = 1024
	// maxGroupBytes keeps a group of large bodies from holding the writer long.
	maxGroupBytes = 8 << 20
	// groupPatience is how long a database may keep a group waiting.
	groupPatience = 15 * time.Second
)

// appending is one caller of Append.
type appending struct {
	update frontdesk.Update
	done   chan appended // holds one
}

type appended struct {
	id  frontdesk.UpdateID
	err error
}

// Append keeps an update and returns once it is on disk. Many callers share a
// transaction. It is Unavailable while the disk is full or the database away,
// and works again by itself after. When ctx ends first the update may still be
// kept.
func (db *DB) Append(ctx context.Context, u frontdesk.Update) (frontdesk.UpdateID, error) {
	if u.Body == nil {
		u.Body = []byte{} // NULL would undo the whole group
	}
	a := &appending{update: u, done: make(chan appended, 1)}
	select {
	case db.inlet <- a:
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-db.stopped:
		return 0, stopping()
	}
	select {
	case r := <-a.done:
		return r.id, r.err
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-db.stopped:
		return a.afterStop()
	}
}

// afterStop is the answer to who came while the appender stopped: the one it
// gave, if it did.
func (a *appending) afterStop() (frontdesk.UpdateID, error) {
	select {
	case r := <-a.done:
		return r.id, r.err
	default:
		return 0, stopping()
	}
}

func stopping() error { return frontdesk.Errorf(frontdesk.Unavailable, "the store is stopping") }

// runAppender commits groups until ctx ends. Who is not taken in by then is
// turned away.
func (db *DB) runAppender(ctx context.Context) {
	defer close(db.stopped)
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-db.inlet:
			db.appendGroup(ctx, db.gather(first))
		}
	}
}

// gather takes those who wait by now.
func (db *DB) gather(first *appending) []*appending {
	group, bytes := []*appending{first}, len(first.update.Body)
	for len(group) < maxGroup && bytes < maxGroupBytes {
		select {
		case a := <-db.inlet:
			group, bytes = append(group, a), bytes+len(a.update.Body)
		default:
			return group
		}
	}
	return group
}

// appendGroup commits one group and answers all in it. The commit is not
// broken off by a stop, only by a database that does not answer.
func (db *DB) appendGroup(ctx context.Context, group []*appending) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), groupPatience)
	defer cancel()
	db.pressure.appended(len(group))
	var last int64
	err := db.write(ctx, func(tx *Tx) (err error) {
		last, err = tx.appendAll(ctx, group)
		return err
	})
	if ctx.Err() != nil && err != nil {
		err = frontdesk.Errorf(frontdesk.Unavailable, "the store does not answer").WithCause(err)
	}
	first := last - int64(len(group)) + 1
	for i, a := range group {
		if err != nil {
			a.done <- appended{err: err}
		} else {
			a.done <- appended{id: frontdesk.UpdateID(first + int64(i))}
		}
	}
}

// appendAll numbers the group from the counter, which stays locked until the
// commit, and keeps it.
func (tx *Tx) appendAll(ctx context.Context, group []*appending) (last int64, err error) {
	tx.rings[Log] = true
	if tx.db.name == postgresDialect.name {
		return tx.appendArrays(ctx, group)
	}
	if err := tx.QueryRowContext(ctx, `UPDATE head SET last = last + $1 WHERE name = 'log' RETURNING last`, len(group)).Scan(&last); err != nil {
		return 0, err
	}
	next := last - int64(len(group)) + 1
	for _, insert := range appends {
		for ; len(group) >= insert.rows; group = group[insert.rows:] {
			if _, err := tx.ExecContext(ctx, insert.query, updateValues(next, group[:insert.rows])...); err != nil {
				return 0, err
			}
			next += int64(insert.rows)
		}
	}
	return last, nil
}

// updateValues are the columns of some updates, row after row.
func updateValues(id int64, group []*appending) []any {
	values := make([]any, 0, updateWidth*len(group))
	for i, a := range group {
		u := a.update
		values = append(values, id+int64(i), micros(u.At), text(u.Kind), numbered(integrationLetter, u.Integration), text(u.Signer), u.Body)
	}
	return values
}

// updateWidth is how many columns an update has.
const updateWidth = 6

// appends are SQLite's statements for appending, the widest first. Many rows in
// one statement cost a third of one after the other.
var appends = []appendRows{appendsOf(32), appendsOf(8), appendsOf(1)}

type appendRows struct {
	rows  int
	query string
}

func appendsOf(rows int) appendRows {
	row := ", (" + strings.TrimSuffix(strings.Repeat("?, ", updateWidth), ", ") + ")"
	return appendRows{rows, `INSERT INTO updates (id, at, kind, integration, signer, body) VALUES ` + strings.TrimPrefix(strings.Repeat(row, rows), ", ")}
}

// appendArrays does the same in one statement: on PostgreSQL a round trip for
// each row would cost most of the time.
func (tx *Tx) appendArrays(ctx context.Context, group []*appending) (last int64, err error) {
	n := len(group)
	at, integration := make([]int64, n), make([]int64, n)
	kind, signer, body := make([]string, n), make([]string, n), make([][]byte, n)
	for i, a := range group {
		u := a.update
		at[i], integration[i] = micros(u.At), numbered(integrationLetter, u.Integration)
		kind[i], signer[i], body[i] = text(u.Kind), text(u.Signer), u.Body
	}
	err = tx.QueryRowContext(ctx, `
		WITH h AS (UPDATE head SET last = last + $1 WHERE name = 'log' RETURNING last),
		kept AS (
			INSERT INTO updates (id, at, kind, integration, signer, body)
			SELECT h.last - $1 + u.place, u.at, u.kind, u.integration, u.signer, u.body
			FROM h, unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::bytea[])
				WITH ORDINALITY u (at, kind, integration, signer, body, place)
			RETURNING id)
		SELECT MAX(id) FROM kept`, n, at, kind, integration, signer, body).Scan(&last)
	return last, err
}

const updateColumns = `id, at, kind, integration, signer, body`

func scanUpdate(scan func(...any) error) (u frontdesk.Update, err error) {
	var at, integration int64
	err = scan(&u.ID, &at, &u.Kind, &integration, &u.Signer, &u.Body)
	u.At, u.Integration = timeOf(at), shown[frontdesk.IntegrationID](integrationLetter, integration)
	return u, err
}

// Update gives one update as it came.
func (db *DB) Update(ctx context.Context, id frontdesk.UpdateID) (frontdesk.Update, error) {
	row := db.r.QueryRowContext(ctx, `SELECT `+updateColumns+` FROM updates WHERE id = $1`, id)
	return only(row, "update", scanUpdate)
}

// Apply hands f the next updates past the follower's cursor, at most max of
// them, in one transaction that also moves the cursor. f's error undoes all of
// it. It gives how many there were; 0 is nothing to do, and then f is not
// called. Two that apply for one follower take turns.
func (db *DB) Apply(ctx context.Context, follower string, max int, f func(context.Context, *Tx, []frontdesk.Update) error) (n int, err error) {
	if behind, err := db.behind(ctx, follower); err != nil || !behind {
		return 0, err
	}
	db.pressure.yield(ctx)
	err = db.write(ctx, func(tx *Tx) error {
		began := time.Now()
		defer func() { db.pressure.applied(time.Since(began)) }()
		us, err := tx.next(ctx, follower, max)
		if n = len(us); err != nil || n == 0 {
			return err
		}
		if err := f(ctx, tx, us); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE cursors SET done = $2 WHERE name = $1`, follower, us[n-1].ID)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// behind looks without a lock whether there is anything to apply.
func (db *DB) behind(ctx context.Context, follower string) (behind bool, err error) {
	err = db.r.QueryRowContext(ctx, `
		SELECT h.last > COALESCE((SELECT c.done FROM cursors c WHERE c.name = $1), 0)
		FROM head h WHERE h.name = 'log'`, follower).Scan(&behind)
	return behind, foreseen(err)
}

// next locks the cursor and reads what is past it. Number order is commit
// order, so nothing below the last number read can appear later.
func (tx *Tx) next(ctx context.Context, follower string, max int) ([]frontdesk.Update, error) {
	if err := tx.lead(ctx); err != nil {
		return nil, err
	}
	var done int64
	err := tx.QueryRowContext(ctx, `UPDATE cursors SET done = done WHERE name = $1 RETURNING done`, follower).Scan(&done)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = tx.ExecContext(ctx, `INSERT INTO cursors (name, done) VALUES ($1, 0)`, follower)
	}
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT `+updateColumns+` FROM updates WHERE id > $1 ORDER BY id LIMIT $2`, done, max)
	return collect(rows, err, scanUpdate)
}

// Problem notes why an update could not be read.
func (tx *Tx) Problem(ctx context.Context, id frontdesk.UpdateID, reason string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO problems (update_id, reason) VALUES ($1, $2)`, id, text(reason))
	return err
}

// Once remembers a Meta id of something that is not kept as a message, and
// tells whether it is new.
func (tx *Tx) Once(ctx context.Context, on frontdesk.IntegrationID, wamid string) (fresh bool, err error) {
	return tx.change(ctx, `INSERT INTO seen (integration, wamid, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		numbered(integrationLetter, on), text(wamid), tx.now)
}
