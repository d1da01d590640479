package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"frontdesk/adapter/sandbox/refusal"
)

// numberFields is the phone number object. mu is held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
func (s *Sandbox) numberFields(n Number) object {
	all := object{
		"id": n.PhoneNumberID, "display_phone_number": n.DisplayPhone, "verified_name": n.VerifiedName,
		"quality_rating": "GREEN", "code_verification_status": "VERIFIED", "name_status": "APPROVED", "status": "CONNECTED",
		"platform_type": "CLOUD_API", "throughput": object{"level": s.Limits.Level()}, "new_name_status": "NONE", "account_mode": "LIVE",
		"whatsapp_business_manager_messaging_limit": s.Limits.Tier(), "messaging_limit_tier": s.Limits.Tier(), "is_official_business_account": false,
		"is_on_biz_app": false, "country_dial_code": "1",
		"webhook_configuration": object{"application": n.Webhook},
		"health_status":         s.health(n),
	}
	maps.Copy(all, s.state[n.PhoneNumberID])
	return all
}

var usualFields = []string{"display_phone_number", "id", "quality_rating", "verified_name"}

// pick leaves the fields a request asks for. The id is always there.
func pick(all object, fields string, usual []string) object {
	wanted := usual
	if fields != "" {
		wanted = append(strings.Split(fields, ","), "id")
	}
	some := object{}
	for k, v := range all {
		if slices.Contains(wanted, k) {
			some[k] = v
		}
	}
	return some
}

func (s *Sandbox) showNumber(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return pick(s.numberFields(n), q.URL.Query().Get("fields"), usualFields), nil
}

func (s *Sandbox) listNumbers(q *ask) (any, error) {
	of, err := q.account(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var data []object
	for _, n := range of {
		data = append(data, pick(s.numberFields(n), q.URL.Query().Get("fields"), usualFields))
	}
	return object{"data": data}, nil
}

// profileFields is the business profile of a number. mu is held.
func (s *Sandbox) profileFields(n Number) object {
	p := object{
		"messaging_product": "whatsapp", "about": "Talk to us here.", "description": n.VerifiedName + " in the sandbox.",
		"address": "1 Sandbox Way", "email": "hello@example.com", "websites": []string{"https://example.com/"},
		"vertical": "OTHER",
	}
	maps.Copy(p, s.profile[n.PhoneNumberID])
	return p
}

func (s *Sandbox) showProfile(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := pick(s.profileFields(n), q.URL.Query().Get("fields"), []string{"messaging_product"})
	p["messaging_product"] = "whatsapp"
	return object{"data": []object{p}}, nil
}

func (s *Sandbox) editProfile(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	var p object
	if json.Unmarshal(q.body, &p) != nil || p["messaging_product"] != "whatsapp" {
		return nil, refusal.BadParameter("The parameter messaging_product is required.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := maps.Clone(s.profile[n.PhoneNumberID])
	if changed == nil {
		changed = object{}
	}
	for k := range s.profileFields(n) {
		if v, ok := p[k]; ok {
			changed[k] = v
		}
	}
	s.profile[n.PhoneNumberID] = changed
	return object{"success": true}, nil
}

// subscribed shows and changes whether the app hears of an account. At first
// it does; after DELETE the callback is still verified and nothing arrives.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
func (s *Sandbox) subscribed(q *ask) (any, error) {
	if _, err := q.account(s); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch q.Method {
	case "POST":
		delete(s.silent, q.id)
	case "DELETE":
		s.silent[q.id] = true
	default:
		data := []object{}
		if !s.silent[q.id] {
			data = append(data, object{"whatsapp_business_api_data": object{
				"id": "634974688087057", "name": "Sandbox", "link": "https://www.facebook.com/games/?app_id=634974688087057",
			}})
		}
		return object{"data": data}, nil
	}
	return object{"success": true}, nil
}

// debugToken says what a token is good for.
func (s *Sandbox) debugToken(q *ask) (any, error) {
	token := q.URL.Query().Get("input_token")
	if token == "" {
		return nil, refusal.BadParameter("The parameter input_token is required.")
	}
	if !s.knows(token) {
		e := object{"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
		return object{"data": object{"is_valid": false, "scopes": []string{}, "error": e}}, nil
	}
	scopes := []string{"whatsapp_business_management", "whatsapp_business_messaging"}
	var accounts []string
	for _, n := range s.Numbers {
		if n.AccessToken == token && !slices.Contains(accounts, n.BusinessAccountID) {
			accounts = append(accounts, n.BusinessAccountID)
		}
	}
	var granular []object
	for _, scope := range scopes {
		granular = append(granular, object{"scope": scope, "target_ids": accounts})
	}
	return object{"data": object{
		"app_id": "634974688087057", "application": "Sandbox", "type": "SYSTEM_USER", "is_valid": true, "issued_at": 1767225600,
		"expires_at": 0, "data_access_expires_at": 0, "scopes": scopes, "granular_scopes": granular, "user_id": "122100000000000001",
	}}, nil
}
