package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"frontdesk"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// What is on the disk is nobody else's to read, and its credentials not even
// theirs who can read it.
func TestTheFileTellsNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new folder", "of ours? 100%")
	db := storetest.Open(t, store.Options{URL: "sqlite:" + filepath.Join(dir, "frontdesk.db")})
	secrets := []frontdesk.Secret{"EAAG-access-token", "app-secret-app-secret", "verify-token-verify", "path-token-path"}
	if _, err := db.SaveIntegration(t.Context(), frontdesk.Integration{
		PhoneNumberID: "106540352242922", AccessToken: secrets[0], AppSecret: secrets[1], VerifyToken: secrets[2], PathToken: secrets[3],
	}); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range entries(t, dir) {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may open %s: %s", e.Name(), info.Mode())
		}
		if strings.HasSuffix(e.Name(), "-shm") {
			continue // opening it would take SQLite's locks away
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(b, []byte("106540352242922"))
		for _, s := range secrets {
			if bytes.Contains(b, []byte(s.Reveal())) {
				t.Errorf("a credential stands in %s", e.Name())
			}
		}
	}
	if !found {
		t.Error("not even the phone number id was found: this test shows nothing")
	}
}

// On a server somebody else may read the rows.
func TestTheRowsTellNoCredential(t *testing.T) {
	url := storetest.Postgres(t)
	db := storetest.Open(t, store.Options{URL: url})
	if _, err := db.SaveIntegration(t.Context(), frontdesk.Integration{
		PhoneNumberID: "106540352242922", AccessToken: "a-credential-1", AppSecret: "a-credential-2", VerifyToken: "a-credential-3", PathToken: "a-credential-4",
	}); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var rows string
	if err := conn.QueryRow(t.Context(), `SELECT string_agg(CAST(i AS TEXT), ' ') FROM integrations i`).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(rows, "106540352242922") || strings.Contains(rows, "a-credential") {
		t.Errorf("the rows are %s", rows)
	}
}

func entries(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A program that is older than the store would not understand it.
func TestALaterSchemaIsRefused(t *testing.T) {
	const later = `INSERT INTO schema_steps (name) VALUES ('999_later')`
	for name, c := range map[string]struct {
		url    string
		insert func(url string) error
	}{
		"SQLite": {sqliteURL(t), func(url string) error {
			db, err := sql.Open("sqlite", strings.TrimPrefix(url, "sqlite:"))
			if err != nil {
				return err
			}
			defer db.Close()
			_, err = db.Exec(later)
			return err
		}},
		"Postgres": {storetest.Postgres(t), func(url string) error {
			conn, err := pgx.Connect(context.Background(), url)
			if err != nil {
				return err
			}
			defer func() { _ = conn.Close(context.Background()) }()
			_, err = conn.Exec(context.Background(), later)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Open(t, store.Options{URL: c.url})
			if err := c.insert(c.url); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(t.Context(), store.Options{URL: c.url, Key: storetest.Key})
			if e := frontdesk.Foreseen(err); e == nil || e.Code != frontdesk.Conflict || !strings.Contains(e.Message, "later version") || e.Next == "" {
				t.Errorf("the refusal is %v", err)
			}
		})
	}
}
