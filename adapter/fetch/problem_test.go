package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk"
)

func TestWhyAServerCannotBeReached(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := here(0).Get(t.Context(), "http://"+l.Addr().String()+"/?key=hunter2"); frontdesk.CodeOf(err) != frontdesk.Unavailable ||
		strings.Contains(err.Error(), "hunter2") {
		t.Errorf("nobody there: %v", err)
	}
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	srv.Config.ErrorLog = nil
	defer srv.Close()
	if _, err := here(0).Get(t.Context(), srv.URL); frontdesk.CodeOf(err) != frontdesk.Denied {
		t.Errorf("a certificate of nobody's: %v", err)
	}
	for want, err := range map[frontdesk.Code]error{
		frontdesk.NotFound:    &net.DNSError{Err: "no such host", Name: "nowhere.example", IsNotFound: true},
		frontdesk.Unavailable: &net.DNSError{Err: "server misbehaving", Name: "nowhere.example", IsTemporary: true},
		frontdesk.Denied:      &tls.CertificateVerificationError{Err: errors.New("expired")},
	} {
		if got := unreachable("nowhere.example", err); frontdesk.CodeOf(got) != want {
			t.Errorf("%v is %v, want %s", err, got, want)
		}
	}
}

func TestAFileThatBreaksOffSaysSo(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "the first bytes")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	if got, err := read(t, here(0), address); frontdesk.CodeOf(err) != frontdesk.Unavailable || got != "the first bytes" {
		t.Errorf("%q, %v", got, err)
	}
}

// pipes is a network without sockets, so that time can be a test's own.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// inTime fetches what f serves, where waiting costs nothing.
func inTime(t *testing.T, f http.HandlerFunc, do func(t *testing.T, f Fetcher)) {
	synctest.Test(t, func(t *testing.T) {
		network := make(pipes)
		srv := &http.Server{Handler: f}
		go srv.Serve(network)
		fetcher := New(Options{})
		fetcher.Client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			network <- theirs
			return ours, nil
		}
		do(t, fetcher)
		srv.Close()
		time.Sleep(time.Hour) // whoever still pauses finds nobody there
	})
}

// slowly answers after one pause, and then sends pieces between others.
func slowly(first, between time.Duration, pieces int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(first)
		w.(http.Flusher).Flush()
		for range pieces {
			time.Sleep(between)
			io.WriteString(w, "piece")
			w.(http.Flusher).Flush()
		}
	}
}

func TestEachLimitOfTime(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    frontdesk.Code
	}{
		"an answer in time":  {slowly(HeaderTime-ms, 0, 1), ""},
		"an answer too late": {slowly(HeaderTime+ms, 0, 1), frontdesk.Unavailable},
		"pauses":             {slowly(0, StallTime-ms, 3), ""},
		"a stall":            {slowly(0, StallTime+ms, 3), frontdesk.Unavailable},
		"long":               {slowly(0, WholeTime/30-ms, 30), ""},
		"too long":           {slowly(0, WholeTime/30+ms, 30), frontdesk.Timeout},
	} {
		inTime(t, c.handler, func(t *testing.T, f Fetcher) {
			if _, err := read(t, f, "http://slow.example/"); frontdesk.CodeOf(err) != c.want {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		})
	}
}

func TestAFetchEndsWithItsContext(t *testing.T) {
	inTime(t, slowly(0, time.Second, 60), func(t *testing.T, f Fetcher) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		file, err := f.Get(ctx, "http://slow.example/")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Body.Close()
		if _, err := io.ReadAll(file.Body); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestWhoReadsSlowlyIsNotAStall(t *testing.T) {
	inTime(t, slowly(0, 0, 3), func(t *testing.T, f Fetcher) {
		file, err := f.Get(t.Context(), "http://quick.example/")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Body.Close()
		time.Sleep(2 * StallTime)
		if b, err := io.ReadAll(file.Body); err != nil || string(b) != "piecepiecepiece" {
			t.Errorf("%q, %v", b, err)
		}
	})
}
