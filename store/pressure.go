package store

import (
	"context"
	"sync"
	"time"
)

const (
	// pressing is how many appends in one beat are a rush: a thousand a second.
	pressing = 50
	beat     = 50 * time.Millisecond
	// rest is how much longer than it worked an applier rests in a rush, so that
	// most of the writer's time is the appender's.
	rest = 6
	// maxRest bounds it: what was said must become visible in a rush too.
	maxRest = 250 * time.Millisecond
)

// pressure makes those who apply the log give way to those who append to it.
// Meta waits for an append and comes again when it waits too long; the log is
// there so that the rest can come after.
type pressure struct {
	mu        sync.Mutex
	began     time.Time
	now, last int // appends in this beat and the one before
	ended     time.Time
	worked    time.Duration
}

// appended counts a group.
func (p *pressure) appended(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn()
	p.now += n
}

// turn begins a new beat when it is time. mu is held.
func (p *pressure) turn() {
	switch since := time.Since(p.began); {
	case since > 2*beat:
		p.began, p.last, p.now = time.Now(), 0, 0
	case since > beat:
		p.began, p.last, p.now = time.Now(), p.now, 0
	}
}

// applied tells how long an applier held the writer.
func (p *pressure) applied(worked time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended, p.worked = time.Now(), worked
}

// left is how long an applier should rest still.
func (p *pressure) left() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn()
	if p.now < pressing && p.last < pressing {
		return 0
	}
	return min(rest*p.worked, maxRest) - time.Since(p.ended)
}

// yield rests while there is a rush.
func (p *pressure) yield(ctx context.Context) {
	for left := p.left(); left > 0; left = p.left() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(left, beat/2)):
		}
	}
}
