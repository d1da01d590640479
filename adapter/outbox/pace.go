package outbox

import (
	"time"

	"golang.org/x/time/rate"
)

const (
	// second is how long a second is to us: what leaves evenly arrives less evenly,
	// and Meta refuses what comes too close together.
	second = 1030 * time.Millisecond
	// catchUp is how much of the time when nothing could be started is made good.
	catchUp = 250 * time.Millisecond
	// forgiven is how long after a refusal a number's pace doubles again.
	forgiven = 30 * time.Second
	// once is how long refusals count as one: those of what was under way.
	once = time.Second
)

// pace is how fast a number sends: as fast as Meta allows, and slower for a
// while after Meta said that it was too much.
//
// It is held twice. Messages are started evenly, so that few are ever written
// down as being sent and not yet called for. And the calls themselves are
// counted, because from the start to the call takes now longer and now shorter:
// in no second are there more of them than Meta allows for one.
type pace struct {
	limit   int       // messages a second, by Meta's word
	share   float64   // of the limit; less than 1 after a refusal
	changed time.Time // when share last changed
	held    time.Time // nothing is started before
	starts  *rate.Limiter
	calls   []time.Time // of the last second, and those to come
}

func newPace(limit int, now time.Time) *pace {
	p := &pace{limit: limit, share: 1, starts: rate.NewLimiter(1, 1)}
	p.set(now)
	return p
}

// perSecond is how many messages go in a second of ours, one at least.
func (p *pace) perSecond() int { return max(1, int(float64(p.limit)*p.share)) }

func (p *pace) set(now time.Time) {
	each := rate.Limit(float64(p.perSecond()) / second.Seconds())
	p.starts.SetLimitAt(now, each)
	p.starts.SetBurstAt(now, max(1, int(float64(each)*catchUp.Seconds())))
}

func (p *pace) allow(limit int, now time.Time) {
	if p.limit != limit {
		p.limit = limit
		p.set(now)
	}
}

// start takes a place, or tells how long until there is one.
func (p *pace) start(now time.Time) (wait time.Duration) {
	if wait := p.held.Sub(now); wait > 0 {
		return wait
	}
	if p.share < 1 && now.Sub(p.changed) >= forgiven {
		p.share, p.changed = min(1, 2*p.share), now
		p.set(now)
	}
	if wait := until(p.starts, now); wait > 0 {
		return wait
	}
	p.starts.AllowN(now, 1)
	return 0
}

// call counts a call and tells how long to wait before it.
func (p *pace) call(now time.Time) (wait time.Duration) {
	for len(p.calls) > 0 && now.Sub(p.calls[0]) >= second {
		p.calls = p.calls[1:]
	}
	at := now
	if n := len(p.calls); n > 0 && p.calls[n-1].After(at) {
		at = p.calls[n-1]
	}
	if before := len(p.calls) - p.perSecond(); before >= 0 {
		if free := p.calls[before].Add(second); free.After(at) {
			at = free
		}
	}
	p.calls = append(p.calls, at)
	return at.Sub(now)
}

// refused halves the pace, and holds everything back for as long as Meta says.
func (p *pace) refused(hold time.Duration, now time.Time) {
	if until := now.Add(hold); until.After(p.held) {
		p.held = until
	}
	if p.share < 1 && now.Sub(p.changed) < once {
		return
	}
	p.share, p.changed = max(p.share/2, 1/float64(p.limit)), now
	p.set(now)
}
