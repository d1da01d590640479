package sandbox_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox"
)

// onSockets serves a sandbox under /sandbox and a program, both on real
// sockets, until the test ends.
func onSockets(t *testing.T, change func(*sandbox.Sandbox)) (*lab, string) {
	p := &program{t: t, verify: business.VerifyToken}
	web := httptest.NewServer(p)
	n := business
	n.Webhook = web.URL
	s := &sandbox.Sandbox{Numbers: []sandbox.Number{n}}
	if change != nil {
		change(s)
	}
	r := chi.NewRouter()
	r.Mount("/sandbox", http.StripPrefix("/sandbox", s.Handler()))
	meta := httptest.NewServer(r)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		s.HangUp()
		meta.Close()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		web.Close()
	})
	return &lab{T: t, s: s, program: p}, meta.URL + "/sandbox"
}

// until polls for what other goroutines bring about.
func (l *lab) until(what string, ok func() bool) {
	l.Helper()
	for end := time.Now().Add(time.Minute); !ok(); {
		if time.Now().After(end) {
			l.Fatalf("%s: never", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestEventsShowWhatHappens(t *testing.T) {
	l, url := onSockets(t, nil)
	res, err := http.Get(url + "/phones/15550001111/events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	lines.Scan() // it listens
	said := l.says(j{"text": "hi"})
	l.graph("POST", ours+"/messages", j{
		"messaging_product": "whatsapp", "status": "read", "message_id": said.ID, "typing_indicator": j{"type": "text"},
	})
	l.send(nil)
	want := []string{"sent", "read", "typing 25", "typing 0", "accepted", "delivered"}
	over := time.AfterFunc(time.Minute, l.s.HangUp)
	defer over.Stop()
	for len(want) > 0 && lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var v j
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Fatal(err)
		}
		if got := cmp.Or(v["status"], any(fmt.Sprint("typing ", v["seconds"]))); got == want[0] {
			want = want[1:]
		}
	}
	if len(want) > 0 {
		t.Errorf("never saw %v", want)
	}
}

func TestLinksWorkUnderAPrefix(t *testing.T) {
	_, url := onSockets(t, nil)
	for path, want := range map[string]string{
		"": "text/html; charset=utf-8", "/?phone=%2B34600111222": "text/html; charset=utf-8",
		"/page/phone.css": "text/css; charset=utf-8", "/page/phone.js": "text/javascript; charset=utf-8",
		"/page/icon.svg": "image/svg+xml", "/phones": "application/json; charset=utf-8",
		"/numbers": "application/json; charset=utf-8", "/special": "application/json; charset=utf-8",
	} {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != want {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
		if strings.Contains(want, "html") && !strings.Contains(res.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s has no policy", path)
		}
	}
}

func TestTheListShowsNoSecret(t *testing.T) {
	l := newLab(t, nil)
	for _, path := range []string{"/", "/numbers", "/phones", "/pending"} {
		_, body := l.do("GET", path, "")
		for _, s := range []string{token, secret, business.VerifyToken} {
			if strings.Contains(string(body), s) {
				t.Errorf("%s shows a secret", path)
			}
		}
	}
}

func TestWhatCannotBeTyped(t *testing.T) {
	l := newLab(t, nil)
	for _, bad := range []string{
		``, `{}`, `{"type":"hologram"}`, `{"text":""}`, `{"txt":"x"}`, `{"type":"reaction"}`, `{"type":"button"}`,
		`{"type":"list_reply","id":"a"}`, `{"type":"image"}`, `{"type":"system"}`, `{"type":"raw"}`,
		`{"text":"` + strings.Repeat("x", 65_537) + `"}`,
	} {
		if status, body := l.do("POST", "/phones/15550001111/messages", bad); status != http.StatusBadRequest {
			t.Errorf("%.60s: %d %s", bad, status, body)
		}
	}
	if status, _ := l.do("POST", "/phones/15550001111/messages", `{"text":"x","to":"+1 999"}`); status != http.StatusNotFound {
		t.Errorf("another number: %d", status)
	}
	if status, _ := l.do("POST", "/phones/ada/messages", `{"text":"x"}`); status != http.StatusBadRequest {
		t.Errorf("no phone: %d", status)
	}
	if status, _ := l.do("POST", "/phones/15550001111/messages", `{"text":"`+strings.Repeat("x", 9<<20)+`"}`); status != http.StatusRequestEntityTooLarge {
		t.Errorf("nine megabytes: %d", status)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l := newLab(t, nil)
	for range 1_100 {
		l.says(j{"text": "x"})
	}
	if n := len(l.messages("")); n != 1_000 {
		t.Errorf("%d messages are kept", n)
	}
	for n := range 5_100 {
		l.must("GET", fmt.Sprintf("/phones/34600%06d", n), nil, nil)
	}
	var left struct{ Phones int }
	if l.must("GET", "/pending", nil, &left); left.Phones != 5_000 {
		t.Errorf("%d phones are kept", left.Phones)
	}
	status := 0
	for range 25_000 {
		if status, _ = l.do("POST", "/phones/15550001111/messages", `{"text":"x"}`); status != http.StatusCreated {
			break
		}
	}
	if status != http.StatusServiceUnavailable {
		t.Errorf("a queue without end: %d", status)
	}
}

func TestManyPhonesAtOnceEachInOrder(t *testing.T) {
	const phones, each = 20, 30
	l, _ := onSockets(t, func(s *sandbox.Sandbox) { s.Journal = t.TempDir() + "/journal" })
	start := time.Now()
	var all sync.WaitGroup
	for p := range phones {
		all.Go(func() {
			for n := range each {
				l.must("POST", fmt.Sprintf("/phones/346001112%02d/messages", p), j{"text": fmt.Sprint(n)}, nil)
			}
		})
	}
	all.Wait()
	l.until("all heard", func() bool { return len(l.program.heard("messages")) == phones*each })
	t.Logf("%d messages in %v", phones*each, time.Since(start))
	next := map[string]int{}
	for _, m := range l.program.heard("messages") {
		from := m["from"].(string)
		if m["text"].(j)["body"] != fmt.Sprint(next[from]) {
			t.Fatalf("%s said %v, not %d", from, m["text"], next[from])
		}
		next[from]++
	}
}

func TestTwoNumbersHaveTheirOwnCallbacks(t *testing.T) {
	other := sandbox.Number{
		PhoneNumberID: "2", BusinessAccountID: "22", DisplayPhone: "15550002222", AccessToken: "EAAother", AppSecret: secret,
		VerifyToken: business.VerifyToken, Webhook: "http://program.test/whatsapp",
	}
	inLab(t, func(s *sandbox.Sandbox) { s.Numbers = append(s.Numbers, other) }, func(l *lab) {
		l.says(j{"text": "hi", "to": "+1 555 000 2222"})
		l.settle()
		v := l.program.values("messages")
		if len(v) != 1 || v[0]["metadata"].(j)["phone_number_id"] != "2" {
			t.Errorf("heard %v", v)
		}
		if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != 131047 {
			t.Errorf("the window to one number opened that to another: %v", v)
		}
		if _, v := l.graph("POST", "2/messages", textTo(person, nil)); code(v) != 100 {
			t.Errorf("the token of one number opens another: %v", v)
		}
	})
}
