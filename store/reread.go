package store

import (
	"context"
	"errors"
	"slices"

	"frontdesk"
)

// updateLetter begins the trace of what an update caused.
const updateLetter = "u"

// Unread lists the updates that a later version may read better than they were:
// those noted as a problem, and those of messages whose kind was not known or
// not passed on. Some may be gone from the log.
func (db *DB) Unread(ctx context.Context) ([]frontdesk.UpdateID, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT DISTINCT update_id FROM problems`)
	ids, err := collect(rows, err, func(scan func(...any) error) (id frontdesk.UpdateID, err error) { return id, scan(&id) })
	if err != nil {
		return nil, err
	}
	rows, err = db.r.QueryContext(ctx, `SELECT m.trace FROM messages m WHERE m.type IN ('unknown', 'unsupported')`)
	traces, err := collect(rows, err, func(scan func(...any) error) (trace string, err error) { return trace, scan(&trace) })
	if err != nil {
		return nil, err
	}
	for _, trace := range traces {
		if n := numbered(updateLetter, trace); n != 0 {
			ids = append(ids, frontdesk.UpdateID(n))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Reread hands f some updates once more, those that are still in the log, in one
// transaction. f's error undoes all of it. It gives how many there were.
func (db *DB) Reread(ctx context.Context, ids []frontdesk.UpdateID, f func(context.Context, *Tx, []frontdesk.Update) error) (n int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	err = db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT `+updateColumns+` FROM updates WHERE id IN (`+list(len(args))+`) ORDER BY id`, args...)
		us, err := collect(rows, err, scanUpdate)
		if n = len(us); err != nil || n == 0 {
			return err
		}
		return f(ctx, tx, us)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Solved forgets why an update could not be read, and tells whether it could
// not.
func (tx *Tx) Solved(ctx context.Context, id frontdesk.UpdateID) (had bool, err error) {
	return tx.change(ctx, `DELETE FROM problems WHERE update_id = $1`, id)
}

// Seen tells whether a Meta id was remembered by Once.
func (tx *Tx) Seen(ctx context.Context, on frontdesk.IntegrationID, wamid string) (seen bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM seen WHERE integration = $1 AND wamid = $2)`,
		numbered(integrationLetter, on), text(wamid)).Scan(&seen)
	return seen, err
}

// RereadMessage puts what a later reading made of a message in the place of a
// kind not known, or not passed on, or of a file that had not come. It tells
// whether it did: a message that was read rightly stays as it is, and NotFound
// is one that was not kept.
func (tx *Tx) RereadMessage(ctx context.Context, on frontdesk.IntegrationID, wamid string, c frontdesk.Content) (changed bool, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+messageColumns+` FROM messages m WHERE m.integration = $1 AND m.wamid = $2 AND m.wamid <> ''`,
		numbered(integrationLetter, on), text(wamid))
	found, err := collect(rows, err, scanMessageRow)
	switch {
	case err != nil:
		return false, err
	case len(found) == 0:
		return false, notFound("message")
	}
	was := found[0]
	m, err := was.firstSaid()
	if err != nil || !better(m.Content, c) {
		return false, err
	}
	m.Content = c
	if m, err = tx.expect(ctx, m, was.id); err != nil {
		return false, err
	}
	if err := tx.unholdMessage(ctx, m); err != nil {
		return false, err
	}
	content, err := frontdesk.MarshalContent(m.Content)
	if err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE messages SET type = $2, content = $3, revises = $4 WHERE id = $1`,
		was.id, text(c.Type()), text(string(content)), text(revises(c))); err != nil {
		return false, err
	}
	_, err = tx.revise(ctx, was.id, m)
	tx.rings[Messages] = true
	return true, errors.Join(err, tx.indexAgain(ctx, was.id))
}

// unholdMessage lets nobody wait for a file that came late: its message was
// handed over without it.
func (tx *Tx) unholdMessage(ctx context.Context, m frontdesk.Message) error {
	a, is := m.Content.(frontdesk.Attachment)
	if !is || a.File == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE files SET hold_until = 0 WHERE id = $1`, numbered(fileLetter, a.File))
	return err
}

// better tells whether a reading knows more than the one before.
func better(before, now frontdesk.Content) bool {
	return ignorance(now) < ignorance(before)
}

// ignorance is how little a reading knows: 0 is all.
func ignorance(c frontdesk.Content) int {
	switch c.(type) {
	case nil, frontdesk.Unknown:
		return 3
	case frontdesk.Withheld:
		return 2
	case frontdesk.Placeholder:
		return 1
	}
	return 0
}
