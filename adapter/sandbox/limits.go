package sandbox

import (
	"cmp"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// window is how long a business may answer after a person wrote.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
const window = 24 * time.Hour

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

func (l Limits) perSecond() int { return cmp.Or(l.PerSecond, 80) }

// level is the throughput as Meta calls it.
func (l Limits) level() string {
	if l.perSecond() >= 1000 {
		return "HIGH"
	}
	return "STANDARD"
}

func (l Limits) pairBurst() int           { return cmp.Or(l.PairBurst, 45) }
func (l Limits) pairEvery() time.Duration { return cmp.Or(l.PairEvery, 6*time.Second) }

// spend takes one from an account that gains one every so often and holds
// burst at most. The account is the time at which it will be full again.
func spend(account, now time.Time, every time.Duration, burst int) (time.Time, bool) {
	if account.Before(now) {
		account = now
	}
	if account.Sub(now) > time.Duration(burst-1)*every {
		return account, false
	}
	return account.Add(every), true
}

// allow says whether a number may write to a phone now, and counts it. mu is
// held.
func (s *Sandbox) allow(n Number, p *phone, m *Message) error {
	now := s.clock.Line()
	per := s.Limits.perSecond()
	account, ok := spend(s.spent[n.PhoneNumberID], now, time.Second/time.Duration(per), per)
	if !ok {
		return refusal.Of(130429, "Cloud API message throughput has been reached.")
	}
	s.spent[n.PhoneNumberID] = account
	pair, ok := spend(p.pair[n.PhoneNumberID], now, s.Limits.pairEvery(), s.Limits.pairBurst())
	if !ok {
		return refusal.Of(131056, "Too many messages sent from the sender phone number to the same recipient phone number "+
			"in a short period of time.")
	}
	p.pair[n.PhoneNumberID] = pair
	heard, ok := p.heard[n.PhoneNumberID]
	open := ok && s.clock.Now().Sub(heard) < window
	if !open && m.Type == "template" {
		return s.reach(p)
	}
	if !open {
		return refusal.Of(131047, "Message failed to send because more than 24 hours have passed since the customer last "+
			"replied to this number.")
	}
	return nil
}
