package webhook

import (
	"cmp"
	"encoding/json"
	"strings"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// card is one entry of a contacts message. Nothing in it is sure to be there,
// not even the name.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts
type card struct {
	Name spelling.Maybe[struct {
		Formatted spelling.Word `json:"formatted_name"`
		Prefix    spelling.Word `json:"prefix"`
		First     spelling.Word `json:"first_name"`
		Middle    spelling.Word `json:"middle_name"`
		Last      spelling.Word `json:"last_name"`
		Suffix    spelling.Word `json:"suffix"`
	}] `json:"name"`
	Phones spelling.List[struct {
		Phone  spelling.Word `json:"phone"`
		WaID   spelling.Word `json:"wa_id"`
		UserID spelling.Word `json:"user_id"`
	}] `json:"phones"`
	Emails spelling.List[struct {
		Email spelling.Word `json:"email"`
	}] `json:"emails"`
	Addresses spelling.List[address] `json:"addresses"`
	URLs      spelling.List[struct {
		URL spelling.Word `json:"url"`
	}] `json:"urls"`
	Org spelling.Maybe[struct {
		Company    spelling.Word `json:"company"`
		Department spelling.Word `json:"department"`
		Title      spelling.Word `json:"title"`
	}] `json:"org"`
	Birthday spelling.Word `json:"birthday"`
	VCard    spelling.Word `json:"vcard"`
	UserID   spelling.Word `json:"user_id"`
	Origin   spelling.Word `json:"origin"`
}

type address struct {
	Street  spelling.Word `json:"street"`
	Zip     spelling.Word `json:"zip"`
	City    spelling.Word `json:"city"`
	State   spelling.Word `json:"state"`
	Country spelling.Word `json:"country"`
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
		read.Addresses = some(read.Addresses, phrase(", ", a.Street, spelling.Word(phrase(" ", a.Zip, a.City)), a.State, a.Country))
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
func phrase(between string, words ...spelling.Word) string {
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
