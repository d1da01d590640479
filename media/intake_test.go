package media_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/media"
	"frontdesk/media/document"
	"frontdesk/media/picture"
	"frontdesk/media/worker"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

func TestMain(m *testing.M) {
	families := []worker.Family{document.Family(), picture.Family()}
	if worker.Called(os.Args) {
		os.Exit(worker.Serve(os.Args, families))
	}
	os.Exit(m.Run())
}

// hasty is a clock a hundred times as fast as others.
func hasty() func() time.Time {
	began := time.Now()
	return func() time.Time { return began.Add(100 * time.Since(began)) }
}

// meta gives files by their id, and fails as it is told.
type meta struct {
	mu    sync.Mutex
	files map[string]string
	told  map[string]media.Told
	fails map[string][]error
	asked map[string]int
}

func (m *meta) fetch(_ context.Context, f frontdesk.File) (io.ReadCloser, media.Told, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked[f.MediaID]++
	if some := m.fails[f.MediaID]; len(some) > 0 {
		m.fails[f.MediaID] = some[1:]
		return nil, media.Told{}, some[0]
	}
	return io.NopCloser(strings.NewReader(m.files[f.MediaID])), m.told[f.MediaID], nil
}

// intake is an intake at work on a real store, with real workers.
type intake struct {
	*testing.T
	db   *store.DB
	meta *meta
	who  frontdesk.Contact
	on   frontdesk.Integration
	conv frontdesk.Conversation
	said int
}

