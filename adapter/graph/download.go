package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"frontdesk"
)

// MaxRedirects is how many redirects of a download are followed.
const MaxRedirects = 3

// fileHosts is where Meta keeps files, beside the API itself; a leading dot
// means whatever is below. Only the first is on Meta's page; the others are the
// domains its content network answers from.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
var fileHosts = []string{"lookaside.fbsbx.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net"}

// errPage is a web page where a file was asked for.
var errPage = errors.New("a web page")

// Fetch gives the bytes of a file Meta keeps; close them. It tries the address
// first, if there is one, and asks for a new one if that has run out or is not
// Meta's. If the first did, info has only what the download told: no hash. Gone
// means that Meta does not have the file any more.
//
// Reading fails with Unavailable when the bytes stop coming or break off.
// Whether they are the right ones only their hash can tell.
func (n Number) Fetch(ctx context.Context, mediaID, address string) (body io.ReadCloser, info MediaInfo, err error) {
	if address != "" {
		resp, err := n.download(ctx, address, "")
		if err == nil {
			kind := resp.Header.Get("Content-Type")
			return resp.Body, MediaInfo{ID: mediaID, URL: address, MIMEType: kind, Bytes: max(resp.ContentLength, 0)}, nil
		}
		if !anotherMayDo(err) {
			return nil, MediaInfo{}, err
		}
	}
	if info, err = n.Media(ctx, mediaID); err != nil {
		return nil, MediaInfo{}, err
	}
	resp, err := n.download(ctx, info.URL, info.MIMEType)
	if frontdesk.CodeOf(err) == frontdesk.Gone {
		// The id lives, so the file does: an address is never Gone when it is new.
		err = frontdesk.Errorf(frontdesk.Unavailable, "Meta gave an address without a file").
			WithNext("it is tried again by itself").WithCause(err)
	}
	if err != nil {
		return nil, MediaInfo{}, err
	}
	if info.Bytes == 0 {
		info.Bytes = max(resp.ContentLength, 0)
	}
	return resp.Body, info, nil
}

// anotherMayDo tells whether another address may give what this one did not.
func anotherMayDo(err error) bool {
	switch frontdesk.CodeOf(err) {
	case frontdesk.Gone, frontdesk.Denied, frontdesk.Forbidden, frontdesk.Rejected:
		return true
	}
	return errors.Is(err, errPage)
}

// download gets an address and follows its redirects. Addresses come from
// outside, so one that is not Meta's is Denied before anything connects, and so
// is a redirect there; and the token goes to no other host than the address's
// own. Gone means that the address has run out (after 5 minutes).
//
// Expected is the type that Meta said the file has; without one, a web page is
// not taken for a file.
func (n Number) download(ctx context.Context, address, expected string) (*http.Response, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, frontdesk.Errorf(frontdesk.Denied, "the file's address cannot be read")
	}
	if n.Integration.AccessToken == "" {
		return nil, noToken(n.Integration.ID)
	}
	first := u
	for range MaxRedirects + 1 {
		resp, err := n.get(ctx, u, sameHost(u, first))
		if err != nil {
			return nil, err
		}
		if resp.StatusCode/100 != 3 {
			return n.file(resp, expected)
		}
		resp.Body.Close()
		if u, err = resp.Location(); err != nil {
			return nil, fileProblem(frontdesk.Unavailable, "Meta's redirect leads nowhere", resp)
		}
	}
	return nil, frontdesk.Errorf(frontdesk.Denied, "the file's address redirects more than %d times", MaxRedirects)
}

// get asks one address of Meta's. The answer's body ends when the bytes stall.
func (n Number) get(ctx context.Context, u *url.URL, ours bool) (*http.Response, error) {
	if !n.metas(u) {
		return nil, frontdesk.Errorf(frontdesk.Denied, "the file's address is on %q, which is not Meta's", u.Host).
			WithNext("ask Meta for the file by its id")
	}
	ctx, watch := watched(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		watch.end()
		return nil, err
	}
	if ours {
		req.Header.Set("Authorization", "Bearer "+n.Integration.AccessToken.Reveal())
	}
	// A file is hashed as it was sent: nobody may pack it on the way.
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := n.files().Do(req)
	if err != nil {
		defer watch.end()
		return nil, watch.broke(err)
	}
	watch.pause()
	resp.Body = &flow{body: resp.Body, watch: watch}
	return resp, nil
}

