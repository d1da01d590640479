package web

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"frontdesk"
)

func ok(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "inside") }

func knock(h http.Handler, host string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/x", nil)
	r.Host = host
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestOnlyOurHostsAndPagesMayKnock(t *testing.T) {
	public, _ := url.Parse("https://Desk.example.com")
	local := NewGuard("127.0.0.1:8080", nil)
	open := NewGuard("0.0.0.0:8080", public)
	for _, c := range []struct {
		guard        Guard
		host, origin string
		status       int
	}{
		{local, "127.0.0.1:8080", "", 200},
		{local, "localhost:8080", "", 200},
		{local, "LOCALHOST", "", 200},
		{local, "[::1]:8080", "", 200},
		{local, "127.0.0.1:8080", "http://127.0.0.1:8080", 200},
		{local, "evil.example", "", 403},
		{local, "localhost.evil.example:8080", "", 403},
		{local, "192.168.1.5:8080", "", 403},
		{local, "", "", 403},
		{local, "127.0.0.1:8080", "http://evil.example", 403},
		{local, "127.0.0.1:8080", "http://127.0.0.1:9999", 403},
		{local, "127.0.0.1:8080", "null", 403},
		{local, "127.0.0.1:8080", "file://", 403},
		{local, "127.0.0.1:8080", "http://127.0.0.1:8080.evil.example", 403},
		{open, "desk.example.com", "", 200},
		{open, "desk.example.com", "https://desk.example.com", 200},
		{open, "10.0.0.5:8080", "https://desk.example.com", 200},
		{open, "10.0.0.5:8080", "", 200},
		{open, "desk.example.com", "https://evil.example", 403},
		{open, "evil.example", "https://desk.example.com", 403},
	} {
		header := map[string]string{}
		if c.origin != "" {
			header["Origin"] = c.origin
		}
		if w := knock(c.guard.Wrap(http.HandlerFunc(ok)), c.host, header); w.Code != c.status {
			t.Errorf("host %q, origin %q: %d, want %d", c.host, c.origin, w.Code, c.status)
		}
	}
}

func TestTwoOriginsAreNone(t *testing.T) {
	r := httptest.NewRequest("GET", "http://localhost/", nil)
	r.Header["Origin"] = []string{"http://localhost", "http://evil.example"}
	w := httptest.NewRecorder()
	NewGuard("127.0.0.1:80", nil).Wrap(http.HandlerFunc(ok)).ServeHTTP(w, r)
	if w.Code != 403 {
		t.Errorf("answered %d", w.Code)
	}
}

func TestBearer(t *testing.T) {
	for shown, want := range map[string]int{
		"Bearer right token": 200, "bearer right token": 200, "Bearer  right token ": 200,
		"": 401, "Bearer": 401, "Bearer wrong": 401, "Basic right token": 401, "right token": 401,
	} {
		w := knock(Bearer("right token", http.HandlerFunc(ok)), "x", map[string]string{"Authorization": shown})
		if w.Code != want {
			t.Errorf("%q: %d, want %d", shown, w.Code, want)
		}
		if want == 401 && !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%q was not told how to come in", shown)
		}
	}
	if w := knock(Bearer("", http.HandlerFunc(ok)), "x", map[string]string{"Authorization": "Bearer "}); w.Code != 401 {
		t.Error("no token lets everybody in")
	}
}

func TestLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:1": true, "localhost:1": true, "[::1]:1": true, "127.9.9.9:1": true,
		"0.0.0.0:1": false, ":1": false, "[::]:1": false, "192.168.0.1:1": false, "example.com:1": false, "x": false,
	} {
		if Loopback(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}

func TestAFailureIsToldAndItsCauseIsNot(t *testing.T) {
	var log strings.Builder
	a := Answer{Log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, c := range []struct {
		err    error
		status int
		told   string
	}{
		{frontdesk.Errorf(frontdesk.Invalid, "no such colour").WithField("colour").WithNext("take red").WithCause(errors.New("hunter2")), 400, "no such colour"},
		{errors.New("hunter2"), 500, "something went wrong here"},
		{frontdesk.Errorf(frontdesk.Unavailable, "later").WithCause(errors.New("hunter2")), 503, "later"},
	} {
		w := knock(a.Handle(func(http.ResponseWriter, *http.Request) error { return c.err }), "x", nil)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if w.Code != c.status || p.Status != c.status || !strings.Contains(p.Detail, c.told) || strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%v answered %d %s", c.err, w.Code, w.Body)
		}
		if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
			t.Errorf("answered as %s", ct)
		}
	}
	if !strings.Contains(log.String(), "hunter2") {
		t.Error("the cause is not in the log")
	}
}

func TestAnAnswerThatHasBegunIsNotMixedWithAnother(t *testing.T) {
	a := Answer{Log: slog.New(slog.DiscardHandler)}
	w := knock(a.Handle(func(w http.ResponseWriter, _ *http.Request) error {
		io.WriteString(w, "half")
		return errors.New("then it broke")
	}), "x", nil)
	if w.Code != 200 || w.Body.String() != "half" {
		t.Errorf("answered %d %q", w.Code, w.Body)
	}
}

func TestEveryCodeHasAStatus(t *testing.T) {
	for code, want := range map[frontdesk.Code]int{
		frontdesk.Invalid: 400, frontdesk.Empty: 400, frontdesk.Unauthenticated: 401, frontdesk.Denied: 403, frontdesk.NotFound: 404,
		frontdesk.Timeout: 408, frontdesk.Conflict: 409, frontdesk.Ambiguous: 409, frontdesk.TooLarge: 413, frontdesk.TooLong: 413,
		frontdesk.Internal: 500, frontdesk.Unavailable: 503, "nobody knows": 500,
	} {
		if got := Status(code); got != want {
			t.Errorf("%s is %d, want %d", code, got, want)
		}
	}
}

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	var log strings.Builder
	l := slog.New(slog.NewTextHandler(&log, nil))
	w := knock(Recover(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("ouch") })), "x", nil)
	if w.Code != 500 || strings.Contains(w.Body.String(), "ouch") || !strings.Contains(log.String(), "ouch") {
		t.Errorf("answered %d %s, logged %s", w.Code, w.Body, log.String())
	}
	defer func() {
		if recover() != http.ErrAbortHandler {
			t.Error("an aborted answer was kept from the server")
		}
	}()
	knock(Recover(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })), "x", nil)
}

func TestPathsThatLeadNowhere(t *testing.T) {
	if w := knock(http.HandlerFunc(NotFound), "x", nil); w.Code != 404 {
		t.Errorf("answered %d", w.Code)
	}
	if w := knock(http.HandlerFunc(MethodNotAllowed), "x", nil); w.Code != 405 || !strings.Contains(w.Body.String(), "POST") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}
