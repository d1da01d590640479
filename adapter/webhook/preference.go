package webhook

import (
	"encoding/json"

	"frontdesk"
)

// preferences reads what people told WhatsApp that they want from us.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
func preferences(raw json.RawMessage) ([]frontdesk.Heard, error) {
	var v struct {
		Contacts    list[profile]         `json:"contacts"`
		Preferences list[json.RawMessage] `json:"user_preferences"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	var heard []frontdesk.Heard
	for _, raw := range v.Preferences {
		heard = append(heard, preference(raw, v.Contacts))
	}
	return heard, nil
}

func preference(raw json.RawMessage, people []profile) frontdesk.Heard {
	var w struct {
		WaID         word  `json:"wa_id"`
		UserID       word  `json:"user_id"`
		ParentUserID word  `json:"parent_user_id"`
		Detail       word  `json:"detail"`
		Category     word  `json:"category"`
		Value        word  `json:"value"`
		Timestamp    whole `json:"timestamp"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return frontdesk.Heard{Problem: notRead("a preference", err)}
	}
	from := known(frontdesk.Sender{WaID: string(w.WaID), UserID: string(w.UserID), ParentUserID: string(w.ParentUserID)}, people)
	if from.WaID == "" && from.UserID == "" || w.Value == "" {
		return frontdesk.Heard{Problem: frontdesk.Errorf(frontdesk.Invalid, "a preference names no person or no wish")}
	}
	return frontdesk.Heard{From: from, Preference: &frontdesk.Preference{
		At: w.Timestamp.time(), Category: string(w.Category), Value: string(w.Value), Detail: string(w.Detail),
	}}
}
