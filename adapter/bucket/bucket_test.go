package bucket

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"frontdesk"
)

// service is an S3 in this process, which counts what is put into it.
type service struct {
	*s3mem.Backend
	s3   http.Handler
	puts atomic.Int32
	step atomic.Pointer[http.HandlerFunc] // may answer in its stead
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		s.puts.Add(1)
	}
	if step := s.step.Load(); step != nil {
		(*step)(w, r)
		return
	}
	s.s3.ServeHTTP(w, r)
}

func options(t *testing.T, endpoint, place string) Options {
	return Options{URL: "s3://" + place + "?region=eu-south-2&endpoint=" + url.QueryEscape(endpoint),
		AccessKey: "AKIAhunter2", SecretKey: "secret-hunter2", Temp: filepath.Join(t.TempDir(), "temp")}
}

// open gives a bucket in a service of its own, and sees that it leaves nothing.
func open(t *testing.T) (*Bucket, *service) { return openBy(t, httptest.NewServer) }

func openBy(t *testing.T, start func(http.Handler) *httptest.Server) (*Bucket, *service) {
	s := &service{Backend: s3mem.New()}
	s.s3 = gofakes3.New(s.Backend).Server()
	if err := s.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	srv := start(s)
	t.Cleanup(srv.Close)
	if c := srv.Certificate(); c != nil {
		trust(t, c)
	}
	b, err := Open(t.Context(), options(t, srv.URL, "files/desk/media"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if left, _ := os.ReadDir(b.temp); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	return b, s
}

// trust lets the client know a certificate, as an operator would.
func trust(t *testing.T, c *x509.Certificate) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", file)
}

func sum(content string) string {
	h := sha256.Sum256([]byte(content))
	return hex.EncodeToString(h[:])
}

func keep(t *testing.T, b *Bucket, content string) string {
	t.Helper()
	blob, err := b.Keep(t.Context(), strings.NewReader(content), int64(len(content)))
	if err != nil || blob != (frontdesk.Blob{SHA256: sum(content), Bytes: int64(len(content))}) {
		t.Fatalf("%+v, %v", blob, err)
	}
	return blob.SHA256
}

func TestWhatIsKeptComesBack(t *testing.T) {
	for name, start := range map[string]func(http.Handler) *httptest.Server{"http": httptest.NewServer, "https": httptest.NewTLSServer} {
		t.Run(name, func(t *testing.T) {
			b, s := openBy(t, start)
			comesBack(t, b, s)
		})
	}
}

func comesBack(t *testing.T, b *Bucket, s *service) {
	for _, content := range []string{"", "a note", strings.Repeat("0123456789abcdef", 2<<20)} { // 32 MiB: more than one part would be
		hash := keep(t, b, content)
		if _, err := s.HeadObject("files", "desk/media/"+hash[:2]+"/"+hash); err != nil {
			t.Errorf("%d bytes are elsewhere: %v", len(content), err)
		}
		f, size, err := b.Open(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err != nil || string(got) != content || size != int64(len(content)) {
			t.Errorf("%d of %d bytes, said to be %d, %v", len(got), len(content), size, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAnOpenFileSeeks(t *testing.T) {
	b, _ := open(t)
	f, _, err := b.Open(t.Context(), keep(t, b, "one two three"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, c := range []struct {
		to     int64
		whence int
		want   string
	}{{4, io.SeekStart, "two three"}, {-5, io.SeekEnd, "three"}, {0, io.SeekStart, "one two three"}} {
		if _, err := f.Seek(c.to, c.whence); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(f); string(got) != c.want || err != nil {
			t.Errorf("from %d: %q, %v", c.to, got, err)
		}
	}
}

func TestEqualBytesAreSentOnce(t *testing.T) {
	b, s := open(t)
	keep(t, b, "a photo")
	keep(t, b, "a photo")
	if n := s.puts.Load(); n != 1 {
		t.Errorf("sent %d times", n)
	}
	keep(t, b, "another")
	if n := s.puts.Load(); n != 2 {
		t.Errorf("sent %d times", n)
	}
}

func TestManyMayKeepTheSame(t *testing.T) {
	b, _ := open(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if blob, err := b.Keep(t.Context(), strings.NewReader("a photo"), 7); err != nil || blob.SHA256 != sum("a photo") {
				t.Error(blob, err)
			}
		})
	}
	all.Wait()
}

func TestTheLimitIsOfTheFile(t *testing.T) {
	b, s := open(t)
	for max, want := range map[int64]frontdesk.Code{4: frontdesk.TooLarge, 5: "", 6: "", 0: frontdesk.TooLarge, 1<<63 - 1: ""} {
		if _, err := b.Keep(t.Context(), strings.NewReader("bytes"), max); frontdesk.CodeOf(err) != want {
			t.Errorf("5 bytes of at most %d: %v", max, err)
		}
	}
	if _, err := b.Keep(t.Context(), io.LimitReader(endless{}, 1<<20), 1000); frontdesk.CodeOf(err) != frontdesk.TooLarge || s.puts.Load() != 1 {
		t.Errorf("%v, sent %d times", err, s.puts.Load())
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAFileThatBreaksOffIsNotKept(t *testing.T) {
	b, s := open(t)
	gone := frontdesk.Errorf(frontdesk.Gone, "its address has run out")
	_, err := b.Keep(t.Context(), io.MultiReader(strings.NewReader("half"), failing{gone}), 100)
	if !errors.Is(err, gone) || s.puts.Load() != 0 {
		t.Errorf("%v, sent %d times", err, s.puts.Load())
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAPutThatFailsIsNotKeptAndMayBeRepeated(t *testing.T) {
	b, s := open(t)
	broken := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			s.s3.ServeHTTP(w, r)
			return
		}
		io.CopyN(io.Discard, r.Body, 3)
		panic(http.ErrAbortHandler)
	})
	s.step.Store(&broken)
	if _, err := b.Keep(t.Context(), strings.NewReader("bytes"), 5); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Error(err)
	}
	s.step.Store(nil)
	if _, _, err := b.Open(t.Context(), sum("bytes")); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Error(err)
	}
	keep(t, b, "bytes")
}

func TestALocalCopyIsCheckedAndReleased(t *testing.T) {
	b, s := open(t)
	hash := keep(t, b, "a document")
	path, release, err := b.Local(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if got, err := os.ReadFile(path); string(got) != "a document" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	release()
	release()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
	wrong := "A document"
	if _, err := s.PutObject("files", "desk/media/"+hash[:2]+"/"+hash, map[string]string{}, strings.NewReader(wrong), int64(len(wrong)), nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Local(t.Context(), hash); frontdesk.CodeOf(err) != frontdesk.Damaged {
		t.Errorf("another file under the name: %v", err)
	}
}

func TestWhatIsNotThereIsGone(t *testing.T) {
	b, _ := open(t)
	hash := sum("never kept")
	if _, _, err := b.Open(t.Context(), hash); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Errorf("opening: %v", err)
	}
	if _, _, err := b.Local(t.Context(), hash); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Errorf("copying: %v", err)
	}
	hash = keep(t, b, "bytes")
	for range 2 {
		if err := b.Drop(t.Context(), hash); err != nil {
			t.Errorf("dropping: %v", err)
		}
	}
	if r, _, err := b.Open(t.Context(), hash); err != nil {
		t.Errorf("what is new was dropped: %v", err)
	} else {
		r.Close()
	}
	late := *b
	late.now = func() time.Time { return time.Now().Add(2 * restFor) }
	for range 2 {
		if err := late.Drop(t.Context(), hash); err != nil {
			t.Errorf("dropping: %v", err)
		}
	}
	if _, _, err := b.Open(t.Context(), hash); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Errorf("opening what was dropped: %v", err)
	}
}

func TestOnlyAHashIsAName(t *testing.T) {
	b, _ := open(t)
	for _, bad := range []string{"", "../../etc/passwd", strings.ToUpper(sum("x")), sum("x")[1:], sum("x") + "0", sum("x")[:63] + "/"} {
		_, _, opened := b.Open(t.Context(), bad)
		_, _, copied := b.Local(t.Context(), bad)
		for _, err := range []error{opened, copied, b.Drop(t.Context(), bad)} {
			if frontdesk.CodeOf(err) != frontdesk.Invalid {
				t.Errorf("%q: %v", bad, err)
			}
		}
	}
}

func TestWhatTheServiceSays(t *testing.T) {
	for code, want := range map[string]frontdesk.Code{
		"AccessDenied": frontdesk.Denied, "SignatureDoesNotMatch": frontdesk.Denied, "InvalidAccessKeyId": frontdesk.Denied,
		"NoSuchBucket": frontdesk.NotFound, "InvalidRange": frontdesk.Unavailable, "NoSuchKey": "",
	} {
		b, s := open(t)
		refusing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, "<Error><Code>%s</Code><Message>m</Message></Error>", code)
		})
		s.step.Store(&refusing)
		err := b.Drop(t.Context(), sum("bytes"))
		if frontdesk.CodeOf(err) != want || strings.Contains(fmt.Sprint(err), "hunter2") {
			t.Errorf("%s is %v, want %s", code, err, want)
		}
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	b, _ := open(t)
	hash := keep(t, b, "bytes")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, kept := b.Keep(ctx, strings.NewReader("other"), 5)
	_, _, opened := b.Open(ctx, hash)
	for _, err := range []error{kept, opened, b.Drop(ctx, hash)} {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

func TestABucketIsThereOrItIsSaid(t *testing.T) {
	srv := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	defer srv.Close()
	if _, err := Open(t.Context(), options(t, srv.URL, "files")); frontdesk.CodeOf(err) != frontdesk.NotFound {
		t.Errorf("no bucket: %v", err)
	}
	o := options(t, srv.URL, "files")
	o.SecretKey = ""
	if _, err := Open(t.Context(), o); frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Errorf("no key: %v", err)
	}
	o = options(t, srv.URL, "files")
	o.Temp = filepath.Join(os.DevNull, "temp")
	if _, err := Open(t.Context(), o); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("no folder: %v", err)
	}
	denied := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer denied.Close()
	if _, err := Open(t.Context(), options(t, denied.URL, "files")); frontdesk.CodeOf(err) != frontdesk.Denied {
		t.Errorf("not allowed: %v", err)
	}
}

func TestWhatACrashLeftIsSweptWhenItIsOld(t *testing.T) {
	b, _ := open(t)
	now := time.Now()
	for name, age := range map[string]time.Duration{
		"frontdesk-bucket-1": SweepAge - time.Minute, "frontdesk-bucket-2": SweepAge + time.Minute, "somebody-elses": 2 * SweepAge,
	} {
		file := filepath.Join(b.temp, name)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Remove(file) })
	}
	if err := b.sweep(now); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(b.temp, "*"))
	if len(left) != 2 || filepath.Base(left[0]) != "frontdesk-bucket-1" || filepath.Base(left[1]) != "somebody-elses" {
		t.Errorf("left are %v", left)
	}
}

func TestAConnectionMayPauseButNotStall(t *testing.T) {
	for pause, want := range map[time.Duration]error{StallTime - time.Millisecond: nil, StallTime + time.Millisecond: os.ErrDeadlineExceeded} {
		synctest.Test(t, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer theirs.Close()
			c, _ := dial(func(context.Context, string, string) (net.Conn, error) { return ours, nil })(t.Context(), "", "")
			defer c.Close()
			buf := make([]byte, 1)
			time.AfterFunc(pause, func() { theirs.Write(buf) })
			if _, err := c.Read(buf); !errors.Is(err, want) {
				t.Errorf("reading after %s: %v", pause, err)
			}
			time.AfterFunc(pause, func() { theirs.Read(buf) })
			if _, err := c.Write(buf); !errors.Is(err, want) {
				t.Errorf("writing after %s: %v", pause, err)
			}
		})
	}
}
