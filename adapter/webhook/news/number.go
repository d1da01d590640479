package news

// on names the number that a report is of.
func on(f Facts) string {
	if n := f["display_phone_number"]; n != "" {
		return "the number " + n
	}
	return "a number of the account"
}

// securityEvents are what can happen to the PIN of a number.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/security
var securityEvents = map[string]string{
	"PIN_CHANGED":       "The two-step PIN was changed or set",
	"PIN_RESET_REQUEST": "Somebody asked to turn two-step verification off",
	"PIN_RESET_SUCCESS": "Two-step verification was turned off",
}

func security(f Facts) string {
	s := inWords(securityEvents, f["event"], "There is security news of the kind") + " for " + on(f)
	if who := f["requester"]; who != "" {
		s += " (asked for by " + who + ")"
	}
	return s
}

var decisions = map[string]string{
	"APPROVED": "was approved",
	"REJECTED": "was rejected",
	"PENDING":  "is under review",
	"DEFERRED": "will be reviewed later",
}

func phoneName(f Facts) string {
	return because("The name ‘"+f.or("requested_verified_name", "asked for")+"’ for "+on(f)+" "+
		inWords(decisions, f["decision"], "has the new state"), f["rejection_reason"])
}

// qualityEvents are what can happen to a number's limits.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update
var qualityEvents = map[string]string{
	"ONBOARDING":         "The first limit was set",
	"UPGRADE":            "The messaging limit was raised",
	"DOWNGRADE":          "The messaging limit was lowered",
	"FLAGGED":            "The quality is low, and the messaging limit may be lowered",
	"UNFLAGGED":          "The quality is good again",
	"THROUGHPUT_UPGRADE": "The rate of messages was raised",
}

func phoneQuality(f Facts) string {
	s := inWords(qualityEvents, f["event"], "There is quality news of the kind") + " for " + on(f)
	if limit := f.first("max_daily_conversations_per_business", "current_limit"); limit != "" {
		s += "; the limit is " + limit
	}
	return s
}

func businessUsername(f Facts) string {
	return "The username ‘" + f.or("username", "(none)") + "’ of " + on(f) + " is " + f.or("status", "in a new state")
}

// flow has a sentence of Meta's own for most events.
//
// Source: https://developers.facebook.com/docs/whatsapp/flows/reference/flowswebhooks
func flow(f Facts) string {
	s := "Flow " + f.or("flow_id", "(unnamed)")
	if f["new_status"] != "" {
		s += " is now " + f["new_status"]
		if f["old_status"] != "" {
			s += ", before it was " + f["old_status"]
		}
		return s
	}
	return because(s+" has news of the kind ‘"+f.or("event", "unnamed")+"’", f["message"])
}

var handovers = map[string]string{
	"control_passed": "The conversation was passed to us",
	"control_taken":  "The conversation was taken over by somebody else",
}

// handover is news of who may answer a person. The summary Meta may give of the
// conversation is among the facts.
func handover(f Facts) string {
	s := inWords(handovers, f["type"], "A conversation changed hands in the way")
	if who := f["sender.phone_number"]; who != "" {
		s += ", with " + who
	}
	return because(s, f.first("control_passed.metadata", "control_taken.metadata"))
}
