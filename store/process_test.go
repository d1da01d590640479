package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// Some promises are about other processes. For them the test binary starts
// itself again as a child that does one of these.
var children = map[string]func(*store.DB) error{
	"append": childAppends,
	"save":   childSaves,
}

const (
	envChild = "FRONTDESK_STORE_TEST_CHILD"
	envURL   = "FRONTDESK_STORE_TEST_URL"
)

func TestMain(m *testing.M) {
	if child, ok := children[os.Getenv(envChild)]; ok {
		if err := beChild(child); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func beChild(do func(*store.DB) error) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	db, err := store.Open(ctx, store.Options{URL: os.Getenv(envURL), Key: storetest.Key})
	if err != nil {
		return err
	}
	go func() { _ = db.Run(ctx) }()
	return do(db)
}

// child starts one, and gives the lines it prints.
func child(t *testing.T, what, url string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), envChild+"="+what, envURL+"="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// childAppends appends until it is killed, and says what was acknowledged.
func childAppends(db *store.DB) error {
	var writers sync.WaitGroup
	var mu sync.Mutex
	for w := range 8 {
		writers.Go(func() {
			for n := 0; ; n++ {
				body := fmt.Sprintf("%d/%d/%d %s", os.Getpid(), w, n, strings.Repeat("x", rand.IntN(2000)))
				id, err := db.Append(context.Background(), frontdesk.Update{At: time.Now(), Kind: "test", Body: []byte(body)})
				if err != nil {
					return
				}
				mu.Lock()
				fmt.Println(id, strings.Fields(body)[0])
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	return nil
}

// Killed again and again under load, the store has every update that it
// acknowledged, under the number it gave, and none twice.
func TestAKillLosesNothing(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) string{"SQLite": sqliteURL, "Postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			url := fresh(t)
			acknowledged := map[int64]string{}
			for range 8 {
				killOnce(t, url, acknowledged)
			}
			if len(acknowledged) == 0 {
				t.Fatal("nothing was acknowledged: this test shows nothing")
			}
			compare(t, url, acknowledged)
		})
	}
}

func killOnce(t *testing.T, url string, acknowledged map[int64]string) {
	t.Helper()
	cmd, said := child(t, "append", url)
	var dying *time.Timer
	for said.Scan() {
		if dying == nil {
			dying = time.AfterFunc(time.Duration(rand.IntN(60))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		number, body, ok := strings.Cut(said.Text(), " ")
		id, err := strconv.ParseInt(number, 10, 64)
		if !ok || err != nil || strings.Count(body, "/") != 2 {
			continue // it died in the middle of a line
		}
		acknowledged[id] = body
	}
	_ = cmd.Wait()
}

func compare(t *testing.T, url string, acknowledged map[int64]string) {
	t.Helper()
	db := storetest.Open(t, store.Options{URL: url})
	kept := map[int64]string{}
	bodies := map[string]bool{}
	for n := 1; n > 0; {
		var err error
		n, err = db.Apply(t.Context(), "reader", 500, func(_ context.Context, _ *store.Tx, us []frontdesk.Update) error {
			for _, u := range us {
				body := strings.Fields(string(u.Body))[0]
				if kept[int64(u.ID)] = body; bodies[body] {
					t.Errorf("%s was kept twice", body)
				}
				bodies[body] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for id, body := range acknowledged {
		if kept[id] != body {
			t.Errorf("%d was acknowledged as %q and is %q", id, body, kept[id])
		}
	}
	t.Logf("%d acknowledged, %d kept", len(acknowledged), len(kept))
}

// childSaves writes as fast as it can for as long as it lives.
func childSaves(db *store.DB) error {
	for n := 0; ; n++ {
		if _, err := db.SaveContact(context.Background(), frontdesk.Contact{Name: "child"}); err != nil {
			return err
		}
		if n == 0 {
			fmt.Println("begun")
		}
	}
}

// SQLite's own waiting lets one busy process starve another for seconds. Both
// here write without a pause. A machine that keeps one of them waiting does so
// for a while: then they are counted again later, all that they wrote.
func TestTwoProcessesTakeTurns(t *testing.T) {
	url := sqliteURL(t)
	db := storetest.Open(t, store.Options{URL: url})
	cmd, said := child(t, "save", url)
	if !said.Scan() {
		t.Fatal("the child does not begin")
	}
	var ours, theirs, lower, upper int64
	for end := time.Now().Add(patience); ; {
		for second := time.Now().Add(time.Second); time.Now().Before(second); ours++ {
			if _, err := db.SaveContact(t.Context(), frontdesk.Contact{Name: "parent"}); err != nil {
				t.Fatal(err)
			}
		}
		theirs = count(t, db, "child")
		t.Logf("ours %d, theirs %d", ours, theirs)
		if lower, upper = min(ours, theirs), max(ours, theirs); upper <= 4*lower || time.Now().After(end) {
			break
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if upper > 4*lower {
		t.Errorf("one process wrote %d times and the other %d", lower, upper)
	}
	if _, err := db.SaveContact(t.Context(), frontdesk.Contact{}); err != nil {
		t.Errorf("the killed one still holds the door: %v", err)
	}
}

func count(t *testing.T, db *store.DB, name string) (n int64) {
	t.Helper()
	for after, more := "", true; more; more = after != "" {
		some, next, err := db.Contacts(t.Context(), store.ContactQuery{After: after, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		n += int64(len(slices.DeleteFunc(some, func(c frontdesk.Contact) bool { return c.Name != name })))
		after = next
	}
	return n
}
