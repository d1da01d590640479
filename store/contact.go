package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"frontdesk"
)

const contactColumns = `id, name, profile_name, username, registered, metadata, marketing_at, marketing_stopped, created_at, updated_at`

func scanContact(scan func(...any) error) (c frontdesk.Contact, err error) {
	var id, said, created, updated int64
	var metadata string
	var stopped bool
	if err := scan(&id, &c.Name, &c.ProfileName, &c.Username, &c.Registered, &metadata, &said, &stopped, &created, &updated); err != nil {
		return c, err
	}
	if stopped {
		c.MarketingStoppedAt = timeOf(said)
	}
	c.ID = shown[frontdesk.ContactID](contactLetter, id)
	c.CreatedAt, c.UpdatedAt = timeOf(created), timeOf(updated)
	c.Metadata, err = entries(metadata)
	return c, err
}

// entries and written keep small maps as JSON that SQL never looks into.
func entries(s string) (m map[string]string, err error) {
	if s == "" {
		return nil, nil
	}
	return m, json.Unmarshal([]byte(s), &m)
}

func written(m map[string]string) (string, error) {
	if len(m) == 0 {
		return "", nil
	}
	b, err := json.Marshal(m)
	return text(string(b)), err
}

// Contact gives a contact, removed ones too.
func (db *DB) Contact(ctx context.Context, id frontdesk.ContactID) (frontdesk.Contact, error) {
	return contact(ctx, db.r, numbered(contactLetter, id))
}

func contact(ctx context.Context, r reader, id int64) (frontdesk.Contact, error) {
	c, err := only(r.QueryRowContext(ctx, `SELECT `+contactColumns+` FROM contacts WHERE id = $1`, id), "contact", scanContact)
	if err != nil {
		return c, err
	}
	some := []frontdesk.Contact{c}
	err = fillAddresses(ctx, r, some)
	return some[0], err
}

// SaveContact makes a contact of one without id, else replaces the one there
// but for when it was made and what the person wants. It gives Conflict, and
// keeps nothing, if an address is another contact's.
func (db *DB) SaveContact(ctx context.Context, c frontdesk.Contact) (frontdesk.Contact, error) {
	return db.ChangeContact(ctx, c.ID, func(kept *frontdesk.Contact) error {
		*kept = c
		return nil
	})
}

// ChangeContact does change to the contact as it is now, or to a new one for an
// empty id, in one transaction: what the inbox learns of the person meanwhile is
// there before it or comes after, and nothing is lost. change may be called
// again. It gives Conflict, and keeps nothing, if an address is another
// contact's. Who comes in by it, or no longer may, is an event.
func (db *DB) ChangeContact(ctx context.Context, id frontdesk.ContactID, change func(*frontdesk.Contact) error) (c frontdesk.Contact, err error) {
	err = db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		c = frontdesk.Contact{}
		if id != "" {
			if c, err = contact(ctx, tx, numbered(contactLetter, id)); err != nil {
				return err
			}
		}
		was := c.Registered
		if err := change(&c); err != nil {
			return err
		}
		c.ID = id
		n, err := tx.putContact(ctx, c)
		if err != nil {
			return err
		}
		if err := tx.putAddresses(ctx, n, c.Addresses); err != nil {
			return err
		}
		if c, err = contact(ctx, tx, n); err != nil {
			return err
		}
		return tx.enrolled(ctx, was, c)
	})
	return c, err
}

// enrolled keeps the event of somebody who may come in now, or no longer may.
func (tx *Tx) enrolled(ctx context.Context, was bool, c frontdesk.Contact) error {
	e := frontdesk.Event{Kind: frontdesk.ContactRegistered, At: timeOf(tx.now), Contact: c.ID, Text: fmt.Sprintf("Contact %s was registered", c.ID)}
	switch {
	case was == c.Registered:
		return nil
	case was:
		e.Kind, e.Text = frontdesk.ContactRemoved, fmt.Sprintf("Contact %s was removed; what was said stays", c.ID)
	}
	_, err := tx.AddEvent(ctx, e)
	return err
}

