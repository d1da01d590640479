package sandbox

import (
	"maps"
	"strconv"

	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/template"
)

// tellTemplate has the webhook told what happened to a template. Such news go
// to the app, whatever number it is about. mu is held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update
func (s *Sandbox) tellTemplate(t *template.Kept, event string, more object) {
	id, _ := strconv.ParseInt(t.ID, 10, 64) // ids given by hand may be no numbers
	value := object{
		"event": event, "message_template_id": id, "message_template_name": t.Name, "message_template_language": t.Language,
		"message_template_category": t.Category, "reason": "NONE",
	}
	maps.Copy(value, more)
	s.tellAccount(t.Account, "message_template_status_update", value)
}

// tellAccount has the webhook of an account told. mu is held.
func (s *Sandbox) tellAccount(account, field string, value any) {
	for _, n := range s.Numbers {
		if n.BusinessAccountID == account {
			s.enqueue(&dock.Notice{Kind: dock.AboutAccount, Number: n.PhoneNumberID, Field: field, Value: jsonOf(value)})
			return
		}
	}
}
