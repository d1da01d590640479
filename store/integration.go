package store

import (
	"context"

	"frontdesk"
)

const integrationColumns = `id, kind, name, phone_number_id, business_account_id, display_phone,
	access_token, app_secret, verify_token, path_token, metadata, created_at, updated_at`

func (db *DB) scanIntegration(scan func(...any) error) (in frontdesk.Integration, err error) {
	var id, created, updated int64
	var metadata string
	var sealed [4]string
	if err := scan(&id, &in.Kind, &in.Name, &in.PhoneNumberID, &in.BusinessAccountID, &in.DisplayPhone,
		&sealed[0], &sealed[1], &sealed[2], &sealed[3], &metadata, &created, &updated); err != nil {
		return in, err
	}
	in.ID = shown[frontdesk.IntegrationID](integrationLetter, id)
	in.CreatedAt, in.UpdatedAt = timeOf(created), timeOf(updated)
	for i, secret := range credentials(&in) {
		if *secret, err = db.seal.open(sealed[i], place(in.ID, i)); err != nil {
			return in, err
		}
	}
	in.Metadata, err = entries(metadata)
	return in, err
}

// credentials are the secrets of an integration, in the order of their columns.
func credentials(in *frontdesk.Integration) [4]*frontdesk.Secret {
	return [4]*frontdesk.Secret{&in.AccessToken, &in.AppSecret, &in.VerifyToken, &in.PathToken}
}

// place is where a credential belongs; it opens nowhere else.
func place(id frontdesk.IntegrationID, i int) string {
	return "integration " + string(id) + " " + [4]string{"access_token", "app_secret", "verify_token", "path_token"}[i]
}

// Integrations gives all the numbers that are ours.
func (db *DB) Integrations(ctx context.Context) ([]frontdesk.Integration, error) {
	return db.integrations(ctx, db.r)
}

func (db *DB) integrations(ctx context.Context, r reader) ([]frontdesk.Integration, error) {
	rows, err := r.QueryContext(ctx, `SELECT `+integrationColumns+` FROM integrations WHERE NOT removed ORDER BY id`)
	return collect(rows, err, db.scanIntegration)
}

// Integration gives one of them.
func (db *DB) Integration(ctx context.Context, id frontdesk.IntegrationID) (frontdesk.Integration, error) {
	return db.integration(ctx, db.r, numbered(integrationLetter, id))
}

func (db *DB) integration(ctx context.Context, r reader, id int64) (frontdesk.Integration, error) {
	row := r.QueryRowContext(ctx, `SELECT `+integrationColumns+` FROM integrations WHERE id = $1 AND NOT removed`, id)
	return only(row, "integration", db.scanIntegration)
}

// SaveIntegration makes an integration of one without id, else replaces the
// one there but for when it was made. It gives Conflict if another has the
// phone number id or the path token.
func (db *DB) SaveIntegration(ctx context.Context, in frontdesk.Integration) (frontdesk.Integration, error) {
	err := db.write(ctx, func(tx *Tx) error {
		if err := tx.lead(ctx); err != nil {
			return err
		}
		if err := tx.distinct(ctx, in); err != nil {
			return err
		}
		id, err := tx.putIntegration(ctx, in)
		if err != nil {
			return err
		}
		in, err = db.integration(ctx, tx, id)
		return err
	})
	return in, err
}

// distinct looks through all of them, which are few, because a path token is
// sealed differently each time and no index would see that two are equal.
func (tx *Tx) distinct(ctx context.Context, in frontdesk.Integration) error {
	all, err := tx.db.integrations(ctx, tx)
	if err != nil {
		return err
	}
	for _, other := range all {
		switch {
		case other.ID == in.ID:
		case other.PhoneNumberID == in.PhoneNumberID:
			return frontdesk.Errorf(frontdesk.Conflict, "integration %s has this phone number id already", other.ID).WithField("phone_number_id")
		case other.PathToken == in.PathToken && in.PathToken != "":
			return frontdesk.Errorf(frontdesk.Conflict, "integration %s has this callback address already", other.ID).WithField("path_token")
		}
	}
	return nil
}

func (tx *Tx) putIntegration(ctx context.Context, in frontdesk.Integration) (int64, error) {
	if in.ID == "" {
		return tx.insertIntegration(ctx, in)
	}
	id := numbered(integrationLetter, in.ID)
	return id, tx.updateIntegration(ctx, id, in)
}

func (tx *Tx) insertIntegration(ctx context.Context, in frontdesk.Integration) (int64, error) {
	id, err := tx.number(ctx, "integration")
	if err != nil {
		return 0, err
	}
	values, err := tx.integrationValues(id, in)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO integrations (id, kind, name, phone_number_id, business_account_id, display_phone,
			access_token, app_secret, verify_token, path_token, metadata, removed, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, FALSE, $12, $12)`, append(values, tx.now)...)
	return id, err
}

func (tx *Tx) updateIntegration(ctx context.Context, id int64, in frontdesk.Integration) error {
	values, err := tx.integrationValues(id, in)
	if err != nil {
		return err
	}
	found, err := tx.change(ctx, `
		UPDATE integrations SET kind = $2, name = $3, phone_number_id = $4, business_account_id = $5, display_phone = $6,
			access_token = $7, app_secret = $8, verify_token = $9, path_token = $10, metadata = $11, updated_at = $12
		WHERE id = $1 AND NOT removed`, append(values, tx.now)...)
	if err == nil && !found {
		err = notFound("integration")
	}
	return err
}

// integrationValues are the columns in order, the credentials sealed.
func (tx *Tx) integrationValues(id int64, in frontdesk.Integration) ([]any, error) {
	metadata, err := written(in.Metadata)
	if err != nil {
		return nil, err
	}
	values := []any{id, text(in.Kind), text(in.Name), text(in.PhoneNumberID), text(in.BusinessAccountID), text(in.DisplayPhone)}
	for i, secret := range credentials(&in) {
		values = append(values, tx.db.seal.close(*secret, place(shown[frontdesk.IntegrationID](integrationLetter, id), i)))
	}
	return append(values, metadata), nil
}

// RemoveIntegration takes a number from us and forgets its credentials. What
// was said on it stays.
func (db *DB) RemoveIntegration(ctx context.Context, id frontdesk.IntegrationID) error {
	return db.write(ctx, func(tx *Tx) error {
		found, err := tx.change(ctx, `
			UPDATE integrations SET removed = TRUE, access_token = '', app_secret = '', verify_token = '', path_token = '', updated_at = $2
			WHERE id = $1 AND NOT removed`, numbered(integrationLetter, id), tx.now)
		if err == nil && !found {
			err = notFound("integration")
		}
		return err
	})
}
