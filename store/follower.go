package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"frontdesk"
)

// Pull is the follower of agents that come and fetch over MCP. What it has
// acknowledged counts as read.
const Pull = "pull"

// Follow makes a follower known: from now on it is handed what people say and
// the events of conversations, and with fromStart also what is there already.
// Doing it again changes nothing.
func (db *DB) Follow(ctx context.Context, name string, fromStart bool) error {
	return db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		fresh, err := tx.change(ctx, `INSERT INTO follower_names (name) VALUES ($1) ON CONFLICT DO NOTHING`, text(name))
		if err != nil || !fresh {
			return err
		}
		done := "last_seq"
		if fromStart {
			done = "0"
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO followers (name, conversation, done, head, first_at, head_at, lease, lease_until, leased_to, retry_at)
			SELECT $1, id, `+done+`, last_seq, $2, $2, '', 0, 0, 0 FROM conversations WHERE TRUE
			ON CONFLICT DO NOTHING`, text(name), tx.now)
		return err
	})
}

// followFromStart gives every follower a cursor in a new conversation.
func (tx *Tx) followFromStart(ctx context.Context, conversation int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO followers (name, conversation, done, head, first_at, head_at, lease, lease_until, leased_to, retry_at)
		SELECT name, $1, 0, 0, 0, 0, '', 0, 0, 0 FROM follower_names`, conversation)
	return err
}

// wake tells the followers of a conversation of a new entry.
func (tx *Tx) wake(ctx context.Context, conversation, seq int64) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE followers SET first_at = CASE WHEN head <= done THEN $3 ELSE first_at END, head = $2, head_at = $3
		WHERE conversation = $1`, conversation, seq, tx.now)
	return err
}

// Claim asks for work.
type Claim struct {
	Follower string
	// Contact limits it to one person, if set.
	Contact frontdesk.ContactID
	// Lease is how long nobody else is handed the same.
	Lease time.Duration
	// Quiet is how old the newest entry must be, so that a burst is handed over
	// whole, unless the oldest is MaxWait old already.
	Quiet, MaxWait time.Duration
	// Limit is how many entries a batch has at most.
	Limit int
}

// Claim leases the work of one conversation: what was said in it, and the
// events, past what the follower is done with. ok is false if there is none
// now.
func (db *DB) Claim(ctx context.Context, c Claim) (b frontdesk.Batch, ok bool, err error) {
	// Most callers find nothing; they should not take a writer's turn for it.
	if waits, err := db.claimable(ctx, c); err != nil || !waits {
		return b, false, err
	}
	err = db.write(ctx, func(tx *Tx) error {
		conv, done, head, err := tx.lease(ctx, c, &b)
		if errors.Is(err, sql.ErrNoRows) {
			ok = false
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		return tx.fill(ctx, &b, conv, done, head, c.Limit)
	})
	return b, ok && err == nil, err
}

// The conditions of a cursor with work: $1 the follower, $2 now, $3 and $4 how
// old the newest or the oldest entry must be, and $5 the contact. Anybody's is
// found by the index of cursors with work. One person's must not be, or all that
// waits of others would be looked through: the sign before head keeps both
// databases from it, and they come by that person's few conversations. What
// waits for a file to be read waits as long as the file is held, at most; that a
// hold is above zero is said for the index of holds, which has no others.
const (
	dueOfAnybody = `f.name = $1 AND f.head > f.done AND ` + ripe
	dueOfOne     = `f.name = $1 AND +f.head > f.done AND f.conversation IN (SELECT v.id FROM conversations v WHERE v.contact = $5) AND ` + ripe
	ripe         = `f.lease_until < $2 AND f.retry_at <= $2 AND (f.head_at <= $3 OR f.first_at <= $4) AND ` + unheld
	unheld       = `NOT EXISTS (SELECT 1 FROM files x WHERE x.conversation = f.conversation AND x.hold_until > 0 AND x.hold_until > $2 AND x.seq > f.done)`
)

// due gives the condition and its arguments.
func (c Claim) due(now int64) (condition string, args []any) {
	args = []any{c.Follower, now, now - c.Quiet.Microseconds(), now - max(c.MaxWait, c.Quiet).Microseconds()}
	if c.Contact == "" {
		return dueOfAnybody, args
	}
	return dueOfOne, append(args, numbered(contactLetter, c.Contact))
}

func (db *DB) claimable(ctx context.Context, c Claim) (ok bool, err error) {
	due, args := c.due(micros(db.now()))
	// The youngest first: what has waited long mostly waits for its file.
	err = db.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM followers f WHERE `+due+` ORDER BY f.first_at DESC LIMIT 1)`, args...).Scan(&ok)
	return ok, foreseen(err)
}

