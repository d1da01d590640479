package store

import (
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"frontdesk"
)

// Limits of a search.
const (
	maxSearchWords = 16
	// maxIndexed is how much of a message is found by its words.
	maxIndexed = 32 << 10
)

// fold makes two spellings of a word one: case and accents do not count. It is
// done here because the databases disagree about it.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// words are the runs of letters and digits of a text, folded. Where a script
// writes no spaces each character is a word, or only the beginning of a sentence
// would be found.
func words(s string) []string {
	var b strings.Builder
	for _, r := range fold(s) {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			b.WriteByte(' ')
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Fields(b.String())
}

// index makes a message findable by its words, and by whose it is, so that a
// common word within one person's messages is found as fast as a rare one.
func (tx *Tx) index(ctx context.Context, id int64, m frontdesk.Message) error {
	said := m.Text()
	if _, takesBack := m.Content.(frontdesk.Revoke); takesBack {
		said = m.Content.Line() // what was taken back is not found by the deletion
	}
	if len(said) > maxIndexed {
		said = said[:maxIndexed]
	}
	w := text(strings.Join(words(said), " "))
	if w == "" {
		return nil
	}
	c, v := numbered(contactLetter, m.Contact), numbered(conversationLetter, m.Conversation)
	if tx.db.name == postgresDialect.name {
		_, err := tx.ExecContext(ctx, `INSERT INTO message_search (id, words) VALUES ($1, to_tsvector('simple', $2))`,
			id, term(contactLetter, c)+" "+term(conversationLetter, v)+" "+w)
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO message_search (rowid, contact, conversation, words) VALUES ($1, $2, $3, $4)`, id, short(c), short(v), w)
	return err
}

// indexAgain makes a message findable by what it says now.
func (tx *Tx) indexAgain(ctx context.Context, id int64) error {
	r, err := tx.row(ctx, id)
	if err != nil {
		return err
	}
	m, err := r.message()
	if err != nil {
		return err
	}
	some := []frontdesk.Message{m}
	if err := fill(ctx, tx, some); err != nil {
		return err
	}
	query := `DELETE FROM message_search WHERE id = $1`
	if tx.db.name == sqliteDialect.name {
		query = `DELETE FROM message_search WHERE rowid = $1`
	}
	if _, err := tx.ExecContext(ctx, query, id); err != nil {
		return err
	}
	return tx.index(ctx, id, withExtracts(some[0]))
}

// withExtracts is a message whose text has all that was read in its files.
func withExtracts(m frontdesk.Message) frontdesk.Message {
	said := m.Text()
	for _, f := range m.Files {
		if f.Extract != nil && f.Extract.Text != "" {
			m.Content, m.About = frontdesk.Text{Body: said + " " + f.Extract.Text}, nil
		}
	}
	return m
}

// short is a number in as few letters as can be: FTS5 keeps the beginnings of
// every term.
func short(n int64) string { return strconv.FormatInt(n, 36) }

// term is a word that nobody says, for a contact or a conversation.
func term(letter string, n int64) string { return "qxzwhose" + letter + short(n) }

// search gives the newest messages in which every word occurs.
func (db *DB) search(ctx context.Context, q MessageQuery, before int64) ([]frontdesk.Message, error) {
	sought := words(q.Search)
	if len(sought) > maxSearchWords {
		sought = sought[:maxSearchWords]
	}
	if len(sought) == 0 {
		return nil, nil
	}
	if db.name == postgresDialect.name {
		return db.searchPostgres(ctx, q, sought, before)
	}
	match := "words : (" + strings.Join(beginnings(sought), " AND ") + ")"
	if q.Contact != "" {
		match += ` AND contact : "` + short(numbered(contactLetter, q.Contact)) + `"`
	}
	if q.Conversation != "" {
		match += ` AND conversation : "` + short(numbered(conversationLetter, q.Conversation)) + `"`
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM message_search s CROSS JOIN messages m ON m.id = s.rowid
		WHERE s.message_search MATCH $1 AND s.rowid < $2 ORDER BY s.rowid DESC LIMIT $3`, match, before, q.Limit+1)
	return collect(rows, err, scanMessage)
}

// beginnings are words as FTS5 is asked for them. A single letter is only found
// as a word: what begins with it is nearly everything.
func beginnings(words []string) []string {
	asked := make([]string, len(words))
	for i, w := range words {
		asked[i] = `"` + w + `"`
		if utf8.RuneCountInString(w) > 1 {
			asked[i] += "*"
		}
	}
	return asked
}

// searchPostgres asks the same of PostgreSQL's own index.
func (db *DB) searchPostgres(ctx context.Context, q MessageQuery, sought []string, before int64) ([]frontdesk.Message, error) {
	match := "'" + strings.Join(sought, "':* & '") + "':*"
	if q.Contact != "" {
		match += " & '" + term(contactLetter, numbered(contactLetter, q.Contact)) + "'"
	}
	if q.Conversation != "" {
		match += " & '" + term(conversationLetter, numbered(conversationLetter, q.Conversation)) + "'"
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM message_search s JOIN messages m ON m.id = s.id
		WHERE s.words @@ to_tsquery('simple', $1) AND s.id < $2 ORDER BY s.id DESC LIMIT $3`, match, before, q.Limit+1)
	return collect(rows, err, scanMessage)
}
