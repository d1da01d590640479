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
	// PairBurst messages may go to one person at once; they are borrowed from
	// one every PairEvery.
	PairBurst = 45
	PairEvery = 6 * time.Second

	// used is the part of a number's rate that is used: clocks differ, and a
	// refusal costs more than it saves.
	used = 0.98

	// maxPairs bounds the people whose rate is remembered. One who is forgotten
	// has not been written to for longest.
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
	numbers map[frontdesk.IntegrationID]*rate.Limiter
	pairs   map[pair]*paced
	each    rate.Limit
}

type paced struct {
	*rate.Limiter
	last time.Time
}

func newRates(perSecond int) *rates {
	if perSecond <= 0 {
		perSecond = NumberRate
	}
	return &rates{
		numbers: map[frontdesk.IntegrationID]*rate.Limiter{},
		pairs:   map[pair]*paced{},
		each:    rate.Limit(float64(perSecond) * used),
	}
}

// number takes a place in a number's rate, or tells how long until there is one.
func (r *rates) number(on frontdesk.IntegrationID, now time.Time) (ok bool, wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.numbers[on]
	if l == nil {
		l = rate.NewLimiter(r.each, 1)
		r.numbers[on] = l
	}
	return take(l, now)
}

// person takes a place in the rate of one person, or tells how long until
// there is one.
func (r *rates) person(p pair, now time.Time) (ok bool, wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.pairs[p]
	if l == nil {
		r.forget(now)
		l = &paced{Limiter: rate.NewLimiter(rate.Every(PairEvery), PairBurst)}
		r.pairs[p] = l
	}
	l.last = now
	return take(l.Limiter, now)
}

func take(l *rate.Limiter, now time.Time) (ok bool, wait time.Duration) {
	place := l.ReserveN(now, 1)
	if wait := place.DelayFrom(now); wait > 0 {
		place.CancelAt(now)
		return false, wait
	}
	return true, 0
}

// forget makes room: those whose rate is whole again need not be remembered,
// and if that is not enough the one longest silent goes.
func (r *rates) forget(now time.Time) {
	if len(r.pairs) < maxPairs {
		return
	}
	var oldest pair
	for p, l := range r.pairs {
		if now.Sub(l.last) > PairBurst*PairEvery {
			delete(r.pairs, p)
		} else if o := r.pairs[oldest]; o == nil || l.last.Before(o.last) {
			oldest = p
		}
	}
	if len(r.pairs) >= maxPairs {
		delete(r.pairs, oldest)
	}
}
