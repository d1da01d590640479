package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sashabaranov/go-openai"

	"frontdesk"
)

// maxCause is how much of what a service says is kept for the log.
const maxCause = 500

// problem says what err means to us, after a call on l about a thing: a sound or
// a picture.
func (s *Service) problem(err error, l *line, thing string) error {
	cause := s.hushed(err)
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, errTooLong):
		return unavailable("the service answered without end").WithCause(cause)
	case isTimeout(err):
		return unavailable("the service did not answer in time").WithCause(cause)
	case l.status == 0:
		return unavailable("the service cannot be reached").WithCause(cause)
	case l.status < 300:
		return unavailable("the service answered with something that is no answer").WithCause(cause)
	}
	return s.refusal(err, l, thing).WithCause(cause)
}

// refusal is what a status means. Which of many things a 400 is about is in
// words only.
func (s *Service) refusal(err error, l *line, thing string) *frontdesk.Error {
	said := strings.ToLower(string(l.body[:min(len(l.body), 2000)]))
	switch {
	case l.status == http.StatusUnauthorized:
		return frontdesk.Errorf(frontdesk.Unauthorized, "the service does not take our key").WithNext("set another key")
	case l.status == http.StatusForbidden:
		return frontdesk.Errorf(frontdesk.Forbidden, "our key may not use this model").WithNext("use another key or model")
	case l.status == http.StatusNotFound, aboutModel(err):
		return frontdesk.Errorf(frontdesk.NoEngine, "the service does not know this model or address").WithNext("set another model or base URL")
	case l.status == http.StatusRequestEntityTooLarge, strings.Contains(said, "too large"), strings.Contains(said, "maximum content size"), strings.Contains(said, "too long"):
		return frontdesk.Errorf(frontdesk.OverLimit, "the %s is larger than the service takes", thing)
	case l.status == http.StatusTooManyRequests:
		return unavailable("the service takes no more of us for now").WithRetryAfter(l.retryAfter)
	case l.status >= 500, l.status == http.StatusRequestTimeout, l.status == http.StatusConflict, l.status < 400:
		return unavailable("the service is out of order (status %d)", l.status).WithRetryAfter(l.retryAfter)
	}
	return frontdesk.Errorf(frontdesk.Damaged, "the service cannot read the %s (status %d)", thing, l.status)
}

// aboutModel tells that it is the model that is wrong, whatever the status.
func aboutModel(err error) bool {
	var e *openai.APIError
	return errors.As(err, &e) && (e.Param != nil && *e.Param == "model" || e.Code == "model_not_found")
}

func unavailable(format string, args ...any) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Unavailable, format, args...).WithNext("try again later")
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}

// hushed is err for the log, without our key, which some services repeat. It is
// text alone: what it was made of may hold the key still.
func (s *Service) hushed(err error) error {
	said := err.Error()
	if key := s.Key.Reveal(); key != "" {
		said = strings.ReplaceAll(said, key, s.Key.String())
	}
	clean, _ := frontdesk.Clean(said)
	return fmt.Errorf("%.*s", maxCause, clean)
}

// failedWith200 gives the error that some services put into an answer with
// status 200, in which the library sees nothing.
func (l *line) failedWith200() error {
	var answer struct{ Error json.RawMessage }
	if err := json.Unmarshal(l.body, &answer); err != nil {
		return err
	}
	if said := string(answer.Error); said != "" && said != "null" {
		return errors.New(said)
	}
	return nil
}
