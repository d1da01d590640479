package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"code.dny.dev/ssrf"

	"frontdesk"
)

// problem says why a fetch came to nothing. What is said tells no numeric
// address: where names of the inside lead to is nobody's business.
func (t *transfer) problem(host string, err error) error {
	var ours *frontdesk.Error
	if errors.As(err, &ours) {
		return ours
	}
	switch cause := context.Cause(t.ctx); {
	case cause == nil:
	case errors.Is(cause, errLong):
		return frontdesk.Errorf(frontdesk.Timeout, "%s takes longer than %s to give the file", host, WholeTime).WithCause(cause)
	case errors.Is(cause, errStalled):
		return again("%s has stopped sending the file", host).WithCause(cause)
	default:
		return cause
	}
	return unreachable(host, bare(err))
}

func unreachable(host string, err error) error {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var slow net.Error
	switch {
	case inside(err):
		return frontdesk.Errorf(frontdesk.Denied, "%s is inside a private network; files are fetched from public addresses only", host).
			WithNext("give a public address, or the file itself").WithCause(err)
	case errors.As(err, &dns) && dns.IsNotFound:
		return frontdesk.Errorf(frontdesk.NotFound, "there is no host %s", host).WithNext("check the address").WithCause(err)
	case errors.As(err, &cert):
		return frontdesk.Errorf(frontdesk.Denied, "%s does not prove who it is: its certificate is not valid", host).
			WithNext("give another address").WithCause(err)
	case errors.As(err, &slow) && slow.Timeout():
		return again("%s does not answer", host).WithCause(err)
	}
	return again("the connection to %s failed", host).WithCause(err)
}

// inside tells whether the guard refused a connection.
func inside(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork) ||
		errors.Is(err, ssrf.ErrProhibitedPort) || errors.Is(err, ssrf.ErrInvalidHostPort)
}

// refused is what a server's answer means that is no file.
func refused(resp *http.Response) error {
	host, status := resp.Request.URL.Host, resp.StatusCode
	e := frontdesk.Errorf(meaning(status), "%s answered with status %d %s instead of a file", host, status, http.StatusText(status))
	if e.Code != frontdesk.Unavailable {
		return e.WithNext("check the address")
	}
	return e.WithNext("try again later").WithRetryAfter(retryAfter(resp.Header))
}

func meaning(status int) frontdesk.Code {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return frontdesk.Denied
	case status == http.StatusNotFound:
		return frontdesk.NotFound
	case status == http.StatusGone:
		return frontdesk.Gone
	case status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= 500:
		return frontdesk.Unavailable
	}
	return frontdesk.Invalid
}

// retryAfter reads the header in seconds, a day at most.
func retryAfter(h http.Header) time.Duration {
	s, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || s < 0 || s > 86_400 {
		return 0
	}
	return time.Duration(s) * time.Second
}

func again(format string, args ...any) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Unavailable, "%s", fmt.Sprintf(format, args...)).WithNext("try again later")
}

// bare is an error without the address, which may hold a signature.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
