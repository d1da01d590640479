package store

import (
	"context"
	"time"

	"frontdesk"
)

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

// ContactAt finds whose address had the key at a time.
func (tx *Tx) ContactAt(ctx context.Context, kind frontdesk.AddressKind, match string, at time.Time) (frontdesk.Contact, error) {
	row := tx.QueryRowContext(ctx, `
		SELECT contact FROM (
			SELECT contact, until FROM former_addresses WHERE kind = $1 AND match_key = $2 AND until >= $3
			UNION ALL
			SELECT contact, 9223372036854775807 FROM addresses WHERE kind = $1 AND match_key = $2
		) owners ORDER BY until LIMIT 1`, string(kind), text(match), micros(at))
	id, err := only(row, "contact", func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
	if err != nil {
		return frontdesk.Contact{}, err
	}
	return contact(ctx, tx, id)
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

// MoveAddress puts an address in the place of an old one of the contact, whose
// it was until a time. It gives Conflict, and changes nothing, if the new key is
// another's.
func (tx *Tx) MoveAddress(ctx context.Context, of frontdesk.ContactID, oldMatch string, to frontdesk.Address, until time.Time) error {
	id := numbered(contactLetter, of)
	owner, err := contactByMatch(ctx, tx, to.Kind, to.Match)
	var moved bool
	switch {
	case err == nil && owner.ID != of:
		return addressTaken(to, owner.ID)
	case err == nil && to.Match != oldMatch: // it has both; the old one goes
		moved, err = tx.change(ctx, `DELETE FROM addresses WHERE kind = $1 AND match_key = $2 AND contact = $3`, string(to.Kind), text(oldMatch), id)
	case err != nil && frontdesk.CodeOf(err) != frontdesk.NotFound:
		return err
	default:
		moved, err = tx.change(ctx, `
			UPDATE addresses SET match_key = $4, value = $5, wa_id = $6 WHERE kind = $1 AND match_key = $2 AND contact = $3`,
			string(to.Kind), text(oldMatch), id, text(to.Match), text(to.Value), text(to.WaID))
	}
	if err == nil && !moved {
		err = notFound("address")
	}
	if err != nil {
		return err
	}
	if err := tx.wasUntil(ctx, id, to.Kind, oldMatch, until); err != nil {
		return err
	}
	return tx.reword(ctx, id)
}

// RetireAddresses takes the addresses of a kind from a contact, whose they were
// until a time.
func (tx *Tx) RetireAddresses(ctx context.Context, of frontdesk.ContactID, kind frontdesk.AddressKind, until time.Time) error {
	id := numbered(contactLetter, of)
	rows, err := tx.QueryContext(ctx, `DELETE FROM addresses WHERE kind = $1 AND contact = $2 RETURNING match_key`, string(kind), id)
	gone, err := collect(rows, err, func(scan func(...any) error) (match string, err error) { return match, scan(&match) })
	if err != nil || len(gone) == 0 {
		return err
	}
	for _, match := range gone {
		if err := tx.wasUntil(ctx, id, kind, match, until); err != nil {
			return err
		}
	}
	return tx.reword(ctx, id)
}

// wasUntil remembers whose an address was, for what was said before and comes
// after. Without a time nothing is remembered.
func (tx *Tx) wasUntil(ctx context.Context, contact int64, kind frontdesk.AddressKind, match string, until time.Time) error {
	if until.IsZero() {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO former_addresses (kind, match_key, until, contact) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		string(kind), text(match), micros(until), contact)
	return err
}
