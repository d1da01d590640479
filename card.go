package frontdesk

import (
	"slices"
	"strings"
)

// ContactCard is somebody's card, shared in a conversation.
type ContactCard struct {
	Name         string   `json:"name"`
	Phones       []string `json:"phones,omitempty"`  // as the card writes them
	WaIDs        []string `json:"wa_ids,omitempty"`  // those of them that are on WhatsApp, in digits
	UserID       string   `json:"user_id,omitempty"` // the business-scoped id, if the card tells it
	Emails       []string `json:"emails,omitempty"`
	Addresses    []string `json:"addresses,omitempty"` // a line each
	URLs         []string `json:"urls,omitempty"`
	Organisation string   `json:"organisation,omitempty"`
	Department   string   `json:"department,omitempty"`
	Title        string   `json:"title,omitempty"`
	Birthday     string   `json:"birthday,omitempty"` // as the card writes it; we write 1815-12-10
	VCard        string   `json:"vcard,omitempty"`
	// Asked tells that we asked for it: the person's own card, not another's.
	Asked bool `json:"asked,omitempty"`

	// Parts is the name taken apart, where that is known.
	Parts *NameParts `json:"name_parts,omitempty"`
	// Postal is addresses taken apart. They stand beside Addresses, not for them.
	Postal []Postal `json:"postal,omitempty"`
	// Labels says what a phone, email or address of the web is, for example
	// "WORK", by the thing itself.
	Labels map[string]string `json:"labels,omitempty"`
}

// NameParts is a name taken apart.
type NameParts struct {
	Prefix string `json:"prefix,omitempty"`
	First  string `json:"first,omitempty"`
	Middle string `json:"middle,omitempty"`
	Last   string `json:"last,omitempty"`
	Suffix string `json:"suffix,omitempty"`
}

// Postal is an address taken apart.
type Postal struct {
	Street      string `json:"street,omitempty"`
	City        string `json:"city,omitempty"`
	State       string `json:"state,omitempty"`
	Zip         string `json:"zip,omitempty"`
	Country     string `json:"country,omitempty"`
	CountryCode string `json:"country_code,omitempty"`
	Label       string `json:"label,omitempty"` // "HOME", "WORK"
}

// ContactCards is one or more cards.
type ContactCards struct {
	Cards []ContactCard `json:"cards"`
}

// Type is WhatsApp's word for it.
func (ContactCards) Type() string { return "contacts" }

// Line lists the names, and how each can be reached.
func (c ContactCards) Line() string {
	var cards []string
	asked := len(c.Cards) > 0
	for _, card := range c.Cards {
		cards = append(cards, card.line())
		asked = asked && card.Asked
	}
	head := "Contact"
	switch {
	case asked:
		head = "Their own contact, as asked"
	case len(cards) > 1:
		head = "Contacts"
	}
	return joined(head, strings.Join(cards, "; "))
}

func (c ContactCard) line() string {
	name := strings.TrimSpace(c.Name)
	if name == "" {
		name = "(no name)"
	}
	if work := filled(c.Title, c.Department, c.Organisation); len(work) > 0 {
		name += " (" + strings.Join(work, ", ") + ")"
	}
	reach := slices.Concat(c.Phones, c.Emails, c.Addresses)
	for _, p := range c.Postal {
		reach = append(reach, p.line())
	}
	reach = append(reach, c.URLs...)
	return inOneLine(name + " " + strings.Join(reach, ", "))
}

func (p Postal) line() string {
	town := strings.Join(filled(p.Zip, p.City), " ")
	return strings.Join(filled(p.Street, town, p.State, p.Country), ", ")
}

// filled gives those that say something.
func filled(all ...string) (some []string) {
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}
