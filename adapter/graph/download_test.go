package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk"
)

// library is a Meta that keeps files. It counts what it is asked.
type library struct {
	http.HandlerFunc
	asked atomic.Int32
}

func (l *library) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.asked.Add(1)
	l.HandlerFunc(w, r)
}

func keeps(t *testing.T, f http.HandlerFunc) (Number, *library) {
	l := &library{HandlerFunc: f}
	srv := httptest.NewServer(l)
	t.Cleanup(srv.Close)
	n := number(srv.URL)
	n.Files = NewFileClient()
	t.Cleanup(n.Files.CloseIdleConnections)
	return n, l
}

// everywhere lets every host and port be the one server, also by https.
func everywhere(n *Number) {
	u, _ := url.Parse(n.BaseURL)
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, u.Host)
	}
	n.Files.Transport = &http.Transport{DialContext: dial, DialTLSContext: dial, DisableKeepAlives: true}
}

// Download gives the bytes at an address, and how many there are.
func (n Number) Download(ctx context.Context, address string) (io.ReadCloser, int64, error) {
	resp, err := n.download(ctx, address, "")
	if err != nil {
		return nil, 0, err
	}
	return resp.Body, resp.ContentLength, nil
}

func TestAFileComesWithItsLength(t *testing.T) {
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token || r.Header.Get("Accept-Encoding") != "identity" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "image/jpeg")
		io.WriteString(w, "the bytes")
	})
	body, size, err := n.Download(t.Context(), n.BaseURL+"/file?sig=1")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if b, err := io.ReadAll(body); string(b) != "the bytes" || err != nil || size != 9 {
		t.Errorf("%q of %d, %v", b, size, err)
	}
}

func TestTheTokenGoesToMetaAlone(t *testing.T) {
	n := Number{BaseURL: "https://graph.facebook.com"}
	for address, ours := range map[string]bool{
		"https://graph.facebook.com/x":             true,
		"https://GRAPH.facebook.com:443/x":         true,
		"https://lookaside.fbsbx.com/whatsapp?mid": true,
		"https://Lookaside.FBSBX.com:443/x":        true,
		"https://scontent.xx.fbcdn.net/x":          true,
		"https://mmg.whatsapp.net/x":               true,
		"http://graph.facebook.com/x":              false,
		"http://lookaside.fbsbx.com/x":             false,
		"https://lookaside.fbsbx.com:8443/x":       false,
		"https://a@lookaside.fbsbx.com/x":          false,
		"https://fbcdn.net.evil.example/x":         false,
		"https://evilfbcdn.net/x":                  false,
		"https://lookaside.fbsbx.com.evil/x":       false,
		"https://evil.example/lookaside.fbsbx.com": false,
		"https://lookaside.fbsbx.com./x":           false,
		"https://graph.facebook.com:444/x":         false,
		"//lookaside.fbsbx.com/x":                  false,
		"https:lookaside.fbsbx.com/x":              false,
		"ftp://lookaside.fbsbx.com/x":              false,
		"file:///etc/passwd":                       false,
		"":                                         false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if n.metas(u) != ours {
			t.Errorf("%s is Meta's: %t", address, !ours)
		}
	}
}

func TestAnotherHostIsDeniedBeforeAConnection(t *testing.T) {
	n, meta := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
	})
	_, evil := keeps(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "mine") })
	srv := httptest.NewServer(evil)
	defer srv.Close()
	for _, address := range []string{srv.URL + "/file", n.BaseURL + "/file?to=" + url.QueryEscape(srv.URL), "http://[", "http://%zz"} {
		_, _, err := n.Download(t.Context(), address)
		if frontdesk.CodeOf(err) != frontdesk.Denied {
			t.Errorf("%s: %v", address, err)
		}
	}
	if evil.asked.Load() != 0 || meta.asked.Load() != 1 {
		t.Errorf("asked %d strangers, and Meta %d times", evil.asked.Load(), meta.asked.Load())
	}
}

func TestRedirectsAreFollowedThreeTimesAndTheTokenStaysHome(t *testing.T) {
	for hops, want := range map[string]frontdesk.Code{"xxx": "", "xxxx": frontdesk.Denied} {
		var told []string
		n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "" {
				told = append(told, r.Host)
			}
			left := r.URL.Query().Get("left")
			if left == "" {
				io.WriteString(w, "bytes")
				return
			}
			http.Redirect(w, r, fmt.Sprintf("https://cdn%d.fbcdn.net/?left=%s", len(left), left[1:]), http.StatusFound)
		})
		everywhere(&n)
		body, _, err := n.Download(t.Context(), "https://lookaside.fbsbx.com/?left="+hops)
		if frontdesk.CodeOf(err) != want {
			t.Errorf("%d redirects: %v", len(hops), err)
		}
		if err == nil {
			body.Close()
		}
		if len(told) != 1 || told[0] != "lookaside.fbsbx.com" {
			t.Errorf("the token was told to %q", told)
		}
	}
}

