package outbox

import (
	"context"
	"time"

	"frontdesk"
)

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
		wamid, err = r.call(ctx, carrier, d)
	}
	r.step("called")
	return r.finish(ctx, Outcome(d, wamid, err, r.Now()), err)
}

// call has a delivery carried when its number's turn has come.
func (r *runner) call(ctx context.Context, carrier Carrier, d frontdesk.Delivery) (wamid string, err error) {
	c, wait := r.rates.call(d, r.Now())
	for c == nil {
		select {
		case <-ctx.Done():
			return "", frontdesk.Errorf(frontdesk.Unavailable, "the program stopped before Meta was called").WithNext("it is tried again by itself")
		case <-time.After(wait):
		}
		c, wait = r.rates.call(d, r.Now())
	}
	wamid, err = carrier.Send(ctx, d)
	refusal := err
	if frontdesk.CodeOf(err) == frontdesk.Paced {
		refusal = nil
	}
	r.rates.answered(d, c, refusal, r.Now())
	r.forget(ctx, d, err)
	return wamid, err
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
	if d.State == frontdesk.Sent {
		r.Log.Info("message sent", append(attrs, "code", d.Code)...)
	} else {
		r.Log.Warn("message not sent", append(attrs, "code", d.Code, "meta_code", d.MetaCode, "next", d.NextAt, "error", why)...)
	}
	if r.Observe != nil {
		r.Observe(d)
	}
}
