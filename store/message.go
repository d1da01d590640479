package store

import (
	"context"
	"slices"

	"frontdesk"
)

const messageColumns = `m.id, m.wamid, m.integration, m.conversation, m.contact, m.session, m.seq, m.direction, m.by_whom,
	m.at, m.kept_at, m.type, m.content, m.reply_to, m.forwarded, m.trace`

func scanMessage(scan func(...any) error) (frontdesk.Message, error) {
	var m messageRow
	if err := scan(m.fields()...); err != nil {
		return frontdesk.Message{}, err
	}
	return m.message()
}

// messageRow is a message as the columns have it.
type messageRow struct {
	frontdesk.Message
	id, on, conversation, contact, at, kept int64
	kind, content                           string
}

func (r *messageRow) fields() []any {
	m := &r.Message
	return []any{&r.id, &m.WAMID, &r.on, &r.conversation, &r.contact, &m.Session, &m.Seq, &m.Direction, &m.By,
		&r.at, &r.kept, &r.kind, &r.content, &m.ReplyTo, &m.Forwarded, &m.Trace}
}

func (r *messageRow) message() (m frontdesk.Message, err error) {
	m = r.Message
	m.ID = shown[frontdesk.MessageID](messageLetter, r.id)
	m.Integration = shown[frontdesk.IntegrationID](integrationLetter, r.on)
	m.Conversation = shown[frontdesk.ConversationID](conversationLetter, r.conversation)
	m.Contact = shown[frontdesk.ContactID](contactLetter, r.contact)
	m.At, m.KeptAt = timeOf(r.at), timeOf(r.kept)
	m.Content, err = frontdesk.UnmarshalContent(r.kind, []byte(r.content))
	return m, err
}

// Message gives one message, with its delivery if it is ours.
func (db *DB) Message(ctx context.Context, id frontdesk.MessageID) (frontdesk.Message, error) {
	row := db.r.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM messages m WHERE m.id = $1`, numbered(messageLetter, id))
	m, err := only(row, "message", scanMessage)
	return db.withDelivery(ctx, m, err)
}

// MessageByWAMID gives the message that Meta calls by an id.
func (db *DB) MessageByWAMID(ctx context.Context, on frontdesk.IntegrationID, wamid string) (frontdesk.Message, error) {
	m, err := messageByWAMID(ctx, db.r, numbered(integrationLetter, on), wamid)
	return db.withDelivery(ctx, m, err)
}

func messageByWAMID(ctx context.Context, r reader, on int64, wamid string) (frontdesk.Message, error) {
	row := r.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM messages m WHERE m.integration = $1 AND m.wamid = $2 AND m.wamid <> ''`, on, text(wamid))
	return only(row, "message", scanMessage)
}

func (db *DB) withDelivery(ctx context.Context, m frontdesk.Message, err error) (frontdesk.Message, error) {
	if err != nil {
		return m, err
	}
	some := []frontdesk.Message{m}
	err = fill(ctx, db.r, some)
	return some[0], err
}

// fill gives messages what is kept beside them.
func fill(ctx context.Context, r reader, some []frontdesk.Message) error {
	if err := fillDeliveries(ctx, r, some); err != nil {
		return err
	}
	return fillFiles(ctx, r, some)
}

// KeepMessage keeps a message once by its Meta id: fresh is false for one that
// was there, which is given as it is. A message in opens the window, counts as
// unread and wakes the followers.
func (tx *Tx) KeepMessage(ctx context.Context, m frontdesk.Message) (kept frontdesk.Message, fresh bool, err error) {
	if m.WAMID != "" {
		kept, err = messageByWAMID(ctx, tx, numbered(integrationLetter, m.Integration), m.WAMID)
		if frontdesk.CodeOf(err) != frontdesk.NotFound {
			return kept, false, err
		}
	}
	if kept, err = tx.insertMessage(ctx, m); err != nil {
		return kept, false, err
	}
	if m.Direction == frontdesk.In {
		err = tx.arrived(ctx, kept)
	}
	return kept, true, err
}

