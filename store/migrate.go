package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"frontdesk"
)

// migrations are the steps of the schema, in the order of their names. A name
// that ends in a dialect's is a step for that database alone.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock keeps two copies of the program from migrating one PostgreSQL
// at the same time. The number means nothing but is ours.
const migrationLock = 7_236_871_001

type step struct {
	name, sql string
}

func (d dialect) steps() ([]step, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []step
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "migrations/"), ".sql")
		if _, of, special := strings.Cut(name, "."); special && of != d.name {
			continue
		}
		b, err := migrations.ReadFile(file)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{name, string(b)})
	}
	return steps, nil
}

// migrate brings the schema up to date in one transaction, so that it happens
// whole or not at all, and that of copies starting together one does it and
// the others find it done.
func (db *DB) migrate(ctx context.Context) error {
	steps, err := db.steps()
	if err != nil {
		return err
	}
	return db.write(ctx, func(tx *Tx) error {
		if db.name == postgresDialect.name {
			if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
				return err
			}
		}
		done, err := stepsDone(ctx, tx.Tx)
		if err != nil {
			return err
		}
		if len(done) > len(steps) {
			return frontdesk.Errorf(frontdesk.Conflict, "the store was made by a later version of this program").
				WithNext("run that version, or one that is newer")
		}
		return tx.take(ctx, steps[len(done):])
	})
}

func stepsDone(ctx context.Context, tx *sql.Tx) ([]string, error) {
	if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_steps (name TEXT NOT NULL PRIMARY KEY)`); err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT name FROM schema_steps ORDER BY name`)
	return collect(rows, err, func(scan func(...any) error) (name string, err error) {
		return name, scan(&name)
	})
}

func (tx *Tx) take(ctx context.Context, steps []step) error {
	for _, s := range steps {
		if _, err := tx.Tx.ExecContext(ctx, s.sql); err != nil { // once, and many statements
			return fmt.Errorf("migration %s: %w", s.name, err)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO schema_steps (name) VALUES ($1)`, s.name); err != nil {
			return err
		}
	}
	return nil
}
