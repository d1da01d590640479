package store

import (
	"context"

	"frontdesk"
)

// revises is the wamid of the message that a content edits or takes back.
func revises(c frontdesk.Content) string {
	switch c := c.(type) {
	case frontdesk.Edit:
		return c.Of
	case frontdesk.Revoke:
		return c.Of
	}
	return ""
}

// revise lets a message just kept do to an earlier one what it says, or lets
// those that came before it do to it what they say: Meta does not keep the
// order. It gives the message as it is shown after.
//
// Only who said something may change it. A change of anything else, or of
// something that we never had, stands by itself.
func (tx *Tx) revise(ctx context.Context, id int64, m frontdesk.Message) (frontdesk.Message, error) {
	var changed bool
	var err error
	if of := revises(m.Content); of != "" {
		changed, err = tx.reviseEarlier(ctx, m, of)
	} else if m.WAMID != "" {
		changed, err = tx.reviseLate(ctx, id, m)
	}
	if err != nil || !changed {
		return m, err
	}
	r, err := tx.row(ctx, id)
	if err != nil {
		return m, err
	}
	return r.message()
}

func (tx *Tx) reviseEarlier(ctx context.Context, by frontdesk.Message, of string) (bool, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+messageColumns+` FROM messages m WHERE m.integration = $1 AND m.wamid = $2 AND m.wamid <> ''`,
		numbered(integrationLetter, by.Integration), text(of))
	found, err := collect(rows, err, scanMessageRow)
	if err != nil || len(found) == 0 {
		return false, err
	}
	return tx.reviseOne(ctx, found[0], by)
}

// reviseLate applies the changes of a message that came before it, in the order
// in which they were made.
func (tx *Tx) reviseLate(ctx context.Context, id int64, m frontdesk.Message) (changed bool, err error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM messages m
		WHERE m.integration = $1 AND m.revises = $2 AND m.revises <> '' ORDER BY m.at, m.id`,
		numbered(integrationLetter, m.Integration), text(m.WAMID))
	early, err := collect(rows, err, scanMessageRow)
	for i := range early {
		by, err := early[i].firstSaid()
		if err != nil {
			return false, err
		}
		was, err := tx.row(ctx, id)
		if err != nil {
			return false, err
		}
		did, err := tx.reviseOne(ctx, was, by)
		if err != nil {
			return false, err
		}
		changed = changed || did
	}
	return changed, err
}

// reviseOne does to a message what another says of it.
func (tx *Tx) reviseOne(ctx context.Context, was messageRow, by frontdesk.Message) (bool, error) {
	m, err := was.firstSaid()
	if err != nil || m.Conversation != by.Conversation || m.Direction != by.Direction || revises(m.Content) != "" {
		return false, err
	}
	switch c := by.Content.(type) {
	case frontdesk.Edit:
		return tx.edit(ctx, was, by, m.Content, c.Now)
	case frontdesk.Revoke:
		return true, tx.revoke(ctx, was, by)
	}
	return false, nil
}

// edit puts a new wording in the place of one that is not newer. What was first
// said stays beside it. The edit of a message that was taken back is taken back
// with it, and one that nobody can read changes nothing.
func (tx *Tx) edit(ctx context.Context, was messageRow, by frontdesk.Message, first, now frontdesk.Content) (bool, error) {
	if was.revoked != 0 {
		id := numbered(messageLetter, by.ID)
		if _, err := tx.ExecContext(ctx, `UPDATE messages SET revoked_at = $2 WHERE id = $1`, id, was.revoked); err != nil {
			return false, err
		}
		return true, tx.indexAgain(ctx, id)
	}
	if _, unread := now.(frontdesk.Unknown); now == nil || unread || was.edited > micros(by.At) {
		return false, nil
	}
	content, err := frontdesk.MarshalContent(sameFile(first, now))
	if err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE messages SET revised_type = $2, revised = $3, edited_at = $4 WHERE id = $1`,
		was.id, text(now.Type()), text(string(content)), micros(by.At)); err != nil {
		return false, err
	}
	return true, tx.indexAgain(ctx, was.id)
}

// sameFile lets a new caption name the file that is here already.
func sameFile(first, now frontdesk.Content) frontdesk.Content {
	had, isFile := first.(frontdesk.Attachment)
	has, still := now.(frontdesk.Attachment)
	if isFile && still && had.Media == has.Media && has.File == "" {
		has.File = had.File
		return has
	}
	return now
}

// revoke hides a message and every edit of it. A later edit changes nothing any
// more; the first deletion is the one.
func (tx *Tx) revoke(ctx context.Context, was messageRow, by frontdesk.Message) error {
	rows, err := tx.QueryContext(ctx, `
		UPDATE messages SET revoked_at = $1
		WHERE revoked_at = 0 AND (id = $2 OR integration = $3 AND revises = $4 AND revises <> '' AND type = 'edit'
			AND conversation = $5 AND direction = $6)
		RETURNING id`,
		micros(by.At), was.id, was.on, text(was.WAMID), was.conversation, string(was.Direction))
	hidden, err := collect(rows, err, func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
	if err != nil {
		return err
	}
	for _, id := range hidden {
		if err := tx.indexAgain(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// row gives a message as the columns have it.
func (tx *Tx) row(ctx context.Context, id int64) (messageRow, error) {
	return only(tx.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM messages m WHERE m.id = $1`, id), "message", scanMessageRow)
}

// FirstSaid gives what a message said before it was edited or taken back. It is
// for operators: agents are shown what it says now.
func (db *DB) FirstSaid(ctx context.Context, id frontdesk.MessageID) (frontdesk.Content, error) {
	row := db.r.QueryRowContext(ctx, `SELECT `+messageColumns+` FROM messages m WHERE m.id = $1`, numbered(messageLetter, id))
	r, err := only(row, "message", scanMessageRow)
	if err != nil {
		return nil, err
	}
	m, err := r.firstSaid()
	return m.Content, err
}
