package outbox

import (
	"slices"
	"time"
)

const (
	// lag is the longest that a call is taken to have been on its way: Meta has
	// seen it by then, though it may take longer to answer.
	lag = time.Second
	// learned is how many answers tell the least time that one takes.
	learned = 32
	// moment is the least time to wait for other calls.
	moment = time.Millisecond
)

// calls are those of one number in the last second, as Meta sees them.
//
// When a call reaches Meta is known only as some time between its start and its
// answer. If it is counted when its answer comes, less the least time that an
// answer has ever taken, then what comes together at Meta is counted together
// here, however long either way takes: what a call needs there and an answer
// needs back is never less than that.
type calls struct {
	all      []*call // by their start
	answers  int
	quickest time.Duration // of the answers
}

// call is one call of Meta.
type call struct {
	start time.Time
	end   time.Time // zero until it is answered
}

// seen is when Meta may last have seen a call.
func (cs *calls) seen(c *call, now time.Time) time.Time {
	at := now
	if !c.end.IsZero() {
		at = c.end
		if cs.answers >= learned {
			at = at.Add(-cs.quickest)
		}
	}
	if latest := c.start.Add(lag); latest.Before(at) {
		return latest
	}
	return at
}

// full tells how long until there are fewer than most in a second; 0 is now.
func (cs *calls) full(most int, now time.Time) (wait time.Duration) {
	if len(cs.all) >= most { // else there is no need to look
		cs.all = slices.DeleteFunc(cs.all, func(c *call) bool { return now.Sub(cs.seen(c, now)) >= second })
	}
	switch {
	case len(cs.all) < most:
		return 0
	case len(cs.all) == 0:
		return moment
	}
	return max(moment, cs.seen(cs.all[0], now).Add(second).Sub(now))
}

func (cs *calls) begin(now time.Time) *call {
	c := &call{start: now}
	cs.all = append(cs.all, c)
	return c
}

// answered is told that a call is over, and whether Meta answered it.
func (cs *calls) answered(c *call, byMeta bool, now time.Time) {
	c.end = now
	if !byMeta {
		return
	}
	if took := now.Sub(c.start); cs.answers == 0 || took < cs.quickest {
		cs.quickest = took
	}
	cs.answers++
}
