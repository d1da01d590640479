// Package webhook hears what Meta tells us.
//
// On the way in it does two things and no more: it compares the signature over
// the raw bytes, and it has the bytes kept. Only then does it answer 200,
// because Meta repeats whatever was not answered so and never repeats what was.
// What the bytes mean is read later, by [Parser.Parse], from the log: a body that
// nobody can read must not be lost, and one that takes long to work on must not
// make Meta wait.
package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"golang.org/x/sync/semaphore"

	"frontdesk"
)

const (
	// MaxBody is the largest notification Meta sends.
	//
	// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
	MaxBody = 3 << 20

	// MaxHeld bounds the bytes of all bodies held at one time, so that slow or
	// hostile callers cannot fill the memory.
	MaxHeld = 96 << 20

	// ReadTime is how long a caller may take to send a body.
	ReadTime = 20 * time.Second

	// HoldTime is how long a request waits for its share of MaxHeld. Meta
	// comes again.
	HoldTime = 2 * time.Second

	// KeepTime is how long the log may take to keep a body.
	KeepTime = 15 * time.Second

	maxChallenge = 1 << 10
)

// App is one integration as far as the webhook needs it.
type App struct {
	Integration frontdesk.IntegrationID
	AppSecret   frontdesk.Secret
	VerifyToken frontdesk.Secret
	PathToken   frontdesk.Secret
	// Signer is the [frontdesk.Signer] of AppSecret.
	Signer string
}

// Hook answers Meta's callback.
type Hook struct {
	// Apps lists the integrations that exist now. It is asked for each request
	// and must answer from memory.
	Apps func() []App
	// Append keeps an update and returns once it is on disk.
	Append func(context.Context, frontdesk.Update) (frontdesk.UpdateID, error)
	// Kept is told of each update kept; it may be nil.
	Kept func(context.Context, frontdesk.UpdateID, int)
	Now  func() time.Time

	held *semaphore.Weighted
}

// New gives a Hook ready to serve.
func New(apps func() []App, keep func(context.Context, frontdesk.Update) (frontdesk.UpdateID, error)) *Hook {
	return &Hook{Apps: apps, Append: keep, Now: time.Now, held: semaphore.NewWeighted(MaxHeld)}
}

// Verify answers Meta's handshake: the right mode and token get the challenge
// back as it came.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func (h *Hook) Verify(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	challenge := q.Get("hub.challenge")
	if q.Get("hub.mode") != "subscribe" || len(challenge) > maxChallenge || !h.knows(r, q.Get("hub.verify_token")) {
		return frontdesk.Errorf(frontdesk.Denied, "the verification does not match").
			WithNext("set the same verify token here and in the app's webhook settings at Meta")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, err := io.WriteString(w, challenge)
	return err
}

func (h *Hook) knows(r *http.Request, token string) bool {
	known := false
	for _, app := range h.on(r) {
		if app.VerifyToken != "" && same(app.VerifyToken.Reveal(), token) {
			known = true
		}
	}
	return known
}

// Receive verifies one notification and has it kept. It answers 200 only once
// it is on disk; after any other answer Meta sends it again.
func (h *Hook) Receive(w http.ResponseWriter, r *http.Request) error {
	want, err := signature(r.Header.Values("X-Hub-Signature-256"))
	if err != nil {
		return err
	}
	release, err := h.hold(r)
	if err != nil {
		return err
	}
	defer release()
	body, err := read(w, r)
	if err != nil {
		return err
	}
	app, ok := signer(h.on(r), body, want)
	if !ok {
		return frontdesk.Errorf(frontdesk.Unauthenticated, "the signature does not match the body").
			WithNext("set the app secret of the Meta app that calls this address")
	}
	return h.keep(r, app, body)
}

func (h *Hook) keep(r *http.Request, app App, body []byte) error {
	// Meta hanging up must not undo what is about to be kept for it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), KeepTime)
	defer cancel()
	id, err := h.Append(ctx, frontdesk.Update{
		At:          h.Now(),
		Kind:        frontdesk.CloudAPI,
		Integration: byPath(r, app),
		Signer:      app.Signer,
		Body:        body,
	})
	if err != nil {
		return frontdesk.Errorf(frontdesk.Unavailable, "this could not be kept").
			WithNext("send it again later").WithCause(err)
	}
	if h.Kept != nil {
		h.Kept(ctx, id, len(body))
	}
	return nil
}

// on gives the integrations a request may be for: all on the shared address,
// one on its own.
func (h *Hook) on(r *http.Request) []App {
	token := chi.URLParam(r, "token")
	if token == "" {
		return h.Apps()
	}
	for _, app := range h.Apps() {
		if app.PathToken != "" && same(app.PathToken.Reveal(), token) {
			return []App{app}
		}
	}
	return nil
}

func byPath(r *http.Request, app App) frontdesk.IntegrationID {
	if chi.URLParam(r, "token") == "" {
		return ""
	}
	return app.Integration
}

// hold takes the request's share of the memory for bodies.
func (h *Hook) hold(r *http.Request) (release func(), err error) {
	n := r.ContentLength
	if n > MaxBody {
		return nil, tooLarge(nil)
	}
	if n < 0 {
		n = MaxBody
	}
	ctx, cancel := context.WithTimeout(r.Context(), HoldTime)
	defer cancel()
	if err := h.held.Acquire(ctx, n); err != nil {
		return nil, frontdesk.Errorf(frontdesk.Unavailable, "too much is arriving at once").
			WithNext("send it again later").WithCause(err)
	}
	return func() { h.held.Release(n) }, nil
}

func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	// Not every writer can set a deadline; the server's own limit remains.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(ReadTime))
	r.Body = http.MaxBytesReader(w, r.Body, MaxBody)
	body := make([]byte, 0, max(r.ContentLength, 512)+1)
	for {
		n, err := r.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case err == io.EOF:
			return body, nil
		case err != nil:
			return nil, unreadable(err)
		case len(body) == cap(body):
			body = append(body, 0)[:len(body)]
		}
	}
}

func unreadable(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(err)
	}
	return frontdesk.Errorf(frontdesk.Timeout, "the body did not arrive in full").WithCause(err)
}

func tooLarge(cause error) error {
	return frontdesk.Errorf(frontdesk.TooLarge, "a notification may have %d bytes at most", MaxBody).WithCause(cause)
}

// signature reads "sha256=" and 64 hexadecimal digits.
func signature(headers []string) ([]byte, error) {
	if len(headers) != 1 {
		return nil, frontdesk.Errorf(frontdesk.Unauthenticated, "X-Hub-Signature-256 is missing")
	}
	digits, ok := strings.CutPrefix(headers[0], "sha256=")
	sum, err := hex.DecodeString(digits)
	if !ok || err != nil || len(sum) != sha256.Size {
		return nil, frontdesk.Errorf(frontdesk.Unauthenticated, "X-Hub-Signature-256 is malformed").WithCause(err)
	}
	return sum, nil
}

// signer finds the integration whose app secret signed body. Integrations that
// share a secret are tried once.
func signer(apps []App, body, want []byte) (App, bool) {
	tried := make(map[frontdesk.Secret]bool, len(apps))
	for _, app := range apps {
		if app.AppSecret == "" || tried[app.AppSecret] {
			continue
		}
		tried[app.AppSecret] = true
		mac := hmac.New(sha256.New, []byte(app.AppSecret.Reveal()))
		mac.Write(body)
		if hmac.Equal(mac.Sum(nil), want) {
			return app, true
		}
	}
	return App{}, false
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
