package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"frontdesk"
	"frontdesk/store"
)

func blobs(t *testing.T) (*store.Blobs, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	b, err := store.OpenBlobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b, dir
}

// files counts what is in a folder and below.
func files(t *testing.T, dir string) (n int) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEqualBytesAreKeptOnce(t *testing.T) {
	b, dir := blobs(t)
	sum := sha256.Sum256([]byte("bytes"))
	for range 3 {
		kept, err := b.Keep(t.Context(), strings.NewReader("bytes"), 5)
		if err != nil || kept.SHA256 != hex.EncodeToString(sum[:]) || kept.Bytes != 5 {
			t.Fatalf("%+v, %v", kept, err)
		}
	}
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files are kept", n)
	}
	r, n, err := b.Open(t.Context(), hex.EncodeToString(sum[:]))
	if err != nil || n != 5 {
		t.Fatal(n, err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); string(got) != "bytes" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWhatIsNotWholeIsNotKept(t *testing.T) {
	b, dir := blobs(t)
	if _, err := b.Keep(t.Context(), strings.NewReader("bytes!"), 5); frontdesk.CodeOf(err) != frontdesk.TooLarge {
		t.Errorf("six bytes of five: %v", err)
	}
	if _, err := b.Keep(t.Context(), io.MultiReader(strings.NewReader("by"), iotest.ErrReader(errors.New("broken"))), 5); err == nil {
		t.Error("half a file was kept")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Keep(ctx, strings.NewReader("bytes"), 5); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if n := files(t, dir); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

func TestAnOldBlobIsDroppedAndANewOneStays(t *testing.T) {
	b, dir := blobs(t)
	kept, err := b.Keep(t.Context(), strings.NewReader("bytes"), 5)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Drop(t.Context(), kept.SHA256); err != nil || files(t, dir) != 1 {
		t.Errorf("a new one is gone (%v)", err)
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, kept.SHA256[:2], kept.SHA256), old, old); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.Drop(t.Context(), kept.SHA256); err != nil || files(t, dir) != 0 {
			t.Errorf("an old one stays (%v)", err)
		}
	}
	if _, _, err := b.Open(t.Context(), kept.SHA256); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Errorf("opened after: %v", err)
	}
	if _, _, err := b.Open(t.Context(), "../../etc/passwd"); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Errorf("a path for a hash: %v", err)
	}
}

// Whoever keeps bytes that are just being removed has them afterwards.
func TestWhatIsKeptMeanwhileIsNotDropped(t *testing.T) {
	b, dir := blobs(t)
	old := time.Now().Add(-2 * time.Hour)
	for n := range 50 {
		kept, err := b.Keep(t.Context(), strings.NewReader("bytes"), 5)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(dir, kept.SHA256[:2], kept.SHA256), old, old); err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 2)
		var both sync.WaitGroup
		var ended atomic.Bool
		both.Go(func() {
			_, errs[0] = b.Keep(t.Context(), strings.NewReader("bytes"), 5)
			ended.Store(true)
		})
		both.Go(func() {
			for !ended.Load() && errs[1] == nil {
				errs[1] = b.Drop(t.Context(), kept.SHA256)
			}
		})
		both.Wait()
		f, _, err := b.Open(t.Context(), kept.SHA256)
		if err := errors.Join(append(errs, err)...); err != nil {
			t.Fatalf("the %d. time: %v", n+1, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatACrashLeftIsCleared(t *testing.T) {
	_, dir := blobs(t)
	old := time.Now().Add(-48 * time.Hour)
	for name, at := range map[string]time.Time{"blob-old": old, "blob-new": time.Now()} {
		path := filepath.Join(dir, "coming", name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.OpenBlobs(dir); err != nil {
		t.Fatal(err)
	}
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files are left, want the one that may be being written", n)
	}
}
