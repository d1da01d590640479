package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"frontdesk"
)

// What may be to do with a file.
const (
	workFetch = "fetch"
	workRead  = "read"
)

// WorkFile leases a file that is to be fetched or read: of the conversation that
// had its turn longest ago, its oldest; one of a conversation at a time. ok is
// false if there is none now. A lease that runs out is somebody else's.
func (db *DB) WorkFile(ctx context.Context, work string, lease time.Duration) (w frontdesk.FileWork, ok bool, err error) {
	// Whose turn it is not is asked once, not for each file: else a burst costs its
	// square.
	const due = `f.work = $1 AND f.next_at <= $2 AND f.lease_until < $2 AND f.conversation NOT IN (
		SELECT e.conversation FROM files e WHERE e.work = $1 AND e.lease_until >= $2 AND e.conversation <> 0)`
	if err := db.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM files f WHERE `+due+`)`, work, micros(db.now())).Scan(&ok); err != nil || !ok {
		return w, false, foreseen(err)
	}
	err = db.write(ctx, func(tx *Tx) error {
		w = frontdesk.FileWork{Lease: rand.Text()}
		var id, conv int64
		err := tx.QueryRowContext(ctx, `
			UPDATE files SET lease = $3, lease_until = $4, attempts = attempts + 1
			WHERE id = (
				SELECT f.id FROM files f WHERE `+due+`
				ORDER BY COALESCE((SELECT t.at FROM file_turns t WHERE t.conversation = f.conversation), 0), f.id LIMIT 1`+tx.db.skip+`)
				AND work = $1 AND next_at <= $2 AND lease_until < $2
			RETURNING id, conversation, attempts`,
			work, tx.now, w.Lease, tx.now+lease.Microseconds()).Scan(&id, &conv, &w.Attempts)
		if errors.Is(err, sql.ErrNoRows) {
			ok = false
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO file_turns (conversation, at) VALUES ($1, $2) ON CONFLICT (conversation) DO UPDATE SET at = excluded.at`, conv, tx.now); err != nil {
			return err
		}
		w.File, err = file(ctx, tx, id)
		return err
	})
	return w, ok && err == nil, err
}