// lease takes the conversation whose work has waited longest. What was handed
// over before and not acknowledged is handed over as it was, without what came
// since: whoever died after answering it then answers under the same key. The
// condition is asked twice: on PostgreSQL the row may have been taken between
// the choice and the change.
func (tx *Tx) lease(ctx context.Context, c Claim, b *frontdesk.Batch) (conv, done, head int64, err error) {
	b.Lease = rand.Text()
	until := tx.now + c.Lease.Microseconds()
	b.Until = timeOf(until)
	due, args := c.due(tx.now)
	outer := strings.ReplaceAll(due, "f.", "followers.")
	n := len(args)
	err = tx.QueryRowContext(ctx, fmt.Sprintf(`
		UPDATE followers SET lease = $%d, lease_until = $%d
		WHERE conversation = (`, n+1, n+2)+`
			SELECT f.conversation FROM followers f WHERE `+due+` ORDER BY f.first_at LIMIT 1`+tx.db.skip+`)
			AND `+outer+`
		RETURNING conversation, done, CASE WHEN leased_to > done AND leased_to < head THEN leased_to ELSE head END`,
		append(args, b.Lease, until)...).Scan(&conv, &done, &head)
	return conv, done, head, err
}

// fill reads what is handed over: messages in and events, in order, up to the
// limit, and marks how far the batch reaches.
func (tx *Tx) fill(ctx context.Context, b *frontdesk.Batch, conv, done, head int64, limit int) (err error) {
	if b.Conversation, err = conversation(ctx, tx, conv); err != nil {
		return err
	}
	if b.Contact, err = contact(ctx, tx, numbered(contactLetter, b.Conversation.Contact)); err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM messages m
		WHERE m.conversation = $1 AND m.seq > $2 AND m.seq <= $3 AND m.direction = 'in' AND m.past = FALSE ORDER BY m.seq LIMIT $4`, conv, done, head, limit)
	if b.Messages, err = collect(rows, err, scanMessage); err != nil {
		return err
	}
	if err := fill(ctx, tx, b.Messages); err != nil {
		return err
	}
	rows, err = tx.QueryContext(ctx, `
		SELECT `+eventColumns+` FROM events WHERE conversation = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4`, conv, done, head, limit)
	if b.Events, err = collect(rows, err, scanEvent); err != nil {
		return err
	}
	b.UpTo = cut(b, head, limit)
	_, err = tx.ExecContext(ctx, `UPDATE followers SET leased_to = $2 WHERE lease = $1 AND lease <> ''`, b.Lease, b.UpTo)
	return err
}

// cut leaves the first limit entries of both kinds together and gives the
// number of the last.
func cut(b *frontdesk.Batch, head int64, limit int) int64 {
	i, j, last := 0, 0, head
	for i+j < limit && (i < len(b.Messages) || j < len(b.Events)) {
		if j == len(b.Events) || i < len(b.Messages) && b.Messages[i].Seq < b.Events[j].Seq {
			last, i = b.Messages[i].Seq, i+1
		} else {
			last, j = b.Events[j].Seq, j+1
		}
	}
	if i == len(b.Messages) && j == len(b.Events) && i+j < limit {
		last = head // all there was
	}
	b.Messages, b.Events = b.Messages[:i], b.Events[:j]
	return last
}

func leaseLost() error {
	return frontdesk.Errorf(frontdesk.LeaseLost, "this lease has run out, was done with already, or was never given").
		WithNext("ask for work again; what was not acknowledged comes back")
}

// changeLease does a statement on the row of a lease that still holds.
func (db *DB) changeLease(ctx context.Context, query, lease string, args ...any) error {
	return db.write(ctx, func(tx *Tx) error {
		held, err := tx.change(ctx, query+` WHERE lease = $1 AND lease <> ''`, append([]any{lease}, args...)...)
		if err == nil && !held {
			err = leaseLost()
		}
		return err
	})
}

// Renew makes a lease last d longer from now. One that ran out and was not
// taken by anybody yet is still good.
func (db *DB) Renew(ctx context.Context, lease string, d time.Duration) error {
	return db.changeLease(ctx, `UPDATE followers SET lease_until = $2`, lease, micros(db.now())+d.Microseconds())
}

// Ack is the follower being done up to a number; the lease ends.
func (db *DB) Ack(ctx context.Context, lease string, upTo int64) error {
	return db.write(ctx, func(tx *Tx) error {
		if err := tx.holdConversation(ctx, lease); err != nil {
			return err
		}
		var name string
		var conv int64
		err := tx.QueryRowContext(ctx, `
			UPDATE followers SET done = CASE WHEN done < $2 THEN $2 ELSE done END, `+handedBack+`
			WHERE lease = $1 AND lease <> '' RETURNING name, conversation`, lease, upTo).Scan(&name, &conv)
		if errors.Is(err, sql.ErrNoRows) {
			return leaseLost()
		}
		if err != nil {
			return err
		}
		tx.rings[Messages] = true
		return tx.read(ctx, name, conv)
	})
}

// handedBack ends a lease whose work is done. What came meanwhile is waited for
// as if the newest of it had just begun a burst.
const handedBack = `first_at = head_at, lease = '', lease_until = 0, leased_to = 0, retry_at = 0`

// holdConversation locks the conversation of a lease before the cursor is:
// whoever adds an entry locks them in that order too.
func (tx *Tx) holdConversation(ctx context.Context, lease string) error {
	if tx.db.lock == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		SELECT v.id FROM conversations v
		WHERE v.id = (SELECT f.conversation FROM followers f WHERE f.lease = $1 AND f.lease <> '')`+tx.db.lock, lease)
	return err
}

