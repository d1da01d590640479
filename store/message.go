package store

import (
	"context"
	"encoding/json"

	"frontdesk"
)

const messageColumns = `m.id, m.wamid, m.integration, m.conversation, m.contact, m.session, m.seq, m.direction, m.by_whom,
	m.at, m.kept_at, m.type, m.content, m.reply_to, m.forwarded, m.trace,
	m.origin, m.past, m.revised_type, m.revised, m.edited_at, m.revoked_at`

func scanMessage(scan func(...any) error) (frontdesk.Message, error) {
	r, err := scanMessageRow(scan)
	if err != nil {
		return frontdesk.Message{}, err
	}
	return r.message()
}

func scanMessageRow(scan func(...any) error) (r messageRow, err error) {
	return r, scan(r.fields()...)
}

// messageRow is a message as the columns have it.
type messageRow struct {
	frontdesk.Message
	id, on, conversation, contact, at, kept, edited, revoked int64
	kind, content, origin, revisedKind, revised              string
}

func (r *messageRow) fields() []any {
	m := &r.Message
	return []any{&r.id, &m.WAMID, &r.on, &r.conversation, &r.contact, &m.Session, &m.Seq, &m.Direction, &m.By,
		&r.at, &r.kept, &r.kind, &r.content, &m.ReplyTo, &m.Forwarded, &m.Trace,
		&r.origin, &m.Past, &r.revisedKind, &r.revised, &r.edited, &r.revoked}
}

// message is what may be read of it: what it says now, and nothing of one that
// was taken back.
func (r *messageRow) message() (frontdesk.Message, error) {
	m, err := r.lastSaid()
	m.EditedAt, m.RevokedAt = timeOf(r.edited), timeOf(r.revoked)
	if r.revoked != 0 {
		m.Content, m.Origin = frontdesk.Revoke{Of: m.WAMID}, nil
	}
	return m, err
}

// lastSaid is the message in its last wording, taken back or not.
func (r *messageRow) lastSaid() (frontdesk.Message, error) {
	if r.revised == "" {
		return r.firstSaid()
	}
	m, err := r.bare()
	if err == nil {
		m.Content, err = frontdesk.UnmarshalContent(r.revisedKind, []byte(r.revised))
	}
	return m, err
}

// firstSaid is the message as it came.
func (r *messageRow) firstSaid() (frontdesk.Message, error) {
	m, err := r.bare()
	if err == nil {
		m.Content, err = frontdesk.UnmarshalContent(r.kind, []byte(r.content))
	}
	return m, err
}

// bare is the message but for what it says.
func (r *messageRow) bare() (m frontdesk.Message, err error) {
	m = r.Message
	m.ID = shown[frontdesk.MessageID](messageLetter, r.id)
	m.Integration = shown[frontdesk.IntegrationID](integrationLetter, r.on)
	m.Conversation = shown[frontdesk.ConversationID](conversationLetter, r.conversation)
	m.Contact = shown[frontdesk.ContactID](contactLetter, r.contact)
	m.At, m.KeptAt = timeOf(r.at), timeOf(r.kept)
	m.Origin, err = readOrigin(r.origin)
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
	if err := fillAbout(ctx, r, some); err != nil {
		return err
	}
	return fillFiles(ctx, r, some)
}

// KeepMessage keeps a message once by its Meta id: fresh is false for one that
// was there, which is given as it is. A message in opens the window, counts as
// unread and wakes the followers, unless it is of the past; one that edits or
// takes back another does so.
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
	switch {
	case m.Past:
	case m.Direction == frontdesk.In:
		err = tx.arrived(ctx, kept, opens(m.Content))
	case m.By == frontdesk.ByPhoneApp:
		err = tx.spoke(ctx, kept)
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
	if m.Seq, m.Session, err = tx.seq(ctx, numbered(conversationLetter, m.Conversation)); err != nil {
		return m, err
	}
	if m.Past {
		m.Session = 0 // it was said before the first
	}
	m.ID, m.KeptAt = shown[frontdesk.MessageID](messageLetter, id), timeOf(tx.now)
	if m, err = tx.expect(ctx, m, id); err != nil {
		return m, err
	}
	if err := tx.putMessage(ctx, id, m); err != nil {
		return m, err
	}
	tx.rings[Messages] = true
	some := []frontdesk.Message{m}
	if err := fillAbout(ctx, tx, some); err != nil {
		return m, err
	}
	if err := tx.index(ctx, id, some[0]); err != nil {
		return m, err
	}
	return tx.revise(ctx, id, m)
}

func (tx *Tx) putMessage(ctx context.Context, id int64, m frontdesk.Message) error {
	content, err := frontdesk.MarshalContent(m.Content)
	if err != nil {
		return err
	}
	origin, err := writeOrigin(m.Origin)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO messages (id, wamid, integration, conversation, contact, session, seq, direction, by_whom,
			at, kept_at, type, content, reply_to, forwarded, trace, origin, past, revises)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		id, text(m.WAMID), numbered(integrationLetter, m.Integration), numbered(conversationLetter, m.Conversation), numbered(contactLetter, m.Contact),
		m.Session, m.Seq, string(m.Direction), string(m.By), micros(m.At), tx.now, text(m.Content.Type()), text(string(content)),
		text(m.ReplyTo), m.Forwarded, text(m.Trace), origin, m.Past, text(revises(m.Content)))
	return err
}

// readOrigin and writeOrigin keep what stood beside a message as JSON that SQL
// never looks into.
func readOrigin(s string) (*frontdesk.Origin, error) {
	if s == "" {
		return nil, nil
	}
	o := new(frontdesk.Origin)
	return o, json.Unmarshal([]byte(s), o)
}

func writeOrigin(o *frontdesk.Origin) (string, error) {
	if o == nil {
		return "", nil
	}
	b, err := json.Marshal(o)
	return text(string(b)), err
}

// arrived is what a message in does to its conversation; opened tells whether
// it opens the window.
func (tx *Tx) arrived(ctx context.Context, m frontdesk.Message, opened bool) error {
	conv, wrote := numbered(conversationLetter, m.Conversation), micros(m.At)
	if !opened {
		wrote = 0
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE conversations SET unread = unread + 1, archived = FALSE, last_in = CASE WHEN last_in < $2 THEN $2 ELSE last_in END
		WHERE id = $1`, conv, wrote); err != nil {
		return err
	}
	return tx.wake(ctx, conv, m.Seq)
}

// opens tells whether what came is something the person wrote to us: only that
// opens the window. WhatsApp's own word of a new number does not, and what only
// changes an earlier message is not taken to, since to send outside the window
// is worse than to hold back.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func opens(c frontdesk.Content) bool {
	switch c.(type) {
	case frontdesk.System, frontdesk.Edit, frontdesk.Revoke:
		return false
	}
	return true
}

// spoke is what a human's word from the phone app does to its conversation.
func (tx *Tx) spoke(ctx context.Context, m frontdesk.Message) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE conversations SET archived = FALSE, last_out = CASE WHEN last_out < $2 THEN $2 ELSE last_out END WHERE id = $1`,
		numbered(conversationLetter, m.Conversation), micros(m.At))
	return err
}
