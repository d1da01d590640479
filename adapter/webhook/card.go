package webhook

import (
	"cmp"
	"encoding/json"
	"strings"

	"frontdesk"
)

// card is one entry of a contacts message. Nothing in it is sure to be there,
// not even the name.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts
type card struct {
	Name maybe[struct {
		Formatted word `json:"formatted_name"`
		Prefix    word `json:"prefix"`
		First     word `json:"first_name"`
		Middle    word `json:"middle_name"`
		Last      word `json:"last_name"`
		Suffix    word `json:"suffix"`
	}] `json:"name"`
	Phones list[struct {
		Phone  word `json:"phone"`
		WaID   word `json:"wa_id"`
		UserID word `json:"user_id"`
	}] `json:"phones"`
	Emails list[struct {
		Email word `json:"email"`
	}] `json:"emails"`
	Addresses list[address] `json:"addresses"`
	URLs      list[struct {
		URL word `json:"url"`
	}] `json:"urls"`
	Org maybe[struct {
		Company    word `json:"company"`
		Department word `json:"department"`
		Title      word `json:"title"`
	}] `json:"org"`
	Birthday word `json:"birthday"`
	VCard    word `json:"vcard"`
	UserID   word `json:"user_id"`
	Origin   word `json:"origin"`
}

type address struct {
	Street  word `json:"street"`
	Zip     word `json:"zip"`
	City    word `json:"city"`
	State   word `json:"state"`
	Country word `json:"country"`
}

// cards reads somebody's cards. One that cannot be read makes the message
// unknown, so that none is passed over.
func cards(raw json.RawMessage) frontdesk.Content {
	all, ok := object[[]card](raw, "contacts")
	if !ok || len(all) == 0 {
		return nil
	}
	var shared frontdesk.ContactCards
	for _, c := range all {
		shared.Cards = append(shared.Cards, c.read())
	}
	return shared
}

func (c card) read() frontdesk.ContactCard {
	n, org := c.Name.V, c.Org.V
	read := frontdesk.ContactCard{
		Name:         cmp.Or(string(n.Formatted), phrase(" ", n.Prefix, n.First, n.Middle, n.Last, n.Suffix)),
		UserID:       string(c.UserID),
		Organisation: string(org.Company), Department: string(org.Department), Title: string(org.Title),
		Birthday: string(c.Birthday),
		VCard:    string(c.VCard),
		Asked:    c.Origin == "contact_request",
	}
	for _, p := range c.Phones {
		read.Phones = some(read.Phones, string(cmp.Or(p.Phone, p.WaID)))
		read.WaIDs = some(read.WaIDs, string(p.WaID))
		read.UserID = cmp.Or(read.UserID, string(p.UserID))
	}
	if read.Name == "" {
		read.Name = strings.Join(onVCard(read.VCard, "FN"), " ")
	}
	if len(read.Phones) == 0 {
		read.Phones = onVCard(read.VCard, "TEL")
	}
	for _, e := range c.Emails {
		read.Emails = some(read.Emails, string(e.Email))
	}
	for _, u := range c.URLs {
		read.URLs = some(read.URLs, string(u.URL))
	}
	for _, a := range c.Addresses {
		read.Addresses = some(read.Addresses, phrase(", ", a.Street, word(phrase(" ", a.Zip, a.City)), a.State, a.Country))
	}
	return read
}

// some adds s to all if it says something.
func some(all []string, s string) []string {
	if s = strings.TrimSpace(s); s == "" {
		return all
	}
	return append(all, s)
}

// phrase joins those of the words that say something.
func phrase(between string, words ...word) string {
	var all []string
	for _, w := range words {
		all = some(all, string(w))
	}
	return strings.Join(all, between)
}

// onVCard gives what a vCard says under a name, such as FN or TEL. A line that
// begins with a space goes on where the one before it ended.
func onVCard(card, name string) (all []string) {
	lines := strings.Split(strings.NewReplacer("\r\n ", "", "\n ", "", "\r", "").Replace(card), "\n")
	for _, line := range lines {
		head, value, _ := strings.Cut(line, ":")
		property, _, _ := strings.Cut(head, ";")
		if _, grouped, is := strings.Cut(property, "."); is {
			property = grouped
		}
		if strings.EqualFold(property, name) {
			all = some(all, value)
		}
	}
	return all
}
