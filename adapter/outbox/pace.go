package outbox

import (
	"time"

	"golang.org/x/time/rate"

	"frontdesk"
)

const (
	// second is how long a second is to us: clocks differ.
	second = 1010 * time.Millisecond
	// catchUp is how much of the time when nothing could be started is made good.
	catchUp = 250 * time.Millisecond
	// ahead is which part of a second's messages is started before it may be called
	// for.
	ahead = 20
	// once is how long refusals count as one: those of what was under way.
	once = time.Second
	// regained is how much of the limit comes back each second after a refusal.
	regained = 0.05
)

// pace is how fast a number sends: as fast as Meta allows, and slower for a
// while after Meta said that it was too much.
//
// It is held twice. Messages are started evenly, so that few are ever written
// down as being sent and not yet called for. And the calls themselves are
// counted as they may have reached Meta, see [calls].
type pace struct {
	limit   int       // messages a second, by Meta's word
	share   float64   // of the limit; less than 1 after a refusal
	grown   time.Time // when share last was made more, or less
	refusal time.Time // the last one that counted
	held    time.Time // nothing is started before
	starts  *rate.Limiter
	calls   calls
	ready   map[frontdesk.MessageID]bool // what was started and not called for yet
}

func newPace(limit int, now time.Time) *pace {
	p := &pace{limit: limit, share: 1, starts: rate.NewLimiter(1, 1), ready: map[frontdesk.MessageID]bool{}}
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

// start takes a place, or tells how long until there is one. A few more are
// started than may be called for now: it takes time until they are.
func (p *pace) start(id frontdesk.MessageID, now time.Time) (wait time.Duration) {
	if wait := p.held.Sub(now); wait > 0 {
		return wait
	}
	p.grow(now)
	if wait := until(p.starts, now); wait > 0 {
		return wait
	}
	most := p.perSecond()
	if wait := p.calls.full(most+most/ahead-len(p.ready), now); wait > 0 {
		return wait
	}
	p.starts.AllowN(now, 1)
	p.ready[id] = true
	return 0
}

// grow gives back, second by second, what a refusal took.
func (p *pace) grow(now time.Time) {
	seconds := int(now.Sub(p.grown) / time.Second)
	if p.share >= 1 || seconds <= 0 {
		return
	}
	p.share = min(1, p.share+float64(seconds)*regained)
	p.grown = p.grown.Add(time.Duration(seconds) * time.Second)
	p.set(now)
}

// call begins a call, or tells how long until there may be one.
func (p *pace) call(id frontdesk.MessageID, now time.Time) (c *call, wait time.Duration) {
	if wait := p.calls.full(p.perSecond(), now); wait > 0 {
		return nil, wait
	}
	delete(p.ready, id)
	return p.calls.begin(now), 0
}

// refused halves the pace, and holds everything back for as long as Meta says.
func (p *pace) refused(hold time.Duration, now time.Time) {
	if until := now.Add(hold); until.After(p.held) {
		p.held = until
	}
	if now.Sub(p.refusal) < once {
		return
	}
	p.share, p.grown, p.refusal = max(p.share/2, 1/float64(p.limit)), now, now
	p.set(now)
}
