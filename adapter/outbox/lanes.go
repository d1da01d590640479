package outbox

import (
	"context"
	"errors"
	"time"

	"frontdesk"
)

const (
	// window is how many due deliveries of a number are looked at in one round.
	window = 256
	// glance is the least time between two looks for what is due: changes ring a
	// bell, and each message changes more than once.
	glance = 2 * time.Millisecond
	// again is the time between two looks while what was found is not started yet.
	again = 20 * time.Millisecond
)

// lanes is what is due, by number, so that a number at its limit slows only
// itself.
type lanes map[frontdesk.IntegrationID][]frontdesk.Delivery

func (l lanes) empty() bool {
	for _, due := range l {
		if len(due) > 0 {
			return false
		}
	}
	return true
}

// lookIn is how long not to look for work yet.
func (r *runner) lookIn() time.Duration {
	every := again
	if r.due.empty() {
		every = glance
	}
	return r.looked.Add(every).Sub(r.Now())
}

// look takes wishes through the gate and finds what is due. What an earlier
// look found and was not started is found again.
func (r *runner) look(ctx context.Context) error {
	r.looked = r.Now()
	if err := errors.Join(r.abandon(ctx), r.grant(ctx)); err != nil {
		return err
	}
	due, err := r.Queue.Due(ctx, r.Now(), window)
	if err != nil {
		return err
	}
	r.due = lanes{}
	for _, d := range due {
		r.due[d.Integration] = append(r.due[d.Integration], d)
	}
	if r.Rate == nil {
		return nil
	}
	for on := range r.due {
		r.rates.allow(on, r.Rate(ctx, on), r.looked)
	}
	return nil
}

// startAll starts what is due on a number until something holds it back, and
// gives how long.
func (r *runner) startAll(ctx, calls context.Context, on frontdesk.IntegrationID) (wait time.Duration, err error) {
	for len(r.due[on]) > 0 {
		d := r.due[on][0]
		started, wait, err := r.start(ctx, calls, d)
		if err != nil || !started {
			return wait, err
		}
		r.due[on] = r.due[on][1:]
	}
	return 0, nil
}

// start begins to send one delivery, or passes over it if it is not its turn.
// What one person's rate holds back is put off; what a number's holds back
// stays first in line, and so does what nobody is free to carry: then started
// is false.
func (r *runner) start(ctx, calls context.Context, d frontdesk.Delivery) (started bool, wait time.Duration, err error) {
	switch r.reserve(d) {
	case taken:
		return true, 0, nil
	case full:
		return false, 0, nil // until somebody is free
	}
	now := r.Now()
	wait, person := r.rates.start(d, now)
	switch {
	case person:
		defer r.release(d)
		return true, 0, r.Queue.Postpone(ctx, d.ID, now.Add(wait))
	case wait > 0:
		r.release(d)
		return false, wait, nil
	}
	r.workers.Go(func() {
		defer r.ended(d)
		defer func() { r.rates.leave(d, r.Now()) }()
		if err := r.send(calls, d); err != nil && calls.Err() == nil {
			r.Log.Error("a delivery could not be carried", "trace", d.Trace, "delivery", d.ID, "error", err)
		}
	})
	return true, 0, nil
}
