package frontdesk

import (
	"encoding/json"
	"time"
)

// Template is a message approved by Meta beforehand, with what is to be filled
// in. Parameters is an object:
//
//   - names, or "1", "2" … for the body's; or all of those under "body", where a
//     name would be taken for one of the words below
//   - "header": the text, {"file_id": …} or {"link": …}, a location, a product
//   - "buttons": by the button's label, or a list in the buttons' order: the last
//     part of an address, a payload, a code, a flow's {"token", "data"}
//   - "cards": a list of such objects, one a card
//   - "limited_time_offer": when the offer ends, as 2026-12-01T18:00:00+01:00
//
// The rest is known once it was checked against the [TemplateDefinition].
type Template struct {
	Name       string          `json:"name"`
	Language   string          `json:"language"`
	Parameters json.RawMessage `json:"parameters,omitempty"`

	Category string         `json:"category,omitempty"`
	Text     string         `json:"text,omitempty"` // as the person reads it
	Parts    []TemplatePart `json:"parts,omitempty"`
}

// TemplatePart is what is filled into one part of a template.
type TemplatePart struct {
	Part string `json:"part"` // "header", "body", "button", "cards", "limited_time_offer"
	// Button is the button's kind in WhatsApp's words, for example "quick_reply",
	// and Index its place, from 0.
	Button string           `json:"button,omitempty"`
	Index  int              `json:"index,omitempty"`
	Values []TemplateValue  `json:"values,omitempty"`
	Cards  [][]TemplatePart `json:"cards,omitempty"`
}

// TemplateValue is one thing filled in. Kind is WhatsApp's word for it and
// says which of the fields counts; Name is for named parameters.
type TemplateValue struct {
	Kind     string          `json:"kind"`
	Name     string          `json:"name,omitempty"`
	Text     string          `json:"text,omitempty"` // of "text", "payload", "coupon_code"; the fallback of others
	Figure   *Figure         `json:"file,omitempty"`
	Location *Location       `json:"location,omitempty"`
	Product  *Product        `json:"product,omitempty"`
	Currency *Money          `json:"currency,omitempty"`
	Action   *TemplateAction `json:"action,omitempty"`
	Until    time.Time       `json:"until,omitzero"`
	Minutes  int             `json:"minutes,omitempty"`
}

// Money is an amount that each phone writes in its own way.
type Money struct {
	Code   string `json:"code"`        // "EUR"
	Amount int64  `json:"amount_1000"` // in thousandths
}

// TemplateAction is what a button of a template does: opens a flow, or shows
// products.
type TemplateAction struct {
	Token     string          `json:"token,omitempty"`
	Data      json.RawMessage `json:"data,omitempty"`
	Thumbnail string          `json:"thumbnail_sku,omitempty"`
	Shelves   []Shelf         `json:"products,omitempty"`
}

// Type is WhatsApp's word for it.
func (Template) Type() string { return "template" }

// Line is the template's name, and its words once they are known.
func (t Template) Line() string {
	return joined("Template ‘"+t.Name+"’ ("+t.Language+")", t.Text)
}
