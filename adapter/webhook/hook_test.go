package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"frontdesk"
)

const (
	secretA = frontdesk.Secret("app secret A")
	secretB = frontdesk.Secret("app secret B")
)

var apps = []App{
	{Integration: "i1", Signer: frontdesk.Signer(secretA), AppSecret: secretA, VerifyToken: "verify-one", PathToken: "path-one"},
	{Integration: "i2", Signer: frontdesk.Signer(secretB), AppSecret: secretB, VerifyToken: "verify-two", PathToken: "path-two"},
	{Integration: "i3", Signer: frontdesk.Signer(secretB), AppSecret: secretB},
}

// desk is a server with the hook on both paths and a log in memory.
type desk struct {
	*httptest.Server
	kept []frontdesk.Update
	fail error
}

func newDesk(t *testing.T) *desk {
	d := &desk{}
	h := New(func() []App { return apps }, func(_ context.Context, u frontdesk.Update) (frontdesk.UpdateID, error) {
		if d.fail != nil {
			return 0, d.fail
		}
		d.kept = append(d.kept, u)
		return frontdesk.UpdateID(len(d.kept)), nil
	})
	r := chi.NewRouter()
	for _, path := range []string{"/whatsapp", "/whatsapp/{token}"} {
		r.Get(path, answer(h.Verify))
		r.Post(path, answer(h.Receive))
	}
	d.Server = httptest.NewServer(r)
	t.Cleanup(d.Close)
	return d
}

func answer(f func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	status := map[frontdesk.Code]int{
		frontdesk.Unauthenticated: 401, frontdesk.Denied: 403, frontdesk.TooLarge: 413, frontdesk.Unavailable: 503, frontdesk.Timeout: 408,
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			w.WriteHeader(status[frontdesk.CodeOf(err)])
		}
	}
}

func sign(secret frontdesk.Secret, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func (d *desk) post(t *testing.T, path string, body []byte, header http.Header) int {
	t.Helper()
	req, err := http.NewRequest("POST", d.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func signed(secret frontdesk.Secret, body []byte) http.Header {
	return http.Header{"X-Hub-Signature-256": {sign(secret, body)}}
}

func TestOnlyWhatIsSignedIsKept(t *testing.T) {
	body := []byte(`{"object":"whatsapp_business_account","entry":[]}`)
	good := sign(secretA, body)
	for name, c := range map[string]struct {
		path   string
		header http.Header
		status int
	}{
		"signed":             {"/whatsapp", signed(secretA, body), 200},
		"by another app":     {"/whatsapp", signed(secretB, body), 200},
		"own address":        {"/whatsapp/path-one", signed(secretA, body), 200},
		"other's address":    {"/whatsapp/path-two", signed(secretA, body), 401},
		"unknown address":    {"/whatsapp/nobody", signed(secretA, body), 401},
		"missing":            {"/whatsapp", http.Header{}, 401},
		"empty":              {"/whatsapp", http.Header{"X-Hub-Signature-256": {""}}, 401},
		"no prefix":          {"/whatsapp", http.Header{"X-Hub-Signature-256": {strings.TrimPrefix(good, "sha256=")}}, 401},
		"not hexadecimal":    {"/whatsapp", http.Header{"X-Hub-Signature-256": {"sha256=" + strings.Repeat("z", 64)}}, 401},
		"too short":          {"/whatsapp", http.Header{"X-Hub-Signature-256": {good[:len(good)-2]}}, 401},
		"two of them":        {"/whatsapp", http.Header{"X-Hub-Signature-256": {good, good}}, 401},
		"sha1":               {"/whatsapp", http.Header{"X-Hub-Signature": {"sha1=" + strings.Repeat("a", 40)}}, 401},
		"of another body":    {"/whatsapp", signed(secretA, append(body, ' ')), 401},
		"with a foreign key": {"/whatsapp", signed("guess", body), 401},
		"with no key":        {"/whatsapp", signed("", body), 401},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			if got := d.post(t, c.path, body, c.header); got != c.status {
				t.Errorf("answered %d, want %d", got, c.status)
			}
			if kept := len(d.kept) == 1; kept != (c.status == 200) {
				t.Errorf("kept %d updates", len(d.kept))
			}
		})
	}
}

func TestWhatIsKeptIsWhatCame(t *testing.T) {
	d := newDesk(t)
	body := []byte("{\"a\":\"\\u00e4\xff\x00\"}\n not json")
	d.post(t, "/whatsapp/path-two", body, signed(secretB, body))
	d.post(t, "/whatsapp", body, signed(secretB, body))
	if len(d.kept) != 2 || !bytes.Equal(d.kept[0].Body, body) {
		t.Fatalf("kept %d updates", len(d.kept))
	}
	own, shared := d.kept[0], d.kept[1]
	if own.Integration != "i2" || shared.Integration != "" {
		t.Errorf("integrations %q and %q", own.Integration, shared.Integration)
	}
	if own.Signer != frontdesk.Signer(secretB) || own.Kind != frontdesk.CloudAPI || own.At.IsZero() {
		t.Errorf("kept as %+v", own)
	}
}

func TestLargestBodyAndOneByteMore(t *testing.T) {
	d := newDesk(t)
	for size, want := range map[int]int{MaxBody: 200, MaxBody + 1: 413} {
		body := bytes.Repeat([]byte("x"), size)
		if got := d.post(t, "/whatsapp", body, signed(secretA, body)); got != want {
			t.Errorf("%d bytes answered %d, want %d", size, got, want)
		}
		req, _ := http.NewRequest("POST", d.URL+"/whatsapp", io.MultiReader(bytes.NewReader(body))) // chunked
		req.Header = signed(secretA, body)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%d bytes in chunks answered %d, want %d", size, resp.StatusCode, want)
		}
	}
	if len(d.kept) != 2 {
		t.Errorf("kept %d", len(d.kept))
	}
}

