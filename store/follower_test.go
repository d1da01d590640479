package store

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk"
)

// Claims are asked for at every change by everybody who waits, and must not
// look through all that waits for others.
func TestClaimsAreFoundByAnIndex(t *testing.T) {
	db, err := Open(t.Context(), Options{
		URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db"), Key: frontdesk.Secret(strings.Repeat("A", 43)),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for want, c := range map[string]Claim{
		"f USING INDEX followers_due (name=?)":                                   {Follower: "agent"},
		"f USING INDEX sqlite_autoindex_followers_1 (name=? AND conversation=?)": {Follower: "agent", Contact: "c7"},
	} {
		due, args := c.due(micros(time.Now()))
		if plan := plan(t, db, `SELECT f.conversation FROM followers f WHERE `+due+` ORDER BY f.first_at LIMIT 1`, args...); !strings.Contains(plan, want) {
			t.Errorf("%+v is found by\n%s", c, plan)
		} else if !strings.Contains(plan, "x USING INDEX files_hold (conversation=? AND hold_until>?)") {
			t.Errorf("%+v looks through all files for those that are held:\n%s", c, plan)
		}
	}
}

func plan(t *testing.T, db *DB, query string, args ...any) string {
	t.Helper()
	rows, err := db.r.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query, args...)
	steps, err := collect(rows, err, func(scan func(...any) error) (step string, err error) {
		var id, parent, unused int
		return step, scan(&id, &parent, &unused, &step)
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}
