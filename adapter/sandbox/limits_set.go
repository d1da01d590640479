package sandbox

import (
	"net/http"
	"time"

	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/refusal"
)

// limitsView is Limits in JSON.
type limitsView struct {
	PerSecond *int    `json:"per_second"`
	PairBurst *int    `json:"pair_burst"`
	PairEvery *string `json:"pair_every"`
	Reach     *int    `json:"reach"`
}

// showLimits answers the limits that are in force.
func (s *Sandbox) showLimits(w http.ResponseWriter, _ *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	per, burst, every, reach := s.Limits.perSecond(), s.Limits.pairBurst(), s.Limits.pairEvery().String(), s.Limits.people()
	return answer(w, http.StatusOK, limitsView{&per, &burst, &every, &reach})
}

// setLimits changes some of them. More messages per second, or fewer, are told
// as Meta tells of them.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update
func (s *Sandbox) setLimits(w http.ResponseWriter, r *http.Request) error {
	var v limitsView
	if err := decode(r, &v); err != nil {
		return err
	}
	l, err := v.over(s.limits())
	if err != nil {
		return err
	}
	s.mu.Lock()
	before := s.Limits
	s.Limits = l
	if l.level() != before.level() || l.tier() != before.tier() {
		s.tellLimits(l.level() != before.level())
	}
	s.mu.Unlock()
	return s.showLimits(w, r)
}

func (s *Sandbox) limits() Limits {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Limits
}

// over gives the limits with the changes made to them.
func (v limitsView) over(l Limits) (Limits, error) {
	set(&l.PerSecond, v.PerSecond)
	set(&l.PairBurst, v.PairBurst)
	set(&l.Reach, v.Reach)
	if v.PairEvery != nil {
		d, err := time.ParseDuration(*v.PairEvery)
		if err != nil || d <= 0 {
			return l, refusal.Say(http.StatusBadRequest, `pair_every is a duration such as "6s"`)
		}
		l.PairEvery = d
	}
	if l.PerSecond < 0 || l.PerSecond > int(time.Second) || l.PairBurst < 0 {
		return l, refusal.Say(http.StatusBadRequest, "per_second and pair_burst are how many; 0 is as Meta has it")
	}
	return l, nil
}

// tellLimits has the webhooks told of other limits. mu is held.
func (s *Sandbox) tellLimits(throughput bool) {
	event := "ONBOARDING"
	if throughput {
		event = map[string]string{"HIGH": "THROUGHPUT_UPGRADE", "STANDARD": "THROUGHPUT_DOWNGRADE"}[s.Limits.level()]
	}
	for _, n := range s.Numbers {
		s.tellAccount(n.BusinessAccountID, "phone_number_quality_update", object{
			"display_phone_number": identity.Digits(n.DisplayPhone), "event": event, "current_limit": s.Limits.tier(),
			"max_daily_conversations_per_business": s.Limits.tier(),
		})
	}
}
