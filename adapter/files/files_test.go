package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/files"
	"frontdesk/adapter/web"
)

const token = frontdesk.Secret("a token of many letters")

// shelf keeps files in memory.
type shelf struct {
	now   time.Time
	kept  map[frontdesk.FileID]frontdesk.File
	bytes map[string][]byte
}

type body struct{ *bytes.Reader }

func (body) Close() error { return nil }

func serve(t *testing.T) (*httptest.Server, *files.Files, *shelf) {
	t.Helper()
	s := &shelf{now: time.Now(), kept: map[frontdesk.FileID]frontdesk.File{}, bytes: map[string][]byte{}}
	f := &files.Files{
		Keep: func(_ context.Context, r io.Reader, name string) (frontdesk.File, error) {
			sum, b := sha256.New(), &bytes.Buffer{}
			head, err := io.CopyN(io.MultiWriter(sum, b), r, 1000)
			if err != nil && !errors.Is(err, io.EOF) {
				return frontdesk.File{}, err
			}
			rest, err := io.Copy(sum, io.LimitReader(r, files.MaxFile))
			if err != nil {
				return frontdesk.File{}, err
			}
			if head+rest > files.MaxFile {
				return frontdesk.File{}, frontdesk.Errorf(frontdesk.TooLarge, "too large")
			}
			file := frontdesk.File{ID: "f1", State: frontdesk.FileKept, Filename: name, MIMEType: "text/plain", SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: head + rest, KeptAt: s.now}
			s.kept[file.ID], s.bytes[file.SHA256] = file, b.Bytes()
			return file, nil
		},
		File: func(_ context.Context, id frontdesk.FileID) (frontdesk.File, error) {
			file, ok := s.kept[id]
			if !ok {
				return file, frontdesk.Errorf(frontdesk.NotFound, "there is no such file")
			}
			return file, nil
		},
		Open: func(_ context.Context, sha string) (io.ReadSeekCloser, int64, error) {
			return body{bytes.NewReader(s.bytes[sha])}, int64(len(s.bytes[sha])), nil
		},
		Trusted: func(r *http.Request) bool { return web.Shows(r, token) },
		Key:     []byte("key"),
		Now:     func() time.Time { return s.now },
	}
	answer := web.Answer{Log: slog.New(slog.DiscardHandler)}
	mux := http.NewServeMux()
	mux.Handle("POST /files", answer.Handle(f.Take))
	mux.Handle("GET /files/{id}", answer.Handle(f.Give))
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv, f, s
}

func do(t *testing.T, method, url string, in io.Reader, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, in)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

var bearer = []string{"Authorization", "Bearer " + token.Reveal()}

func TestAFileComesBackAsItWas(t *testing.T) {
	srv, _, _ := serve(t)
	form := &bytes.Buffer{}
	w := multipart.NewWriter(form)
	part, err := w.CreateFormFile("file", "naïve.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte("form")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		url, name, content string
		body               io.Reader
		headers            []string
	}{
		{"/files", "naïve.txt", "form", form, []string{"Content-Type", w.FormDataContentType()}},
		{"/files?filename=a.txt", "a.txt", "raw", strings.NewReader("raw"), nil},
		{"/files", "b.txt", "disposed", strings.NewReader("disposed"), []string{"Content-Disposition", `attachment; filename="b.txt"`}},
	} {
		resp, answered := do(t, "POST", srv.URL+c.url, c.body, append(c.headers, bearer...)...)
		var h struct {
			FileID   string `json:"file_id"`
			Filename string `json:"filename"`
			Bytes    int    `json:"bytes"`
		}
		if err := json.Unmarshal([]byte(answered), &h); err != nil || resp.StatusCode != http.StatusCreated || h.FileID != "f1" || h.Filename != c.name || h.Bytes != len(c.content) {
			t.Fatalf("%d %s", resp.StatusCode, answered)
		}
		resp, got := do(t, "GET", srv.URL+"/files/f1", nil, bearer...)
		if got != c.content || resp.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%q, %v", got, resp.Header)
		}
		if _, part := do(t, "GET", srv.URL+"/files/f1", nil, append(bearer, "Range", "bytes=1-2")...); part != c.content[1:3] {
			t.Errorf("a part is %q", part)
		}
	}
}

