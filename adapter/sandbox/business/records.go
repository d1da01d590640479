package business

import (
	"maps"
	"slices"
	"strings"

	"frontdesk/adapter/sandbox/rate"
)

// Records are what Meta keeps of numbers and accounts, and what was changed of
// it. They begin anew at each start.
type Records struct {
	profile map[string]map[string]any // business profiles that were changed, by number
	state   map[string]map[string]any // fields of numbers that were set
	silent  map[string]bool           // accounts without a subscribed app
}

// Open makes them ready.
func (b *Records) Open() {
	b.profile = map[string]map[string]any{}
	b.state = map[string]map[string]any{}
	b.silent = map[string]bool{}
}

// Number is the phone number object.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
func (b *Records) Number(n Number, l rate.Limits) map[string]any {
	all := map[string]any{
		"id": n.PhoneNumberID, "display_phone_number": n.DisplayPhone, "verified_name": n.VerifiedName,
		"quality_rating": "GREEN", "code_verification_status": "VERIFIED", "name_status": "APPROVED", "status": "CONNECTED",
		"platform_type": "CLOUD_API", "throughput": map[string]any{"level": l.Level()}, "new_name_status": "NONE", "account_mode": "LIVE",
		"whatsapp_business_manager_messaging_limit": l.Tier(), "messaging_limit_tier": l.Tier(), "is_official_business_account": false,
		"is_on_biz_app": false, "country_dial_code": "1",
		"webhook_configuration": map[string]any{"application": n.Webhook},
		"health_status":         b.health(n),
	}
	maps.Copy(all, b.state[n.PhoneNumberID])
	return all
}

// Account is a WhatsApp Business Account as Meta shows it.
func (b *Records) Account(n Number, l rate.Limits) map[string]any {
	return map[string]any{
		"id": n.BusinessAccountID, "name": n.VerifiedName, "currency": "USD", "timezone_id": "1",
		"message_template_namespace": "sandbox", "account_review_status": "APPROVED", "status": "ACTIVE",
		"business_verification_status": "verified", "country": "US", "ownership_type": "SELF",
		"whatsapp_business_manager_messaging_limit": l.Tier(),
		"health_status": b.health(n),
	}
}

// UsualFields are those of a number that are shown unasked.
var UsualFields = []string{"display_phone_number", "id", "quality_rating", "verified_name"}

// Pick leaves the fields a request asks for. The id is always there.
func Pick(all map[string]any, fields string, usual []string) map[string]any {
	wanted := usual
	if fields != "" {
		wanted = append(strings.Split(fields, ","), "id")
	}
	some := map[string]any{}
	for k, v := range all {
		if slices.Contains(wanted, k) {
			some[k] = v
		}
	}
	return some
}

// with gives fields with some changed, and leaves the old ones as they are.
func with[V any](old map[string]any, changes map[string]V) map[string]any {
	now := maps.Clone(old)
	if now == nil {
		now = map[string]any{}
	}
	for k, v := range changes {
		now[k] = v
	}
	return now
}
