package media

import (
	"context"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"frontdesk"
)

// pile keeps blobs in memory.
type pile map[string]string

func (p pile) Keep(_ context.Context, r io.Reader, max int64) (frontdesk.Blob, error) {
	b, err := io.ReadAll(io.LimitReader(r, max+1))
	if int64(len(b)) > max {
		return frontdesk.Blob{}, frontdesk.Errorf(frontdesk.TooLarge, "too large")
	}
	p["h"] = string(b)
	return frontdesk.Blob{SHA256: "h", Bytes: int64(len(b))}, err
}
func (p pile) Open(context.Context, string) (io.ReadSeekCloser, int64, error) { panic("not asked") }
func (p pile) Local(context.Context, string) (string, func(), error)          { panic("not asked") }
func (p pile) Drop(context.Context, string) error                             { panic("not asked") }

func sources(t *testing.T, folders ...string) (*Sources, pile) {
	t.Helper()
	p := pile{}
	return &Sources{
		Blobs: p, Folders: folders,
		Add: func(_ context.Context, f frontdesk.File) (frontdesk.File, error) { f.ID = "f1"; return f, nil },
		File: func(_ context.Context, id frontdesk.FileID) (frontdesk.File, error) {
			return frontdesk.File{ID: id, Filename: "kept.pdf"}, nil
		},
		Fetch: func(_ context.Context, url string) (Fetched, error) {
			return Fetched{Body: io.NopCloser(strings.NewReader("from " + url)), Bytes: -1, Filename: "page.txt"}, nil
		},
	}, p
}

func TestAFileIsTakenFromWhereItIs(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "a.csv"), filepath.Join(dir, "link.csv")); err != nil {
		t.Fatal(err)
	}
	s, kept := sources(t, dir)
	for _, c := range []struct {
		from          Source
		name, content string
	}{
		{Source{Path: "a.csv"}, "a.csv", "a,b\n1,2\n"},
		{Source{Path: filepath.Join(dir, "a.csv"), Filename: "b.csv"}, "b.csv", "a,b\n1,2\n"},
		{Source{Path: "link.csv"}, "link.csv", "a,b\n1,2\n"},
		{Source{URL: "https://example.com/x"}, "page.txt", "from https://example.com/x"},
		{Source{Text: "# hello", Filename: "notes.md"}, "notes.md", "# hello"},
		{Source{Base64: base64.StdEncoding.EncodeToString([]byte("hi"))}, "file.txt", "hi"},
		{Source{Base64: "data:text/plain;base64,aGk="}, "file.txt", "hi"},
		{Source{Base64: "\taGVs\r\n bG8\u00a0g\f d29y\nbGQ =\n"}, "file.txt", "hello world"},
		{Source{Base64: base64.RawURLEncoding.EncodeToString([]byte("\xff\xfe?"))}, "", "\xff\xfe?"},
	} {
		f, err := s.Take(t.Context(), c.from, nil)
		if err != nil || c.name != "" && f.Filename != c.name || kept["h"] != c.content || f.State != frontdesk.FileKept || f.MIMEType == "" {
			t.Errorf("%+v: %+v, %v, bytes %q", c.from, f, err, kept["h"])
		}
	}
	if f, err := s.Take(t.Context(), Source{FileID: "f7"}, nil); err != nil || f.ID != "f7" || f.Filename != "kept.pdf" {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestWhatMayNotBeTaken(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	secret := filepath.Join(other, "secret.txt")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ := sources(t, dir)
	none, _ := sources(t)
	local, _ := sources(t)
	local.LocalFolders = []string{other}
	for _, c := range []struct {
		name string
		s    *Sources
		from Source
		code frontdesk.Code
	}{
		{"nothing", s, Source{}, frontdesk.Invalid},
		{"two things", s, Source{Text: "a", URL: "b"}, frontdesk.Invalid},
		{"outside", s, Source{Path: secret}, frontdesk.Denied},
		{"upwards", s, Source{Path: "../" + filepath.Base(other) + "/secret.txt"}, frontdesk.Denied},
		{"a link that leads out", s, Source{Path: "link.txt"}, frontdesk.Denied},
		{"what is not there", s, Source{Path: "nothing.txt"}, frontdesk.Denied},
		{"a folder", s, Source{Path: "."}, frontdesk.Invalid},
		{"a pipe", s, Source{Path: "pipe"}, frontdesk.Invalid},
		{"no folders at all", none, Source{Path: secret}, frontdesk.Denied},
		{"over HTTP", local, Source{Path: secret}, frontdesk.Denied},
		{"nothing in it", s, Source{Base64: "data:;base64,"}, frontdesk.Empty},
		{"bad base64", s, Source{Base64: "%%%"}, frontdesk.Invalid},
		{"data in another form", s, Source{Base64: "data:text/plain,hi"}, frontdesk.Invalid},
	} {
		if _, err := c.s.Take(t.Context(), c.from, nil); frontdesk.CodeOf(err) != c.code || frontdesk.Foreseen(err).Next == "" {
			t.Errorf("%s: %v, want %q and what would work", c.name, err, c.code)
		} else if strings.Contains(err.Error(), other) && c.name != "over HTTP" {
			t.Errorf("%s tells of what is outside: %v", c.name, err)
		}
	}
	if _, err := local.Take(t.Context(), Source{Path: secret, Local: true}, nil); err != nil {
		t.Errorf("over pipes: %v", err)
	}
}

func TestTheLargestFileIsTaken(t *testing.T) {
	s, _ := sources(t)
	for n, code := range map[int64]frontdesk.Code{MaxFile: "", MaxFile + 1: frontdesk.TooLarge} {
		s.Fetch = func(context.Context, string) (Fetched, error) {
			return Fetched{Body: io.NopCloser(io.LimitReader(spaces{}, n)), Bytes: -1}, nil
		}
		if _, err := s.Take(t.Context(), Source{URL: "https://example.com"}, nil); frontdesk.CodeOf(err) != code {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
