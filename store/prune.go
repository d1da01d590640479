package store

import (
	"context"
	"time"
)

// pruneBatch keeps each transaction that removes rows short.
const pruneBatch = 1000

// Prune removes raw updates that every follower of the log has applied and that
// came before a time, with the notes about them, and gives how many there were.
func (db *DB) Prune(ctx context.Context, before time.Time) (n int64, err error) {
	for {
		some, err := db.pruneSome(ctx, micros(before))
		n += some
		if err != nil || some < pruneBatch {
			return n, err
		}
	}
}

func (db *DB) pruneSome(ctx context.Context, before int64) (n int64, err error) {
	err = db.write(ctx, func(tx *Tx) error {
		var last int64
		if err := tx.QueryRowContext(ctx, `
			SELECT COALESCE(MAX(id), 0) FROM (SELECT id, at FROM updates ORDER BY id LIMIT $2) oldest
			WHERE at < $1 AND id <= (SELECT COALESCE(MIN(done), 0) FROM cursors)`, before, pruneBatch).Scan(&last); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM updates WHERE id <= $1 AND at < $2`, last, before)
		if err != nil {
			return err
		}
		if n, err = res.RowsAffected(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM problems WHERE update_id <= $1 AND NOT EXISTS (SELECT 1 FROM updates u WHERE u.id = update_id)`, last); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM seen WHERE at < $1`, before)
		return err
	})
	return n, err
}
