package sandbox

import (
	"cmp"
	"slices"
)

const (
	maxPending      = 20_000
	maxPendingBytes = 64 << 20
	maxCalls        = 32 // webhook calls in flight
)

// dock is where notices wait for the webhook: a queue for each phone, one of
// whose notices is on its way at a time.
type dock struct {
	lanes map[string]*lane
	ready []*lane
	held  []*lane
	count int
	bytes int
	calls int
}

type lane struct {
	key   string
	queue []*notice
	idle  bool // not ready, held, resting or on its way
}

// load is what one call carries. Its notices are still in their lanes.
type load struct {
	number  string
	lanes   []*lane
	notices []*notice
}

func (d *dock) open() { d.lanes = map[string]*lane{} }

func (d *dock) full() bool { return d.count >= maxPending || d.bytes >= maxPendingBytes }

func (d *dock) push(n *notice) {
	l := d.lanes[n.lane()]
	if l == nil {
		l = &lane{key: n.lane(), idle: true}
		d.lanes[l.key] = l
	}
	l.queue = append(l.queue, n)
	d.count++
	d.bytes += n.size()
	d.offer(l)
}

// offer makes an idle lane ready, or forgets it when it is empty.
func (d *dock) offer(l *lane) {
	switch {
	case !l.idle:
	case len(l.queue) == 0:
		delete(d.lanes, l.key)
	default:
		l.idle = false
		d.ready = append(d.ready, l)
	}
}

// free makes a lane that was resting or on its way ready again.
func (d *dock) free(l *lane) {
	l.idle = true
	d.offer(l)
}

// release lets the lanes that were held try again.
func (d *dock) release() {
	d.ready = append(d.ready, d.held...)
	d.held = nil
}

// first takes the first ready lane whose head may go.
func (d *dock) first(mayGo func(*notice) bool) *lane {
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

// fill adds to a load what else may go in the same call: the rest of its lane,
// then other lanes of the number.
func (d *dock) fill(c *load, size int, mayGo func(*notice) bool) {
	fits := func(n *notice) bool { return n.Number == c.number && n.Body == nil && mayGo(n) }
	c.take(c.lanes[0], 1, size, fits)
	d.ready = slices.DeleteFunc(d.ready, func(l *lane) bool {
		before := len(c.notices)
		if c.take(l, 0, size, fits); len(c.notices) == before {
			return false
		}
		c.lanes = append(c.lanes, l)
		return true
	})
}

func (c *load) take(l *lane, from, size int, fits func(*notice) bool) {
	for _, n := range l.queue[from:] {
		if len(c.notices) >= size || !fits(n) {
			return
		}
		c.notices = append(c.notices, n)
	}
}

// drop takes a notice out of its lane.
func (d *dock) drop(n *notice) {
	l := d.lanes[n.lane()]
	if l == nil {
		return
	}
	if i := slices.Index(l.queue, n); i >= 0 {
		l.queue = slices.Delete(l.queue, i, i+1)
		d.count--
		d.bytes -= n.size()
	}
}

// aside gives a notice a lane of its own that is not ready yet.
func (d *dock) aside(n *notice) *lane {
	d.drop(n)
	n.aside = true
	l := &lane{key: n.lane(), queue: []*notice{n}}
	d.lanes[l.key] = l
	d.count++
	d.bytes += n.size()
	return l
}

// all gives every notice that waits, in the order of their ids within a lane.
func (d *dock) all(yield func(*notice) bool) {
	var all []*notice
	for _, l := range d.lanes {
		all = append(all, l.queue...)
	}
	slices.SortFunc(all, func(a, b *notice) int { return cmp.Compare(a.ID, b.ID) })
	for _, n := range all {
		if !yield(n) {
			return
		}
	}
}
