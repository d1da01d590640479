package store_test

import (
	"path/filepath"
	"testing"

	"frontdesk/store/storetest"
)

func sqliteURL(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db") }

func TestSQLite(t *testing.T) { storetest.Run(t, sqliteURL) }

func TestPostgres(t *testing.T) { storetest.Run(t, storetest.Postgres) }
