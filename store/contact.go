package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"frontdesk"
)

const contactColumns = `id, name, profile_name, username, registered, metadata, created_at, updated_at`

func scanContact(scan func(...any) error) (c frontdesk.Contact, err error) {
	var id, created, updated int64
	var metadata string
	if err := scan(&id, &c.Name, &c.ProfileName, &c.Username, &c.Registered, &metadata, &created, &updated); err != nil {
		return c, err
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

// fillAddresses reads the addresses of some contacts at once.
func fillAddresses(ctx context.Context, r reader, some []frontdesk.Contact) error {
	if len(some) == 0 {
		return nil
	}
	at := make(map[int64]*frontdesk.Contact, len(some))
	ids := make([]any, len(some))
	for i := range some {
		n := numbered(contactLetter, some[i].ID)
		at[n], ids[i] = &some[i], n
	}
	rows, err := r.QueryContext(ctx, `
		SELECT contact, kind, value, wa_id, match_key FROM addresses
		WHERE contact IN (`+list(len(ids))+`) ORDER BY contact, place`, ids...)
	_, err = collect(rows, err, func(scan func(...any) error) (struct{}, error) {
		var of int64
		var a frontdesk.Address
		err := scan(&of, &a.Kind, &a.Value, &a.WaID, &a.Match)
		if c := at[of]; err == nil && c != nil {
			c.Addresses = append(c.Addresses, a)
		}
		return struct{}{}, err
	})
	return err
}

// ContactByMatch finds whose address has the key.
func (db *DB) ContactByMatch(ctx context.Context, kind frontdesk.AddressKind, match string) (frontdesk.Contact, error) {
	return contactByMatch(ctx, db.r, kind, match)
}

// ContactByMatch finds whose address has the key.
func (tx *Tx) ContactByMatch(ctx context.Context, kind frontdesk.AddressKind, match string) (frontdesk.Contact, error) {
	return contactByMatch(ctx, tx, kind, match)
}

func contactByMatch(ctx context.Context, r reader, kind frontdesk.AddressKind, match string) (frontdesk.Contact, error) {
	row := r.QueryRowContext(ctx, `SELECT contact FROM addresses WHERE kind = $1 AND match_key = $2`, string(kind), text(match))
	id, err := only(row, "contact", func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
	if err != nil {
		return frontdesk.Contact{}, err
	}
	return contact(ctx, r, id)
}

// SaveContact makes a contact of one without id, else replaces the one there
// but for when it was made. It gives Conflict, and keeps nothing, if an address
// is another contact's.
func (db *DB) SaveContact(ctx context.Context, c frontdesk.Contact) (frontdesk.Contact, error) {
	err := db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		id, err := tx.putContact(ctx, c)
		if err != nil {
			return err
		}
		if err := tx.putAddresses(ctx, id, c.Addresses); err != nil {
			return err
		}
		c, err = contact(ctx, tx, id)
		return err
	})
	return c, err
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

// putAddresses makes as the addresses of a contact, in order, and no others.
func (tx *Tx) putAddresses(ctx context.Context, id int64, as []frontdesk.Address) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM addresses WHERE contact = $1`, id); err != nil {
		return err
	}
	for i, a := range as {
		if err := tx.insertAddress(ctx, id, i, a); err != nil {
			return err
		}
	}
	return nil
}

// insertAddress adds one. It looks first who has it, because on PostgreSQL a
// failed INSERT would end the transaction.
func (tx *Tx) insertAddress(ctx context.Context, id int64, place int, a frontdesk.Address) error {
	owner, err := contactByMatch(ctx, tx, a.Kind, a.Match)
	if err == nil {
		return addressTaken(a, owner.ID)
	}
	if frontdesk.CodeOf(err) != frontdesk.NotFound {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO addresses (kind, match_key, contact, place, value, wa_id) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(a.Kind), text(a.Match), id, place, text(a.Value), text(a.WaID))
	return err
}

func addressTaken(a frontdesk.Address, owner frontdesk.ContactID) error {
	field := "phone"
	if a.Kind != frontdesk.AtPhone {
		field = "user_id"
	}
	return frontdesk.Errorf(frontdesk.Conflict, "this %s is contact %s's already", field, owner).WithField(field)
}

// PutAddress adds an address to a contact, or renews the spelling of one it
// has. It gives Conflict, and changes nothing, if the key is another's.
func (tx *Tx) PutAddress(ctx context.Context, of frontdesk.ContactID, a frontdesk.Address) error {
	id := numbered(contactLetter, of)
	renewed, err := tx.change(ctx, `UPDATE addresses SET value = $4, wa_id = $5 WHERE kind = $1 AND match_key = $2 AND contact = $3`,
		string(a.Kind), text(a.Match), id, text(a.Value), text(a.WaID))
	if err != nil || renewed {
		return err
	}
	var place int
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(place), -1) + 1 FROM addresses WHERE contact = $1`, id).Scan(&place); err != nil {
		return err
	}
	if err := tx.insertAddress(ctx, id, place, a); err != nil {
		return err
	}
	return tx.reword(ctx, id)
}

// MoveAddress puts an address in the place of an old one of the contact. It
// gives Conflict, and changes nothing, if the new key is another's.
func (tx *Tx) MoveAddress(ctx context.Context, of frontdesk.ContactID, kind frontdesk.AddressKind, oldMatch string, to frontdesk.Address) error {
	id := numbered(contactLetter, of)
	owner, err := contactByMatch(ctx, tx, to.Kind, to.Match)
	switch {
	case err == nil && owner.ID != of:
		return addressTaken(to, owner.ID)
	case err == nil && to.Match != oldMatch: // it has both; the old one goes
		_, err = tx.ExecContext(ctx, `DELETE FROM addresses WHERE kind = $1 AND match_key = $2 AND contact = $3`, string(kind), text(oldMatch), id)
		return err
	case err != nil && frontdesk.CodeOf(err) != frontdesk.NotFound:
		return err
	}
	moved, err := tx.change(ctx, `
		UPDATE addresses SET match_key = $4, value = $5, wa_id = $6 WHERE kind = $1 AND match_key = $2 AND contact = $3`,
		string(kind), text(oldMatch), id, text(to.Match), text(to.Value), text(to.WaID))
	if err == nil && !moved {
		err = notFound("address")
	}
	if err != nil {
		return err
	}
	return tx.reword(ctx, id)
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
