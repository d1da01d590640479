package sandbox_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/phone"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	token  = "EAAtoken"
	secret = "s3cret"
	ours   = "106540352242922"
	person = "+1 555 000 1111"
)

var business = sandbox.Number{
	PhoneNumberID: ours, BusinessAccountID: "102290129340398", DisplayPhone: "+1 555-078-3881", VerifiedName: "Lab",
	AccessToken: token, AppSecret: secret, VerifyToken: "verify me", Webhook: "http://program.test/whatsapp",
}

// j is a piece of JSON.
type j = map[string]any

// program is what the sandbox is played to: a webhook that checks what it
// hears for itself.
type program struct {
	t      *testing.T
	mu     sync.Mutex
	calls  []j      // every call that came, in order
	raw    [][]byte // and its bytes
	answer func(call int, body []byte) int
	verify string
}

// RoundTrip makes the program reachable without a socket.
func (p *program) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

func (p *program) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		p.mu.Lock()
		defer p.mu.Unlock()
		q := r.URL.Query()
		if q.Get("hub.mode") != "subscribe" || q.Get("hub.verify_token") != p.verify {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, q.Get("hub.challenge"))
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Errorf("the webhook body: %v", err)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	if got := r.Header.Get("X-Hub-Signature-256"); got != "sha256="+hex.EncodeToString(mac.Sum(nil)) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var call j
	_ = json.Unmarshal(body, &call) // scripts may send what is no JSON
	p.calls = append(p.calls, call)
	p.raw = append(p.raw, body)
	if p.answer != nil {
		w.WriteHeader(p.answer(len(p.calls), body))
	}
}

// trust changes the verify token.
func (p *program) trust(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.verify = token
}

// values are the value objects heard so far that have something under key.
func (p *program) values(key string) []j {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []j
	for _, call := range p.calls {
		for _, e := range list(call["entry"]) {
			for _, c := range list(e["changes"]) {
				if v := c["value"].(j); v[key] != nil {
					all = append(all, v)
				}
			}
		}
	}
	return all
}

// heard are the messages or statuses heard so far.
func (p *program) heard(key string) []j {
	var all []j
	for _, v := range p.values(key) {
		all = append(all, list(v[key])...)
	}
	return all
}

func (p *program) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.calls)
}

func list(v any) []j {
	var all []j
	items, _ := v.([]any)
	for _, e := range items {
		all = append(all, e.(j))
	}
	return all
}

// lab is a sandbox and a program, in a bubble where time costs nothing.
type lab struct {
	*testing.T
	s       *sandbox.Sandbox
	program *program
	stop    func()
}

func newLab(t *testing.T, change func(*sandbox.Sandbox)) *lab {
	p := &program{t: t, verify: business.VerifyToken}
	s := &sandbox.Sandbox{Numbers: []sandbox.Number{business}, Client: &http.Client{Transport: p}}
	if change != nil {
		change(s)
	}
	return &lab{T: t, s: s, program: p, stop: func() {}}
}

// start runs the sandbox until stop.
func (l *lab) start() {
	ctx, cancel := context.WithCancel(l.Context())
	done := make(chan error)
	go func() { done <- l.s.Run(ctx) }()
	l.stop = func() {
		cancel()
		if err := <-done; err != nil {
			l.Errorf("Run: %v", err)
		}
		l.stop = func() {}
	}
	synctest.Wait()
}

// inLab runs a test in a bubble with a running sandbox.
func inLab(t *testing.T, change func(*sandbox.Sandbox), test func(l *lab)) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, change)
		l.start()
		test(l)
		l.stop()
	})
}

// do calls the sandbox's handler; a status of 0 is a closed connection.
func (l *lab) do(method, path, body string, header ...string) (status int, answer []byte) {
	l.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	defer func() {
		if v := recover(); v == http.ErrAbortHandler {
			status, answer = 0, nil
		} else if v != nil {
			panic(v)
		}
	}()
	l.s.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// response is do for its header.
func (l *lab) response(method, path string) *http.Response {
	l.Helper()
	w := httptest.NewRecorder()
	l.s.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Result()
}

// must is do for what has to succeed, with the answer read into v.
func (l *lab) must(method, path string, body any, v any) {
	l.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		l.Fatal(err)
	}
	status, answer := l.do(method, path, string(b))
	if status/100 != 2 {
		l.Fatalf("%s %s %s: %d %s", method, path, b, status, answer)
	}
	if v != nil {
		if err := json.Unmarshal(answer, v); err != nil {
			l.Fatalf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

// says types on the person's phone.
func (l *lab) says(what j) (m phone.Message) {
	l.Helper()
	l.must("POST", "/phones/15550001111/messages", what, &m)
	return m
}

// graph calls the Graph API as the program would.
func (l *lab) graph(method, path string, body any) (int, j) {
	l.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		l.Fatal(err)
	}
	status, answer := l.do(method, "/graph/v25.0/"+path, string(b), "Authorization", "Bearer "+token)
	var v j
	_ = json.Unmarshal(answer, &v) // an answer may be empty or HTML
	return status, v
}

// send sends a message and gives its id.
func (l *lab) send(more j) string {
	l.Helper()
	status, v := l.graph("POST", ours+"/messages", textTo(person, more))
	if status != http.StatusOK {
		l.Fatalf("send: %d %v", status, v)
	}
	return list(v["messages"])[0]["id"].(string)
}

func textTo(to string, more j) j {
	d := j{"messaging_product": "whatsapp", "to": to, "type": "text", "text": j{"body": "hello"}}
	for k, v := range more {
		if d[k] = v; v == nil {
			delete(d, k)
		}
	}
	return d
}

func code(v j) int {
	e, _ := v["error"].(j)
	c, _ := e["code"].(float64)
	return int(c)
}

// settle waits until nothing is under way.
func (l *lab) settle() {
	l.Helper()
	for range 10_000 {
		synctest.Wait()
		var left struct{ Webhooks, Scheduled int }
		l.must("GET", "/pending", nil, &left)
		if left.Webhooks+left.Scheduled == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	l.Fatal("it never settles")
}

func (l *lab) messages(query string) (all []phone.Message) {
	l.Helper()
	l.must("GET", "/phones/15550001111/messages"+query, nil, &all)
	return all
}

func statuses(all []j) string {
	var s []string
	for _, st := range all {
		s = append(s, st["status"].(string))
	}
	return strings.Join(s, " ")
}

func isASCII(b []byte) bool { return bytes.IndexFunc(b, func(r rune) bool { return r > 126 }) < 0 }
