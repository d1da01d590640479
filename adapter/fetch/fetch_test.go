package fetch

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk"
)

// here fetches from the test's own servers, and from no other address inside.
func here(limit int64) Fetcher {
	return New(Options{Max: limit, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
}

func serve(t *testing.T, f http.HandlerFunc) string {
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestAFileComesWithWhatItsServerSays(t *testing.T) {
	var asked *http.Request
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r
		w.Header().Set("Content-Type", "application/pdf; charset=binary")
		io.WriteString(w, "the bytes")
	})
	f, err := here(0).Get(t.Context(), " "+address+"/a/Rechnung%20M%C3%A4rz.pdf?sig=1#page=2\n")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Body.Close()
	b, err := io.ReadAll(f.Body)
	if string(b) != "the bytes" || err != nil || f.Bytes != 9 || f.MIMEType != "application/pdf" || f.Filename != "Rechnung März.pdf" {
		t.Errorf("%q, %v, %+v", b, err, f)
	}
	if asked.Header.Get("Accept-Encoding") != "identity" || asked.Header.Get("User-Agent") != agent || asked.URL.RawQuery != "sig=1" {
		t.Errorf("asked as %v", asked.Header)
	}
}

func TestAddressesInsideAreDenied(t *testing.T) {
	var asked atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer srv.Close()
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	for _, host := range []string{
		"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
		"169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255",
	} {
		_, err := New(Options{}).Get(t.Context(), "http://"+host+":"+port+"/")
		if frontdesk.CodeOf(err) != frontdesk.Denied {
			t.Errorf("%s: %v", host, err)
		}
		if s := frontdesk.Sentence(err); strings.Contains(s, "127.0.0.1") && !strings.Contains(host, "127.0.0.1") {
			t.Errorf("%s tells where it leads: %s", host, s)
		}
	}
	if asked.Load() > 0 {
		t.Errorf("%d requests came through", asked.Load())
	}
}

func TestAnAddressSpelledAsANumberStaysOutside(t *testing.T) {
	var asked atomic.Int32
	address := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	_, port, _ := strings.Cut(strings.TrimPrefix(address, "http://"), ":")
	for _, host := range []string{"2130706433", "0x7f000001", "0177.0.0.1", "127.1"} {
		if _, err := New(Options{}).Get(t.Context(), "http://"+host+":"+port); err == nil {
			t.Errorf("%s was fetched", host)
		}
	}
	if asked.Load() > 0 {
		t.Errorf("%d requests came through", asked.Load())
	}
}

// The first server may be fetched from; the one it points at is inside.
func TestARedirectInsideIsDenied(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		if os.Getenv("FRONTDESK_TEST_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("this machine has no second loopback address:", err)
	}
	var asked atomic.Int32
	srv := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) })}
	go srv.Serve(l)
	defer srv.Close()
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+l.Addr().String(), http.StatusFound)
	})
	if _, err := here(0).Get(t.Context(), address); frontdesk.CodeOf(err) != frontdesk.Denied || asked.Load() > 0 {
		t.Errorf("%v, asked %d times", err, asked.Load())
	}
}

func TestFiveRedirectsAreFollowed(t *testing.T) {
	var referers []string
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		referers = append(referers, r.Header.Get("Referer"))
		left, _ := strconv.Atoi(r.URL.Query().Get("left"))
		if left == 0 {
			io.WriteString(w, "found")
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/here.txt?left=%d", left-1), http.StatusFound)
	})
	for left, want := range map[int]frontdesk.Code{MaxRedirects: "", MaxRedirects + 1: frontdesk.Invalid} {
		f, err := here(0).Get(t.Context(), fmt.Sprintf("%s/secret?left=%d", address, left))
		if frontdesk.CodeOf(err) != want {
			t.Errorf("%d redirects: %v", left, err)
		}
		if err == nil {
			if f.Filename != "here.txt" {
				t.Errorf("called %q", f.Filename)
			}
			f.Body.Close()
		}
	}
	if s := strings.Join(referers, ""); s != "" {
		t.Errorf("said to have come from %q", s)
	}
}

