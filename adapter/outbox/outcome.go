package outbox

import (
	"time"

	"frontdesk"
)

// The retry policy's times.
const (
	// GiveUp is how old a delivery may become while it is tried.
	GiveUp = 24 * time.Hour

	firstWait = 4 * time.Second
	maxWait   = 10 * time.Minute
	// goneAttempts is how often a file that is gone is tried.
	goneAttempts = 2
)

// Outcome is what becomes of v after an attempt at now that gave wamid and err.
// It is the whole retry policy: what certainly was not taken and may be taken
// later is tried again; what may have been taken is unknown and never is; all
// else has failed. Paced is Meta's word on what it has taken.
//
// Attempts already counts this one.
func Outcome(v frontdesk.Delivery, wamid string, err error, now time.Time) frontdesk.Delivery {
	v.Code, v.Problem, v.MetaCode = "", "", 0
	e := frontdesk.Foreseen(err)
	if e != nil {
		v.Code, v.Problem, v.MetaCode = e.Code, e.Message, e.Meta
	}
	if err == nil || e.Code == frontdesk.Paced {
		v.State, v.WAMID = frontdesk.Sent, wamid
		return v
	}
	switch e.Code {
	case frontdesk.Uncertain, frontdesk.Timeout, frontdesk.Internal:
		v.State = frontdesk.InDoubt
	case frontdesk.Unavailable, frontdesk.Throttled, frontdesk.Busy, frontdesk.PairThrottled:
		v.State, v.NextAt = frontdesk.Queued, now.Add(wait(e, v.Attempts))
		if v.NextAt.Sub(v.CreatedAt) > GiveUp {
			v.State = frontdesk.Failed
		}
	case frontdesk.Gone:
		// A file that Meta no longer has is uploaded again; one that we no longer
		// have is not there the next time either.
		if v.State = frontdesk.Failed; v.Attempts < goneAttempts {
			v.State, v.NextAt = frontdesk.Queued, now
		}
	default:
		v.State = frontdesk.Failed
	}
	if v.State.Settled() {
		// Nobody but who reads this does anything about it now.
		v.Problem = frontdesk.Sentence(e)
	}
	return v
}

// wait is how long to wait after the given attempt: twice as long each time,
// four times for one person's rate as Meta asks, never less than Meta said.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
func wait(e *frontdesk.Error, attempts int) time.Duration {
	d, factor := max(firstWait, e.RetryAfter), time.Duration(2)
	if e.Code == frontdesk.PairThrottled {
		factor = 4
	}
	for i := 1; i < attempts && d < maxWait; i++ {
		d *= factor
	}
	return max(min(d, maxWait), e.RetryAfter)
}
