package webhook

import (
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// preferences reads what people told WhatsApp that they want from us.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
func preferences(raw json.RawMessage) ([]frontdesk.Heard, error) {
	var v struct {
		Contacts    spelling.List[profile]         `json:"contacts"`
		Preferences spelling.List[json.RawMessage] `json:"user_preferences"`
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
		WaID         spelling.Word  `json:"wa_id"`
		UserID       spelling.Word  `json:"user_id"`
		ParentUserID spelling.Word  `json:"parent_user_id"`
		Detail       spelling.Word  `json:"detail"`
		Category     spelling.Word  `json:"category"`
		Value        spelling.Word  `json:"value"`
		Timestamp    spelling.Whole `json:"timestamp"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return frontdesk.Heard{Problem: notRead("a preference", err)}
	}
	from := known(frontdesk.Sender{WaID: string(w.WaID), UserID: string(w.UserID), ParentUserID: string(w.ParentUserID)}, people)
	if from.WaID == "" && from.UserID == "" || w.Value == "" {
		return frontdesk.Heard{Problem: frontdesk.Errorf(frontdesk.Invalid, "a preference names no person or no wish")}
	}
	return frontdesk.Heard{From: from, Preference: &frontdesk.Preference{
		At: w.Timestamp.Time(), Category: string(w.Category), Value: string(w.Value), Detail: string(w.Detail),
	}}
}
