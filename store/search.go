package store

import (
	"context"
	"strings"
	"unicode"

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

// index makes a message findable by its words, and by whose it is.
func (tx *Tx) index(ctx context.Context, id int64, m frontdesk.Message) error {
	said := m.Text()
	if len(said) > maxIndexed {
		said = said[:maxIndexed]
	}
	w := text(strings.Join(words(said), " "))
	if w == "" {
		return nil
	}
	if tx.db.name == postgresDialect.name {
		_, err := tx.ExecContext(ctx, `INSERT INTO message_search (id, words) VALUES ($1, to_tsvector('simple', $2))`, id, whose(m.Contact, m.Conversation)+" "+w)
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO message_search (rowid, whose, words) VALUES ($1, $2, $3)`, id, whose(m.Contact, m.Conversation), w)
	return err
}

// whose gives terms that no message's words can be, for a contact and a
// conversation.
func whose(c frontdesk.ContactID, v frontdesk.ConversationID) string {
	return strings.TrimSpace(term(string(c)) + " " + term(string(v)))
}

func term(id string) string {
	if id == "" {
		return ""
	}
	return "qxzwhose" + id
}

// search gives the newest messages in which every word occurs.
func (db *DB) search(ctx context.Context, q MessageQuery, before int64) ([]frontdesk.Message, error) {
	sought := words(q.Search)
	if len(sought) > maxSearchWords {
		sought = sought[:maxSearchWords]
	}
	if len(sought) == 0 {
		return nil, nil
	}
	of := strings.Fields(whose(q.Contact, q.Conversation))
	if db.name == postgresDialect.name {
		return db.searchPostgres(ctx, sought, of, before, q.Limit+1)
	}
	match := `words : ("` + strings.Join(sought, `"* AND "`) + `"*)`
	for _, t := range of {
		match += ` AND whose : "` + t + `"`
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM message_search s CROSS JOIN messages m ON m.id = s.rowid
		WHERE s.message_search MATCH $1 AND s.rowid < $2 ORDER BY s.rowid DESC LIMIT $3`, match, before, q.Limit+1)
	return collect(rows, err, scanMessage)
}

// searchPostgres asks the same of PostgreSQL's own index.
func (db *DB) searchPostgres(ctx context.Context, sought, of []string, before int64, limit int) ([]frontdesk.Message, error) {
	match := "'" + strings.Join(sought, "':* & '") + "':*"
	for _, t := range of {
		match += " & '" + t + "'"
	}
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+messageColumns+` FROM message_search s JOIN messages m ON m.id = s.id
		WHERE s.words @@ to_tsquery('simple', $1) AND s.id < $2 ORDER BY s.id DESC LIMIT $3`, match, before, limit)
	return collect(rows, err, scanMessage)
}
