package card

import (
	"cmp"
	"encoding/json"

	"frontdesk/adapter/sandbox/refusal"
)

// MaxContacts is how many cards one message carries.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages
const MaxContacts = 257

// Contact is a contact as it is posted, and as a webhook tells of one.
type Contact struct {
	Name struct {
		Formatted string `json:"formatted_name,omitempty"`
		First     string `json:"first_name,omitempty"`
		Last      string `json:"last_name,omitempty"`
		Middle    string `json:"middle_name,omitempty"`
		Suffix    string `json:"suffix,omitempty"`
		Prefix    string `json:"prefix,omitempty"`
	} `json:"name"`
	Phones    []ContactPhone    `json:"phones,omitempty"`
	Emails    []ContactEmail    `json:"emails,omitempty"`
	Addresses []json.RawMessage `json:"addresses,omitempty"`
	URLs      []json.RawMessage `json:"urls,omitempty"`
	Org       *struct {
		Company    string `json:"company,omitempty"`
		Department string `json:"department,omitempty"`
		Title      string `json:"title,omitempty"`
	} `json:"org,omitempty"`
	Birthday string `json:"birthday,omitempty"`
	Origin   string `json:"origin,omitempty"` // only from people
	VCard    string `json:"vcard,omitempty"`  // likewise
}

// ContactPhone is a phone number of a contact.
type ContactPhone struct {
	Phone string `json:"phone,omitempty"`
	Type  string `json:"type,omitempty"`
	WaID  string `json:"wa_id,omitempty"`
}

// ContactEmail is an address of one.
type ContactEmail struct {
	Email string `json:"email,omitempty"`
	Type  string `json:"type,omitempty"`
}

// Check says what Meta would say of one card: a name as it is shown, and one
// more part of it.
func (v Contact) Check() error {
	n := v.Name
	switch {
	case n.Formatted == "":
		return refusal.Missing("contacts[]['name']['formatted_name']")
	case n.First+n.Last+n.Middle+n.Suffix+n.Prefix == "":
		return refusal.Invalid("At least one name component beside formatted_name must be present.")
	case v.Origin != "" || v.VCard != "":
		return refusal.BadParameter("Unexpected key \"origin\" or \"vcard\" on param \"contacts\".")
	}
	return nil
}

// PeopleCard is contact cards as a phone shows them.
func PeopleCard(all []Contact) *Card {
	c := &Card{Kind: "contacts"}
	for _, v := range all {
		p := Person{Name: cmp.Or(v.Name.Formatted, v.Name.First, v.Name.Last)}
		if v.Org != nil {
			p.Organization = v.Org.Company
		}
		for _, n := range v.Phones {
			p.Phones = append(p.Phones, cmp.Or(n.Phone, n.WaID))
		}
		for _, e := range v.Emails {
			p.Emails = append(p.Emails, e.Email)
		}
		c.People = append(c.People, p)
	}
	return c
}
