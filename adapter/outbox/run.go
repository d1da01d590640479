package outbox

import (
	"context"
	"time"

	"frontdesk"
)

const (
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
	r := newRunner(o)
	calls, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
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
	grace := time.AfterFunc(Grace, cancel)
	defer grace.Stop()
	r.drain()
	return nil
}

// runner is one run of the outbox.
type runner struct {
	*Outbox
	*crew
	rates  *rates
	due    lanes
	swept  time.Time
	looked time.Time
}

func newRunner(o *Outbox) *runner {
	return &runner{Outbox: o, crew: newCrew(), rates: newRates(o.PerSecond)}
}

func (r *runner) lease() time.Duration {
	if r.Lease > 0 {
		return r.Lease
	}
	return usualLease
}

// round looks for work, if it is time to, and starts what is due. It gives how
// long to wait if nothing wakes it.
func (r *runner) round(ctx, calls context.Context) (pause time.Duration, err error) {
	pause = r.Poll
	if wait := r.lookIn(); wait > 0 {
		pause = min(pause, wait)
	} else if err := r.look(ctx); err != nil {
		return r.Poll, err
	}
	for on := range r.due {
		wait, err := r.startAll(ctx, calls, on)
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
		case code.Ours():
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
