package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"frontdesk"
)

const fileColumns = `f.id, f.state, f.message, f.conversation, f.integration, f.contact, f.media, f.voice, f.media_id, f.url,
	f.declared_type, f.declared_hash, f.filename, f.mime_type, f.sha256, f.bytes, f.seconds, f.width, f.height, f.code, f.problem, f.at, f.kept_at, f.work, COALESCE(x.extract, '')`

const fromFiles = ` FROM files f LEFT JOIN extracts x ON x.file = f.id `

func scanFile(scan func(...any) error) (f frontdesk.File, err error) {
	var id, message, conv, on, contact, at, kept int64
	var work, extract string
	if err := scan(&id, &f.State, &message, &conv, &on, &contact, &f.Media, &f.Voice, &f.MediaID, &f.URL,
		&f.DeclaredType, &f.DeclaredHash, &f.Filename, &f.MIMEType, &f.SHA256, &f.Bytes, &f.Seconds, &f.Width, &f.Height, &f.Code, &f.Problem, &at, &kept, &work, &extract); err != nil {
		return f, err
	}
	f.ID, f.Message = shown[frontdesk.FileID](fileLetter, id), shown[frontdesk.MessageID](messageLetter, message)
	f.Conversation = shown[frontdesk.ConversationID](conversationLetter, conv)
	f.Integration, f.Contact = shown[frontdesk.IntegrationID](integrationLetter, on), shown[frontdesk.ContactID](contactLetter, contact)
	f.At, f.KeptAt, f.Unread = timeOf(at), timeOf(kept), work == workRead
	if extract != "" {
		f.Extract = &frontdesk.Extract{File: f.ID}
		err = json.Unmarshal([]byte(extract), f.Extract)
	}
	return f, err
}

// File gives one file with what was read in it.
func (db *DB) File(ctx context.Context, id frontdesk.FileID) (frontdesk.File, error) {
	return file(ctx, db.r, numbered(fileLetter, id))
}

func file(ctx context.Context, r reader, id int64) (frontdesk.File, error) {
	return only(r.QueryRowContext(ctx, `SELECT `+fileColumns+fromFiles+`WHERE f.id = $1`, id), "file", scanFile)
}

// AddFile keeps a file that did not come with a message, and gives its id.
func (db *DB) AddFile(ctx context.Context, f frontdesk.File) (frontdesk.File, error) {
	err := db.write(ctx, func(tx *Tx) error {
		f.At, f.KeptAt = timeOf(tx.now), timeOf(tx.now)
		id, err := tx.insertFile(ctx, f, 0, "")
		f.ID = shown[frontdesk.FileID](fileLetter, id)
		return err
	})
	return f, err
}

func (tx *Tx) insertFile(ctx context.Context, f frontdesk.File, seq int64, work string) (id int64, err error) {
	if id, err = tx.number(ctx, "file"); err != nil {
		return 0, err
	}
	var hold int64
	if work != "" {
		tx.rings[Files] = true
		hold = tx.now + tx.db.hold.Microseconds()
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO files (id, state, message, conversation, integration, contact, seq, media, voice, media_id, url, declared_type, declared_hash,
			filename, mime_type, sha256, bytes, seconds, width, height, code, problem, at, kept_at, work, attempts, next_at, lease, lease_until, hold_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 0, $26, '', 0, $27)`,
		id, string(f.State), numbered(messageLetter, f.Message), numbered(conversationLetter, f.Conversation), numbered(integrationLetter, f.Integration),
		numbered(contactLetter, f.Contact), seq, string(f.Media), f.Voice, text(f.MediaID), text(f.URL), text(f.DeclaredType), text(f.DeclaredHash),
		text(f.Filename), text(f.MIMEType), text(f.SHA256), f.Bytes, f.Seconds, f.Width, f.Height, string(f.Code), text(f.Problem), micros(f.At), micros(f.KeptAt), work, tx.now, hold)
	return id, err
}

// expect makes a file of what a message brings, to be fetched, and gives the
// message that names it. Nobody waits for one of the past or of the phone app:
// such messages are handed to no follower.
func (tx *Tx) expect(ctx context.Context, m frontdesk.Message, id int64) (frontdesk.Message, error) {
	a, is := m.Content.(frontdesk.Attachment)
	if !is || m.Direction != frontdesk.In && m.By != frontdesk.ByPhoneApp || a.MediaID == "" && a.URL == "" {
		return m, nil
	}
	f := frontdesk.File{
		State: frontdesk.FileComing, Message: shown[frontdesk.MessageID](messageLetter, id), Conversation: m.Conversation,
		Integration: m.Integration, Contact: m.Contact, Media: a.Media, Voice: a.Voice, MediaID: a.MediaID, URL: a.URL,
		DeclaredType: a.MIMEType, DeclaredHash: a.SHA256, Filename: a.Filename, MIMEType: a.MIMEType, At: m.At,
	}
	n, err := tx.insertFile(ctx, f, m.Seq, workFetch)
	a.File = shown[frontdesk.FileID](fileLetter, n)
	m.Content = a
	if err == nil && (m.Past || m.Direction == frontdesk.Out) {
		_, err = tx.ExecContext(ctx, `UPDATE files SET hold_until = 0 WHERE id = $1`, n)
	}
	return m, err
}

// fillFiles gives messages the files they name.
func fillFiles(ctx context.Context, r reader, some []frontdesk.Message) error {
	at := map[frontdesk.FileID][]*frontdesk.Message{}
	var ids []any
	for i := range some {
		if a, is := some[i].Content.(frontdesk.Attachment); is && a.File != "" {
			if at[a.File] == nil {
				ids = append(ids, numbered(fileLetter, a.File))
			}
			at[a.File] = append(at[a.File], &some[i])
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := r.QueryContext(ctx, `SELECT `+fileColumns+fromFiles+`WHERE f.id IN (`+list(len(ids))+`)`, ids...)
	found, err := collect(rows, err, scanFile)
	for _, f := range found {
		for _, m := range at[f.ID] {
			m.Files = append(m.Files, f)
		}
	}
	return err
}

// Uploaded gives the id by which Meta has some bytes of ours on a number; ""
// if it has not, or not for long any more.
func (db *DB) Uploaded(ctx context.Context, on frontdesk.IntegrationID, sha256, mimeType string) (mediaID string, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT media_id FROM uploads WHERE integration = $1 AND sha256 = $2 AND mime_type = $3 AND until > $4`,
		numbered(integrationLetter, on), text(sha256), text(mimeType), micros(db.now())).Scan(&mediaID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return mediaID, foreseen(err)
}

// RememberUpload keeps such an id until a time; an empty one is forgotten.
func (db *DB) RememberUpload(ctx context.Context, on frontdesk.IntegrationID, sha256, mimeType, mediaID string, until time.Time) error {
	return db.write(ctx, func(tx *Tx) error {
		in := numbered(integrationLetter, on)
		if mediaID == "" {
			_, err := tx.ExecContext(ctx, `DELETE FROM uploads WHERE integration = $1 AND sha256 = $2 AND mime_type = $3`, in, text(sha256), text(mimeType))
			return err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO uploads (integration, sha256, mime_type, media_id, until) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (integration, sha256, mime_type) DO UPDATE SET media_id = excluded.media_id, until = excluded.until`,
			in, text(sha256), text(mimeType), text(mediaID), micros(until))
		return err
	})
}
