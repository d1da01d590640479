package graph

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
)

// numberFields is what is asked of a number.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
const numberFields = "id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status,status," +
	"throughput,whatsapp_business_manager_messaging_limit,is_on_biz_app,is_official_business_account,account_mode,platform_type,health_status"

const profileFields = "about,address,description,email,profile_picture_url,websites,vertical"

// Profile gives what Meta tells of our own number, and of the business behind
// it under "business_profile", by Meta's own names.
func (n Number) Profile(ctx context.Context) (map[string]any, error) {
	me := map[string]any{}
	if err := n.call(ctx, http.MethodGet, []string{n.Integration.PhoneNumberID}, url.Values{"fields": {numberFields}}, nil, &me); err != nil {
		return nil, err
	}
	var business struct {
		Data []map[string]json.RawMessage `json:"data"`
	}
	err := n.call(ctx, http.MethodGet, []string{n.Integration.PhoneNumberID, "whatsapp_business_profile"},
		url.Values{"fields": {profileFields}}, nil, &business)
	if err != nil {
		return nil, err
	}
	profile := map[string]json.RawMessage{}
	for _, d := range business.Data {
		maps.Copy(profile, d)
	}
	delete(profile, "messaging_product")
	if len(profile) > 0 {
		me["business_profile"] = profile
	}
	return me, nil
}
