package sandbox

import (
	"net/http"
	"sync"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// clock is the sandbox's time. It runs as real time does, and can be moved.
type clock struct {
	mu sync.Mutex
	// offset is how far now is ahead of real time, or behind it.
	offset time.Duration
	// skipped is how far people have moved the clock forward in all. It never
	// shrinks, so that setting the clock back does not put off what is due.
	skipped time.Duration
}

// now is what the clock shows; windows and timestamps go by it.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset).UTC()
}

// line is the time that never goes back; delays, retries and rates go by it.
func (c *clock) line() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.skipped)
}

func (c *clock) ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
	c.skipped += max(d, 0)
}

type clockRequest struct {
	Advance string    `json:"advance"`
	Set     time.Time `json:"set"`
	Reset   bool      `json:"reset"`
}

// move says by how much the request moves a clock that shows now and is ahead
// of real time by offset.
func (q clockRequest) move(now time.Time, offset time.Duration) (time.Duration, error) {
	switch {
	case q.Advance != "":
		d, err := time.ParseDuration(q.Advance)
		if err != nil || d.Abs() > 10*365*24*time.Hour {
			return 0, refusal.Say(http.StatusBadRequest, `advance is a duration such as "24h", ten years at most`)
		}
		return d, nil
	case !q.Set.IsZero():
		return q.Set.Sub(now), nil
	case q.Reset:
		return -offset, nil
	}
	return 0, refusal.Say(http.StatusBadRequest, `send "advance", "set" or "reset"`)
}

func (s *Sandbox) showClock(w http.ResponseWriter, _ *http.Request) error {
	return answer(w, http.StatusOK, object{"now": s.clock.now(), "offset": s.clock.ahead().String()})
}

func (s *Sandbox) moveClock(w http.ResponseWriter, r *http.Request) error {
	var q clockRequest
	if err := decode(r, &q); err != nil {
		return err
	}
	d, err := q.move(s.clock.now(), s.clock.ahead())
	if err != nil {
		return err
	}
	s.clock.advance(d)
	ahead := s.clock.ahead()
	s.mu.Lock()
	s.record(entry{Clock: &ahead})
	s.mu.Unlock()
	s.stir()
	return s.showClock(w, r)
}