// insertMessage numbers a message, in all and in its conversation, and keeps
// it with the words it is found by.
func (tx *Tx) insertMessage(ctx context.Context, m frontdesk.Message) (frontdesk.Message, error) {
	id, err := tx.number(ctx, "message")
	if err != nil {
		return m, err
	}
	conv := numbered(conversationLetter, m.Conversation)
	if m.Seq, m.Session, err = tx.seq(ctx, conv); err != nil {
		return m, err
	}
	m.ID, m.KeptAt = shown[frontdesk.MessageID](messageLetter, id), timeOf(tx.now)
	if m, err = tx.expect(ctx, m, id); err != nil {
		return m, err
	}
	content, err := frontdesk.MarshalContent(m.Content)
	if err != nil {
		return m, err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO messages (id, wamid, integration, conversation, contact, session, seq, direction, by_whom,
			at, kept_at, type, content, reply_to, forwarded, trace)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		id, text(m.WAMID), numbered(integrationLetter, m.Integration), conv, numbered(contactLetter, m.Contact), m.Session, m.Seq,
		string(m.Direction), string(m.By), micros(m.At), tx.now, text(m.Content.Type()), text(string(content)),
		text(m.ReplyTo), m.Forwarded, text(m.Trace)); err != nil {
		return m, err
	}
	tx.rings[Messages] = true
	return m, tx.index(ctx, id, m)
}

// arrived is what a message in does to its conversation.
func (tx *Tx) arrived(ctx context.Context, m frontdesk.Message) error {
	conv := numbered(conversationLetter, m.Conversation)
	if _, err := tx.ExecContext(ctx, `
		UPDATE conversations SET unread = unread + 1, archived = FALSE, last_in = CASE WHEN last_in < $2 THEN $2 ELSE last_in END
		WHERE id = $1`, conv, micros(m.At)); err != nil {
		return err
	}
	return tx.wake(ctx, conv, m.Seq)
}

// MessageQuery asks for messages, the newest first of those that match.
type MessageQuery struct {
	Contact      frontdesk.ContactID
	Conversation frontdesk.ConversationID
	Search       string // words, each of which must occur, at least as a beginning
	Before       frontdesk.MessageID
	Limit        int
}

// Messages gives the newest messages that match, oldest of them first, and
// whether there are older ones.
func (db *DB) Messages(ctx context.Context, q MessageQuery) ([]frontdesk.Message, bool, error) {
	before := int64(1<<63 - 1)
	if q.Before != "" {
		before = numbered(messageLetter, q.Before)
	}
	q.Limit = page(q.Limit)
	some, err := db.newest(ctx, q, before)
	if err != nil {
		return nil, false, err
	}
	more := len(some) > q.Limit
	if more {
		some = some[:q.Limit]
	}
	slices.Reverse(some)
	return some, more, fill(ctx, db.r, some)
}

func (db *DB) newest(ctx context.Context, q MessageQuery, before int64) ([]frontdesk.Message, error) {
	contact, conv := numbered(contactLetter, q.Contact), numbered(conversationLetter, q.Conversation)
	switch {
	case q.Search != "":
		return db.search(ctx, q, before)
	case q.Conversation != "":
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+messageColumns+` FROM messages m WHERE m.conversation = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3`, conv, before, q.Limit+1)
		return collect(rows, err, scanMessage)
	case q.Contact != "":
		rows, err := db.r.QueryContext(ctx, `
			SELECT `+messageColumns+` FROM messages m WHERE m.contact = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3`, contact, before, q.Limit+1)
		return collect(rows, err, scanMessage)
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM messages m WHERE m.id < $1 ORDER BY m.id DESC LIMIT $2`, before, q.Limit+1)
	return collect(rows, err, scanMessage)
}
