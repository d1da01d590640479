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
		if e.Seq, e.Session, err = tx.seq(ctx, conv); err != nil {
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
	if q.Before == 0 {
		q.Before = 1<<63 - 1
	}
	q.Limit = page(q.Limit)
	some, err := db.newestEvents(ctx, q)
	if err != nil || len(some) <= q.Limit {
		return some, false, err
	}
	return some[:q.Limit], true, nil
}

// newestEvents has a query for each index. Within a conversation the order of
// numbers is that of ids.
func (db *DB) newestEvents(ctx context.Context, q EventQuery) ([]frontdesk.Event, error) {
	kind, conv, contact := string(q.Kind), numbered(conversationLetter, q.Conversation), numbered(contactLetter, q.Contact)
	switch {
	case q.Conversation != "":
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+eventColumns+` FROM events
			WHERE conversation = $1 AND id < $2 AND (kind = $3 OR $3 = '') AND (contact = $4 OR $4 = 0)
			ORDER BY seq DESC LIMIT $5`, conv, q.Before, kind, contact, q.Limit+1)
		return collect(rows, err, scanEvent)
	case q.Contact != "":
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+eventColumns+` FROM events
			WHERE contact = $1 AND id < $2 AND (kind = $3 OR $3 = '')
			ORDER BY id DESC LIMIT $4`, contact, q.Before, kind, q.Limit+1)
		return collect(rows, err, scanEvent)
	case q.Kind != "":
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+eventColumns+` FROM events WHERE kind = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, kind, q.Before, q.Limit+1)
		return collect(rows, err, scanEvent)
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+eventColumns+` FROM events WHERE id < $1 ORDER BY id DESC LIMIT $2`, q.Before, q.Limit+1)
	return collect(rows, err, scanEvent)
}
