// Package graph asks Meta to do things.
//
// It is the one place that knows how the Graph API is called and what its
// answers mean. The most important thing it tells is whether Meta may have
// taken a message: a call that certainly reached nobody may be repeated, one
// that broke off after the request was on its way may not. The access token is
// in the request and nowhere else; no error and no log line holds it.
package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"frontdesk"
)

// The time limits of one call.
const (
	DialTime   = 10 * time.Second
	TLSTime    = 10 * time.Second
	HeaderTime = 25 * time.Second
	CallTime   = 30 * time.Second

	// FileHeaderTime is the wait for an answer to a file: Meta looks at all of
	// it first.
	FileHeaderTime = 60 * time.Second

	// StallTime is the longest wait for the next byte of a file.
	StallTime = 30 * time.Second

	// MaxAnswer is how much of an answer is read.
	MaxAnswer = 1 << 20
)

// NewClient gives a client for calls to Meta: bounded in time, and following
// no redirect, since the token must not go where the API is not.
func NewClient() *http.Client {
	return &http.Client{Timeout: CallTime, CheckRedirect: stay, Transport: transport(HeaderTime)}
}

// NewFileClient gives a client for bytes to and from Meta. A hundred megabytes
// may take long, so the whole is not bounded in time: each wait for the next
// byte is, by StallTime.
func NewFileClient() *http.Client {
	return &http.Client{CheckRedirect: stay, Transport: transport(FileHeaderTime)}
}

// stay follows no redirect.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func transport(header time.Duration) *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: DialTime, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   TLSTime,
		ResponseHeaderTimeout: header,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       60 * time.Second,
		ForceAttemptHTTP2:     true,
	}
}

// Number is a business phone number of ours at Meta.
type Number struct {
	Integration frontdesk.Integration
	BaseURL     string // https://graph.facebook.com
	Version     string // v25.0
	HTTP        *http.Client
	Files       *http.Client // for files' bytes; nil is HTTP
}

// success is the answer to what leaves nothing to tell.
type success struct {
	Success bool `json:"success"`
}

// call sends one request and reads the answer into out. Its errors are ours,
// with a code that tells whether the call may have had an effect.
func (n Number) call(ctx context.Context, method string, path []string, query url.Values, in, out any) error {
	req, err := n.request(ctx, method, path, query, in)
	if err != nil {
		return err
	}
	// Once a connection is ours the request may be on its way, whatever is told
	// afterwards. Go's client itself tries again on another connection, but a
	// POST only if nothing of it was written.
	var underway atomic.Bool
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { underway.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { underway.Store(true) },
	}))
	resp, err := n.HTTP.Do(req)
	if err != nil {
		return broken(err, underway.Load())
	}
	defer resp.Body.Close()
	return n.read(resp, out)
}

// read reads the answer to a call into out.
func (n Number) read(resp *http.Response, out any) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswer))
	if err != nil {
		return broken(err, true)
	}
	return answer(resp, n.redact(body), out)
}

// redact takes our token out of an answer: Meta's errors may quote the one
// they refuse.
func (n Number) redact(body []byte) []byte {
	return bytes.ReplaceAll(body, []byte(n.Integration.AccessToken.Reveal()), []byte(n.Integration.AccessToken.String()))
}

func (n Number) request(ctx context.Context, method string, path []string, query url.Values, in any) (*http.Request, error) {
	if n.Integration.AccessToken == "" {
		return nil, noToken(n.Integration.ID)
	}
	u, err := url.Parse(n.BaseURL)
	if err != nil {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the address of the Graph API cannot be read").WithCause(err)
	}
	u = u.JoinPath(append([]string{n.Version}, escaped(path)...)...)
	u.RawQuery = query.Encode()
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+n.Integration.AccessToken.Reveal())
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

func noToken(id frontdesk.IntegrationID) error {
	return frontdesk.Errorf(frontdesk.Unauthorized, "integration %s has no access token", id).WithNext("set its access_token")
}

func escaped(path []string) []string {
	for i, p := range path {
		path[i] = url.PathEscape(p)
	}
	return path
}

// broken tells what a call that got no answer means.
func broken(err error, underway bool) error {
	var uerr *url.Error
	if errors.As(err, &uerr) {
		err = uerr.Err // the address adds nothing
	}
	if underway {
		return frontdesk.Errorf(frontdesk.Uncertain, "the connection to Meta broke off after the request was sent; Meta may or may not have it").WithCause(err)
	}
	return frontdesk.Errorf(frontdesk.Unavailable, "Meta cannot be reached").WithNext("it is tried again by itself").WithCause(err)
}

// answer reads what Meta said. Anything but an answer of the API is no answer:
// whoever wrote it, Meta may have done what was asked.
func answer(resp *http.Response, body []byte, out any) error {
	var failed struct {
		Error *apiError `json:"error"`
	}
	if json.Unmarshal(body, &failed) == nil && failed.Error != nil {
		return failed.Error.problem(retryAfter(resp.Header))
	}
	if resp.StatusCode/100 != 2 {
		return noAnswer(resp, fmt.Errorf("status %d", resp.StatusCode))
	}
	if err := json.Unmarshal(body, out); err != nil {
		return noAnswer(resp, err)
	}
	return nil
}

func noAnswer(resp *http.Response, cause error) error {
	kind, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	return frontdesk.Errorf(frontdesk.Uncertain, "what came back is not an answer of Meta's API; Meta may or may not have the request").
		WithCause(fmt.Errorf("%w, %q", cause, kind))
}

// retryAfter reads the header in seconds; other forms are not used by Meta.
func retryAfter(h http.Header) time.Duration {
	s, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || s < 0 || s > 86_400 {
		return 0
	}
	return time.Duration(s) * time.Second
}
