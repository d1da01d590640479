package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"frontdesk"
)

const conversationColumns = `id, contact, integration, mode, archived, session, session_at, last_in, last_out, last_seq, unread, created_at`

func scanConversation(scan func(...any) error) (c frontdesk.Conversation, err error) {
	var id, contact, on, sessionAt, in, out, created int64
	err = scan(&id, &contact, &on, &c.Mode, &c.Archived, &c.Session.Number, &sessionAt, &in, &out, &c.LastSeq, &c.Unread, &created)
	c.ID = shown[frontdesk.ConversationID](conversationLetter, id)
	c.Contact = shown[frontdesk.ContactID](contactLetter, contact)
	c.Integration = shown[frontdesk.IntegrationID](integrationLetter, on)
	c.Session.StartedAt, c.LastIn, c.LastOut, c.CreatedAt = timeOf(sessionAt), timeOf(in), timeOf(out), timeOf(created)
	return c, err
}

func conversation(ctx context.Context, r reader, id int64) (frontdesk.Conversation, error) {
	return only(r.QueryRowContext(ctx, `SELECT `+conversationColumns+` FROM conversations WHERE id = $1`, id), "conversation", scanConversation)
}

// Conversation gives one conversation.
func (db *DB) Conversation(ctx context.Context, id frontdesk.ConversationID) (frontdesk.Conversation, error) {
	return conversation(ctx, db.r, numbered(conversationLetter, id))
}

// ConversationOf gives a contact's conversation on an integration, or, if none
// is named, the one in which the contact wrote last.
func (db *DB) ConversationOf(ctx context.Context, of frontdesk.ContactID, on frontdesk.IntegrationID) (frontdesk.Conversation, error) {
	n := numbered(integrationLetter, on)
	if n == 0 && on != "" {
		return frontdesk.Conversation{}, notFound("conversation")
	}
	row := db.r.QueryRowContext(ctx, `
		SELECT `+conversationColumns+` FROM conversations
		WHERE contact = $1 AND (integration = $2 OR $2 = 0)
		ORDER BY last_in DESC, last_out DESC, id LIMIT 1`, numbered(contactLetter, of), n)
	return only(row, "conversation", scanConversation)
}

// ConversationsOf gives all the conversations of some contacts.
func (db *DB) ConversationsOf(ctx context.Context, some []frontdesk.ContactID) ([]frontdesk.Conversation, error) {
	if len(some) == 0 {
		return nil, nil
	}
	ids := make([]any, len(some))
	for i, id := range some {
		ids[i] = numbered(contactLetter, id)
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+conversationColumns+` FROM conversations WHERE contact IN (`+list(len(ids))+`) ORDER BY id`, ids...)
	return collect(rows, err, scanConversation)
}

// OpenConversation gives a contact's conversation on an integration, made if
// there is none.
func (db *DB) OpenConversation(ctx context.Context, of frontdesk.ContactID, on frontdesk.IntegrationID) (c frontdesk.Conversation, err error) {
	if c, err = db.ConversationOf(ctx, of, on); on != "" && frontdesk.CodeOf(err) != frontdesk.NotFound {
		return c, err
	}
	err = db.write(ctx, func(tx *Tx) (err error) {
		if err = tx.lead(ctx); err == nil {
			c, err = tx.OpenConversation(ctx, of, on, db.now())
		}
		return err
	})
	return c, err
}

// OpenConversation gives a contact's conversation on an integration, made if
// there is none.
func (tx *Tx) OpenConversation(ctx context.Context, of frontdesk.ContactID, on frontdesk.IntegrationID, at time.Time) (frontdesk.Conversation, error) {
	who, where := numbered(contactLetter, of), numbered(integrationLetter, on)
	row := tx.QueryRowContext(ctx, `SELECT `+conversationColumns+` FROM conversations WHERE contact = $1 AND integration = $2`, who, where)
	c, err := only(row, "conversation", scanConversation)
	if frontdesk.CodeOf(err) != frontdesk.NotFound {
		return c, err
	}
	if err := tx.exist(ctx, who, where); err != nil {
		return c, err
	}
	id, err := tx.number(ctx, "conversation")
	if err != nil {
		return c, err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO conversations (id, contact, integration, mode, archived, session, session_at, last_in, last_out, last_seq, unread, created_at)
		VALUES ($1, $2, $3, $4, FALSE, 1, $5, 0, 0, 0, 0, $6)`,
		id, who, where, string(frontdesk.Automatic), micros(at), tx.now); err != nil {
		return c, err
	}
	if err := tx.followFromStart(ctx, id); err != nil {
		return c, err
	}
	return conversation(ctx, tx, id)
}

// exist gives NotFound if there is no such contact or integration. It looks
// first, because on PostgreSQL a refused INSERT would end the transaction.
func (tx *Tx) exist(ctx context.Context, contact, on int64) error {
	var who, where bool
	err := tx.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM contacts WHERE id = $1), EXISTS (SELECT 1 FROM integrations WHERE id = $2)`, contact, on).Scan(&who, &where)
	switch {
	case err != nil:
		return err
	case !who:
		return notFound("contact")
	case !where:
		return notFound("integration")
	}
	return nil
}

