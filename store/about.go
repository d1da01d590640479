package store

import (
	"context"

	"frontdesk"
)

// fillAbout gives messages the ones that they quote, react to, answer, edit or
// take back, of the same conversation, in one query for all.
func fillAbout(ctx context.Context, r reader, some []frontdesk.Message) error {
	args, numbers := namedBy(some)
	if len(args) == numbers {
		return nil
	}
	rows, err := r.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM messages m
		WHERE m.integration IN (`+list(numbers)+`) AND m.wamid IN (`+listFrom(numbers, len(args))+`) AND m.wamid <> ''`, args...)
	found, err := collect(rows, err, scanMessageRow)
	if err != nil || len(found) == 0 {
		return err
	}
	type place struct{ conversation, wamid string }
	at := make(map[place]*messageRow, len(found))
	for i := range found {
		m := &found[i]
		at[place{string(shown[frontdesk.ConversationID](conversationLetter, m.conversation)), m.WAMID}] = m
	}
	var quoted []frontdesk.Message
	var by []*frontdesk.Message
	for i := range some {
		m := &some[i]
		row := at[place{string(m.Conversation), m.Names()}]
		if row == nil || !m.RevokedAt.IsZero() {
			continue
		}
		q, err := row.asNamedBy(m.Content)
		if err != nil {
			return err
		}
		quoted, by = append(quoted, q), append(by, m)
	}
	if err := fillFiles(ctx, r, quoted); err != nil {
		return err
	}
	for i, m := range by {
		m.About = &quoted[i]
	}
	return nil
}

// namedBy lists the numbers that some messages came by, then the wamids that
// they name.
func namedBy(some []frontdesk.Message) (args []any, numbers int) {
	seen, wamids := map[any]bool{}, []any{}
	for _, m := range some {
		of := text(m.Names())
		if of == "" || !m.RevokedAt.IsZero() {
			continue
		}
		if on := numbered(integrationLetter, m.Integration); !seen[on] {
			seen[on], args = true, append(args, on)
		}
		if !seen[of] {
			seen[of], wamids = true, append(wamids, of)
		}
	}
	return append(args, wamids...), len(args)
}

// asNamedBy is the message as another is about it: an edit is of what was first
// said, and a deletion of what was said last.
func (r *messageRow) asNamedBy(c frontdesk.Content) (frontdesk.Message, error) {
	switch c.(type) {
	case frontdesk.Edit:
		return r.firstSaid()
	case frontdesk.Revoke:
		return r.lastSaid()
	}
	return r.message()
}
