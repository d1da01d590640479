package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"frontdesk"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// outage is a way to make a store unable to write, and able again.
type outage struct {
	begin, end func() error
	// reading goes on meanwhile.
	reading bool
}

// patience is how long anything may take to be noticed on a busy machine.
const patience = 30 * time.Second

// suffer holds a store to its promise in an outage, twice: whoever writes is
// told to come again, nothing acknowledged is lost, and it mends by itself.
func suffer(db *store.DB, o outage) error {
	var kept []frontdesk.UpdateID
	add := func() error {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		id, err := db.Append(ctx, frontdesk.Update{At: time.Now(), Kind: "test", Body: make([]byte, 20_000)})
		if err == nil {
			kept = append(kept, id)
		}
		return err
	}
	for range 2 {
		if err := errors.Join(add(), o.begin()); err != nil {
			return err
		}
		if err := errors.Join(refuses(db, add, o.reading), o.end()); err != nil {
			return err
		}
		if !within(patience, func() bool { return add() == nil }) {
			return errors.New("writing does not work again")
		}
	}
	for _, id := range kept {
		if u, err := db.Update(context.Background(), id); err != nil || len(u.Body) != 20_000 {
			return fmt.Errorf("update %d was acknowledged: %w", id, err)
		}
	}
	return nil
}

// refuses tells what is wrong with how a store in an outage answers.
func refuses(db *store.DB, add func() error, reading bool) error {
	var err error
	if !within(patience, func() bool { err = add(); return err != nil }) {
		return errors.New("in the outage appending works")
	}
	if frontdesk.CodeOf(err) != frontdesk.Unavailable {
		return fmt.Errorf("in the outage appending gives %w", err)
	}
	_, err = db.SaveContact(context.Background(), frontdesk.Contact{Name: strings.Repeat("x", 300_000)})
	if frontdesk.CodeOf(err) != frontdesk.Unavailable {
		return fmt.Errorf("in the outage saving gives %w", err)
	}
	_, err = db.Stats(context.Background())
	if reading && err != nil || !reading && frontdesk.CodeOf(err) != frontdesk.Unavailable {
		return fmt.Errorf("in the outage reading gives %w", err)
	}
	return nil
}

// within waits for something that comes soon.
func within(d time.Duration, ok func() bool) bool {
	for deadline := time.Now().Add(d); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

func TestADatabaseThatGoesAwayComesBack(t *testing.T) {
	server := storetest.NewServer(t)
	db := storetest.Open(t, store.Options{URL: server.URL})
	stop := func() error {
		server.Stop()
		return nil
	}
	if err := suffer(db, outage{begin: stop, end: server.Start}); err != nil {
		t.Fatal(err)
	}

	// What other copies do is heard again too.
	other := storetest.Open(t, store.Options{URL: server.URL})
	rung := db.Changed(store.Log)
	if _, err := other.Append(t.Context(), frontdesk.Update{Kind: "test", Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-rung:
	case <-time.After(patience):
		t.Error("what another copy does is not heard any more")
	}
}

func TestADatabaseThatIsNotThereIsUnavailable(t *testing.T) {
	for _, url := range []string{"postgres://nobody@127.0.0.1:1/frontdesk", "sqlite:/proc/no/such/folder/frontdesk.db"} {
		_, err := store.Open(t.Context(), store.Options{URL: url, Key: storetest.Key})
		if frontdesk.CodeOf(err) != frontdesk.Unavailable {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, url := range []string{"", "mysql://x", "frontdesk.db", "postgres://%%%"} {
		_, err := store.Open(t.Context(), store.Options{URL: url, Key: storetest.Key})
		if frontdesk.CodeOf(err) != frontdesk.Invalid {
			t.Errorf("%q: %v", url, err)
		}
	}
}

// A server that throws everybody out, as at a switch to another one, costs
// nobody an answer: what had not begun to commit is done again.
func TestBeingThrownOutIsNotNoticed(t *testing.T) {
	url := storetest.Postgres(t)
	db := storetest.Open(t, store.Options{URL: url})
	admin, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close(context.Background()) }()
	for range 3 {
		var all sync.WaitGroup
		for range 6 { // so that there are connections to lose
			all.Go(func() {
				if _, err := db.SaveContact(t.Context(), frontdesk.Contact{Name: "Ana"}); err != nil {
					t.Errorf("saving: %v", err)
				}
			})
		}
		all.Wait()
		if _, err := admin.Exec(t.Context(), `
			SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Append(t.Context(), frontdesk.Update{Kind: "test", Body: []byte("{}")}); err != nil {
			t.Errorf("appending: %v", err)
		}
	}
}

// A server that crashes under load is asked again, and what was on its way may
// be kept or not; but nothing acknowledged is lost and nothing kept twice.
func TestACrashingServerKeepsNothingTwice(t *testing.T) {
	server := storetest.NewServer(t)
	db := storetest.Open(t, store.Options{URL: server.URL})
	acknowledged := map[int64]string{}
	var mu sync.Mutex
	var writers sync.WaitGroup
	var ended, refused atomic.Bool
	for w := range 8 {
		writers.Go(func() {
			for n := 0; !ended.Load(); n++ {
				body := fmt.Sprintf("%d/%d", w, n)
				id, err := db.Append(t.Context(), frontdesk.Update{Kind: "test", Body: []byte(body)})
				if err != nil {
					refused.Store(true)
					continue
				}
				mu.Lock()
				acknowledged[int64(id)] = body
				mu.Unlock()
			}
		})
	}
	count := func() int { mu.Lock(); defer mu.Unlock(); return len(acknowledged) }
	for range 4 {
		before := count()
		if !within(patience, func() bool { return count() > before+50 }) {
			t.Error("nothing is kept")
		}
		server.Stop()
		if err := server.Start(); err != nil {
			t.Error(err)
		}
	}
	ended.Store(true)
	writers.Wait()
	if !refused.Load() {
		t.Error("nobody noticed: this test shows nothing")
	}
	compare(t, server.URL, acknowledged)
}
