package openai_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk"
	"frontdesk/adapter/openai"
)

// TestABusyServiceIsAskedAgain: each try must bring all of the body.
func TestABusyServiceIsAskedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		retryAfter string
		body       string
		least      time.Duration
		most       time.Duration
	}{
		"busy, and says for how long": {429, "7", `{"error":{"message":"slow down"}}`, 7 * time.Second, 7 * time.Second},
		"busy":                        {429, "", `{"error":{"message":"slow down"}}`, 500 * time.Millisecond, 1500 * time.Millisecond},
		"busy until a time":           {503, "Sat, 01 Jan 2000 00:00:09 GMT", "", 9 * time.Second, 9 * time.Second},
		"a gateway's HTML":            {502, "", "<html>502 Bad Gateway</html>", 500 * time.Millisecond, 1500 * time.Millisecond},
	} {
		for what, call := range calls {
			t.Run(name+", "+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var bodies []string
					start := time.Now() // midnight of 2000 in a bubble
					_, err := call(t, service(func(w http.ResponseWriter, r *http.Request) {
						b, _ := io.ReadAll(r.Body)
						if bodies = append(bodies, string(b)); len(bodies) > 1 {
							_, _ = io.WriteString(w, map[string]string{"sound": spoken, "picture": seen}[what])
							return
						}
						w.Header().Set("Retry-After", c.retryAfter)
						w.WriteHeader(c.status)
						_, _ = io.WriteString(w, c.body)
					}))
					took := time.Since(start)
					if err != nil || len(bodies) != 2 || bodies[0] != bodies[1] || bodies[0] == "" || took < c.least || took > c.most {
						t.Errorf("%d tries, %s, %v", len(bodies), took, err)
					}
				})
			})
		}
	}
}

func TestAServiceThatStaysDownIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		retryAfter string
		tries      int
		wait       time.Duration
	}{
		"down":              {500, "", openai.Tries, 0},
		"a gateway":         {502, "", openai.Tries, 0},
		"busy":              {429, "1", openai.Tries, time.Second},
		"busy at the edge":  {429, "30", openai.Tries, 30 * time.Second},
		"busy for too long": {429, "31", 1, 31 * time.Second},
		"busy for ever":     {429, "1e300", 1, 24 * time.Hour},
	} {
		for what, call := range calls {
			t.Run(name+", "+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					tries := 0
					_, err := call(t, service(func(w http.ResponseWriter, r *http.Request) {
						tries++
						w.Header().Set("Retry-After", c.retryAfter)
						says(c.status, "<html>"+key+"</html>")(w, r)
					}))
					if e := frontdesk.Foreseen(err); e.Code != frontdesk.Unavailable || e.RetryAfter != c.wait || tries != c.tries {
						t.Errorf("%d tries: %s, %s: %v", tries, e.Code, e.RetryAfter, err)
					}
					discreet(t, err)
				})
			})
		}
	}
}

func TestASlowServiceIsNotWaitedFor(t *testing.T) {
	for what, call := range map[string]func(context.Context, *openai.Service) error{
		"sound": func(ctx context.Context, s *openai.Service) error {
			_, err := s.Transcribe(ctx, "a.ogg", strings.NewReader("OggS"), "")
			return err
		},
		"picture": func(ctx context.Context, s *openai.Service) error {
			_, err := s.ReadPicture(ctx, "image/png", []byte("PNG"))
			return err
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			tries := 0
			slow := service(func(_ http.ResponseWriter, r *http.Request) { tries++; <-r.Context().Done() })
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			start := time.Now()
			err := call(ctx, slow)
			if frontdesk.CodeOf(err) != frontdesk.Unavailable || time.Since(start) != time.Minute || tries != 1 {
				t.Errorf("%s: %d tries, %s, %v", what, tries, time.Since(start), err)
			}
			ctx, cancel = context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			if err := call(ctx, slow); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, given up: %v", what, err)
			}
		})
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := service(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "20")
			w.WriteHeader(429)
		}).Transcribe(ctx, "a.ogg", strings.NewReader("OggS"), "")
		if frontdesk.CodeOf(err) != frontdesk.Unavailable || time.Since(start) != 3*time.Second {
			t.Errorf("%s, %v", time.Since(start), err)
		}
	})
}
