package store

import (
	"context"

	"frontdesk"
)

const eventColumns = `id, kind, at, integration, conversation, contact, message, session, seq, text, data, trace`

func scanEvent(scan func(...any) error) (e frontdesk.Event, err error) {
	var at, on, conv, contact, message int64
	var data string
	if err := scan(&e.ID, &e.Kind, &at, &on, &conv, &contact, &message, &e.Session, &e.Seq, &e.Text, &data, &e.Trace); err != nil {
		return e, err
	}
	e.At = timeOf(at)
	e.Integration = shown[frontdesk.IntegrationID](integrationLetter, on)
	e.Conversation = shown[frontdesk.ConversationID](conversationLetter, conv)
	e.Contact = shown[frontdesk.ContactID](contactLetter, contact)
	e.Message = shown[frontdesk.MessageID](messageLetter, message)
	e.Data, err = entries(data)
	return e, err
}

// AddEvent keeps an event. One that belongs to a conversation is numbered in
// it, after what was there, and handed to the followers.
func (tx *Tx) AddEvent(ctx context.Context, e frontdesk.Event) (frontdesk.Event, error) {
	data, err := written(e.Data)
	if err != nil {
		return e, err
	}
	if e.ID, err = tx.number(ctx, "event"); err != nil {
		return e, err
	}
	conv := numbered(conversationLetter, e.Conversation)
	if conv != 0 {
		if err := tx.QueryRowContext(ctx, `
			UPDATE conversations SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq, session`, conv).Scan(&e.Seq, &e.Session); err != nil {
			return e, err
		}
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO events (id, kind, at, integration, conversation, contact, message, session, seq, text, data, trace)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.ID, string(e.Kind), micros(e.At), numbered(integrationLetter, e.Integration), conv, numbered(contactLetter, e.Contact),
		numbered(messageLetter, e.Message), e.Session, e.Seq, text(e.Text), data, text(e.Trace)); err != nil {
		return e, err
	}
	tx.rings[Messages] = true
	if conv == 0 {
		return e, nil
	}
	return e, tx.wake(ctx, conv, e.Seq)
}

// EventQuery asks for events, the newest first.
type EventQuery struct {
	Kind         frontdesk.EventKind
	Conversation frontdesk.ConversationID
	Contact      frontdesk.ContactID
	Before       int64 // 0 for the newest
	Limit        int
}

// Events gives the newest events that match, and whether there are older ones.
func (db *DB) Events(ctx context.Context, q EventQuery) ([]frontdesk.Event, bool, error) {
	before := q.Before
	if before == 0 {
		before = 1<<63 - 1
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+eventColumns+` FROM events
		WHERE id < $1 AND (kind = $2 OR $2 = '') AND (conversation = $3 OR $3 = 0) AND (contact = $4 OR $4 = 0)
		ORDER BY id DESC LIMIT $5`,
		before, string(q.Kind), numbered(conversationLetter, q.Conversation), numbered(contactLetter, q.Contact), q.Limit+1)
	some, err := collect(rows, err, scanEvent)
	if err != nil || len(some) <= q.Limit {
		return some, false, err
	}
	return some[:q.Limit], true, nil
}
