package outbox

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"frontdesk"
)

// Meta's rates.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
const (
	// NumberRate is how many messages a number may send in a second, unless
	// Meta has raised it.
	NumberRate = 80

	// maxPairs bounds the people whose rate is remembered.
	maxPairs = 10_000
)

// pair is one person on one number of ours.
type pair struct {
	on frontdesk.IntegrationID
	to frontdesk.ContactID
}

// rates holds back what Meta would refuse.
type rates struct {
	mu      sync.Mutex
	numbers map[frontdesk.IntegrationID]*pace
	pairs   map[pair]credit
	usual   int // messages a second of a number of which nothing is known
}

func newRates(perSecond int) *rates {
	if perSecond <= 0 {
		perSecond = NumberRate
	}
	return &rates{numbers: map[frontdesk.IntegrationID]*pace{}, pairs: map[pair]credit{}, usual: perSecond}
}

// of gives the pace of a number. mu is held.
func (r *rates) of(on frontdesk.IntegrationID, now time.Time) *pace {
	p := r.numbers[on]
	if p == nil {
		p = newPace(r.usual, now)
		r.numbers[on] = p
	}
	return p
}

// allow says how many messages a second Meta allows a number; 0 is not known.
func (r *rates) allow(on frontdesk.IntegrationID, perSecond int, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if perSecond <= 0 {
		perSecond = r.usual
	}
	r.of(on, now).allow(perSecond, now)
}

// start takes a place for a delivery, or tells how long until there is one, and
// whether it is the person's rate that holds it back.
func (r *rates) start(d frontdesk.Delivery, now time.Time) (wait time.Duration, person bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	who := pair{d.Integration, d.Contact}
	if wait := r.pairs[who].wait(now); wait > 0 {
		return wait, true
	}
	if wait := r.of(d.Integration, now).start(d.ID, now); wait > 0 {
		return wait, false
	}
	r.remember(who, r.pairs[who].taken(now), now)
	return 0, false
}

// leave gives a place back that was not used for a call; it may be told of all.
func (r *rates) leave(d frontdesk.Delivery, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.of(d.Integration, now).ready, d.ID)
}

// call begins a call, or tells how long until there may be one.
func (r *rates) call(d frontdesk.Delivery, now time.Time) (c *call, wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.of(d.Integration, now).call(d.ID, now)
}

// answered is told how a call ended.
func (r *rates) answered(d frontdesk.Delivery, c *call, err error, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.of(d.Integration, now).calls.answered(c, err == nil, now)
	who := pair{d.Integration, d.Contact}
	r.remember(who, r.pairs[who].seen(now), now)
	r.refused(d, err, now)
}

// refused slows down what Meta said is too fast. mu is held.
func (r *rates) refused(d frontdesk.Delivery, err error, now time.Time) {
	switch e := frontdesk.Foreseen(err); frontdesk.CodeOf(err) {
	case frontdesk.Throttled:
		r.of(d.Integration, now).refused(e.RetryAfter, now)
	case frontdesk.PairThrottled:
		// Meta has counted more than we have.
		r.remember(pair{d.Integration, d.Contact}, spent(now), now)
	}
}

// until is how long until a limiter has a place, and a moment more: it reckons
// in fractions.
func until(l *rate.Limiter, now time.Time) time.Duration {
	lacks := 1 - l.TokensAt(now)
	if lacks <= 0 {
		return 0
	}
	return time.Duration(lacks/float64(l.Limit())*float64(time.Second)) + time.Microsecond
}

// remember keeps the credit of a person. mu is held.
func (r *rates) remember(p pair, c credit, now time.Time) {
	if _, known := r.pairs[p]; !known && len(r.pairs) >= maxPairs {
		r.forget(now)
	}
	r.pairs[p] = c
}

// forget makes room: those whose rate is whole again need not be remembered,
// and if that is not enough the one goes whose rate is whole first.
func (r *rates) forget(now time.Time) {
	var first pair
	for p, c := range r.pairs {
		if !c.whole().After(now) {
			delete(r.pairs, p)
		} else if f, found := r.pairs[first]; !found || c.whole().Before(f.whole()) {
			first = p
		}
	}
	if len(r.pairs) >= maxPairs {
		delete(r.pairs, first)
	}
}