func TestWhatIsNoAddressOfAFile(t *testing.T) {
	home := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
	})
	for _, bad := range []string{
		"", "not an address", "file:///etc/passwd", "ftp://example.com/x", "gopher://127.0.0.1:70/", "data:text/plain,x", "http://", "https:///x",
		"http://user:pass@example.com/x", "http://user@127.0.0.1/", "http://%zz/", "http://[::1", "//example.com/x", "javascript:alert(1)",
	} {
		if _, err := here(0).Get(t.Context(), bad); frontdesk.CodeOf(err) != frontdesk.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, bad := range []string{"file:///etc/passwd", "http://a:b@127.0.0.1/", "ftp://127.0.0.1/"} {
		if _, err := here(0).Get(t.Context(), home+"?to="+url.QueryEscape(bad)); frontdesk.CodeOf(err) != frontdesk.Invalid {
			t.Errorf("a redirect to %q: %v", bad, err)
		}
	}
}

func TestNobodyConnectsForUs(t *testing.T) {
	if New(Options{}).Client.Transport.(*http.Transport).Proxy != nil {
		t.Error("a proxy would connect past the guard")
	}
}

func TestTheLimitHoldsWhateverIsSaid(t *testing.T) {
	const limit = 1000
	ways := map[string]http.HandlerFunc{
		"with a length": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", r.URL.Query().Get("n"))
			io.WriteString(w, content(r))
		},
		"without": func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			io.WriteString(w, content(r))
		},
		"packed": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.WriteString(z, content(r))
			z.Close()
		},
	}
	for way, handler := range ways {
		address := serve(t, handler)
		for n, want := range map[int]frontdesk.Code{limit - 1: "", limit: "", limit + 1: frontdesk.TooLarge, 100 * limit: frontdesk.TooLarge} {
			got, err := read(t, here(limit), fmt.Sprintf("%s?n=%d", address, n))
			if frontdesk.CodeOf(err) != want || want == "" && got != strings.Repeat("x", n) || len(got) > limit {
				t.Errorf("%d bytes %s: %d came, %v", n, way, len(got), err)
			}
		}
	}
}

func content(r *http.Request) string {
	n, _ := strconv.Atoi(r.URL.Query().Get("n"))
	return strings.Repeat("x", n)
}

func read(t *testing.T, f Fetcher, address string) (string, error) {
	file, err := f.Get(t.Context(), address)
	if err != nil {
		return "", err
	}
	defer file.Body.Close()
	b, err := io.ReadAll(file.Body)
	if err != nil {
		if _, again := file.Body.Read(make([]byte, 8)); again == nil {
			t.Error("a body that failed is read on")
		}
	}
	return string(b), err
}

func TestAPackedFileIsUnpackedOrRefused(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	io.WriteString(w, strings.Repeat("words ", 1000))
	w.Close()
	wrong := bytes.Clone(z.Bytes())
	wrong[len(wrong)-5] ^= 1
	for name, c := range map[string]struct {
		encoding, body string
		want           frontdesk.Code
	}{
		"whole":     {"GZIP", z.String(), ""},
		"cut":       {"gzip", z.String()[:z.Len()-9], frontdesk.Unavailable},
		"changed":   {"gzip", string(wrong), frontdesk.Damaged},
		"not so":    {"x-gzip", "plain words, not packed", frontdesk.Damaged},
		"otherwise": {"br", "?", frontdesk.Unsupported},
	} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", c.encoding)
			io.WriteString(w, c.body)
		})
		got, err := read(t, here(0), address)
		if frontdesk.CodeOf(err) != c.want || c.want == "" && len(got) != 6000 {
			t.Errorf("%s: %d bytes, %v, want %q", name, len(got), err, c.want)
		}
	}
}

func TestWhatAServerSaysInsteadOfAFile(t *testing.T) {
	for status, want := range map[int]frontdesk.Code{
		200: "", 203: "", 301: frontdesk.Invalid, 304: frontdesk.Invalid, 400: frontdesk.Invalid, 401: frontdesk.Denied, 403: frontdesk.Denied,
		404: frontdesk.NotFound, 408: frontdesk.Unavailable, 410: frontdesk.Gone, 418: frontdesk.Invalid, 429: frontdesk.Unavailable,
		500: frontdesk.Unavailable, 503: frontdesk.Unavailable,
	} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Retry-After", "9")
			w.WriteHeader(status)
		})
		f, err := here(0).Get(t.Context(), address+"?key=hunter2")
		switch {
		case frontdesk.CodeOf(err) != want:
			t.Errorf("%d: %v, want %q", status, err, want)
		case err == nil:
			f.Body.Close()
		case !strings.Contains(err.Error(), strconv.Itoa(status)) || strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%d is told as %v", status, err)
		case want == frontdesk.Unavailable && frontdesk.Foreseen(err).RetryAfter != 9*time.Second:
			t.Errorf("%d: wait %s", status, frontdesk.Foreseen(err).RetryAfter)
		}
	}
}
