package sandbox

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/shelf"
)

const maxGraphBody = 1 << 20

// ask is one call to the Graph API.
type ask struct {
	*http.Request
	path  string // what a fault may name
	id    string
	body  []byte
	token string
	freed <-chan struct{} // ends a hang
}

// reply answers a call with what becomes JSON, or a [refusal.Meta].
type reply func(q *ask) (any, error)

var isVersion = regexp.MustCompile(`^v\d+\.\d+$`)

// graph serves one path of the Graph API: token first, then faults, then the
// answer.
func (s *Sandbox) graph(path string, answers reply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, shelf.MaxForm)
		q, err := s.hear(w, r, path)
		if err != nil {
			_, _ = io.Copy(io.Discard, r.Body) // see drain
			s.answerMeta(w, nil, err)
			return
		}
		s.withFaults(w, q, func(w http.ResponseWriter) {
			v, err := answers(q)
			q.drain()
			s.answerMeta(w, v, err)
		})
	}
}

// withFaults does as asked, unless a fault says otherwise.
func (s *Sandbox) withFaults(w http.ResponseWriter, q *ask, act func(http.ResponseWriter)) {
	q.freed = s.untilFreed() // before a fault is taken, or its removal might be missed
	f, ok := s.faults.Take(s.about(q), fault.GiveError, fault.HTML, fault.Empty, fault.OKError, fault.Redirect, fault.Hang, fault.HangUp)
	if !ok {
		act(w)
		return
	}
	if f.Do != fault.Hang && !f.Accepted {
		q.drain()
	}
	s.misbehave(w, q, f, act)
}

// drain reads what is left of an upload. A client that still writes when it is
// answered may never read the answer.
func (q *ask) drain() { _, _ = io.Copy(io.Discard, q.Body) }

func (q *ask) verb() string { return strings.ToLower(q.Method) }

func bearer(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// hear reads a call and checks its token.
func (s *Sandbox) hear(w http.ResponseWriter, r *http.Request, path string) (*ask, error) {
	q := &ask{Request: r, path: path, id: chi.URLParam(r, "id"), token: bearer(r)}
	if path == fault.PathNumber {
		q.path = s.pathOf(q.id)
	}
	if err := q.read(w); err != nil {
		return nil, err
	}
	if !isVersion.MatchString(chi.URLParam(r, "version")) {
		return nil, &refusal.Meta{Code: 2500, Message: "Unknown path components: " + r.URL.Path}
	}
	if !s.knows(q.token) {
		return nil, refusal.BadToken()
	}
	return q, nil
}

// pathOf says what there is under an id; what is nothing else may be a file.
func (s *Sandbox) pathOf(id string) string {
	if _, ok := s.number(id); ok {
		return fault.PathNumber
	}
	if slices.Contains(business.Accounts(s.Numbers), id) {
		return fault.PathAccount
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.templates.Alive(id) != nil {
		return fault.PathTemplate
	}
	return fault.PathMedia
}

// read reads the body of a call, but not of an upload, which may be larger than
// memory.
func (q *ask) read(w http.ResponseWriter) (err error) {
	if q.path == fault.PathUpload {
		return nil
	}
	if q.body, err = io.ReadAll(http.MaxBytesReader(w, q.Body, maxGraphBody)); err != nil {
		return refusal.BadParameter("The request is too large or incomplete")
	}
	return nil
}

func (s *Sandbox) knows(token string) bool {
	for _, n := range s.Numbers {
		if n.AccessToken == token && token != "" {
			return true
		}
	}
	return false
}

// number finds the number a call is about. To a token of another number it
// does not exist.
func (q *ask) number(s *Sandbox) (Number, error) {
	if n, ok := s.number(q.id); ok && n.AccessToken == q.token {
		return n, nil
	}
	return Number{}, refusal.NoObject(q.verb(), q.id)
}

// account finds the numbers of the account a call is about.
func (q *ask) account(s *Sandbox) ([]Number, error) {
	var of []Number
	for _, n := range s.Numbers {
		if n.BusinessAccountID == q.id && n.AccessToken == q.token {
			of = append(of, n)
		}
	}
	if of == nil {
		return nil, refusal.NoObject(q.verb(), q.id)
	}
	return of, nil
}

func (s *Sandbox) answerMeta(w http.ResponseWriter, v any, err error) {
	if err == nil {
		_ = answer(w, http.StatusOK, v) // nobody is left to tell
		return
	}
	var e *refusal.Meta
	if !errors.As(err, &e) {
		s.log.Error("sandbox", "error", err)
		e = refusal.Of(131000, "")
	}
	_ = answer(w, e.HTTPStatus(), e.Body())
}

// misbehave answers as a fault says.
func (s *Sandbox) misbehave(w http.ResponseWriter, q *ask, f fault.Fault, act func(http.ResponseWriter)) {
	if f.Accepted && f.Do != fault.Hang {
		act(httptest.NewRecorder())
	}
	e := refusal.Of(f.Code, f.Details)
	switch f.Do {
	case fault.GiveError:
		s.answerMeta(w, nil, e)
	case fault.OKError:
		_ = answer(w, http.StatusOK, e.Body()) // nobody is left to tell
	case fault.HTML:
		sorryPage(w, f.StatusOr(http.StatusServiceUnavailable))
	case fault.Empty:
		w.WriteHeader(f.StatusOr(http.StatusOK))
	case fault.Redirect:
		w.Header().Set("Location", "https://www.facebook.com/unsupportedbrowser")
		w.WriteHeader(f.StatusOr(http.StatusFound))
	case fault.Hang:
		if s.dawdle(q, f.Pause()) {
			act(w)
		}
	case fault.HangUp:
		panic(http.ErrAbortHandler) // how net/http closes a connection without an answer
	}
}

// sorryPage is what a machine says that is not the API.
func sorryPage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	const text = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>\n"
	_, _ = io.Copy(w, bytes.NewBufferString(text)) // nobody is left to tell
}

// dawdle waits in real time, or until faults are removed, and says whether
// somebody still waits too.
func (s *Sandbox) dawdle(q *ask, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-q.freed:
		return true
	case <-s.quit:
	case <-q.Context().Done():
	}
	return false
}
