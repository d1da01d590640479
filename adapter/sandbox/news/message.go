package news

import (
	"maps"
	"strconv"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/typed"
)

// Message is a message as the webhook hears it; answered is the message it
// answers, if that is known.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
func Message(n business.Number, p *phone.Phone, m *phone.Message, t typed.Act, says typed.Words, answered *phone.Message) object {
	stamp := t.Timestamp.String()
	if stamp == "" {
		stamp = strconv.FormatInt(m.Time.Unix(), 10)
	}
	message := object{"id": m.ID, "timestamp": stamp}
	maps.Copy(message, says.Fields)
	contact := contactOf(p)
	if !p.Hidden {
		message["from"] = p.ID
	}
	if t.NoUserID {
		delete(contact, "user_id")
	} else {
		message["from_user_id"] = p.UserID
	}
	if context := contextOf(n, p, t, answered); len(context) > 0 {
		message["context"] = context
	}
	contacts := []object{contact}
	if len(t.Referral) > 0 {
		message["referral"] = t.Referral
	}
	if t.Type == "system" {
		contacts = []object{}
		delete(message, "from_user_id")
	}
	return valueOf(n, object{"contacts": contacts, "messages": []object{message}})
}

// contextOf says which message is answered, and who wrote it.
func contextOf(n business.Number, p *phone.Phone, t typed.Act, answered *phone.Message) object {
	c := object{}
	if t.Forwarded {
		c["forwarded"] = true
	}
	if t.Often {
		c["frequently_forwarded"] = true
	}
	if len(t.Product) > 0 {
		c["referred_product"] = t.Product
	}
	if t.ReplyTo == "" {
		return c
	}
	c["id"], c["from"] = t.ReplyTo, identity.Digits(n.DisplayPhone)
	if answered != nil && answered.Direction == phone.Out {
		if c["from"] = p.ID; p.Hidden {
			delete(c, "from")
		}
	}
	return c
}
