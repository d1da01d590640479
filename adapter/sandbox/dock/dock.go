package dock

import (
	"cmp"
	"slices"
	"time"
)

// Bounds of what waits, and of what is on its way.
const (
	maxPending      = 20_000
	maxPendingBytes = 64 << 20
	MaxCalls        = 32 // webhook calls in flight
)

// Dock is where notices wait for the webhook: a queue for each phone, one of
// whose notices is on its way at a time.
type Dock struct {
	lanes map[string]*Lane
	ready []*Lane
	held  []*Lane
	Count int // of what waits
	bytes int
	Calls int // in flight
}

// Lane is the queue of one phone, for messages or for statuses.
type Lane struct {
	key   string
	queue []*Notice
	idle  bool // not ready, held, resting or on its way
}

// Head is the notice that is next.
func (l *Lane) Head() *Notice { return l.queue[0] }

// Tail is the one that came last.
func (l *Lane) Tail() *Notice { return l.queue[len(l.queue)-1] }

// With is a load of one notice of the lane.
func (l *Lane) With(n *Notice) *Load {
	return &Load{Number: n.Number, Lanes: []*Lane{l}, Notices: []*Notice{n}}
}

// Wait is how long the lane rests before its head may go again.
func (l *Lane) Wait(now time.Time) (wait time.Duration) {
	if len(l.queue) > 0 && l.Head().Attempts > 0 {
		n := l.Head()
		wait, _ = RetryAfter(n.Attempts, now.Sub(n.first))
	}
	return wait
}

// Load is what one call carries. Its notices are still in their lanes.
type Load struct {
	Number  string
	Lanes   []*Lane
	Notices []*Notice
}

// Open makes it ready.
func (d *Dock) Open() { d.lanes = map[string]*Lane{} }

// Full says whether no more may wait.
func (d *Dock) Full() bool { return d.Count >= maxPending || d.bytes >= maxPendingBytes }

// Push puts a notice behind the others of its lane.
func (d *Dock) Push(n *Notice) {
	l := d.lanes[n.lane()]
	if l == nil {
		l = &Lane{key: n.lane(), idle: true}
		d.lanes[l.key] = l
	}
	l.queue = append(l.queue, n)
	d.Count++
	d.bytes += n.size()
	d.offer(l)
}

// offer makes an idle lane ready, or forgets it when it is empty.
func (d *Dock) offer(l *Lane) {
	switch {
	case !l.idle:
	case len(l.queue) == 0:
		delete(d.lanes, l.key)
	default:
		l.idle = false
		d.ready = append(d.ready, l)
	}
}

// Free makes a lane that was resting or on its way ready again.
func (d *Dock) Free(l *Lane) {
	l.idle = true
	d.offer(l)
}

// Holding is how many lanes are held.
func (d *Dock) Holding() int { return len(d.held) }

// Release lets the lanes that were held try again.
func (d *Dock) Release() {
	d.ready = append(d.ready, d.held...)
	d.held = nil
}

// First takes the first ready lane whose head may go.
func (d *Dock) First(mayGo func(*Notice) bool) *Lane {
	for len(d.ready) > 0 {
		l := d.ready[0]
		d.ready = d.ready[1:]
		if mayGo(l.queue[0]) {
			return l
		}
		d.held = append(d.held, l)
	}
	return nil
}

// Fill adds to a load what else may go in the same call: the rest of its lane,
// then other lanes of the number.
func (d *Dock) Fill(c *Load, size int, mayGo func(*Notice) bool) {
	fits := func(n *Notice) bool { return n.Number == c.Number && n.Body == nil && mayGo(n) }
	c.take(c.Lanes[0], 1, size, fits)
	d.ready = slices.DeleteFunc(d.ready, func(l *Lane) bool {
		before := len(c.Notices)
		if c.take(l, 0, size, fits); len(c.Notices) == before {
			return false
		}
		c.Lanes = append(c.Lanes, l)
		return true
	})
}

func (c *Load) take(l *Lane, from, size int, fits func(*Notice) bool) {
	for _, n := range l.queue[from:] {
		if len(c.Notices) >= size || !fits(n) {
			return
		}
		c.Notices = append(c.Notices, n)
	}
}

// Drop takes a notice out of its lane.
func (d *Dock) Drop(n *Notice) {
	l := d.lanes[n.lane()]
	if l == nil {
		return
	}
	if i := slices.Index(l.queue, n); i >= 0 {
		l.queue = slices.Delete(l.queue, i, i+1)
		d.Count--
		d.bytes -= n.size()
	}
}

// Aside gives a notice a lane of its own that is not ready yet.
func (d *Dock) Aside(n *Notice) *Lane {
	d.Drop(n)
	n.aside = true
	l := &Lane{key: n.lane(), queue: []*Notice{n}}
	d.lanes[l.key] = l
	d.Count++
	d.bytes += n.size()
	return l
}

// All gives every notice that waits, in the order of their ids within a lane.
func (d *Dock) All(yield func(*Notice) bool) {
	var all []*Notice
	for _, l := range d.lanes {
		all = append(all, l.queue...)
	}
	slices.SortFunc(all, func(a, b *Notice) int { return cmp.Compare(a.ID, b.ID) })
	for _, n := range all {
		if !yield(n) {
			return
		}
	}
}
