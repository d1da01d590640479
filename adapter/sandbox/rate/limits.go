package rate

import (
	"cmp"
	"time"
)

// Limits are Meta's rates; zero fields are as Meta has them. Both go by the
// sandbox's clock.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
type Limits struct {
	PerSecond int           // messages of one number: 80
	PairBurst int           // messages to one person at once: 45
	PairEvery time.Duration // and in the long run: one in 6 seconds
	// Reach is how many people may be written to in 24 hours who have not
	// written within the last 24: 250. Below zero there is no limit.
	Reach int
}

// EverySecond is how many messages of one number go in a second.
func (l Limits) EverySecond() int { return cmp.Or(l.PerSecond, 80) }

// Level is the throughput as Meta calls it.
func (l Limits) Level() string {
	if l.EverySecond() >= 1000 {
		return "HIGH"
	}
	return "STANDARD"
}

// Burst is how many messages go to one person at once.
func (l Limits) Burst() int { return cmp.Or(l.PairBurst, 45) }

// Every is how long one message to a person takes in the long run.
func (l Limits) Every() time.Duration { return cmp.Or(l.PairEvery, 6*time.Second) }

// Spend takes one from an account that gains one every so often and holds
// burst at most. The account is the time at which it will be full again.
func Spend(account, now time.Time, every time.Duration, burst int) (time.Time, bool) {
	if account.Before(now) {
		account = now
	}
	if account.Sub(now) > time.Duration(burst-1)*every {
		return account, false
	}
	return account.Add(every), true
}
