package clock

import (
	"sync"
	"time"
)

// Clock is the sandbox's time. It runs as real time does, and can be moved.
type Clock struct {
	mu sync.Mutex
	// offset is how far now is ahead of real time, or behind it.
	offset time.Duration
	// skipped is how far people have moved the clock forward in all. It never
	// shrinks, so that setting the clock back does not put off what is due.
	skipped time.Duration
}

// Now is what the clock shows; windows and timestamps go by it.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset).UTC()
}

// Line is the time that never goes back; delays, retries and rates go by it.
func (c *Clock) Line() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.skipped)
}

// Ahead is how far now is ahead of real time, or behind it.
func (c *Clock) Ahead() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// Advance moves the clock, forward or back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
	c.skipped += max(d, 0)
}
