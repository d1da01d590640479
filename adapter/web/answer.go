// Package web is the door: who may knock at all, and how a failure is answered.
//
// Every handler of the program returns an error; [Answer.Handle] is the one
// place that turns it into an answer and a log line. The guards stand in front
// of every route: a page somewhere else on the web must not reach a program
// that listens on this machine ([Guard]), and nobody without the token must
// reach what is not public ([Bearer]).
package web

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"frontdesk"
)

// Handler answers a request or says why not.
type Handler func(http.ResponseWriter, *http.Request) error

// Answer turns errors into answers.
type Answer struct {
	Log *slog.Logger
}

// Handle makes an http.Handler of h. A handler that has begun its answer
// before it fails can only be logged.
func (a Answer) Handle(h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began := &beginning{ResponseWriter: w}
		err := h(began, r)
		if err == nil {
			return
		}
		e := frontdesk.Foreseen(err)
		status := Status(e.Code)
		level := slog.LevelInfo
		if status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		a.Log.Log(r.Context(), level, "request refused",
			"method", r.Method, "route", r.Pattern, "status", status, "code", e.Code, "error", err)
		if !began.written {
			Problem(w, e)
		}
	}
}

// Status gives the HTTP status of a code.
func Status(c frontdesk.Code) int {
	switch c {
	case frontdesk.Invalid, frontdesk.Empty:
		return http.StatusBadRequest
	case frontdesk.Unauthenticated:
		return http.StatusUnauthorized
	case frontdesk.Denied:
		return http.StatusForbidden
	case frontdesk.NotFound:
		return http.StatusNotFound
	case frontdesk.Conflict, frontdesk.Ambiguous:
		return http.StatusConflict
	case frontdesk.TooLarge, frontdesk.TooLong:
		return http.StatusRequestEntityTooLarge
	case frontdesk.Timeout:
		return http.StatusRequestTimeout
	case frontdesk.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem is an answer after RFC 9457.
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Code   frontdesk.Code `json:"code"`
	Next   string         `json:"next,omitempty"`
	Field  string         `json:"field,omitempty"`
}

// Problem answers e as application/problem+json. The cause is not told.
func Problem(w http.ResponseWriter, e *frontdesk.Error) { problemAs(w, Status(e.Code), e) }

func problemAs(w http.ResponseWriter, status int, e *frontdesk.Error) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("X-Content-Type-Options", "nosniff")
	if status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="frontdesk"`)
	}
	w.WriteHeader(status)
	// The caller may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: e.Message, Code: e.Code, Next: e.Next, Field: e.Field,
	})
}

// NotFound answers a path that leads nowhere.
func NotFound(w http.ResponseWriter, _ *http.Request) {
	Problem(w, frontdesk.Errorf(frontdesk.NotFound, "there is nothing at this path"))
}

// MethodNotAllowed answers a path that exists, for a method it does not have.
func MethodNotAllowed(w http.ResponseWriter, r *http.Request) {
	problemAs(w, http.StatusMethodNotAllowed, frontdesk.Errorf(frontdesk.Invalid, "this path does not take %s", r.Method))
}

// beginning remembers whether an answer has begun.
type beginning struct {
	http.ResponseWriter
	written bool
}

func (b *beginning) WriteHeader(status int) {
	b.written = true
	b.ResponseWriter.WriteHeader(status)
}

func (b *beginning) Write(p []byte) (int, error) {
	b.written = true
	return b.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the writer below.
func (b *beginning) Unwrap() http.ResponseWriter { return b.ResponseWriter }
