package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"frontdesk/adapter/sandbox/dock"
)

// callTime is how long the webhook may take to answer.
const callTime = 10 * time.Second

// errLost is the failure of a call whose answer is disregarded on purpose.
var errLost = errors.New("the answer was lost, as a fault asks")

// statusError is an answer that is not 200.
type statusError int

func (e statusError) Error() string {
	return fmt.Sprintf("the webhook answered %d instead of 200", int(e))
}

// post calls the webhook once. Only 200 is success.
func (s *Sandbox) post(ctx context.Context, n Number, body []byte, signature string) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, n.Webhook, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "facebookexternalua")
	switch signature {
	case "":
		req.Header.Set("X-Hub-Signature-256", dock.Sign(n.AppSecret, body))
	case "none":
	default:
		req.Header.Set("X-Hub-Signature-256", signature)
	}
	_, err = s.exchange(req)
	return err
}

// Verify performs Meta's handshake with the callback of each number: the
// challenge must come back as it was sent.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func (s *Sandbox) Verify(ctx context.Context) error {
	if err := s.Open(); err != nil {
		return err
	}
	for _, n := range s.Numbers {
		if err := s.handshake(ctx, n); err != nil {
			return fmt.Errorf("the callback of %s cannot be verified: %w", n.DisplayPhone, err)
		}
	}
	return nil
}

func (s *Sandbox) handshake(ctx context.Context, n Number) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	challenge := strconv.FormatUint(rand.Uint64N(1e10), 10)
	req, err := challengeRequest(ctx, n, challenge)
	if err != nil {
		return err
	}
	body, err := s.exchange(req)
	if err == nil && string(body) != challenge {
		err = errors.New("it did not send the challenge back")
	}
	if err != nil {
		return withoutURL(err)
	}
	s.mu.Lock()
	s.greeted[n.PhoneNumberID] = true
	s.dock.Release()
	s.mu.Unlock()
	s.stir()
	return nil
}

func challengeRequest(ctx context.Context, n Number, challenge string) (*http.Request, error) {
	at, err := url.Parse(n.Webhook)
	if err != nil {
		return nil, err
	}
	q := at.Query()
	q.Set("hub.mode", "subscribe")
	q.Set("hub.challenge", challenge)
	q.Set("hub.verify_token", n.VerifyToken)
	at.RawQuery = q.Encode()
	return http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
}

// exchange sends a request and reads the little that matters of the answer.
func (s *Sandbox) exchange(req *http.Request) ([]byte, error) {
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	body, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, statusError(res.StatusCode)
	}
	return body, nil
}

// withoutURL takes the address out of an error: it holds the verify token.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// greet performs the handshake of a number until it succeeds: the program may
// still be starting.
func (s *Sandbox) greet(ctx context.Context, n Number) {
	if n.Webhook == "" {
		return // nobody listens, and everything waits
	}
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := s.handshake(ctx, n)
		if err == nil || ctx.Err() != nil {
			return
		}
		s.log.Warn("sandbox: the callback is not verified yet", "number", n.DisplayPhone, "error", err)
		rest := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			rest.Stop()
			return
		case <-rest.C:
		}
	}
}

// jsonOf marshals what cannot fail: it is made of strings and numbers.
func jsonOf(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
