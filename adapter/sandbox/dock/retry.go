package dock

import "time"

const (
	// retryFor is how long Meta keeps trying to tell the webhook.
	retryFor = 7 * 24 * time.Hour
	// retryMost is the longest it waits between two attempts.
	retryMost = time.Hour
	// patience is how many failed attempts a notice may make those behind it
	// wait, about half a minute in all. Then it steps aside: Meta keeps no
	// strict order either, and one body that is never taken must not silence a
	// phone for a week.
	patience = 8
)

// RetryAfter says how long to wait after a webhook call has failed: at first
// not at all, then with decreasing frequency, until it is given up after seven
// days. failures counts the attempts so far, age is the time since the first.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
func RetryAfter(failures int, age time.Duration) (wait time.Duration, again bool) {
	if failures > 1 {
		wait = min(250*time.Millisecond<<min(failures-2, 20), retryMost)
	}
	return wait, age+wait <= retryFor
}
