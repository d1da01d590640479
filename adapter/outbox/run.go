package outbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"frontdesk"
)

const (
	// Workers is how many messages are on their way at one time.
	Workers = 64
	// window is how many due deliveries are looked at in one round.
	window = 256
	// usualLease is longer than any call to Meta may take.
	usualLease = 45 * time.Second
	// Grace is how long calls under way may take to end when the program stops.
	Grace = 3500 * time.Millisecond
	// sweep is how often abandoned deliveries are looked for.
	sweep = 5 * time.Second
	// wishBatch is how many wishes are taken in one round.
	wishBatch = 32
)

// Run sends what is due until ctx ends. Then it takes nothing more and lets the
// calls under way end, so that none is left unknown without need.
func (o *Outbox) Run(ctx context.Context) error {
	r := &runner{Outbox: o, rates: newRates(o.PerSecond), busy: map[frontdesk.ConversationID]bool{}, free: make(chan struct{}, 1)}
	defer r.drain()
	calls, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stopping := context.AfterFunc(ctx, func() { time.AfterFunc(Grace, cancel) })
	defer stopping()
	for ctx.Err() == nil {
		wake := o.Wake()
		pause, err := r.round(ctx, calls)
		if err != nil && ctx.Err() == nil {
			o.Log.Error("the outbox cannot work; trying again", "error", err)
			wake = nil
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-r.free:
		case <-time.After(pause):
		}
	}
	return nil
}

// runner is one run of the outbox.
type runner struct {
	*Outbox
	rates *rates
	swept time.Time

	workers sync.WaitGroup
	mu      sync.Mutex
	busy    map[frontdesk.ConversationID]bool
	free    chan struct{} // something ended; there may be more to do
}

func (r *runner) lease() time.Duration {
	if r.Lease > 0 {
		return r.Lease
	}
	return usualLease
}

func (r *runner) drain() { r.workers.Wait() }

// round takes wishes through the gate and starts what is due. It gives how
// long to wait if nothing wakes it.
func (r *runner) round(ctx, calls context.Context) (pause time.Duration, err error) {
	if err := errors.Join(r.abandon(ctx), r.grant(ctx)); err != nil {
		return r.Poll, err
	}
	due, err := r.Queue.Due(ctx, r.Now(), window)
	if err != nil {
		return r.Poll, err
	}
	pause = r.Poll
	for _, d := range due {
		wait, err := r.start(ctx, calls, d)
		if err != nil {
			return r.Poll, err
		}
		if wait > 0 {
			pause = min(pause, wait)
		}
	}
	return pause, nil
}

// abandon now and then looks for what somebody was sending when they died.
func (r *runner) abandon(ctx context.Context) error {
	now := r.Now()
	if now.Sub(r.swept) < min(sweep, r.lease()) {
		return nil
	}
	n, err := r.Chores.Abandon(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		r.Log.Warn("deliveries whose sender died are unknown now; a status may settle them", "count", n)
	}
	r.swept = now
	return nil
}

// grant takes wishes through the gate. One that is refused is dropped: there
// is nobody to tell.
func (r *runner) grant(ctx context.Context) error {
	wishes, err := r.Chores.Wishes(ctx, wishBatch)
	if err != nil {
		return err
	}
	for _, w := range wishes {
		_, err := r.Enqueue(ctx, w.Draft)
		switch code := frontdesk.CodeOf(err); {
		case code == frontdesk.Unavailable || code == frontdesk.Timeout || code == frontdesk.Internal:
			return err
		case err != nil:
			r.Log.Info("a wish was refused", "trace", w.Draft.Trace, "code", code, "error", err)
		}
		r.step("granted")
		if err := r.Chores.DropWish(ctx, w.ID); err != nil {
			return err
		}
	}
	return nil
}

// start begins to send one delivery unless something holds it back, and then
// gives how long. What one person's rate holds back is put off; what a number's
// holds back stays first in line.
func (r *runner) start(ctx, calls context.Context, d frontdesk.Delivery) (wait time.Duration, err error) {
	if !r.reserve(d.Conversation) {
		return 0, nil
	}
	now := r.Now()
	if ok, wait := r.rates.number(d.Integration, now); !ok {
		r.release(d.Conversation)
		return wait, nil
	}
	if ok, wait := r.rates.person(pair{d.Integration, d.Contact}, now); !ok {
		defer r.release(d.Conversation)
		return 0, r.Queue.Postpone(ctx, d.ID, now.Add(wait))
	}
	r.workers.Go(func() {
		defer r.ended(d.Conversation)
		if err := r.send(calls, d); err != nil && calls.Err() == nil {
			r.Log.Error("a delivery could not be carried", "trace", d.Trace, "delivery", d.ID, "error", err)
		}
	})
	return 0, nil
}

// reserve takes a worker for a conversation, if there is one and the
// conversation has none.
func (r *runner) reserve(c frontdesk.ConversationID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy[c] || len(r.busy) >= Workers {
		return false
	}
	r.busy[c] = true
	return true
}

func (r *runner) release(c frontdesk.ConversationID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, c)
}

func (r *runner) ended(c frontdesk.ConversationID) {
	r.release(c)
	select {
	case r.free <- struct{}{}:
	default:
	}
}

// send carries one delivery. That it is being sent is on disk before Meta is
// called, and what became of it is written however long the store is away.
func (r *runner) send(ctx context.Context, d frontdesk.Delivery) error {
	carrier, err := r.Carrier(ctx, d.Integration)
	if err != nil && frontdesk.CodeOf(err) != frontdesk.NotFound {
		return err
	}
	says := d.Content
	if err == nil {
		says, err = r.upload(ctx, d)
	}
	if ctx.Err() != nil {
		return ctx.Err() // nothing was begun
	}
	d, ok, err2 := r.Queue.Begin(ctx, d.ID, r.lease())
	if err2 != nil || !ok {
		return err2
	}
	r.step("begun")
	var wamid string
	if err == nil {
		d.Content = says
		wamid, err = carrier.Send(ctx, d)
		r.forget(ctx, d, err)
	}
	r.step("called")
	return r.finish(ctx, Outcome(d, wamid, err, r.Now()), err)
}

// finish writes an outcome, again and again while the store is away: what Meta
// has taken must not be forgotten.
func (r *runner) finish(ctx context.Context, d frontdesk.Delivery, why error) error {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		now, err := r.Queue.Finish(ctx, d)
		if err == nil {
			r.step("finished")
			r.tell(now, why)
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// tell logs an attempt and lets it be counted.
func (r *runner) tell(d frontdesk.Delivery, why error) {
	attrs := []any{"trace", d.Trace, "delivery", d.ID, "state", d.State, "attempt", d.Attempts}
	switch {
	case why == nil:
		r.Log.Info("message sent", attrs...)
	default:
		r.Log.Warn("message not sent", append(attrs, "code", d.Code, "meta_code", d.MetaCode, "next", d.NextAt, "error", why)...)
	}
	if r.Observe != nil {
		r.Observe(d)
	}
}