// seq gives the next number in a conversation, and the session in force.
func (tx *Tx) seq(ctx context.Context, conversation int64) (n, session int64, err error) {
	err = tx.QueryRowContext(ctx, `
		UPDATE conversations SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq, session`, conversation).Scan(&n, &session)
	if errors.Is(err, sql.ErrNoRows) {
		err = notFound("conversation")
	}
	return n, session, err
}

// StartSession starts the next session of a conversation and keeps the event.
// A phrase for it is something the person wrote, so it opens the window.
func (tx *Tx) StartSession(ctx context.Context, id frontdesk.ConversationID, at time.Time, reason, trace string) (frontdesk.Event, error) {
	n := numbered(conversationLetter, id)
	said := int64(0)
	if reason == "phrase" {
		said = micros(at)
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE conversations SET session = session + 1, session_at = $2, last_in = CASE WHEN last_in < $3 THEN $3 ELSE last_in END
		WHERE id = $1`, n, micros(at), said); err != nil {
		return frontdesk.Event{}, err
	}
	c, err := conversation(ctx, tx, n)
	if err != nil {
		return frontdesk.Event{}, err
	}
	return tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.SessionStarted, At: at, Integration: c.Integration, Conversation: c.ID, Contact: c.Contact,
		Text: fmt.Sprintf("Session %d began (%s); what was said before belongs to an earlier one", c.Session.Number, reasons[reason]),
		Data: map[string]string{"reason": reason}, Trace: trace,
	})
}

var reasons = map[string]string{"phrase": "the person asked for it", "call": "it was asked for", "idle": "after a long silence"}

// Edit changes a conversation. What is nil stays.
type Edit struct {
	Mode       *frontdesk.Mode
	Archived   *bool
	NewSession bool
	By         frontdesk.By
	Reason     string
	Trace      string
}

// EditConversation changes a conversation and keeps the events of it. Archiving
// gives it back to the agent.
func (db *DB) EditConversation(ctx context.Context, id frontdesk.ConversationID, e Edit) (c frontdesk.Conversation, err error) {
	err = db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		if c, err = conversation(ctx, tx, numbered(conversationLetter, id)); err != nil {
			return err
		}
		if err := errors.Join(tx.archive(ctx, c, &e), tx.setMode(ctx, c, e), tx.renew(ctx, c, e)); err != nil {
			return err
		}
		tx.rings[Messages] = true
		c, err = conversation(ctx, tx, numbered(conversationLetter, id))
		return err
	})
	return c, err
}

// ChangeMode says who answers in a conversation, and keeps the event if somebody
// else did before.
func (tx *Tx) ChangeMode(ctx context.Context, id frontdesk.ConversationID, to frontdesk.Mode, by frontdesk.By, reason, trace string) error {
	c, err := conversation(ctx, tx, numbered(conversationLetter, id))
	if err != nil {
		return err
	}
	return tx.setMode(ctx, c, Edit{Mode: &to, By: by, Reason: reason, Trace: trace})
}

func (tx *Tx) archive(ctx context.Context, c frontdesk.Conversation, e *Edit) error {
	if e.Archived == nil || *e.Archived == c.Archived {
		return nil
	}
	if automatic := frontdesk.Automatic; *e.Archived && e.Mode == nil && e.By != frontdesk.ByAgent { // an agent may hand over, not take back
		e.Mode = &automatic
	}
	_, err := tx.ExecContext(ctx, `UPDATE conversations SET archived = $2 WHERE id = $1`, numbered(conversationLetter, c.ID), *e.Archived)
	return err
}

func (tx *Tx) setMode(ctx context.Context, c frontdesk.Conversation, e Edit) error {
	if e.Mode == nil || *e.Mode == c.Mode {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE conversations SET mode = $2 WHERE id = $1`, numbered(conversationLetter, c.ID), string(*e.Mode)); err != nil {
		return err
	}
	said := "The agent answers in this conversation again"
	if *e.Mode == frontdesk.Manual {
		said = "A human answers in this conversation; the agent is refused"
	}
	_, err := tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.ModeChanged, At: timeOf(tx.now), Integration: c.Integration, Conversation: c.ID, Contact: c.Contact, Text: said,
		Data: map[string]string{"mode": string(*e.Mode), "by": string(e.By), "reason": e.Reason}, Trace: e.Trace,
	})
	return err
}

func (tx *Tx) renew(ctx context.Context, c frontdesk.Conversation, e Edit) error {
	if !e.NewSession {
		return nil
	}
	_, err := tx.StartSession(ctx, c.ID, timeOf(tx.now), "call", e.Trace)
	return err
}
