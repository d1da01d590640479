package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"frontdesk"
)

// A delivery is kept beside the message it carries, under the same number.
const deliveryColumns = messageColumns + `, d.key, d.part, d.parts, d.to_kind, d.to_value, d.to_wa_id, d.to_match,
	d.state, d.attempts, d.next_at, d.code, d.problem, d.meta_code, d.created_at, d.updated_at, d.asked`

const fromDeliveries = ` FROM deliveries d JOIN messages m ON m.id = d.id `

func scanDelivery(scan func(...any) error) (d frontdesk.Delivery, err error) {
	var row messageRow
	var next, created, updated int64
	if err := scan(append(row.fields(), &d.Key, &d.Part, &d.Parts, &d.To.Kind, &d.To.Value, &d.To.WaID, &d.To.Match,
		&d.State, &d.Attempts, &next, &d.Code, &d.Problem, &d.MetaCode, &created, &updated, &d.Asked)...); err != nil {
		return d, err
	}
	m, err := row.message()
	d.ID, d.Conversation, d.Integration, d.Contact, d.By = m.ID, m.Conversation, m.Integration, m.Contact, m.By
	d.Content, d.ReplyTo, d.WAMID, d.Trace = m.Content, m.ReplyTo, m.WAMID, m.Trace
	d.NextAt, d.CreatedAt, d.UpdatedAt = timeOf(next), timeOf(created), timeOf(updated)
	return d, err
}

// Delivery gives one delivery.
func (db *DB) Delivery(ctx context.Context, id frontdesk.MessageID) (frontdesk.Delivery, error) {
	return delivery(ctx, db.r, numbered(messageLetter, id), "")
}

func delivery(ctx context.Context, r reader, id int64, lock string) (frontdesk.Delivery, error) {
	return only(r.QueryRowContext(ctx, `SELECT `+deliveryColumns+fromDeliveries+`WHERE d.id = $1`+lock, id), "delivery", scanDelivery)
}

// DeliveriesByKey gives the parts of the draft with a key, in order.
func (db *DB) DeliveriesByKey(ctx context.Context, key string) ([]frontdesk.Delivery, error) {
	return deliveriesByKey(ctx, db.r, key)
}

func deliveriesByKey(ctx context.Context, r reader, key string) ([]frontdesk.Delivery, error) {
	rows, err := r.QueryContext(ctx, `SELECT `+deliveryColumns+fromDeliveries+`WHERE d.key = $1 ORDER BY d.part`, text(key))
	return collect(rows, err, scanDelivery)
}

