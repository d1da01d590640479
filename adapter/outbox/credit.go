package outbox

import "time"

const (
	// PairBurst messages may go to one person at once; they are borrowed from
	// one every PairEvery.
	//
	// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
	PairBurst = 45
	PairEvery = 6 * time.Second
	// pairSlack is added to it: clocks differ.
	pairSlack = 100 * time.Millisecond
	// each is how long one message to a person takes of their rate.
	each = PairEvery + pairSlack
)

// credit is the rate of one person, as the time when nothing of it is borrowed
// any more: each message moves it on. Unlike a bucket of tokens it can be moved
// when a call has ended, because Meta may have counted the message only then.
type credit time.Time

// whole is when PairBurst messages may go at once again.
func (c credit) whole() time.Time { return time.Time(c) }

// wait is how long until one more message may go.
func (c credit) wait(now time.Time) time.Duration {
	return max(0, c.whole().Add(-(PairBurst-1)*each).Sub(now))
}

// taken is the credit after a message that goes now.
func (c credit) taken(now time.Time) credit {
	if c.whole().Before(now) {
		c = credit(now)
	}
	return credit(c.whole().Add(each))
}

// seen is the credit after a message was taken and Meta has seen it by now, at
// the latest.
func (c credit) seen(now time.Time) credit {
	if latest := now.Add(each); c.whole().Before(latest) {
		return credit(latest)
	}
	return c
}

// spent is the credit when nothing is left at now.
func spent(now time.Time) credit { return credit(now.Add(PairBurst * each)) }