// Release gives the work back, to be handed over again, the same, at a time.
func (db *DB) Release(ctx context.Context, lease string, retryAt time.Time) error {
	return db.changeLease(ctx, `UPDATE followers SET lease = '', lease_until = 0, retry_at = $2`, lease, micros(retryAt))
}

// AckAnswered acknowledges what a follower holds of a conversation now, because
// it was answered by a message of ours. What came after that message was not,
// and nothing held is nothing to do.
func (db *DB) AckAnswered(ctx context.Context, follower string, c frontdesk.ConversationID, by frontdesk.MessageID) error {
	conv := numbered(conversationLetter, c)
	var held bool
	if err := db.r.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM followers WHERE name = $1 AND conversation = $2 AND lease <> '')`, follower, conv).Scan(&held); err != nil || !held {
		return foreseen(err)
	}
	return db.write(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT id FROM conversations WHERE id = $1`+tx.db.lock, conv); err != nil {
			return err
		}
		acked, err := tx.change(ctx, `
			UPDATE followers SET done = CASE WHEN done < leased_to THEN leased_to ELSE done END, `+handedBack+`
			WHERE name = $1 AND conversation = $2 AND lease <> ''
				AND leased_to < (SELECT m.seq FROM messages m WHERE m.id = $3 AND m.conversation = $2)`, follower, conv, numbered(messageLetter, by))
		if err != nil || !acked {
			return err
		}
		tx.rings[Messages] = true
		return tx.read(ctx, follower, conv)
	})
}

// read counts anew what the agents have not acknowledged.
func (tx *Tx) read(ctx context.Context, follower string, conv int64) error {
	if follower != Pull {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE conversations SET unread = (
			SELECT COUNT(*) FROM messages m
			WHERE m.conversation = $1 AND m.direction = 'in' AND m.past = FALSE
				AND m.seq > (SELECT f.done FROM followers f WHERE f.name = $2 AND f.conversation = $1))
		WHERE id = $1`, conv, follower)
	return err
}
