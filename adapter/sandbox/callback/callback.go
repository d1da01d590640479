// Package callback calls a business's webhook as Meta does: signed, with little
// patience, and taking nothing but 200 for success.
package callback

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// callTime is how long the webhook may take to answer.
const callTime = 10 * time.Second

// Address is where a business listens, with the secrets that go with it.
type Address struct {
	URL         string
	Secret      string // signs what is sent
	VerifyToken string
}

// StatusError is an answer that is not 200.
type StatusError int

func (e StatusError) Error() string {
	return fmt.Sprintf("the webhook answered %d instead of 200", int(e))
}

// NewClient gives a client for some calls at a time, which a webhook cannot hold
// up for long. It follows no redirect: to Meta anything but 200 is a failure.
func NewClient(calls int) *http.Client {
	return &http.Client{
		Timeout:       callTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout: 5 * time.Second,
			MaxIdleConnsPerHost: calls,
			IdleConnTimeout:     30 * time.Second,
		},
	}
}

// Post calls the webhook once. Only 200 is success. The signature is "none", or a
// header in place of the right one, if it is not empty.
func (a Address) Post(ctx context.Context, client *http.Client, body []byte, signature string) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "facebookexternalua")
	switch signature {
	case "":
		req.Header.Set("X-Hub-Signature-256", sign(a.Secret, body))
	case "none":
	default:
		req.Header.Set("X-Hub-Signature-256", signature)
	}
	_, err = exchange(client, req)
	return err
}

// Verify performs Meta's handshake: the challenge must come back as it was sent.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func (a Address) Verify(ctx context.Context, client *http.Client) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	challenge := strconv.FormatUint(rand.Uint64N(1e10), 10)
	req, err := a.question(ctx, challenge)
	if err != nil {
		return err
	}
	body, err := exchange(client, req)
	if err == nil && string(body) != challenge {
		err = errors.New("it did not send the challenge back")
	}
	if err != nil {
		return withoutURL(err)
	}
	return nil
}

// question is the request of the handshake.
func (a Address) question(ctx context.Context, challenge string) (*http.Request, error) {
	at, err := url.Parse(a.URL)
	if err != nil {
		return nil, err
	}
	q := at.Query()
	q.Set("hub.mode", "subscribe")
	q.Set("hub.challenge", challenge)
	q.Set("hub.verify_token", a.VerifyToken)
	at.RawQuery = q.Encode()
	return http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
}

// exchange sends a request and reads the little that matters of the answer.
func exchange(client *http.Client, req *http.Request) ([]byte, error) {
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // it was only read
	body, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, StatusError(res.StatusCode)
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

// sign gives the signature header of a body.
func sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
