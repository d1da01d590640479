package sandbox

import (
	"time"

	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/rate"
	"frontdesk/adapter/sandbox/refusal"
)

// allow says whether a number may write to a phone now, and counts it. mu is
// held.
func (s *Sandbox) allow(n Number, p *phone.Phone, m *phone.Message) error {
	now := s.clock.Line()
	per := s.Limits.EverySecond()
	account, ok := rate.Spend(s.spent[n.PhoneNumberID], now, time.Second/time.Duration(per), per)
	if !ok {
		return refusal.Of(130429, "Cloud API message throughput has been reached.")
	}
	s.spent[n.PhoneNumberID] = account
	pair, ok := rate.Spend(p.Pair[n.PhoneNumberID], now, s.Limits.Every(), s.Limits.Burst())
	if !ok {
		return refusal.Of(131056, "Too many messages sent from the sender phone number to the same recipient phone number "+
			"in a short period of time.")
	}
	p.Pair[n.PhoneNumberID] = pair
	heard, ok := p.Heard[n.PhoneNumberID]
	open := ok && s.clock.Now().Sub(heard) < rate.Window
	if !open && m.Type == "template" {
		return s.reached.Count(p.ID, s.clock.Now(), s.Limits)
	}
	if !open {
		return refusal.Of(131047, "Message failed to send because more than 24 hours have passed since the customer last "+
			"replied to this number.")
	}
	return nil
}
