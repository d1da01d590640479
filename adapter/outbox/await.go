package outbox

import (
	"context"
	"slices"
	"time"

	"frontdesk"
)

// look is how often Await looks when nothing wakes it: another process may be
// the one that sends.
const look = 250 * time.Millisecond

// Await waits until nothing more will be tried for any of the deliveries, or
// max has passed, and gives them as they are then. One that will be tried again
// later is not waited for.
func (o *Outbox) Await(ctx context.Context, ds []frontdesk.Delivery, max time.Duration) ([]frontdesk.Delivery, error) {
	ctx, cancel := context.WithTimeout(ctx, max)
	defer cancel()
	now := slices.Clone(ds)
	for {
		wake := o.Wake()
		open, err := o.refresh(context.WithoutCancel(ctx), now)
		if err != nil || !open {
			return now, err
		}
		select {
		case <-ctx.Done():
			return now, nil
		case <-wake:
		case <-time.After(look):
		}
	}
}

// refresh reads those that are not settled anew, and tells whether any is still
// to be waited for.
func (o *Outbox) refresh(ctx context.Context, ds []frontdesk.Delivery) (open bool, err error) {
	for i, d := range ds {
		if d.State.Settled() {
			continue
		}
		if ds[i], err = o.Ledger.Delivery(ctx, d.ID); err != nil {
			return false, err
		}
		open = open || !ds[i].State.Settled() && !putOff(ds[i], o.Now())
	}
	return open, nil
}

// soon is how long a delivery that was tried is still waited for.
const soon = time.Second

// putOff tells whether a delivery was tried and waits for a later time.
func putOff(d frontdesk.Delivery, now time.Time) bool {
	return d.State == frontdesk.Queued && d.Attempts > 0 && d.Code != "" && d.NextAt.Sub(now) > soon
}
