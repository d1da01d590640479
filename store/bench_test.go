//go:build linux

package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"frontdesk"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// databases are what the benchmarks run on. A PostgreSQL that they start
// themselves syncs only with FRONTDESK_TEST_FSYNC=on.
var databases = []struct {
	name  string
	fresh func(testing.TB) string
}{{"sqlite", sqliteURL}, {"postgres", storetest.Postgres}}

var body = make([]byte, 700)

// BenchmarkAppend measures durable updates against the floor: the same group
// commit on a bare file.
func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{1, 32, 128} {
		b.Run(fmt.Sprintf("file/%d", callers), func(b *testing.B) {
			measure(b, callers, floor(b))
		})
		for _, d := range databases {
			b.Run(fmt.Sprintf("%s/%d", d.name, callers), func(b *testing.B) {
				db := storetest.Open(b, store.Options{URL: d.fresh(b)})
				measure(b, callers, func() error {
					_, err := db.Append(context.Background(), frontdesk.Update{At: time.Now(), Kind: frontdesk.CloudAPI, Signer: "0123456789abcdef", Body: body})
					return err
				})
			})
		}
	}
}

// measure lets callers do b.N things between them.
func measure(b *testing.B, callers int, do func() error) {
	b.Helper()
	var all sync.WaitGroup
	work := make(chan struct{}, b.N)
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	b.ResetTimer()
	for range callers {
		all.Go(func() {
			for range work {
				if err := do(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// floor appends to a file, with one sync for all who wait.
func floor(b *testing.B) func() error {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	waiting := make(chan chan error, 1024)
	var ended sync.WaitGroup
	ended.Go(func() {
		var group []chan error
		for first := range waiting {
			group = append(group[:0], first)
			for len(group) < 512 && len(waiting) > 0 {
				group = append(group, <-waiting)
			}
			var err error
			for range group {
				_, err = f.Write(body)
			}
			if err == nil {
				err = unix.Fdatasync(int(f.Fd()))
			}
			for _, done := range group {
				done <- err
			}
		}
	})
	b.Cleanup(func() { close(waiting); ended.Wait(); _ = f.Close() })
	return func() error {
		done := make(chan error, 1)
		waiting <- done
		return <-done
	}
}

// BenchmarkRead measures a page of 50 and searches in a small and in a large
// store; the goal is 1.5 times for the page and 3 times for a search.
func BenchmarkRead(b *testing.B) {
	for _, d := range databases {
		for _, size := range []int{10_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", d.name, size), func(b *testing.B) { read(b, d.fresh(b), size) })
		}
	}
}

func read(b *testing.B, url string, size int) {
	db := storetest.Open(b, store.Options{URL: url})
	vs := populate(b, db, size)
	settle(b, url)
	queries := []struct {
		name string
		q    func() store.MessageQuery
	}{
		{"page of one", func() store.MessageQuery { return store.MessageQuery{Contact: pick(vs).Contact} }},
		{"page of all", func() store.MessageQuery { return store.MessageQuery{} }},
		{"rare", func() store.MessageQuery { return store.MessageQuery{Search: fmt.Sprintf("n%d", rand.IntN(size))} }},
		{"half typed", func() store.MessageQuery { return store.MessageQuery{Search: fmt.Sprintf("n%d", rand.IntN(size/10))} }},
		{"common", func() store.MessageQuery { return store.MessageQuery{Search: "hello"} }},
		{"common half typed", func() store.MessageQuery { return store.MessageQuery{Search: "ord"} }},
		{"two common", func() store.MessageQuery { return store.MessageQuery{Search: "hello order"} }},
		{"common of one", func() store.MessageQuery { return store.MessageQuery{Search: "hello", Contact: pick(vs).Contact} }},
		{"none", func() store.MessageQuery { return store.MessageQuery{Search: "nowhere"} }},
		{"common and none", func() store.MessageQuery { return store.MessageQuery{Search: "hello nowhere"} }},
	}
	for _, c := range queries {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				q := c.q()
				q.Limit = 50
				if _, _, err := db.Messages(context.Background(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// settle does what PostgreSQL does by itself a minute later: it counts.
func settle(b *testing.B, url string) {
	b.Helper()
	if !strings.HasPrefix(url, "postgres") {
		return
	}
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(context.Background(), `VACUUM ANALYZE`); err != nil {
		b.Fatal(err)
	}
}

func pick[T any](all []T) T { return all[rand.IntN(len(all))] }

// vocabulary has common words and, by its length, rare ones.
var vocabulary = func() (words []string) {
	for i := range 20_000 {
		words = append(words, fmt.Sprintf("w%x", i*2654435761%1_000_003))
	}
	return words
}()

func populate(b *testing.B, db *store.DB, size int) (vs []frontdesk.Conversation) {
	b.Helper()
	ctx := context.Background()
	in, err := db.SaveIntegration(ctx, frontdesk.Integration{PhoneNumberID: "1"})
	if err != nil {
		b.Fatal(err)
	}
	for i := range size / 100 {
		c, err := db.SaveContact(ctx, frontdesk.Contact{Name: fmt.Sprint(i)})
		if err != nil {
			b.Fatal(err)
		}
		v, err := db.OpenConversation(ctx, c.ID, in.ID)
		if err != nil {
			b.Fatal(err)
		}
		vs = append(vs, v)
	}
	for at := 0; at < size; at += 1000 {
		if _, err := db.Append(ctx, frontdesk.Update{Kind: "test", Body: body}); err != nil {
			b.Fatal(err)
		}
		if _, err := db.Apply(ctx, "inbox", 1, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error {
			for i := at; i < at+1000; i++ {
				if err := say(ctx, tx, pick(vs), i); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	return vs
}

// say keeps a message of some words, one of which only it has, and greetings
// in every third.
func say(ctx context.Context, tx *store.Tx, v frontdesk.Conversation, i int) error {
	said := fmt.Sprintf("order n%d %s %s %s %s %s", i, pick(vocabulary), pick(vocabulary), pick(vocabulary), pick(vocabulary), pick(vocabulary))
	if i%3 == 0 {
		said = "Hello! " + said
	}
	_, _, err := tx.KeepMessage(ctx, frontdesk.Message{
		WAMID: fmt.Sprint("wamid.", i), Integration: v.Integration, Conversation: v.ID, Contact: v.Contact,
		Direction: frontdesk.In, By: frontdesk.ByContact, At: time.Now(), Content: frontdesk.Text{Body: said},
	})
	return err
}