// fillDeliveries gives the messages that are ours their deliveries.
func fillDeliveries(ctx context.Context, r reader, some []frontdesk.Message) error {
	at := map[frontdesk.MessageID]*frontdesk.Message{}
	var ids []any
	for i := range some {
		if some[i].Direction == frontdesk.Out {
			at[some[i].ID] = &some[i]
			ids = append(ids, numbered(messageLetter, some[i].ID))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := r.QueryContext(ctx, `SELECT `+deliveryColumns+fromDeliveries+`WHERE d.id IN (`+list(len(ids))+`)`, ids...)
	found, err := collect(rows, err, scanDelivery)
	for _, d := range found {
		at[d.ID].Delivery = &d
	}
	return err
}

// KeepDeliveries keeps a draft, in parts, once by its key: existed tells that
// it was there, and then the earlier parts are given and nothing is kept.
func (db *DB) KeepDeliveries(ctx context.Context, parts []frontdesk.Delivery) (kept []frontdesk.Delivery, existed bool, err error) {
	if len(parts) == 0 || parts[0].Key == "" {
		return nil, false, frontdesk.Errorf(frontdesk.Invalid, "a draft without a key or without parts cannot be kept")
	}
	err = db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		earlier, err := deliveriesByKey(ctx, tx, parts[0].Key)
		if err != nil || len(earlier) > 0 {
			kept, existed = earlier, true
			return err
		}
		kept, existed = make([]frontdesk.Delivery, len(parts)), false
		for i, d := range parts {
			if kept[i], err = tx.insertDelivery(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	return kept, existed && err == nil, err
}

func (tx *Tx) insertDelivery(ctx context.Context, d frontdesk.Delivery) (frontdesk.Delivery, error) {
	m, err := tx.insertMessage(ctx, frontdesk.Message{
		Integration: d.Integration, Conversation: d.Conversation, Contact: d.Contact,
		Direction: frontdesk.Out, By: d.By, At: timeOf(tx.now), Content: d.Content, ReplyTo: d.ReplyTo, Trace: d.Trace,
	})
	if err != nil {
		return d, err
	}
	if d.State == "" {
		d.State = frontdesk.Queued
	}
	next := micros(d.NextAt)
	if next == 0 {
		next = tx.now
	}
	d.ID, d.NextAt, d.CreatedAt, d.UpdatedAt = m.ID, timeOf(next), timeOf(tx.now), timeOf(tx.now)
	tx.rings[Deliveries] = true
	_, err = tx.ExecContext(ctx, `
		INSERT INTO deliveries (id, key, part, parts, conversation, to_kind, to_value, to_wa_id, to_match,
			state, attempts, next_at, lease_until, code, problem, meta_code, created_at, updated_at, integration, asked, behind)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, $16, $17, $18,
			EXISTS (SELECT 1 FROM deliveries e WHERE e.conversation = $5 AND e.state IN ('queued', 'sending')))`,
		numbered(messageLetter, d.ID), text(d.Key), d.Part, d.Parts, numbered(conversationLetter, d.Conversation),
		string(d.To.Kind), text(d.To.Value), text(d.To.WaID), text(d.To.Match),
		string(d.State), d.Attempts, next, string(d.Code), text(d.Problem), d.MetaCode, tx.now, numbered(integrationLetter, d.Integration), d.Asked)
	return d, err
}

// Due gives queued deliveries whose time has come, longest due first: at most
// one of a conversation, its oldest that is not settled, and at most limit of a
// number, so that those of one number never hide those of another.
func (db *DB) Due(ctx context.Context, now time.Time, limit int) (all []frontdesk.Delivery, err error) {
	numbers, err := db.dueOn(ctx, now)
	for _, on := range numbers {
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+deliveryColumns+fromDeliveries+`
			WHERE d.integration = $1 AND d.state = 'queued' AND d.behind = FALSE AND d.next_at <= $2
			ORDER BY d.next_at, d.id LIMIT $3`, on, micros(now), limit)
		some, err := collect(rows, err, scanDelivery)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b frontdesk.Delivery) int { return a.NextAt.Compare(b.NextAt) })
	return all, err
}

// dueOn gives the numbers on which anything is due.
func (db *DB) dueOn(ctx context.Context, now time.Time) ([]int64, error) {
	rows, err := db.r.QueryContext(ctx, `
		SELECT i.id FROM integrations i
		WHERE EXISTS (SELECT 1 FROM deliveries d WHERE d.integration = i.id AND d.state = 'queued' AND d.behind = FALSE AND d.next_at <= $1)
		ORDER BY i.id`, micros(now))
	return collect(rows, err, func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
}

// Begin moves a queued delivery to sending, on disk before it returns, so that
// whoever dies now is known to have been about to send. ok is false if somebody
// else has it, or an older one of the conversation is not settled.
func (db *DB) Begin(ctx context.Context, id frontdesk.MessageID, lease time.Duration) (d frontdesk.Delivery, ok bool, err error) {
	n := numbered(messageLetter, id)
	err = db.writeTogether(ctx, func(tx *Tx) (err error) {
		ok, err = tx.change(ctx, `
			UPDATE deliveries SET state = 'sending', attempts = attempts + 1, lease_until = $2, updated_at = $3
			WHERE id = $1 AND state = 'queued' AND NOT EXISTS (
				SELECT 1 FROM deliveries e
				WHERE e.conversation = deliveries.conversation AND e.state IN ('queued', 'sending') AND e.id < deliveries.id)`,
			n, tx.now+lease.Microseconds(), tx.now)
		if err != nil || !ok {
			return err
		}
		d, err = delivery(ctx, tx, n, "")
		return err
	})
	return d, ok && err == nil, err
}

// Finish writes what became of a delivery that was sending: queued again, sent,
// failed or unknown. What a status has moved on meanwhile is not moved back.
func (db *DB) Finish(ctx context.Context, d frontdesk.Delivery) (now frontdesk.Delivery, err error) {
	n := numbered(messageLetter, d.ID)
	err = db.writeTogether(ctx, func(tx *Tx) (err error) {
		if now, err = delivery(ctx, tx, n, tx.db.lock); err != nil {
			return err
		}
		if now.State.Settled() && now.State.Advance(d.State) == now.State {
			return nil // a status came first, and knew more
		}
		now.State, now.NextAt = d.State, d.NextAt
		now.Code, now.Problem, now.MetaCode = d.Code, d.Problem, d.MetaCode
		if now.WAMID == "" {
			now.WAMID = d.WAMID
		}
		return tx.putDelivery(ctx, &now)
	})
	return now, err
}

// putDelivery writes how far a delivery has come, and what that does to its
// conversation.
func (tx *Tx) putDelivery(ctx context.Context, d *frontdesk.Delivery) error {
	id := numbered(messageLetter, d.ID)
	var was frontdesk.State
	if err := tx.QueryRowContext(ctx, `SELECT state FROM deliveries WHERE id = $1`, id).Scan(&was); err != nil {
		return err
	}
	if d.State.Arrived() || d.State == frontdesk.Sent && d.Code != frontdesk.Paced {
		d.Code, d.Problem, d.MetaCode = "", "", 0
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE deliveries SET state = $2, next_at = $3, lease_until = 0, code = $4, problem = $5, meta_code = $6, updated_at = $7
		WHERE id = $1`, id, string(d.State), micros(d.NextAt), string(d.Code), text(d.Problem), d.MetaCode, tx.now); err != nil {
		return err
	}
	d.UpdatedAt = timeOf(tx.now)
	tx.rings[Deliveries] = true
	if _, err := tx.ExecContext(ctx, `UPDATE messages SET wamid = $2 WHERE id = $1 AND wamid = ''`, id, text(d.WAMID)); err != nil {
		return err
	}
	if open(was) && !open(d.State) {
		if err := tx.letNext(ctx, numbered(conversationLetter, d.Conversation)); err != nil {
			return err
		}
	}
	switch {
	case d.State == frontdesk.Failed && was != frontdesk.Failed:
		return tx.failed(ctx, *d)
	case ours(was) && !ours(d.State):
		return tx.sent(ctx, *d)
	}
	return nil
}

// open tells whether those behind a delivery of this state wait for it.
func open(s frontdesk.State) bool { return s == frontdesk.Queued || s == frontdesk.Sending }

// letNext lets the oldest open delivery of a conversation go, after the one
// before it was settled. All who settle or add lead, so none is overlooked.
func (tx *Tx) letNext(ctx context.Context, conversation int64) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE deliveries SET behind = FALSE
		WHERE id = (SELECT MIN(e.id) FROM deliveries e WHERE e.conversation = $1 AND e.state IN ('queued', 'sending'))`, conversation)
	return err
}

// ours tells whether a state is one that Meta has not spoken of.
func ours(s frontdesk.State) bool {
	return s == frontdesk.Queued || s == frontdesk.Sending || s == frontdesk.InDoubt
}

// sent notes when we last spoke: once a delivery, when Meta first says that it
// was taken, for a late read mark is not something said.
func (tx *Tx) sent(ctx context.Context, d frontdesk.Delivery) error {
	_, err := tx.ExecContext(ctx, `UPDATE conversations SET last_out = CASE WHEN last_out < $2 THEN $2 ELSE last_out END WHERE id = $1`,
		numbered(conversationLetter, d.Conversation), tx.now)
	return err
}

func (tx *Tx) failed(ctx context.Context, d frontdesk.Delivery) error {
	_, err := tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.DeliveryFailed, At: timeOf(tx.now), Integration: d.Integration, Conversation: d.Conversation, Contact: d.Contact,
		Message: d.ID, Trace: d.Trace, Text: "A message was not delivered: " + d.Problem,
		Data: map[string]string{"code": string(d.Code), "meta_code": fmt.Sprint(d.MetaCode)},
	})
	return err
}

// Settle moves a delivery forward by what Meta says of it: the one with our id
// in the status, else the one Meta calls by that id. moved is false for old
// news, and the error NotFound if it is none of ours.
func (tx *Tx) Settle(ctx context.Context, s frontdesk.Status) (d frontdesk.Delivery, moved bool, err error) {
	id, err := tx.deliveryOf(ctx, s)
	if err != nil {
		return d, false, err
	}
	if d, err = delivery(ctx, tx, id, tx.db.lock); err != nil {
		return d, false, err
	}
	next := d.State.Advance(s.State)
	if next == d.State {
		return d, false, nil
	}
	d.State = next
	if d.WAMID == "" {
		d.WAMID = s.WAMID
	}
	if s.Problem != nil {
		d.Code, d.Problem, d.MetaCode = s.Problem.Code, frontdesk.Sentence(s.Problem), s.Problem.Meta
	}
	return d, true, tx.putDelivery(ctx, &d)
}

// deliveryOf finds the delivery a status is about. Our id only counts on the
// number it was sent from, and for the message that Meta knows it by.
func (tx *Tx) deliveryOf(ctx context.Context, s frontdesk.Status) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT m.id FROM messages m JOIN deliveries d ON d.id = m.id
		WHERE m.integration = $1 AND (m.id = $2 AND m.wamid IN ('', $3) OR m.wamid = $3 AND m.wamid <> '')
		ORDER BY m.id LIMIT 1`,
		numbered(integrationLetter, s.Integration), numbered(messageLetter, s.Delivery), text(s.WAMID)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = notFound("delivery")
	}
	return id, err
}

// Postpone makes a queued delivery due later.
func (db *DB) Postpone(ctx context.Context, id frontdesk.MessageID, until time.Time) error {
	return db.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE deliveries SET next_at = $2, updated_at = $3 WHERE id = $1 AND state = 'queued'`,
			numbered(messageLetter, id), micros(until), tx.now)
		return err
	})
}

