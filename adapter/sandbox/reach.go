package sandbox

import (
	"fmt"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// usualReach is the first of Meta's messaging limits.
const usualReach = 250

// tiers are how Meta calls the limits.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
var tiers = []struct {
	people int
	name   string
}{{250, "TIER_250"}, {2_000, "TIER_2K"}, {10_000, "TIER_10K"}, {100_000, "TIER_100K"}}

// tier is the limit by Meta's name.
func (l Limits) tier() string {
	for _, t := range tiers {
		if l.Reach >= 0 && l.people() <= t.people {
			return t.name
		}
	}
	return "TIER_UNLIMITED"
}

func (l Limits) people() int {
	if l.Reach == 0 {
		return usualReach
	}
	return l.Reach
}

// reach counts somebody who has not written of late, over all numbers: they
// are of one business. Meta names no code of its own for too many; this is the
// one for restrictions on how much a number may send. mu is held.
func (s *Sandbox) reach(p *phone) error {
	now := s.clock.Now()
	for user, at := range s.reached {
		if now.Sub(at) >= window {
			delete(s.reached, user)
		}
	}
	if _, again := s.reached[p.ID]; again || s.Limits.Reach < 0 {
		return nil
	}
	if people := s.Limits.people(); len(s.reached) >= people {
		return refusal.Of(131048, fmt.Sprintf("The messaging limit of %d people in 24 hours has been reached.", people))
	}
	s.reached[p.ID] = now
	return nil
}

// reached is who was written to first, and when.
type reached map[string]time.Time
