package sandbox

import (
	"maps"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/refusal"
)

// health says whether messages can be sent, and if not, what stops them. mu is
// held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
func (s *Sandbox) health(n Number) object {
	entity := func(kind, id string) object {
		return object{"entity_type": kind, "id": id, "can_send_message": "AVAILABLE"}
	}
	number := entity("PHONE_NUMBER", n.PhoneNumberID)
	all := "AVAILABLE"
	if e, bad := s.ailment(n); bad {
		all = e.can
		number["can_send_message"] = e.can
		number["errors"] = []object{{"error_code": e.code, "error_description": e.says, "possible_solution": e.remedy}}
	}
	return object{"can_send_message": all, "entities": []object{
		number, entity("WABA", n.BusinessAccountID), entity("BUSINESS", "2729063490586005"), entity("APP", "634974688087057"),
	}}
}

// ailment is why a number cannot send as it should.
type ailment struct {
	can          string
	code         int
	says, remedy string
}

func (s *Sandbox) ailment(n Number) (ailment, bool) {
	state := s.state[n.PhoneNumberID]
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

// setNumber sets fields of a number as Meta would: quality, the state of the
// name, whether it is connected. It is not kept over a restart.
func (s *Sandbox) setNumber(w http.ResponseWriter, r *http.Request) error {
	n, err := s.numberCalled(unescape(chi.URLParam(r, "number")))
	if err != nil {
		return err
	}
	var set map[string]string
	if err := decode(r, &set); err != nil {
		return err
	}
	for k, v := range set {
		if !slices.Contains(stateValues[k], v) {
			return refusal.Say(http.StatusBadRequest, "a number has no %s %q; it has %v", k, v, stateValues)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := maps.Clone(s.state[n.PhoneNumberID])
	if now == nil {
		now = object{}
	}
	for k, v := range set {
		now[k] = v
	}
	s.state[n.PhoneNumberID] = now
	return answer(w, http.StatusOK, s.numberFields(n))
}
