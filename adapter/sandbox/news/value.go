// Package news spells what the webhook hears of people: what they say, what
// becomes of messages to them, and what they wish.
//
// It spells Meta's fields for itself, apart from the program that reads them, so
// that a misspelt one fails instead of agreeing with itself.
package news

import (
	"maps"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/phone"
)

// object is a piece of JSON.
type object = map[string]any

// valueOf is what the webhook hears about a number: some news of it.
func valueOf(n business.Number, news object) object {
	value := object{"messaging_product": "whatsapp", "metadata": n.Metadata()}
	maps.Copy(value, news)
	return value
}

// contactOf is a person as the webhook names one: somebody hidden only by the
// user id.
func contactOf(p *phone.Phone) object {
	contact := object{"profile": profile(p), "user_id": p.UserID}
	if !p.Hidden {
		contact["wa_id"] = p.ID
	}
	return contact
}

func profile(p *phone.Phone) object {
	o := object{"name": p.Name}
	if p.Username != "" {
		o["username"] = p.Username
	}
	return o
}
