package store

import (
	"context"
	"encoding/json"
	"frontdesk"
)

// Wish keeps a draft for the outbox's gate, once by its key.
func (tx *Tx) Wish(ctx context.Context, d frontdesk.Draft) error {
	id, err := tx.number(ctx, "wish")
	if err != nil {
		return err
	}
	b, err := writeDraft(d)
	if err != nil {
		return err
	}
	tx.rings[Deliveries] = true
	_, err = tx.ExecContext(ctx, `INSERT INTO wishes (id, key, draft) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, id, text(d.Key), text(string(b)))
	return err
}

// Wishes gives the oldest drafts that wait for the gate.
func (db *DB) Wishes(ctx context.Context, limit int) ([]frontdesk.Wish, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT id, draft FROM wishes ORDER BY id LIMIT $1`, limit)
	return collect(rows, err, func(scan func(...any) error) (w frontdesk.Wish, err error) {
		var draft string
		if err := scan(&w.ID, &draft); err != nil {
			return w, err
		}
		w.Draft, err = readDraft([]byte(draft))
		return w, err
	})
}

// DropWish removes a wish that has passed the gate, or was refused there.
func (db *DB) DropWish(ctx context.Context, id int64) error {
	return db.write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM wishes WHERE id = $1`, id)
		return err
	})
}

// keptDraft is a draft as JSON, its content by type.
type keptDraft struct {
	frontdesk.Draft
	Content json.RawMessage
	Type    string
}

func writeDraft(d frontdesk.Draft) ([]byte, error) {
	content, err := frontdesk.MarshalContent(d.Content)
	if err != nil {
		return nil, err
	}
	return json.Marshal(keptDraft{Draft: d, Content: content, Type: d.Content.Type()})
}

func readDraft(b []byte) (frontdesk.Draft, error) {
	var k keptDraft
	if err := json.Unmarshal(b, &k); err != nil {
		return frontdesk.Draft{}, err
	}
	var err error
	k.Draft.Content, err = frontdesk.UnmarshalContent(k.Type, k.Content)
	return k.Draft, err
}
