package business

import (
	"net/http"
	"slices"

	"frontdesk/adapter/sandbox/refusal"
)

// health says whether messages can be sent, and if not, what stops them.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
func (b *Records) health(n Number) map[string]any {
	entity := func(kind, id string) map[string]any {
		return map[string]any{"entity_type": kind, "id": id, "can_send_message": "AVAILABLE"}
	}
	number := entity("PHONE_NUMBER", n.PhoneNumberID)
	all := "AVAILABLE"
	if e, bad := b.ailment(n); bad {
		all = e.can
		number["can_send_message"] = e.can
		number["errors"] = []map[string]any{{"error_code": e.code, "error_description": e.says, "possible_solution": e.remedy}}
	}
	return map[string]any{"can_send_message": all, "entities": []map[string]any{
		number, entity("WABA", n.BusinessAccountID), entity("BUSINESS", "2729063490586005"), entity("APP", appID),
	}}
}

// ailment is why a number cannot send as it should.
type ailment struct {
	can          string
	code         int
	says, remedy string
}

func (b *Records) ailment(n Number) (ailment, bool) {
	state := b.state[n.PhoneNumberID]
	if status, ok := state["status"].(string); ok && status != "CONNECTED" {
		return ailment{"BLOCKED", 141000, "The phone number is " + status + ".", "Connect the phone number again."}, true
	}
	if name, ok := state["name_status"].(string); ok && name != "APPROVED" && name != "AVAILABLE_WITHOUT_REVIEW" {
		return ailment{"LIMITED", 141002, "The display name is " + name + ".", "Wait for the review, or submit another name."}, true
	}
	return ailment{}, false
}

// stateValues are the words Meta has for each field.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
var stateValues = map[string][]string{
	"quality_rating":           {"GREEN", "YELLOW", "RED", "NA", "UNKNOWN"},
	"name_status":              {"APPROVED", "AVAILABLE_WITHOUT_REVIEW", "DECLINED", "EXPIRED", "PENDING_REVIEW", "NONE"},
	"status":                   {"CONNECTED", "DISCONNECTED", "PENDING", "FLAGGED", "RESTRICTED", "RATE_LIMITED", "BANNED", "DELETED", "MIGRATED", "UNVERIFIED"},
	"code_verification_status": {"VERIFIED", "NOT_VERIFIED", "EXPIRED"},
	"account_mode":             {"LIVE", "SANDBOX"},
}

// Set sets fields of a number as Meta would: quality, the state of the name,
// whether it is connected.
func (b *Records) Set(n Number, set map[string]string) error {
	for k, v := range set {
		if !slices.Contains(stateValues[k], v) {
			return refusal.Say(http.StatusBadRequest, "a number has no %s %q; it has %v", k, v, stateValues)
		}
	}
	b.state[n.PhoneNumberID] = with(b.state[n.PhoneNumberID], set)
	return nil
}
