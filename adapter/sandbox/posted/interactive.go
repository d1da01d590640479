package posted

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// interactive is an interactive message as it is posted.
type interactive struct {
	Type   string          `json:"type"`
	Header *header         `json:"header"`
	Body   *worded         `json:"body"`
	Footer *worded         `json:"footer"`
	Action json.RawMessage `json:"action"`
}

type worded struct {
	Text string `json:"text"`
}

// header is what stands above the body: a line, or a file by id or link.
type header struct {
	Type     string     `json:"type"`
	Text     string     `json:"text"`
	Image    *card.Spec `json:"image"`
	Video    *card.Spec `json:"video"`
	Document *card.Spec `json:"document"`
}

// shape is what one kind of interactive message may have, and how its action
// is read.
type shape struct {
	headers  []string // the kinds a header may have
	header   bool     // there must be one
	body     int      // the longest
	bodiless bool     // there need not be one
	footer   bool     // there may be one
	act      func(find card.Finder, raw json.RawMessage, c *card.Card) error
}

var (
	anyHeader  = []string{"text", "image", "video", "document"}
	textHeader = []string{"text"}
)

// shapes are the kinds of interactive messages.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
var shapes = map[string]shape{
	"button":                   {headers: anyHeader, body: card.MaxBody, footer: true, act: actButtons},
	"list":                     {headers: textHeader, body: card.MaxListBody, footer: true, act: actList},
	"cta_url":                  {headers: anyHeader, body: card.MaxBody, footer: true, act: actLink},
	"flow":                     {headers: anyHeader, body: card.MaxBody, footer: true, act: actFlow},
	"location_request_message": {body: card.MaxBody, act: named("send_location", card.Button{Kind: "location", Title: "Send location"})},
	"request_contact_info":     {body: card.MaxBody, act: named("request_contact_info", card.Button{Kind: "contact", Title: "Share contact info"})},
	"address_message":          {headers: anyHeader, body: card.MaxBody, footer: true, act: actAddress},
	"carousel":                 {body: card.MaxBody, act: actCarousel},
	"product":                  {body: card.MaxBody, bodiless: true, footer: true, act: actProduct},
	"product_list":             {headers: textHeader, header: true, body: card.MaxBody, footer: true, act: actProducts},
	"catalog_message":          {body: card.MaxBody, footer: true, act: actCatalog},
	"voice_call":               {body: card.MaxBody, act: actCall},
	"call_permission_request":  {body: card.MaxBody, bodiless: true, act: named("call_permission_request", card.Button{Kind: "allow", Title: "Choose preference"})},
}

// ReadInteractive reads an interactive message.
func (d Draft) ReadInteractive(find card.Finder) (*card.Card, error) {
	var i interactive
	if err := strict.Read("interactive", d.Interactive, &i); err != nil {
		return nil, err
	}
	if i.Type == "contact_request" { // one of Meta's pages calls it so
		i.Type = "request_contact_info"
	}
	kind, ok := shapes[i.Type]
	if !ok {
		return nil, refusal.BadParameter("Param interactive['type'] must be one of {%s}.", strings.Join(slices.Sorted(maps.Keys(shapes)), ", "))
	}
	c := &card.Card{Kind: i.Type}
	if err := kind.frame(i, c, find); err != nil {
		return nil, err
	}
	if err := kind.act(find, i.Action, c); err != nil {
		return nil, err
	}
	return c, nil
}

// frame reads what surrounds the action.
func (k shape) frame(i interactive, c *card.Card, find card.Finder) error {
	least := 1
	if k.bodiless {
		least = 0
	}
	if i.Body != nil {
		c.Body = i.Body.Text
	}
	if err := strict.Within("interactive['body']['text']", c.Body, least, k.body); err != nil {
		return err
	}
	if i.Footer != nil {
		if !k.footer {
			return refusal.BadParameter("Unexpected key \"footer\" on param \"interactive\".")
		}
		c.Footer = i.Footer.Text
		if err := strict.Within("interactive['footer']['text']", c.Footer, 1, card.MaxFooter); err != nil {
			return err
		}
	}
	if i.Header == nil && k.header {
		return refusal.Missing("interactive['header']")
	}
	if i.Header == nil {
		return nil
	}
	return i.Header.read(k.headers, c, find)
}

// read reads a header of one of the kinds.
func (h header) read(kinds []string, c *card.Card, find card.Finder) error {
	switch {
	case len(kinds) == 0:
		return refusal.BadParameter("Unexpected key \"header\" on param \"interactive\".")
	case !slices.Contains(kinds, h.Type):
		return refusal.BadParameter("Param interactive['header']['type'] must be one of {%s}.", strings.Join(kinds, ", "))
	case h.Type == "text":
		c.Header = h.Text
		return strict.Within("interactive['header']['text']", h.Text, 1, card.MaxHeaderText)
	}
	spec := map[string]*card.Spec{"image": h.Image, "video": h.Video, "document": h.Document}[h.Type]
	if spec == nil {
		return refusal.Missing("interactive['header']['" + h.Type + "']")
	}
	return c.Attach(h.Type, *spec, find)
}
