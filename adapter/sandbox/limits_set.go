package sandbox

import (
	"net/http"

	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/rate"
)

// showLimits answers the limits that are in force.
func (s *Sandbox) showLimits(w http.ResponseWriter, _ *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return answer(w, http.StatusOK, s.Limits.View())
}

// setLimits changes some of them. More messages per second, or fewer, are told
// as Meta tells of them.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update
func (s *Sandbox) setLimits(w http.ResponseWriter, r *http.Request) error {
	var v rate.View
	if err := decode(r, &v); err != nil {
		return err
	}
	if err := s.changeLimits(v); err != nil {
		return err
	}
	return s.showLimits(w, r)
}

// changeLimits changes them in one step: what is not there stays as it is now,
// and not as it was before somebody else changed it.
func (s *Sandbox) changeLimits(v rate.View) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.Limits
	l, err := v.Over(before)
	if err != nil {
		return err
	}
	s.Limits = l
	if l.Level() != before.Level() || l.Tier() != before.Tier() {
		s.tellLimits(l.Level() != before.Level())
	}
	return nil
}

// tellLimits has the webhooks told of other limits. mu is held.
func (s *Sandbox) tellLimits(throughput bool) {
	event := "ONBOARDING"
	if throughput {
		event = map[string]string{"HIGH": "THROUGHPUT_UPGRADE", "STANDARD": "THROUGHPUT_DOWNGRADE"}[s.Limits.Level()]
	}
	for _, n := range s.Numbers {
		s.tellAccount(n.BusinessAccountID, "phone_number_quality_update", object{
			"display_phone_number": identity.Digits(n.DisplayPhone), "event": event, "current_limit": s.Limits.Tier(),
			"max_daily_conversations_per_business": s.Limits.Tier(),
		})
	}
}
