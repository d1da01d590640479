package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"frontdesk/adapter/sandbox/refusal"
)

// maxRequest is the largest body taken: Meta's webhook limit with room for the
// request around it, so that scripts can have one sent that is too large.
const maxRequest = 8 << 20

// object is a piece of JSON.
type object = map[string]any

// handler is an http.HandlerFunc that returns.
type handler func(http.ResponseWriter, *http.Request) error

// own serves what is the sandbox's and not Meta's.
func (s *Sandbox) own(h handler) http.HandlerFunc { return s.ownUpTo(maxRequest, h) }

// ownUpTo is own for bodies of another size.
func (s *Sandbox) ownUpTo(limit int64, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		err := h(w, r)
		if err == nil {
			return
		}
		var no *refusal.Plain
		if !errors.As(err, &no) {
			s.log.Error("sandbox", "path", r.URL.Path, "error", err)
			no = &refusal.Plain{Status: http.StatusInternalServerError, Sentence: "that failed; the log says why"}
		}
		_ = answer(w, no.Status, object{"error": no.Sentence})
	}
}

func answer(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // nobody is left to tell
	return nil
}

// decode reads a request of the sandbox's own. A field nobody knows is an
// error, so that a misspelt one is found.
func decode(r *http.Request, v any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("there is more after the object")
		}
	}
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return refusal.Say(http.StatusRequestEntityTooLarge, "the body may have %d bytes at most", over.Limit)
	case err != nil:
		return refusal.Say(http.StatusBadRequest, "the body is not the JSON that is needed: %v", err)
	}
	return nil
}