func TestWhatAnAnswerThatIsNoFileMeans(t *testing.T) {
	const expired = `{"error":{"message":"Error validating access token","type":"OAuthException","code":190,"fbtrace_id":"A"}}`
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       frontdesk.Code
	}{
		"run out":                   {404, "text/html", "no", frontdesk.Gone},
		"run out, as the API says":  {404, "application/json", expired, frontdesk.Gone},
		"removed":                   {410, "", "", frontdesk.Gone},
		"too fast":                  {429, "", "", frontdesk.Throttled},
		"down":                      {503, "text/html", "", frontdesk.Unavailable},
		"a wrong token":             {401, "", "", frontdesk.Unauthorized},
		"a wrong token, by 400":     {400, "application/json", expired, frontdesk.Unauthorized},
		"a wrong token, by 200":     {200, "text/javascript; charset=UTF-8", expired, frontdesk.Unauthorized},
		"an unknown error, by 200":  {200, "application/json", strings.Replace(expired, "190", "131000", 1), frontdesk.Unavailable},
		"not allowed":               {403, "text/plain", "", frontdesk.Forbidden},
		"a web page":                {200, "text/html; charset=utf-8", "<html>log in", frontdesk.Unavailable},
		"nowhere":                   {304, "", "", frontdesk.Unavailable},
		"JSON of a person":          {200, "application/json", `{"error":{"code":1}}`, ""},
		"JSON longer than an error": {200, "application/json", `["` + strings.Repeat("x", MaxAnswer) + `"]`, ""},
	} {
		n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", c.kind)
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		})
		body, _, err := n.Download(t.Context(), n.BaseURL)
		if frontdesk.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if c.status == 429 && frontdesk.Foreseen(err).RetryAfter != 7*time.Second {
			t.Errorf("%s: waits %s", name, frontdesk.Foreseen(err).RetryAfter)
		}
		if err == nil {
			if b, _ := io.ReadAll(body); string(b) != c.body {
				t.Errorf("%s came as %d bytes", name, len(b))
			}
			body.Close()
		}
	}
}

func TestADownloadWithoutATokenAsksNobody(t *testing.T) {
	n, meta := keeps(t, func(w http.ResponseWriter, r *http.Request) {})
	n.Integration.AccessToken = ""
	if _, _, err := n.Download(t.Context(), n.BaseURL); frontdesk.CodeOf(err) != frontdesk.Unauthorized || meta.asked.Load() != 0 {
		t.Errorf("%v, asked %d times", err, meta.asked.Load())
	}
}

func TestADownloadThatBreaksOffSaysSo(t *testing.T) {
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "the first bytes")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	body, _, err := n.Download(t.Context(), n.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if frontdesk.CodeOf(err) != frontdesk.Unavailable || string(b) != "the first bytes" {
		t.Errorf("%q, %v", b, err)
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

// piped is a Meta on such a network. Close it.
func piped(f http.HandlerFunc) (n Number, end func()) {
	network := make(pipes)
	srv := &http.Server{Handler: f}
	go srv.Serve(network)
	n = number("http://meta.example")
	n.Files = &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		network <- theirs
		return ours, nil
	}}}
	return n, func() {
		n.Files.CloseIdleConnections()
		srv.Close()
		time.Sleep(time.Hour) // whoever still pauses finds nobody there
	}
}

func TestADownloadMayPauseButNotStall(t *testing.T) {
	for pause, want := range map[time.Duration]frontdesk.Code{StallTime - time.Millisecond: "", StallTime + time.Millisecond: frontdesk.Unavailable} {
		synctest.Test(t, func(t *testing.T) {
			n, end := piped(func(w http.ResponseWriter, r *http.Request) {
				for range 3 {
					time.Sleep(pause)
					io.WriteString(w, "bytes ")
					w.(http.Flusher).Flush()
				}
			})
			defer end()
			body, _, err := n.Download(t.Context(), n.BaseURL)
			if err == nil {
				time.Sleep(time.Hour) // we may take our time
				_, err = io.ReadAll(body)
				body.Close()
			}
			if frontdesk.CodeOf(err) != want {
				t.Errorf("a pause of %s: %v", pause, err)
			}
		})
	}
}

func TestADownloadEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, end := piped(func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		})
		defer end()
		ctx, cancel := context.WithCancel(t.Context())
		body, _, err := n.Download(ctx, n.BaseURL)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Second, cancel)
		if _, err := io.ReadAll(body); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		body.Close()
	})
}