func TestNobodyWithoutATokenComesIn(t *testing.T) {
	srv, f, s := serve(t)
	if resp, said := do(t, "POST", srv.URL+"/files", strings.NewReader("x")); resp.StatusCode != http.StatusUnauthorized || !strings.Contains(said, "Bearer") {
		t.Errorf("%d %s", resp.StatusCode, said)
	}
	do(t, "POST", srv.URL+"/files", strings.NewReader("x"), bearer...)
	if resp, _ := do(t, "GET", srv.URL+"/files/f1", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("read without a token: %d", resp.StatusCode)
	}
	link, until := f.Link("f1")
	if resp, got := do(t, "GET", srv.URL+link, nil); got != "x" {
		t.Errorf("a link: %d %q", resp.StatusCode, got)
	}
	for _, wrong := range []string{strings.Replace(link, "f1", "f2", 1), strings.Replace(link, "until=", "until=9", 1), link[:len(link)-1] + "x"} {
		if resp, _ := do(t, "GET", srv.URL+wrong, nil); resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d", wrong, resp.StatusCode)
		}
	}
	s.now = until
	if resp, _ := do(t, "GET", srv.URL+link, nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("after its time: %d", resp.StatusCode)
	}
	if resp, _ := do(t, "GET", srv.URL+"/files/f9", nil, bearer...); resp.StatusCode != http.StatusNotFound {
		t.Errorf("what is not there: %d", resp.StatusCode)
	}
}

// zeros are n bytes.
type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.n)
	z.n -= n
	return int(n), nil
}

func TestTheLimitHasAnEdge(t *testing.T) {
	srv, _, _ := serve(t)
	if resp, said := do(t, "POST", srv.URL+"/files?filename=a.bin", &zeros{files.MaxFile}, bearer...); resp.StatusCode != http.StatusCreated {
		t.Errorf("%d bytes: %d %s", files.MaxFile, resp.StatusCode, said)
	}
	for _, more := range []int64{1, 1 << 20} {
		if resp, said := do(t, "POST", srv.URL+"/files?filename=a.bin", &zeros{files.MaxFile + more}, bearer...); resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%d bytes more: %d %s", more, resp.StatusCode, said)
		}
	}
	if resp, said := do(t, "POST", srv.URL+"/files", strings.NewReader("--x--"), append(bearer, "Content-Type", "multipart/form-data; boundary=x")...); resp.StatusCode != http.StatusBadRequest || !strings.Contains(said, "curl") {
		t.Errorf("an empty form: %d %s", resp.StatusCode, said)
	}
}

func TestProgressIsTold(t *testing.T) {
	srv, f, _ := serve(t)
	var ticks atomic.Int64 // each look at the clock is a second later
	began := time.Now()
	f.Now = func() time.Time { return began.Add(time.Duration(ticks.Add(1)) * time.Second) }
	_, said := do(t, "POST", srv.URL+"/files?filename=a.txt", &zeros{3 << 20}, append(bearer, "Accept", "application/x-ndjson")...)
	all := strings.Split(strings.TrimSpace(said), "\n")
	if last := all[len(all)-1]; !strings.Contains(last, `"file_id":"f1"`) || len(all) < 3 || !strings.Contains(all[0], "received") {
		t.Errorf("told %q", all)
	}
	_, said = do(t, "POST", srv.URL+"/files?filename=a.txt", &zeros{files.MaxFile + 1}, append(bearer, "Accept", "application/x-ndjson")...)
	all = strings.Split(strings.TrimSpace(said), "\n")
	if last := all[len(all)-1]; !strings.Contains(last, `"code":"too_large"`) {
		t.Errorf("the end of one too large is %q", last)
	}
}

func TestWhatBreaksOffIsSaid(t *testing.T) {
	srv, _, _ := serve(t)
	req, err := http.NewRequest("POST", srv.URL+"/files", io.MultiReader(strings.NewReader("half"), broken{}))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(bearer[0], bearer[1])
	if resp, err := http.DefaultClient.Do(req); err == nil {
		resp.Body.Close()
		t.Errorf("answered %d", resp.StatusCode)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("gone") }
