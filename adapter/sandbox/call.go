package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"frontdesk/adapter/sandbox/callback"
)

// errLost is the failure of a call whose answer is disregarded on purpose.
var errLost = errors.New("the answer was lost, as a fault asks")

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

// callbackOf is where a number's webhook is.
func callbackOf(n Number) callback.Address {
	return callback.Address{URL: n.Webhook, Secret: n.AppSecret, VerifyToken: n.VerifyToken}
}

func (s *Sandbox) handshake(ctx context.Context, n Number) error {
	if err := callbackOf(n).Verify(ctx, s.client); err != nil {
		return err
	}
	s.mu.Lock()
	s.greeted[n.PhoneNumberID] = true
	s.dock.Release()
	s.mu.Unlock()
	s.stir()
	return nil
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
