package tools

import (
	"context"

	"frontdesk"
)

type sendContactIn struct {
	To       string `json:"to" jsonschema:"contact: id, phone or exact name"`
	Contacts []card `json:"contacts"`
	ReplyTo  string `json:"reply_to,omitempty" jsonschema:"id of the message to quote"`
	Key      string `json:"key,omitempty" jsonschema:"the same key never sends twice"`
}

// card is somebody's card as a caller writes it.
type card struct {
	Name         string   `json:"name"`
	Phones       []string `json:"phones,omitempty"`
	OnWhatsApp   bool     `json:"on_whatsapp,omitempty"`
	Emails       []string `json:"emails,omitempty"`
	Addresses    []string `json:"addresses,omitempty"`
	URLs         []string `json:"urls,omitempty"`
	Organisation string   `json:"organisation,omitempty"`
	Title        string   `json:"title,omitempty"`
	Birthday     string   `json:"birthday,omitempty"`
}

func (s *Server) sendContact() offered {
	return tool(s, about{
		name: "send_whatsapp_contact", title: "Send somebody's card",
		description: "Send a registered contact the cards of other people or firms, to be kept on their phone.",
	}, s.doSendContact, sendResult.text)
}

func (s *Server) doSendContact(ctx context.Context, in sendContactIn) (sendResult, error) {
	var c frontdesk.ContactCards
	for _, one := range in.Contacts {
		c.Cards = append(c.Cards, one.card())
	}
	return s.say(ctx, in.To, in.ReplyTo, in.Key, c)
}

func (c card) card() frontdesk.ContactCard {
	is := frontdesk.ContactCard{
		Name: c.Name, Phones: c.Phones, Emails: c.Emails, Addresses: c.Addresses, URLs: c.URLs,
		Organisation: c.Organisation, Title: c.Title, Birthday: c.Birthday,
	}
	if c.OnWhatsApp {
		is.WaIDs = c.Phones // the id is the number's digits
	}
	return is
}
