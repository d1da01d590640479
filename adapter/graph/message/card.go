package message

import (
	"strconv"
	"strings"

	"frontdesk"
)

// location is a place as Meta reads it, with its numbers as texts.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-messages
func location(l frontdesk.Location) object {
	o := object{"latitude": degrees(l.Latitude), "longitude": degrees(l.Longitude)}
	put(o, "name", l.Name)
	put(o, "address", l.Address)
	return o
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// contacts is cards as Meta reads them.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages
func contacts(c frontdesk.ContactCards) (list []object) {
	for _, card := range c.Cards {
		o := object{"name": name(card)}
		putList(o, "phones", phones(card))
		putList(o, "emails", labelled(card.Emails, "email", card.Labels))
		putList(o, "urls", labelled(card.URLs, "url", card.Labels))
		putList(o, "addresses", addresses(card))
		org := object{}
		put(org, "company", card.Organisation)
		put(org, "department", card.Department)
		put(org, "title", card.Title)
		if len(org) > 0 {
			o["org"] = org
		}
		put(o, "birthday", card.Birthday)
		list = append(list, o)
	}
	return list
}

// name is a person's name. Meta wants a part of it beside the whole; where none
// is known the whole is the first.
func name(c frontdesk.ContactCard) object {
	o := object{"formatted_name": c.Name}
	if p := c.Parts; p != nil {
		put(o, "prefix", p.Prefix)
		put(o, "first_name", p.First)
		put(o, "middle_name", p.Middle)
		put(o, "last_name", p.Last)
		put(o, "suffix", p.Suffix)
	}
	if len(o) == 1 {
		o["first_name"] = c.Name
	}
	return o
}

// phones is the numbers, those that are on WhatsApp with the id that lets the
// reader write to them at once.
func phones(c frontdesk.ContactCard) []object {
	list := labelled(c.Phones, "phone", c.Labels)
	for i, phone := range c.Phones {
		for _, id := range c.WaIDs {
			if digits(id) != "" && digits(id) == digits(phone) {
				list[i]["wa_id"] = digits(id)
			}
		}
	}
	return list
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// addresses is a card's addresses, and those not taken apart as a street.
func addresses(c frontdesk.ContactCard) (list []object) {
	for _, p := range c.Postal {
		o := object{}
		put(o, "street", p.Street)
		put(o, "city", p.City)
		put(o, "state", p.State)
		put(o, "zip", p.Zip)
		put(o, "country", p.Country)
		put(o, "country_code", p.CountryCode)
		put(o, "type", p.Label)
		list = append(list, o)
	}
	return append(list, labelled(c.Addresses, "street", c.Labels)...)
}

// labelled is a list of things with what each is.
func labelled(all []string, field string, labels map[string]string) (list []object) {
	for _, s := range all {
		o := object{field: s}
		put(o, "type", labels[s])
		list = append(list, o)
	}
	return list
}

func putList(o object, field string, list []object) {
	if len(list) > 0 {
		o[field] = list
	}
}
