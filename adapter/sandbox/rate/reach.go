package rate

import (
	"fmt"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// Window is how long a business may answer after a person wrote.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
const Window = 24 * time.Hour

// usualReach is the first of Meta's messaging limits.
const usualReach = 250

// tiers are how Meta calls the limits.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messaging-limits
var tiers = []struct {
	people int
	name   string
}{{250, "TIER_250"}, {2_000, "TIER_2K"}, {10_000, "TIER_10K"}, {100_000, "TIER_100K"}}

// Tier is the limit by Meta's name.
func (l Limits) Tier() string {
	for _, t := range tiers {
		if l.Reach >= 0 && l.People() <= t.people {
			return t.name
		}
	}
	return "TIER_UNLIMITED"
}

// People is how many may be written to who have not written.
func (l Limits) People() int {
	if l.Reach == 0 {
		return usualReach
	}
	return l.Reach
}

// Reached is who was written to first, and when.
type Reached map[string]time.Time

// Count counts somebody who has not written of late, over all numbers: they
// are of one business. Meta names no code of its own for too many; this is the
// one for restrictions on how much a number may send.
func (all Reached) Count(person string, now time.Time, l Limits) error {
	for user, at := range all {
		if now.Sub(at) >= Window {
			delete(all, user)
		}
	}
	if _, again := all[person]; again || l.Reach < 0 {
		return nil
	}
	if people := l.People(); len(all) >= people {
		return refusal.Of(131048, fmt.Sprintf("The messaging limit of %d people in 24 hours has been reached.", people))
	}
	all[person] = now
	return nil
}