func (tx *Tx) putContact(ctx context.Context, c frontdesk.Contact) (id int64, err error) {
	metadata, err := written(c.Metadata)
	if err != nil {
		return 0, err
	}
	if c.ID == "" {
		if id, err = tx.number(ctx, "contact"); err != nil {
			return 0, err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO contacts (id, name, profile_name, username, registered, metadata, search, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
			id, text(c.Name), text(c.ProfileName), text(c.Username), c.Registered, metadata, contactWords(c), tx.now)
		return id, err
	}
	id = numbered(contactLetter, c.ID)
	found, err := tx.change(ctx, `
		UPDATE contacts SET name = $2, profile_name = $3, username = $4, registered = $5, metadata = $6, search = $7, updated_at = $8
		WHERE id = $1`,
		id, text(c.Name), text(c.ProfileName), text(c.Username), c.Registered, metadata, contactWords(c), tx.now)
	if err == nil && !found {
		err = notFound("contact")
	}
	return id, err
}

// PutProfile keeps what the person calls themself.
func (tx *Tx) PutProfile(ctx context.Context, of frontdesk.ContactID, profileName, username string) error {
	id := numbered(contactLetter, of)
	found, err := tx.change(ctx, `UPDATE contacts SET profile_name = $2, username = $3, updated_at = $4 WHERE id = $1`,
		id, text(profileName), text(username), tx.now)
	if err == nil && !found {
		err = notFound("contact")
	}
	if err != nil {
		return err
	}
	return tx.reword(ctx, id)
}

// PutPreference keeps what a person told WhatsApp that they want, unless they
// said something else later, and tells whether it is another wish than before.
// Of kinds that nobody knows nothing is kept.
func (tx *Tx) PutPreference(ctx context.Context, of frontdesk.ContactID, p frontdesk.Preference) (changed bool, err error) {
	if p.Category != "marketing_messages" || p.Value != "stop" && p.Value != "resume" {
		return false, nil
	}
	c, err := contact(ctx, tx, numbered(contactLetter, of))
	if err != nil {
		return false, err
	}
	newer, err := tx.change(ctx, `UPDATE contacts SET marketing_at = $2, marketing_stopped = $3 WHERE id = $1 AND marketing_at <= $2`,
		numbered(contactLetter, of), micros(p.At), p.Stops())
	return newer && c.WantsMarketing() == p.Stops(), err
}

// reword makes what a contact is found by anew.
func (tx *Tx) reword(ctx context.Context, id int64) error {
	c, err := contact(ctx, tx, id)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE contacts SET search = $2 WHERE id = $1`, id, contactWords(c))
	return err
}

// contactWords is what a contact is found by, folded, one thing a line.
func contactWords(c frontdesk.Contact) string {
	words := []string{c.Name, c.ProfileName, c.Username}
	for _, a := range c.Addresses {
		words = append(words, a.Value, a.WaID)
	}
	return text(fold(strings.Join(words, "\n")))
}

// ContactQuery asks for a page of contacts.
type ContactQuery struct {
	// Text is looked for in names, usernames and addresses, without regard to
	// case and accents.
	Text string
	// Registered leaves out those who were removed.
	Registered bool
	// After is the cursor that the page before gave.
	After string
	Limit int
}

// Contacts gives a page of contacts in the order in which they were made, and
// the cursor of the next, "" at the end.
func (db *DB) Contacts(ctx context.Context, q ContactQuery) ([]frontdesk.Contact, string, error) {
	after, err := cursor(q.After)
	if err != nil {
		return nil, "", err
	}
	limit := page(q.Limit)
	rows, err := db.r.QueryContext(ctx, `
		SELECT `+contactColumns+` FROM contacts
		WHERE id > $1 AND (registered OR NOT $2) AND search LIKE $3 ESCAPE '\'
		ORDER BY id LIMIT $4`, after, q.Registered, containing(q.Text), limit+1)
	some, err := collect(rows, err, scanContact)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(some) > limit {
		some = some[:limit]
		next = strconv.FormatInt(numbered(contactLetter, some[limit-1].ID), 10)
	}
	return some, next, fillAddresses(ctx, db.r, some)
}

// containing is a LIKE pattern for what somebody typed. Digits written with
// spaces or dashes are looked for without.
func containing(s string) string {
	s = fold(strings.TrimSpace(s))
	if bare := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "+", "").Replace(s); bare != "" && strings.Trim(bare, "0123456789") == "" {
		s = bare
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text(s)) + "%"
}

// cursor reads one that we gave.
func cursor(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, frontdesk.Errorf(frontdesk.Invalid, "this cursor was not given by us").WithField("cursor").
			WithNext("leave it out to begin at the start").WithCause(fmt.Errorf("cursor %q", s))
	}
	return n, nil
}
