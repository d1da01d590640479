package letter

import "frontdesk"

// VisitingCard is somebody's card to be sent.
type VisitingCard struct {
	Name         string               `json:"name" minLength:"1"`
	Parts        *frontdesk.NameParts `json:"name_parts,omitempty" doc:"The name taken apart."`
	Phones       []string             `json:"phones,omitempty" nullable:"false"`
	WaIDs        []string             `json:"wa_ids,omitempty" nullable:"false" doc:"Those of the phones that are on WhatsApp, in digits: the phone offers to write to them."`
	Emails       []string             `json:"emails,omitempty" nullable:"false"`
	Addresses    []string             `json:"addresses,omitempty" nullable:"false" doc:"A line each."`
	Postal       []frontdesk.Postal   `json:"postal,omitempty" nullable:"false" doc:"Addresses taken apart."`
	URLs         []string             `json:"urls,omitempty" nullable:"false"`
	Organisation string               `json:"organisation,omitempty"`
	Department   string               `json:"department,omitempty"`
	Title        string               `json:"title,omitempty"`
	Birthday     string               `json:"birthday,omitempty" example:"1815-12-10"`
	Labels       map[string]string    `json:"labels,omitempty" doc:"What a phone, email or address of the web is, for example WORK, by the thing itself."`
}

func cards(all []VisitingCard) (c frontdesk.ContactCards) {
	for _, v := range all {
		c.Cards = append(c.Cards, frontdesk.ContactCard{
			Name: v.Name, Parts: v.Parts, Phones: v.Phones, WaIDs: v.WaIDs, Emails: v.Emails, Addresses: v.Addresses, Postal: v.Postal,
			URLs: v.URLs, Organisation: v.Organisation, Department: v.Department, Title: v.Title, Birthday: v.Birthday, Labels: v.Labels,
		})
	}
	return c
}
