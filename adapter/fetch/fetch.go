// Package fetch fetches a file from an address that somebody named, and from
// nowhere inside.
//
// The address comes from a model or a person, and the server stands in a
// network that neither should reach: its own ports, its neighbours, the
// metadata service of a cloud. So the check is made where it cannot be talked
// around, on the numeric address each connection is about to be made to, after
// names were resolved and again after every redirect. Nothing of ours goes
// along: no credentials, no cookies, no proxy, no word of where we came from.
// What comes is bounded in time and size, also when it is unpacked.
package fetch

import (
	"context"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"frontdesk"
)

// The limits of one fetch.
const (
	DialTime   = 10 * time.Second
	TLSTime    = 10 * time.Second
	HeaderTime = 15 * time.Second // until a server begins to answer
	StallTime  = 20 * time.Second // without a byte
	WholeTime  = 5 * time.Minute

	MaxRedirects = 5
	MaxHeaders   = 64 << 10

	// DefaultMax is how large a file may be: what WhatsApp carries at most.
	DefaultMax = 100 << 20
)

// agent is what servers see of us. Many refuse whoever says nothing.
const agent = "Frontdesk/1"

// Options say what is fetched.
type Options struct {
	Max int64 // bytes; 0 is DefaultMax

	// Allow names addresses that are fetched from although they are inside.
	Allow []netip.Prefix
}

// Fetcher fetches files. Make it with [New]: the guard is in its client.
type Fetcher struct {
	Client *http.Client
	Max    int64
}

// File is a file on its way here. Close its body.
type File struct {
	Body     io.ReadCloser // fails with TooLarge where the limit is passed
	Bytes    int64         // -1 is not known
	MIMEType string        // as the server says; empty if it does not
	Filename string        // as the server says, or the address; a bare name, may be empty
}

// New gives a fetcher.
func New(o Options) Fetcher {
	if o.Max <= 0 {
		o.Max = DefaultMax
	}
	dialer := &net.Dialer{Timeout: DialTime, Control: guard(o.Allow).Safe}
	return Fetcher{Max: o.Max, Client: &http.Client{
		CheckRedirect: follow,
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would connect for us, past the guard
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    TLSTime,
			ResponseHeaderTimeout:  HeaderTime,
			MaxResponseHeaderBytes: MaxHeaders,
			DisableKeepAlives:      true, // each fetch passes the guard, and leaves nothing
			DisableCompression:     true, // unpacked here, within the limit
		},
	}}
}

// guard refuses loopback, private, link-local and other special networks, on
// any port.
func guard(allow []netip.Prefix) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

// Get begins to fetch what is at an address. An address inside is Denied. A
// server that answers with anything but a file is an error that has the status;
// it is Unavailable if the same may succeed later.
func (f Fetcher) Get(ctx context.Context, rawURL string) (File, error) {
	u, err := url.Parse(strings.TrimSpace(rawURL))
	if err != nil {
		return File{}, frontdesk.Errorf(frontdesk.Invalid, "the address cannot be read").WithField("url").
			WithNext("give it as https://host/path")
	}
	if err := acceptable(u); err != nil {
		return File{}, err
	}
	t := begin(ctx)
	resp, err := f.ask(t, u)
	if err != nil {
		t.end()
		return File{}, err
	}
	return f.file(t, resp)
}

// instead is what to give in the place of an address that is not of the web.
func instead(scheme string) string {
	switch scheme {
	case "data":
		return "give it as base64"
	case "file":
		return "give it as path"
	}
	return "give it as https://host/path"
}

// acceptable refuses addresses that are not of the web, and those with a name
// and password in them, which would be sent to whoever answers.
func acceptable(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return frontdesk.Errorf(frontdesk.Invalid, "the address does not begin with http:// or https://").
			WithField("url").WithNext("%s", instead(u.Scheme))
	case u.Hostname() == "":
		return frontdesk.Errorf(frontdesk.Invalid, "the address names no host").WithField("url").
			WithNext("give it as https://host/path")
	case u.User != nil:
		return frontdesk.Errorf(frontdesk.Invalid, "the address has a user name in it").WithField("url").
			WithNext("give an address that needs none")
	}
	return nil
}

// follow lets a redirect pass. The guard looks at the connection afterwards.
func follow(r *http.Request, via []*http.Request) error {
	if len(via) > MaxRedirects {
		return frontdesk.Errorf(frontdesk.Invalid, "the address redirects more than %d times", MaxRedirects)
	}
	r.Header.Del("Referer") // an address may be a secret
	return acceptable(r.URL)
}

func (f Fetcher) ask(t *transfer, u *url.URL) (*http.Response, error) {
	req, err := http.NewRequestWithContext(t.ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the address cannot be used").WithField("url").WithCause(bare(err))
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := f.Client.Do(req)
	if err != nil {
		return nil, t.problem(u.Host, err)
	}
	if resp.StatusCode/100 != 2 {
		resp.Body.Close()
		return nil, refused(resp)
	}
	return resp, nil
}

// file is an answer as a file.
func (f Fetcher) file(t *transfer, resp *http.Response) (File, error) {
	b := &body{raw: resp.Body, host: resp.Request.URL.Host, transfer: t, max: f.Max, left: f.Max}
	size := resp.ContentLength
	switch packed := strings.ToLower(resp.Header.Get("Content-Encoding")); packed {
	case "", "identity":
		b.from = resp.Body
	case "gzip", "x-gzip":
		b.from, size = &unpacked{packed: resp.Body}, -1
	default:
		b.Close()
		return File{}, frontdesk.Errorf(frontdesk.Unsupported, "%s packs the file as %q, although asked not to", b.host, packed)
	}
	if size > f.Max {
		b.Close()
		return File{}, b.tooLarge()
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return File{Body: b, Bytes: size, MIMEType: kind, Filename: filename(resp)}, nil
}