// files is the client for bytes. Whoever made it: redirects are followed here, or
// not at all.
func (n Number) files() *http.Client {
	client := *cmp.Or(n.Files, n.HTTP)
	client.CheckRedirect = stay
	return &client
}

// metas tells whether an address is one the token may go to: the API's own, or
// one of Meta's hosts for files by https and the usual port.
func (n Number) metas(u *url.URL) bool {
	if u.User != nil || u.Opaque != "" {
		return false
	}
	if api, err := url.Parse(n.BaseURL); err == nil && api.Host != "" && sameHost(u, api) {
		return true
	}
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") &&
		slices.ContainsFunc(fileHosts, func(h string) bool { return host == h || h[0] == '.' && strings.HasSuffix(host, h) })
}

// sameHost tells whether two addresses are on one host, port and scheme.
func sameHost(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	return cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
}

// file looks at an answer: bytes of a file, or what went wrong. A proxy's page
// and an error of the API both come with 200 at times.
func (n Number) file(resp *http.Response, expected string) (*http.Response, error) {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	want, _, _ := mime.ParseMediaType(expected)
	switch {
	case resp.StatusCode != http.StatusOK:
		defer resp.Body.Close()
		return nil, n.refusal(resp)
	case kind == "text/html" && want != kind:
		resp.Body.Close()
		return nil, frontdesk.Errorf(frontdesk.Unavailable, "a web page came back instead of the file").
			WithNext("it is tried again by itself").WithCause(errPage)
	case kind != "application/json" && kind != "text/javascript":
		return resp, nil
	}
	// A person may have sent JSON; only an error of Meta's is one.
	start, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswer))
	if err == nil {
		err = n.errorIn(start, resp)
	}
	if err != nil {
		resp.Body.Close()
		return nil, harmless(err)
	}
	resp.Body = &resumed{Reader: io.MultiReader(bytes.NewReader(start), resp.Body), Closer: resp.Body}
	return resp, nil
}

// resumed is a body of which the start was read already.
type resumed struct {
	io.Reader
	io.Closer
}

// refusal reads an answer that is no file.
func (n Number) refusal(resp *http.Response) error {
	switch code := resp.StatusCode; {
	case code == http.StatusNotFound || code == http.StatusGone:
		return fileProblem(frontdesk.Gone, "the file's address has run out", resp).WithNext("ask for a new address")
	case code == http.StatusTooManyRequests:
		return fileProblem(frontdesk.Throttled, "Meta finds us too fast", resp).WithNext("it is tried again by itself")
	case code >= 500:
		return fileProblem(frontdesk.Unavailable, "Meta could not give the file", resp).WithNext("it is tried again by itself")
	case code == http.StatusUnauthorized:
		return fileProblem(frontdesk.Unauthorized, "the access token was not accepted for the file", resp).
			WithNext("give the integration a new access token")
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswer))
	if err != nil {
		return err
	}
	if err := n.errorIn(body, resp); err != nil {
		return harmless(err)
	}
	return fileProblem(frontdesk.Forbidden, "Meta does not give the file", resp)
}

// errorIn finds an error of the API in a body. With 200, the trace is what tells
// it from a file that has an "error" in it.
func (n Number) errorIn(body []byte, resp *http.Response) error {
	var failed struct {
		Error *apiError `json:"error"`
	}
	if json.Unmarshal(n.redact(body), &failed) != nil || failed.Error == nil {
		return nil
	}
	if resp.StatusCode == http.StatusOK && failed.Error.Trace == "" {
		return nil
	}
	return failed.Error.problem(retryAfter(resp.Header))
}

func fileProblem(code frontdesk.Code, says string, resp *http.Response) *frontdesk.Error {
	return frontdesk.Errorf(code, "%s", says).WithRetryAfter(retryAfter(resp.Header)).
		WithCause(fmt.Errorf("status %d", resp.StatusCode))
}