func newIntake(t *testing.T) *intake {
	now := hasty()
	dir := t.TempDir()
	in := &intake{T: t, meta: &meta{files: map[string]string{}, told: map[string]media.Told{}, fails: map[string][]error{}, asked: map[string]int{}}}
	in.db = storetest.Open(t, store.Options{URL: "sqlite:" + filepath.Join(dir, "frontdesk.db"), Hold: media.Hold, Now: now})
	var err error
	if in.who, err = (&contacts.Registry{Store: in.db, Pending: in.db}).Register(t.Context(), contacts.Person{Name: "Ada", Phone: "+16505551234"}); err != nil {
		t.Fatal(err)
	}
	if in.on, err = in.db.SaveIntegration(t.Context(), frontdesk.Integration{Kind: frontdesk.CloudAPI, PhoneNumberID: "1"}); err != nil {
		t.Fatal(err)
	}
	blobs, err := store.OpenBlobs(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	pool, err := worker.New(worker.Options{Families: []worker.Family{document.Family(), picture.Family()}, Workers: 2, Temp: dir, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	i := &media.Intake{
		Queue: in.db, Register: in.db, Blobs: blobs, Reader: &media.Reader{Work: pool, Now: now}, Fetch: in.meta.fetch,
		Wake: func() <-chan struct{} { return in.db.Changed(store.Files) }, Poll: 5 * time.Millisecond, Lease: 100 * time.Hour, Now: now, Log: log,
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- i.Run(ctx) }()
	go func() { ended <- pool.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended; <-ended })
	return in
}

// comes lets a file come with a message, and waits until nothing more is to be
// done with it.
func (in *intake) comes(id, name, content, declared string) frontdesk.File {
	in.Helper()
	in.meta.mu.Lock()
	in.meta.files[id] = content
	in.meta.mu.Unlock()
	m := in.keep(frontdesk.Attachment{Media: frontdesk.Document, MediaID: id, Filename: name, SHA256: declared, MIMEType: "application/octet-stream"})
	end := time.Now().Add(2 * time.Minute) // the workers stand back for all else on the machine
	for {
		f, err := in.db.File(in.Context(), m.Content.(frontdesk.Attachment).File)
		if err != nil {
			in.Fatal(err)
		}
		if f.State == frontdesk.FileFailed || f.Extract != nil {
			return f
		}
		if time.Now().After(end) {
			in.Fatalf("nothing became of %s: %+v", id, f)
		}
		<-time.After(5 * time.Millisecond)
	}
}

func (in *intake) keep(c frontdesk.Content) (m frontdesk.Message) {
	in.Helper()
	in.said++
	if _, err := in.db.Append(in.Context(), frontdesk.Update{At: time.Now(), Kind: "x", Body: []byte("{}")}); err != nil {
		in.Fatal(err)
	}
	if _, err := in.db.Apply(in.Context(), "test", 10, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) (err error) {
		if in.conv, err = tx.OpenConversation(ctx, in.who.ID, in.on.ID, time.Now()); err != nil {
			return err
		}
		m, _, err = tx.KeepMessage(ctx, frontdesk.Message{
			WAMID: fmt.Sprintf("wamid.%d", in.said), Integration: in.conv.Integration, Conversation: in.conv.ID, Contact: in.conv.Contact,
			Direction: frontdesk.In, By: frontdesk.ByContact, At: time.Now(), Content: c,
		})
		return err
	}); err != nil {
		in.Fatal(err)
	}
	return m
}

func sum(s string) [32]byte { return sha256.Sum256([]byte(s)) }

func TestWhatComesIsFetchedAndRead(t *testing.T) {
	in := newIntake(t)
	hash := sum("a,b\n1,2\n")
	f := in.comes("1", "table.csv", "a,b\n1,2\n", base64.StdEncoding.EncodeToString(hash[:]))
	if f.State != frontdesk.FileKept || f.SHA256 != hex.EncodeToString(hash[:]) || f.Bytes != 8 || f.Extract.Status != frontdesk.ExtractOK || !strings.Contains(f.Extract.Text, "1,2") {
		t.Errorf("%+v %+v", f, f.Extract)
	}
	if f := in.comes("2", "x.bin", "\x00\x01\x02\x03", ""); f.Extract.Status != frontdesk.ExtractFailed || f.Extract.Code == "" || f.Extract.Code == frontdesk.Internal {
		t.Errorf("what nobody can read: %+v", f.Extract)
	}
}

func TestWhatFailsIsTriedAgainOrLabelled(t *testing.T) {
	in := newIntake(t)
	away := frontdesk.Errorf(frontdesk.Unavailable, "away")
	other := sum("other bytes")
	for id, c := range map[string]struct {
		content, declared string
		told              media.Told
		fails             []error
		asked             int
		code              frontdesk.Code
	}{
		"away":    {content: "text", fails: []error{away, away, away}, asked: 4},
		"gone":    {content: "text", fails: []error{frontdesk.Errorf(frontdesk.Gone, "gone")}, asked: 1, code: frontdesk.Gone},
		"hash":    {content: "text", declared: hex.EncodeToString(other[:]), asked: 3, code: frontdesk.Damaged},
		"hash2":   {content: "text", told: media.Told{SHA256: hex.EncodeToString(other[:])}, asked: 3, code: frontdesk.Damaged},
		"short":   {content: "text", told: media.Told{Bytes: 5}, asked: 3, code: frontdesk.Damaged},
		"large":   {content: "text", told: media.Told{Bytes: media.MaxFile + 1}, asked: 1, code: frontdesk.TooLarge},
		"largest": {content: "text", told: media.Told{Bytes: 4}, asked: 1},
	} {
		in.meta.mu.Lock()
		in.meta.told[id], in.meta.fails[id] = c.told, c.fails
		in.meta.mu.Unlock()
		f := in.comes(id, "a.txt", c.content, c.declared)
		if f.Code != c.code || c.code == "" && f.State != frontdesk.FileKept || c.code != "" && f.State != frontdesk.FileFailed {
			t.Errorf("%s: %s, %q (%s); want %q", id, f.State, f.Code, f.Problem, c.code)
		}
		in.meta.mu.Lock()
		if n := in.meta.asked[id]; n != c.asked {
			t.Errorf("%s was asked for %d times, want %d", id, n, c.asked)
		}
		in.meta.mu.Unlock()
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Run("", func(t *testing.T) {
		in := newIntake(t)
		in.comes("1", "a.txt", "text", "")
	})
}
