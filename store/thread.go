package store

import (
	"context"
	"slices"

	"frontdesk"
)

// MessageQuery asks for messages, the newest first of those that match. What was
// said before the number was ours is older than all else, however late it came.
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

// newest gives one more than the limit, if there are so many. What was found by
// words comes in the order in which it was kept.
func (db *DB) newest(ctx context.Context, q MessageQuery, before int64) ([]frontdesk.Message, error) {
	if q.Search != "" {
		return db.search(ctx, q, before)
	}
	t := thread{reader: db.r, whose: "$1 = 0", left: q.Limit + 1}
	switch {
	case q.Conversation != "":
		t.whose, t.id = "m.conversation = $1", numbered(conversationLetter, q.Conversation)
	case q.Contact != "":
		t.whose, t.id = "m.contact = $1", numbered(contactLetter, q.Contact)
	}
	at, inPast, err := db.stands(ctx, q, before)
	if err != nil {
		return nil, err
	}
	if inPast {
		return t.past(ctx, at, before)
	}
	some, err := t.present(ctx, before)
	if t.left -= len(some); err != nil || t.left == 0 {
		return some, err
	}
	rest, err := t.past(ctx, 1<<63-1, 0)
	return append(some, rest...), err
}

// stands tells whether the message of a cursor is of the past, and of when.
func (db *DB) stands(ctx context.Context, q MessageQuery, before int64) (at int64, past bool, err error) {
	if q.Before == "" {
		return 0, false, nil
	}
	rows, err := db.r.QueryContext(ctx, `SELECT at FROM messages WHERE id = $1 AND past`, before)
	found, err := collect(rows, err, func(scan func(...any) error) (at int64, err error) { return at, scan(&at) })
	if err != nil || len(found) == 0 {
		return 0, false, err
	}
	return found[0], true, nil
}

// thread reads the messages of somebody, or of all, each of the two ages by an
// index of its own.
type thread struct {
	reader
	whose string // a condition on $1
	id    int64
	left  int // how many are to be given yet
}

func (t thread) present(ctx context.Context, before int64) ([]frontdesk.Message, error) {
	rows, err := t.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM messages m
		WHERE `+t.whose+` AND m.id < $2 AND m.past = FALSE ORDER BY m.id DESC LIMIT $3`, t.id, before, t.left)
	return collect(rows, err, scanMessage)
}

// past gives what was said before a time, and before a message of that time.
func (t thread) past(ctx context.Context, at, before int64) ([]frontdesk.Message, error) {
	rows, err := t.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM messages m
		WHERE `+t.whose+` AND m.past AND (m.at < $2 OR m.at = $2 AND m.id < $3)
		ORDER BY m.at DESC, m.id DESC LIMIT $4`, t.id, at, before, t.left)
	return collect(rows, err, scanMessage)
}
