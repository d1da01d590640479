package store

import (
	"context"
	"fmt"
	"strings"
	"time"

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

// EventQuery asks for events, the newest first. What is zero asks for all.
type EventQuery struct {
	Kinds        []frontdesk.EventKind // any of these
	Conversation frontdesk.ConversationID
	Contact      frontdesk.ContactID
	Since        time.Time // at or after
	Until        time.Time // before
	Before       int64     // the id of an event
	Limit        int
}

// Events gives the newest events that match, and whether there are older ones.
func (db *DB) Events(ctx context.Context, q EventQuery) ([]frontdesk.Event, bool, error) {
	q.Limit = page(q.Limit)
	some, err := db.newestEvents(ctx, q)
	if err != nil || len(some) <= q.Limit {
		return some, false, err
	}
	return some[:q.Limit], true, nil
}

// newestEvents has a query for each index; the rest of what is asked for sifts
// what it finds. Within a conversation the order of numbers is that of ids.
func (db *DB) newestEvents(ctx context.Context, q EventQuery) ([]frontdesk.Event, error) {
	sift, args := q.sift()
	switch {
	case q.Conversation != "":
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+eventColumns+` FROM events
			WHERE conversation = $1 AND (contact = $2 OR $2 = 0) AND `+sift+`
			ORDER BY seq DESC LIMIT $3`, args...)
		return collect(rows, err, scanEvent)
	case q.Contact != "":
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+eventColumns+` FROM events
			WHERE (conversation = $1 OR $1 = 0) AND contact = $2 AND `+sift+`
			ORDER BY id DESC LIMIT $3`, args...)
		return collect(rows, err, scanEvent)
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+eventColumns+` FROM events
		WHERE $1 = 0 AND $2 = 0 AND `+sift+`
		ORDER BY id DESC LIMIT $3`, args...)
	return collect(rows, err, scanEvent)
}

// sift is the condition that is the same whatever the index, with the arguments
// of the whole query.
func (q EventQuery) sift() (condition string, args []any) {
	before, until := q.Before, micros(q.Until)
	if before == 0 {
		before = 1<<63 - 1
	}
	if until == 0 {
		until = 1<<63 - 1
	}
	args = []any{
		wanted(conversationLetter, q.Conversation), wanted(contactLetter, q.Contact), q.Limit + 1, before, micros(q.Since), until,
	}
	condition = `id < $4 AND at >= $5 AND at < $6`
	if len(q.Kinds) == 0 {
		return condition, args
	}
	first := len(args) + 1
	var places []string
	for i, kind := range q.Kinds {
		places, args = append(places, fmt.Sprintf("$%d", first+i)), append(args, string(kind))
	}
	return condition + ` AND kind IN (` + strings.Join(places, ", ") + `)`, args
}
