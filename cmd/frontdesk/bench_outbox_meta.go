package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// instantMeta is the least that takes messages as Meta does. It refuses whatever is
// over its limit in any one second, which is stricter than Meta says it is.
type instantMeta struct {
	limit int // 0 is none

	mu      sync.Mutex
	taken   []time.Time
	refused int
}

// ServeHTTP takes one message.
func (s *instantMeta) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	n, ok := s.take(time.Now())
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,"error_data":{"details":"too fast"}}}`)
		return
	}
	fmt.Fprintf(w, `{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.%d"}]}`, n)
}

func (s *instantMeta) take(now time.Time) (n int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = len(s.taken)
	if s.limit > 0 && n >= s.limit && now.Sub(s.taken[n-s.limit]) < time.Second {
		s.refused++
		return n, false
	}
	s.taken = append(s.taken, now)
	return n, true
}

// figures are how many messages a second it took in a time d that begins when
// it has been at it for a while, and how many it refused.
func (s *instantMeta) figures(d time.Duration) (rate float64, refused int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.taken) == 0 {
		return 0, s.refused, errors.New("nothing was sent")
	}
	from, n := s.taken[0].Add(settleIn/2), 0
	for _, at := range s.taken {
		if !at.Before(from) && at.Before(from.Add(d)) {
			n++
		}
	}
	return float64(n) / d.Seconds(), s.refused, nil
}