func TestWhatCannotBeKeptIsNotAcknowledged(t *testing.T) {
	d := newDesk(t)
	body := []byte(`{}`)
	for _, d.fail = range []error{errors.New("disk full"), context.DeadlineExceeded, frontdesk.Errorf(frontdesk.Internal, "x")} {
		if got := d.post(t, "/whatsapp", body, signed(secretA, body)); got != 503 {
			t.Errorf("%v answered %d, want 503", d.fail, got)
		}
	}
}

func TestHandshake(t *testing.T) {
	d := newDesk(t)
	for query, want := range map[string]struct {
		status int
		body   string
	}{
		"/whatsapp?hub.mode=subscribe&hub.verify_token=verify-one&hub.challenge=115%3Cb%3E": {200, "115<b>"},
		"/whatsapp?hub.mode=subscribe&hub.verify_token=verify-two&hub.challenge=x":          {200, "x"},
		"/whatsapp/path-two?hub.mode=subscribe&hub.verify_token=verify-two&hub.challenge=x": {200, "x"},
		"/whatsapp/path-two?hub.mode=subscribe&hub.verify_token=verify-one&hub.challenge=x": {403, ""},
		"/whatsapp?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=x":               {403, ""},
		"/whatsapp?hub.mode=subscribe&hub.verify_token=&hub.challenge=x":                    {403, ""},
		"/whatsapp?hub.mode=unsubscribe&hub.verify_token=verify-one&hub.challenge=x":        {403, ""},
		"/whatsapp": {403, ""},
		"/whatsapp?hub.mode=subscribe&hub.verify_token=verify-one&hub.challenge=" + strings.Repeat("1", maxChallenge):   {200, strings.Repeat("1", maxChallenge)},
		"/whatsapp?hub.mode=subscribe&hub.verify_token=verify-one&hub.challenge=" + strings.Repeat("1", maxChallenge+1): {403, ""},
	} {
		resp, err := http.Get(d.URL + query)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want.status || string(body) != want.body {
			t.Errorf("%s answered %d %q, want %d %q", query[:min(len(query), 80)], resp.StatusCode, body, want.status, want.body)
		}
		if ct := resp.Header.Get("Content-Type"); want.status == 200 && !strings.HasPrefix(ct, "text/plain") {
			t.Errorf("%s answered as %s", query, ct)
		}
	}
}

func TestABodyCutShortIsNotKept(t *testing.T) {
	d := newDesk(t)
	body := []byte(`{"object":"whatsapp_business_account"}`)
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "POST /whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nX-Hub-Signature-256: "+sign(secretA, body)+"\r\n\r\n")
	conn.Write(body)
	conn.(*net.TCPConn).CloseWrite()
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	answer, _ := io.ReadAll(conn)
	if bytes.HasPrefix(answer, []byte("HTTP/1.1 200")) || len(d.kept) != 0 {
		t.Errorf("answered %.40q and kept %d", answer, len(d.kept))
	}
}

// More bodies than the memory for them may hold wait their turn, and are sent
// away when it does not come.
func TestMemoryForBodiesIsBounded(t *testing.T) {
	d := newDesk(t)
	h := New(func() []App { return apps }, nil)
	if !h.held.TryAcquire(MaxHeld) {
		t.Fatal("the memory is not empty at the start")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req := httptest.NewRequestWithContext(ctx, "POST", d.URL+"/whatsapp", strings.NewReader("{}"))
	req.Header = signed(secretA, []byte("{}"))
	if err := h.Receive(httptest.NewRecorder(), req); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("a full memory answered %v", err)
	}
}

func BenchmarkReceive(b *testing.B) {
	h := New(func() []App { return apps }, func(context.Context, frontdesk.Update) (frontdesk.UpdateID, error) { return 1, nil })
	body := bytes.Repeat([]byte("x"), 700)
	header := signed(secretA, body)
	b.ReportAllocs()
	for b.Loop() {
		req := httptest.NewRequest("POST", "/whatsapp", bytes.NewReader(body))
		req.Header = header
		if err := h.Receive(httptest.NewRecorder(), req); err != nil {
			b.Fatal(err)
		}
	}
}
