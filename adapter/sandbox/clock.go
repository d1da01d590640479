package sandbox

import (
	"net/http"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

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
	return answer(w, http.StatusOK, object{"now": s.clock.Now(), "offset": s.clock.Ahead().String()})
}

func (s *Sandbox) moveClock(w http.ResponseWriter, r *http.Request) error {
	var q clockRequest
	if err := decode(r, &q); err != nil {
		return err
	}
	if err := s.turnClock(q); err != nil {
		return err
	}
	s.stir()
	return s.showClock(w, r)
}

// turnClock moves the clock and writes down where it is in one step: of two
// moves at a time the journal would else end with the first.
func (s *Sandbox) turnClock(q clockRequest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := q.move(s.clock.Now(), s.clock.Ahead())
	if err != nil {
		return err
	}
	s.clock.Advance(d)
	ahead := s.clock.Ahead()
	s.record(entry{Clock: &ahead})
	return nil
}
