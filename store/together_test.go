package store

import (
	"context"
	"encoding/base64"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"frontdesk"
)

// Many share transactions. One who fails, or who stops waiting, spoils it for
// nobody, and whatever succeeds is done once.
func TestSharedWritesFailAlone(t *testing.T) {
	db, err := Open(t.Context(), Options{
		URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db"), Key: frontdesk.Secret(base64.StdEncoding.EncodeToString(make([]byte, 32))),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const callers = 2*maxTogether + 10
	broken := errors.New("broken")
	gone, leave := context.WithCancel(t.Context())
	errs := make([]error, callers)
	var all sync.WaitGroup
	db.together.turn <- struct{}{} // so that all wait for each other
	for i := range callers {
		all.Go(func() {
			ctx := t.Context()
			if i%50 == 1 {
				ctx = gone
			}
			errs[i] = db.writeTogether(ctx, func(tx *Tx) error {
				if _, err := tx.number(ctx, "wish"); err != nil {
					return err
				}
				if i%50 == 0 {
					return broken
				}
				return nil
			})
		})
	}
	for end := time.Now().Add(time.Minute); len(db.together.here()) < callers; <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not all came")
		}
	}
	leave()
	<-db.together.turn
	all.Wait()
	done := int64(0)
	for i, err := range errs {
		switch {
		case i%50 == 0:
			if !errors.Is(err, broken) {
				t.Errorf("caller %d, who fails, got %v", i, err)
			}
		case i%50 == 1:
			if err == nil {
				t.Errorf("caller %d, who left, got nothing to know it by", i)
			}
		case err != nil:
			t.Errorf("caller %d got %v", i, err)
		default:
			done++
		}
	}
	var last int64
	if err := db.r.QueryRowContext(t.Context(), `SELECT last FROM head WHERE name = 'wish'`).Scan(&last); err != nil || last != done {
		t.Errorf("%d wrote, and there is %d: %v", done, last, err)
	}
}

// here gives those who wait.
func (t *together) here() []*piece {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waiting
}
