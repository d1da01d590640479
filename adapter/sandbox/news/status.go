package news

import (
	"strconv"
	"time"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
)

// Status is a status as the webhook hears it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
func Status(n business.Number, p *phone.Phone, m *phone.Message, to phone.Status, now time.Time) object {
	st := object{
		"id": m.ID, "status": to, "timestamp": strconv.FormatInt(now.Unix(), 10),
		"recipient_user_id": p.UserID,
	}
	contact := object{"profile": object{"name": p.Name}, "user_id": p.UserID}
	if m.Recipient == "" || !p.Hidden {
		st["recipient_id"] = p.ID
		contact["wa_id"] = p.ID
	}
	if m.Callback != "" {
		st["biz_opaque_callback_data"] = m.Callback
	}
	value := valueOf(n, object{"statuses": []object{st}})
	if to == phone.Failed {
		e := refusal.Of(m.Error, "")
		st["errors"] = []object{e.InWebhook()}
	} else {
		st["pricing"] = object{"billable": true, "pricing_model": "PMP", "type": "regular", "category": m.Price()}
		value["contacts"] = []object{contact}
	}
	return value
}