// FileKept notes that a file's bytes are here, and what they are. With read it
// is read next; else it is done with.
func (db *DB) FileKept(ctx context.Context, w frontdesk.FileWork, read bool) error {
	return db.endFileWork(ctx, w, func(tx *Tx, id int64) error {
		next := ""
		if read {
			next = workRead
			tx.rings[Files] = true
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE files SET state = 'kept', sha256 = $2, bytes = $3, mime_type = $4, filename = $5, kept_at = $6, code = '', problem = '',
				work = $7, attempts = 0, next_at = $6 WHERE id = $1`,
			id, text(w.SHA256), w.Bytes, text(w.MIMEType), text(w.Filename), tx.now, next)
		if err == nil && !read {
			err = tx.unhold(ctx, w.File, id)
		}
		return err
	})
}

// FileFailed notes that a file's bytes cannot be had.
func (db *DB) FileFailed(ctx context.Context, w frontdesk.FileWork, why *frontdesk.Error) error {
	return db.endFileWork(ctx, w, func(tx *Tx, id int64) error {
		w.State, w.Code, w.Problem = frontdesk.FileFailed, why.Code, why.Message
		if _, err := tx.ExecContext(ctx, `UPDATE files SET state = 'failed', code = $2, problem = $3, work = '' WHERE id = $1`,
			id, string(why.Code), text(why.Message)); err != nil {
			return err
		}
		return tx.unhold(ctx, w.File, id)
	})
}

// FileLater puts the work off, and says why for now.
func (db *DB) FileLater(ctx context.Context, w frontdesk.FileWork, at time.Time, why *frontdesk.Error) error {
	return db.endFileWork(ctx, w, func(tx *Tx, id int64) error {
		_, err := tx.ExecContext(ctx, `UPDATE files SET next_at = $2, code = $3, problem = $4 WHERE id = $1`, id, micros(at), string(why.Code), text(why.Message))
		return err
	})
}

// FileRead notes what was found in a file: how long or large it is, and what was
// read in it, in the place of an earlier reading; nil if nothing was to be read.
func (db *DB) FileRead(ctx context.Context, w frontdesk.FileWork, e *frontdesk.Extract) error {
	return db.endFileWork(ctx, w, func(tx *Tx, id int64) error {
		if e != nil {
			if err := tx.putExtract(ctx, id, *e); err != nil {
				return err
			}
		}
		w.Extract, w.Unread = e, false
		if _, err := tx.ExecContext(ctx, `UPDATE files SET work = '', code = '', problem = '', seconds = $2, width = $3, height = $4 WHERE id = $1`,
			id, w.Seconds, w.Width, w.Height); err != nil {
			return err
		}
		return tx.unhold(ctx, w.File, id)
	})
}

// KeepExtract keeps a reading that somebody asked for.
func (db *DB) KeepExtract(ctx context.Context, id frontdesk.FileID, e frontdesk.Extract) error {
	n := numbered(fileLetter, id)
	return db.write(ctx, func(tx *Tx) error {
		if err := tx.putExtract(ctx, n, e); err != nil {
			return err
		}
		f, err := file(ctx, tx, n)
		if err != nil {
			return err
		}
		return tx.reindex(ctx, f)
	})
}

// endFileWork does what ends a piece of work, if it is still leased.
func (db *DB) endFileWork(ctx context.Context, w frontdesk.FileWork, f func(tx *Tx, id int64) error) error {
	return db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		id := numbered(fileLetter, w.ID)
		held, err := tx.change(ctx, `UPDATE files SET lease = '', lease_until = 0 WHERE id = $1 AND lease = $2 AND lease <> ''`, id, w.Lease)
		if err != nil {
			return err
		}
		if !held {
			return leaseLost()
		}
		return f(tx, id)
	})
}

// RenewFile makes a lease last d longer from now.
func (db *DB) RenewFile(ctx context.Context, w frontdesk.FileWork, d time.Duration) error {
	return db.write(ctx, func(tx *Tx) error {
		held, err := tx.change(ctx, `UPDATE files SET lease_until = $3 WHERE id = $1 AND lease = $2 AND lease <> ''`,
			numbered(fileLetter, w.ID), w.Lease, tx.now+d.Microseconds())
		if err == nil && !held {
			err = leaseLost()
		}
		return err
	})
}

func (tx *Tx) putExtract(ctx context.Context, id int64, e frontdesk.Extract) error {
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO extracts (file, kind, status, at, extract) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (file) DO UPDATE SET kind = excluded.kind, status = excluded.status, at = excluded.at, extract = excluded.extract`,
		id, string(e.Kind), string(e.Status), micros(e.At), text(string(b)))
	return err
}

// unhold lets the followers have what waited for a file. If they did not wait
// so long they are told now, as an event: they were handed the message without
// it.
func (tx *Tx) unhold(ctx context.Context, f frontdesk.File, id int64) error {
	var hold int64
	if err := tx.QueryRowContext(ctx, `SELECT hold_until FROM files WHERE id = $1`, id).Scan(&hold); err != nil {
		return err
	}
	tx.rings[Messages] = true
	if hold == 0 || f.Conversation == "" {
		return tx.reindex(ctx, f)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE files SET hold_until = 0 WHERE id = $1`, id); err != nil {
		return err
	}
	if hold < tx.now {
		m := frontdesk.Message{Content: frontdesk.Attachment{Media: f.Media, Voice: f.Voice, Filename: f.Filename}, Files: []frontdesk.File{f}}
		if _, err := tx.AddEvent(ctx, frontdesk.Event{
			Kind: frontdesk.FileReady, At: timeOf(tx.now), Integration: f.Integration, Conversation: f.Conversation, Contact: f.Contact, Message: f.Message,
			Text: "A file that was still being read is done: " + m.Text(), Data: map[string]string{"file_id": string(f.ID)},
		}); err != nil {
			return err
		}
	}
	return tx.reindex(ctx, f)
}

// reindex makes a message findable by what was read in its file.
func (tx *Tx) reindex(ctx context.Context, f frontdesk.File) error {
	if f.Message == "" || f.Extract == nil || f.Extract.Text == "" {
		return nil
	}
	id := numbered(messageLetter, f.Message)
	m, err := only(tx.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM messages m WHERE m.id = $1`, id), "message", scanMessage)
	if err != nil {
		return err
	}
	query := `DELETE FROM message_search WHERE id = $1`
	if tx.db.name == sqliteDialect.name {
		query = `DELETE FROM message_search WHERE rowid = $1`
	}
	if _, err := tx.ExecContext(ctx, query, id); err != nil {
		return err
	}
	m.Content = frontdesk.Text{Body: m.Text() + " " + f.Extract.Text}
	return tx.index(ctx, id, m)
}

// ForgetFiles marks files whose bytes were kept before a time as removed, and
// gives how many there were. What is left without a file is remembered for
// [DB.UnusedBlobs].
func (db *DB) ForgetFiles(ctx context.Context, before time.Time) (n int, err error) {
	for {
		some, err := db.forgetSome(ctx, micros(before))
		n += some
		if err != nil || some < pruneBatch {
			return n, err
		}
	}
}

func (db *DB) forgetSome(ctx context.Context, before int64) (n int, err error) {
	err = db.write(ctx, func(tx *Tx) error {
		rows, err := tx.QueryContext(ctx, `
			UPDATE files SET state = 'removed', work = '', hold_until = 0 WHERE id IN (
				SELECT id FROM files WHERE state = 'kept' AND kept_at < $1 ORDER BY kept_at LIMIT $2) RETURNING sha256`, before, pruneBatch)
		some, err := collect(rows, err, scanHash)
		if err != nil {
			return err
		}
		n = len(some)
		for _, sha := range some {
			if _, err := tx.ExecContext(ctx, `INSERT INTO unused (sha256, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, text(sha), tx.now); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM uploads WHERE until < $1`, tx.now)
		return err
	})
	return n, err
}

func scanHash(scan func(...any) error) (sha string, err error) { return sha, scan(&sha) }

// UnusedBlobs gives hashes that have been without a file since a time, some of
// them. One that a file has again is forgotten.
func (db *DB) UnusedBlobs(ctx context.Context, since time.Time) (unused []string, err error) {
	err = db.write(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM unused WHERE EXISTS (SELECT 1 FROM files f WHERE f.sha256 = unused.sha256 AND f.state = 'kept')`); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT sha256 FROM unused WHERE at < $1 ORDER BY at LIMIT $2`, micros(since), pruneBatch)
		unused, err = collect(rows, err, scanHash)
		return err
	})
	return unused, err
}

// BlobDropped notes that bytes nobody had are gone.
func (db *DB) BlobDropped(ctx context.Context, sha string) error {
	return db.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM unused WHERE sha256 = $1`, text(sha))
		return err
	})
}