// Abandon moves what somebody was sending when they died to unknown: Meta may
// have it or not. It gives how many there were.
func (db *DB) Abandon(ctx context.Context) (n int, err error) {
	var any bool
	now := micros(db.now())
	if err := db.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'sending' AND lease_until < $1)`, now).Scan(&any); err != nil || !any {
		return 0, foreseen(err)
	}
	err = db.write(ctx, func(tx *Tx) (err error) {
		n, err = tx.abandon(ctx)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (tx *Tx) abandon(ctx context.Context) (n int, err error) {
	if err := tx.lead(ctx); err != nil {
		return 0, err
	}
	rows, err := tx.QueryContext(ctx, `
		UPDATE deliveries SET state = 'unknown', code = $2, problem = $3, updated_at = $1
		WHERE state = 'sending' AND lease_until < $1 RETURNING conversation`,
		tx.now, string(frontdesk.Uncertain), "this program ended while Meta was being called; Meta may or may not have the message")
	of, err := collect(rows, err, func(scan func(...any) error) (conversation int64, err error) {
		return conversation, scan(&conversation)
	})
	if err != nil {
		return 0, err
	}
	for _, conversation := range of {
		if err := tx.letNext(ctx, conversation); err != nil {
			return 0, err
		}
	}
	tx.rings[Deliveries] = len(of) > 0
	return len(of), nil
}
