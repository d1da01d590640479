package openai

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	// MaxAnswer is how many bytes an answer may have. A transcript with all its
	// segments of the longest sound is a quarter of it.
	MaxAnswer = 8 << 20
	// Tries is how often a service that is busy or down is asked in one call. The
	// caller tries again later, when more has changed.
	Tries = 3
	// maxWait is how long a call waits for a service that says when it may be
	// asked again; if it is longer, the caller is told so.
	maxWait = 30 * time.Second
)

// line carries a call. It asks again while the service is busy, which the
// library does not, and remembers of the last answer what the library forgets.
type line struct {
	http       *http.Client
	status     int
	retryAfter time.Duration
	body       []byte
}

// errTooLong is an answer beyond MaxAnswer.
var errTooLong = fmt.Errorf("the answer is longer than %d bytes", MaxAnswer)

// Do sends req until it is answered. The library keeps the whole body in memory,
// so that it can be sent again.
func (l *line) Do(req *http.Request) (*http.Response, error) {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval = time.Second
	res, err := backoff.Retry(req.Context(), func() (*http.Response, error) { return l.once(req) },
		backoff.WithBackOff(wait), backoff.WithMaxTries(Tries), backoff.WithMaxElapsedTime(0))
	if res != nil && req.Context().Err() == nil {
		return res, nil // the library tells what it says
	}
	return nil, err
}

// once gives an error for what is worth another try, along with the answer if
// there is one.
func (l *line) once(req *http.Request) (*http.Response, error) {
	l.status, l.retryAfter, l.body = 0, 0, nil
	req = req.Clone(req.Context())
	if req.GetBody != nil {
		var err error
		if req.Body, err = req.GetBody(); err != nil {
			return nil, backoff.Permanent(err)
		}
	}
	res, err := l.http.Do(req)
	if err != nil {
		return nil, lost(err)
	}
	defer res.Body.Close()
	l.status, l.retryAfter = res.StatusCode, retryAfter(res.Header, time.Now())
	l.body, err = io.ReadAll(io.LimitReader(res.Body, MaxAnswer+1))
	switch {
	case err != nil:
		return nil, lost(err)
	case len(l.body) > MaxAnswer:
		return nil, backoff.Permanent(errTooLong)
	}
	res.Body = io.NopCloser(bytes.NewReader(l.body))
	return res, l.again()
}

// lost is a call without an answer. One that took too long would take as long
// again.
func lost(err error) error {
	var n net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.As(err, &n) && n.Timeout() {
		return backoff.Permanent(err)
	}
	return err
}

// again tells, by an error, that the service may answer otherwise in a moment.
func (l *line) again() error {
	switch {
	case l.status != http.StatusTooManyRequests && l.status < 500:
		return nil
	case l.retryAfter > maxWait:
		return nil
	case l.retryAfter > 0:
		return &backoff.RetryAfterError{Duration: l.retryAfter}
	}
	return fmt.Errorf("the service answered with status %d", l.status)
}

// retryAfter reads the header in both of its forms.
func retryAfter(h http.Header, now time.Time) time.Duration {
	said := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(said, 64); err == nil {
		return time.Duration(max(0, min(seconds, 86400)) * float64(time.Second))
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
