package store

import (
	"context"
	"strconv"

	"frontdesk"
)

// NotePending counts a stranger's knock: on the entry that has one of their
// addresses, or on a new one. Addresses seen for the first time are added.
func (tx *Tx) NotePending(ctx context.Context, p frontdesk.Pending) error {
	on := numbered(integrationLetter, p.Integration)
	id, err := tx.pendingOf(ctx, on, p.Addresses)
	switch {
	case err != nil:
		return err
	case id != 0:
		_, err = tx.ExecContext(ctx, `
			UPDATE pending SET times = times + $2,
				last_at = CASE WHEN last_at < $3 THEN $3 ELSE last_at END,
				profile_name = CASE WHEN $4 = '' THEN profile_name ELSE $4 END,
				username = CASE WHEN $5 = '' THEN username ELSE $5 END
			WHERE id = $1`, id, p.Count, micros(p.LastAt), text(p.ProfileName), text(p.Username))
	default:
		if id, err = tx.number(ctx, "pending"); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO pending (id, integration, profile_name, username, first_at, last_at, times) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, on, text(p.ProfileName), text(p.Username), micros(p.FirstAt), micros(p.LastAt), p.Count)
	}
	if err != nil {
		return err
	}
	return tx.addPendingAddresses(ctx, id, on, p.Addresses)
}

func (tx *Tx) pendingOf(ctx context.Context, on int64, as []frontdesk.Address) (id int64, err error) {
	for _, a := range as {
		row := tx.QueryRowContext(ctx, `SELECT pending FROM pending_addresses WHERE integration = $1 AND kind = $2 AND match_key = $3`,
			on, string(a.Kind), text(a.Match))
		id, err := only(row, "pending entry", func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
		if err == nil || frontdesk.CodeOf(err) != frontdesk.NotFound {
			return id, err
		}
	}
	return 0, nil
}

func (tx *Tx) addPendingAddresses(ctx context.Context, id, on int64, as []frontdesk.Address) error {
	for _, a := range as {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO pending_addresses (integration, kind, match_key, pending, value, wa_id)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			on, string(a.Kind), text(a.Match), id, text(a.Value), text(a.WaID)); err != nil {
			return err
		}
	}
	return nil
}

const pendingColumns = `id, integration, profile_name, username, first_at, last_at, times`

func scanPending(scan func(...any) error) (p frontdesk.Pending, err error) {
	var id, on, first, last int64
	err = scan(&id, &on, &p.ProfileName, &p.Username, &first, &last, &p.Count)
	p.ID, p.Integration = shown[string](pendingLetter, id), shown[frontdesk.IntegrationID](integrationLetter, on)
	p.FirstAt, p.LastAt = timeOf(first), timeOf(last)
	return p, err
}

// PendingContacts gives a page of those who wrote and are not registered, in
// the order in which they first did, and the cursor of the next.
func (db *DB) PendingContacts(ctx context.Context, after string, limit int) ([]frontdesk.Pending, string, error) {
	from, err := cursor(after)
	if err != nil {
		return nil, "", err
	}
	limit = page(limit)
	rows, err := db.r.QueryContext(ctx, `SELECT `+pendingColumns+` FROM pending WHERE id > $1 ORDER BY id LIMIT $2`, from, limit+1)
	some, err := collect(rows, err, scanPending)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(some) > limit {
		some = some[:limit]
		next = strconv.FormatInt(numbered(pendingLetter, some[limit-1].ID), 10)
	}
	for i := range some {
		if some[i].Addresses, err = db.pendingAddresses(ctx, some[i].ID); err != nil {
			return nil, "", err
		}
	}
	return some, next, nil
}

// Pending gives one entry.
func (db *DB) Pending(ctx context.Context, id string) (frontdesk.Pending, error) {
	row := db.r.QueryRowContext(ctx, `SELECT `+pendingColumns+` FROM pending WHERE id = $1`, numbered(pendingLetter, id))
	p, err := only(row, "pending entry", scanPending)
	if err != nil {
		return p, err
	}
	p.Addresses, err = db.pendingAddresses(ctx, id)
	return p, err
}

func (db *DB) pendingAddresses(ctx context.Context, id string) ([]frontdesk.Address, error) {
	rows, err := db.r.QueryContext(ctx, `
		SELECT kind, value, wa_id, match_key FROM pending_addresses WHERE pending = $1 ORDER BY kind DESC, match_key`, numbered(pendingLetter, id))
	return collect(rows, err, func(scan func(...any) error) (a frontdesk.Address, err error) {
		return a, scan(&a.Kind, &a.Value, &a.WaID, &a.Match)
	})
}

// ForgetPending removes an entry.
func (db *DB) ForgetPending(ctx context.Context, id string) error {
	return db.write(ctx, func(tx *Tx) error {
		n := numbered(pendingLetter, id)
		if _, err := tx.ExecContext(ctx, `DELETE FROM pending_addresses WHERE pending = $1`, n); err != nil {
			return err
		}
		found, err := tx.change(ctx, `DELETE FROM pending WHERE id = $1`, n)
		if err == nil && !found {
			err = notFound("pending entry")
		}
		return err
	})
}
