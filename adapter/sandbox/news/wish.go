package news

import (
	"strconv"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
)

// Preferences are what a person can wish of marketing, and how Meta words it.
var Preferences = map[string]string{
	"stop": "User requested to stop marketing messages", "resume": "User requested to resume marketing messages",
}

// Preference is a wish of a person as the webhook hears it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
func Preference(n business.Number, p *phone.Phone, m *phone.Message, wish string) object {
	one := object{
		"user_id": p.UserID, "detail": Preferences[wish], "category": "marketing_messages", "value": wish, "timestamp": m.Time.Unix(),
	}
	if !p.Hidden {
		one["wa_id"] = p.ID
	}
	return valueOf(n, object{"contacts": []object{contactOf(p)}, "user_preferences": []object{one}})
}

// Echo is what somebody of the business wrote in its phone app.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
func Echo(n business.Number, p *phone.Phone, m *phone.Message) object {
	echo := object{
		"from": identity.Digits(n.DisplayPhone), "to_user_id": p.UserID, "id": m.ID, "timestamp": strconv.FormatInt(m.Time.Unix(), 10),
		"type": "text", "text": object{"body": m.Text},
	}
	if !p.Hidden {
		echo["to"] = p.ID
	}
	return valueOf(n, object{"contacts": []object{contactOf(p)}, "message_echoes": []object{echo}})
}
