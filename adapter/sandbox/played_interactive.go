package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// Lengths of what surrounds the action of an interactive message. Meta's page
// on lists allows a longer body than its other pages do.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
const (
	maxBody       = 1024
	maxListBody   = 4096
	maxHeaderText = 60
	maxFooter     = 60
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
	Type     string    `json:"type"`
	Text     string    `json:"text"`
	Image    *fileSpec `json:"image"`
	Video    *fileSpec `json:"video"`
	Document *fileSpec `json:"document"`
}

type fileSpec struct {
	ID       string `json:"id"`
	Link     string `json:"link"`
	Filename string `json:"filename"`
}

// shape is what one kind of interactive message may have, and how its action
// is read.
type shape struct {
	headers  []string // the kinds a header may have
	header   bool     // there must be one
	body     int      // the longest
	bodiless bool     // there need not be one
	footer   bool     // there may be one
	act      func(s *Sandbox, m *Message, raw json.RawMessage, c *Card) error
}

var (
	anyHeader  = []string{"text", "image", "video", "document"}
	textHeader = []string{"text"}
)

// shapes are the kinds of interactive messages.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
var shapes = map[string]shape{
	"button":                   {headers: anyHeader, body: maxBody, footer: true, act: actButtons},
	"list":                     {headers: textHeader, body: maxListBody, footer: true, act: actList},
	"cta_url":                  {headers: anyHeader, body: maxBody, footer: true, act: actLink},
	"flow":                     {headers: anyHeader, body: maxBody, footer: true, act: actFlow},
	"location_request_message": {body: maxBody, act: named("send_location", Button{Kind: "location", Title: "Send location"})},
	"request_contact_info":     {body: maxBody, act: named("request_contact_info", Button{Kind: "contact", Title: "Share contact info"})},
	"address_message":          {headers: anyHeader, body: maxBody, footer: true, act: actAddress},
	"carousel":                 {body: maxBody, act: actCarousel},
	"product":                  {body: maxBody, bodiless: true, footer: true, act: actProduct},
	"product_list":             {headers: textHeader, header: true, body: maxBody, footer: true, act: actProducts},
	"catalog_message":          {body: maxBody, footer: true, act: actCatalog},
	"voice_call":               {body: maxBody, act: actCall},
	"call_permission_request":  {body: maxBody, bodiless: true, act: named("call_permission_request", Button{Kind: "allow", Title: "Choose preference"})},
}

// playInteractive takes an interactive message. mu is held.
func playInteractive(s *Sandbox, d draft, m *Message) error {
	var i interactive
	if err := strict.Read("interactive", d.Interactive, &i); err != nil {
		return err
	}
	if i.Type == "contact_request" { // one of Meta's pages calls it so
		i.Type = "request_contact_info"
	}
	kind, ok := shapes[i.Type]
	if !ok {
		return refusal.BadParameter("Param interactive['type'] must be one of {%s}.", strings.Join(slices.Sorted(maps.Keys(shapes)), ", "))
	}
	c := &Card{Kind: i.Type}
	if err := kind.frame(s, m, i, c); err != nil {
		return err
	}
	if err := kind.act(s, m, i.Action, c); err != nil {
		return err
	}
	m.Card, m.Text = c, c.line()
	return nil
}

// frame reads what surrounds the action.
func (k shape) frame(s *Sandbox, m *Message, i interactive, c *Card) error {
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
		if err := strict.Within("interactive['footer']['text']", c.Footer, 1, maxFooter); err != nil {
			return err
		}
	}
	if i.Header == nil && k.header {
		return refusal.Missing("interactive['header']")
	}
	if i.Header == nil {
		return nil
	}
	return s.playHeader(m, *i.Header, k.headers, c)
}

// playHeader reads a header of one of the kinds. mu is held.
func (s *Sandbox) playHeader(m *Message, h header, kinds []string, c *Card) error {
	switch {
	case len(kinds) == 0:
		return refusal.BadParameter("Unexpected key \"header\" on param \"interactive\".")
	case !slices.Contains(kinds, h.Type):
		return refusal.BadParameter("Param interactive['header']['type'] must be one of {%s}.", strings.Join(kinds, ", "))
	case h.Type == "text":
		c.Header = h.Text
		return strict.Within("interactive['header']['text']", h.Text, 1, maxHeaderText)
	}
	spec := map[string]*fileSpec{"image": h.Image, "video": h.Video, "document": h.Document}[h.Type]
	if spec == nil {
		return refusal.Missing("interactive['header']['" + h.Type + "']")
	}
	return s.attach(m, h.Type, *spec, c)
}

// attach puts a file above the body of a card: one that was uploaded, or a
// link, which is not followed. mu is held.
func (s *Sandbox) attach(m *Message, kind string, spec fileSpec, c *Card) error {
	c.MediaKind, c.Link = kind, spec.Link
	if (spec.ID == "") == (spec.Link == "") {
		e := refusal.BadParameter("Either one of media ID or link must be present")
		e.Subcode = noMediaOrLink
		return e
	}
	if spec.Link != "" {
		return strict.WebAddress(kind+" link", spec.Link)
	}
	number, _ := s.number(m.Number)
	kept, ok := s.known(number, spec.ID)
	if !ok {
		return refusal.BadParameter("Param %s['id'] is not a valid whatsapp business account media attachment ID", kind)
	}
	if err := kept.suits(kind, false); err != nil {
		return err
	}
	c.Media = kept.file()
	c.Media.Filename = spec.Filename
	return nil
}
