package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"frontdesk/store/storetest"
)

// The promise NoUpdateIsPassedOver is worth something only if the usual way
// breaks it: here the numbers come from an identity column.
func TestTheUsualWayPassesOverRows(t *testing.T) {
	config, err := pgxpool.ParseConfig(storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 17 // a connection for each writer, and the reader's
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(t.Context(), `CREATE TABLE naive (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT)`); err != nil {
		t.Fatal(err)
	}
	lost, total := 0, 0
	for end := time.Now().Add(patience); lost == 0 && time.Now().Before(end); {
		lost, total = passedOver(t, pool)
		t.Logf("an identity column: a reader passed over %d of %d rows", lost, total)
	}
	if lost == 0 {
		t.Errorf("a reader passed over none of %d rows: this test would not catch a store that loses some", total)
	}
}

// passedOver lets a reader follow many writers for a while; on a busy machine
// they may come one after the other, and then nothing is lost.
func passedOver(t *testing.T, pool *pgxpool.Pool) (lost, total int) {
	return storetest.Lost(t, 16, 500*time.Millisecond,
		func(ctx context.Context, _ int) (id int64, err error) {
			err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
				return tx.QueryRow(ctx, `INSERT INTO naive (body) VALUES ('{}') RETURNING id`).Scan(&id)
			})
			return id, err
		},
		func(ctx context.Context, after int64) ([]int64, error) {
			rows, err := pool.Query(ctx, `SELECT id FROM naive WHERE id > $1 ORDER BY id LIMIT 100`, after)
			if err != nil {
				return nil, err
			}
			return pgx.CollectRows(rows, pgx.RowTo[int64])
		})
}
