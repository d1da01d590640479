package frontdesk

import (
	"encoding/json"
	"fmt"
	"strings"
)

// TemplateParameter is one thing that a template needs to be given, or may be.
type TemplateParameter struct {
	// Name is where it stands in a [Template]'s parameters: "1", "first_name",
	// "header", "buttons.Track parcel", "cards[0].header".
	Name     string `json:"name"`
	Kind     string `json:"kind"` // one of the kinds below
	Optional bool   `json:"optional,omitempty"`
	Example  string `json:"example,omitempty"`
}

// The kinds of parameter.
const (
	needText     = "text"
	needImage    = "image"
	needVideo    = "video"
	needDocument = "document"
	needLocation = "location"
	needProduct  = "product"
	needURLPart  = "url_part" // the last part of a button's address
	needPayload  = "payload"  // what comes back when a button is tapped
	needCode     = "code"
	needFlow     = "flow"
	needCatalog  = "catalog"
	needProducts = "products"
	needCall     = "call"
	needTime     = "time"
)

// needs says each kind in words.
var needs = map[string]string{
	needText: "text", needImage: "a picture", needVideo: "a video", needDocument: "a document",
	needLocation: `{"latitude", "longitude", "name", "address"}`, needProduct: `{"sku", "catalog_id"}`,
	needURLPart: "the last part of its address", needPayload: "a payload", needCode: "a code",
	needFlow: `{"token", "data"}`, needCatalog: `{"thumbnail_sku"}`, needProducts: `{"thumbnail_sku", "products": [{"title", "skus"}]}`,
	needCall: `{"minutes", "payload"}`, needTime: "a time such as 2026-12-01T18:00:00Z",
}

// String says the parameter and what it is.
func (p TemplateParameter) String() string { return p.Name + " (" + needs[p.Kind] + ")" }

// Parameters gives what the template must be given, and may be, in the order
// in which it is read.
func (d TemplateDefinition) Parameters() []TemplateParameter {
	var all []TemplateParameter
	for _, s := range slotsOf(d.Components, d.Named()) {
		all = append(all, s.parameter)
	}
	return all
}

// slot is a place in a template where something is filled in.
type slot struct {
	parameter TemplateParameter
	card      int            // which card of the carousel; -1 for none
	part      string         // as in TemplatePart
	button    TemplateButton // if it is a button's
	index     int            // and its place
	variable  string         // the name in the braces
	named     bool           // whether that is a word
}

// slotsOf gives the slots of a template, or of one card of it.
func slotsOf(all []TemplateComponent, named bool) (slots []slot) {
	for _, c := range all {
		switch strings.ToUpper(c.Type) {
		case "HEADER":
			slots = append(slots, headerSlots(c, named)...)
		case "BODY":
			for i, v := range TemplateVariables(c.Text) {
				p := TemplateParameter{Name: v, Kind: needText, Example: c.example(v, i)}
				slots = append(slots, slot{parameter: p, card: -1, part: "body", variable: v, named: named})
			}
		case "BUTTONS":
			for i, b := range c.Buttons {
				slots = append(slots, buttonSlots(b, i)...)
			}
		case "LIMITED_TIME_OFFER":
			if c.Offer != nil && c.Offer.Expires {
				p := TemplateParameter{Name: "limited_time_offer", Kind: needTime}
				slots = append(slots, slot{parameter: p, card: -1, part: "limited_time_offer"})
			}
		case "CAROUSEL":
			for i, card := range c.Cards {
				slots = append(slots, cardSlots(card, i, named)...)
			}
		}
	}
	return slots
}

func headerSlots(c TemplateComponent, named bool) (slots []slot) {
	kind := map[string]string{
		"IMAGE": needImage, "VIDEO": needVideo, "GIF": needVideo, "DOCUMENT": needDocument,
		"LOCATION": needLocation, "PRODUCT": needProduct,
	}[strings.ToUpper(c.Format)]
	if kind != "" {
		return []slot{{parameter: TemplateParameter{Name: "header", Kind: kind}, card: -1, part: "header"}}
	}
	for i, v := range TemplateVariables(c.Text) {
		p := TemplateParameter{Name: "header", Kind: needText, Example: c.example(v, i)}
		slots = append(slots, slot{parameter: p, card: -1, part: "header", variable: v, named: named})
	}
	return slots
}

// buttonSlots gives the one slot a button has, or none.
func buttonSlots(b TemplateButton, index int) []slot {
	p := TemplateParameter{Name: "buttons." + b.label()}
	switch strings.ToUpper(b.Type) {
	case "URL":
		if len(TemplateVariables(b.URL)) == 0 {
			return nil
		}
		p.Kind, p.Example = needURLPart, firstText(b.Example)
	case "OTP":
		p.Kind = needURLPart
	case "COPY_CODE":
		p.Kind, p.Example = needCode, firstText(b.Example)
	case "MPM":
		p.Kind = needProducts
	case "QUICK_REPLY":
		p.Kind, p.Optional = needPayload, true
	case "FLOW":
		p.Kind, p.Optional = needFlow, true
	case "CATALOG":
		p.Kind, p.Optional = needCatalog, true
	case "VOICE_CALL":
		p.Kind, p.Optional = needCall, true
	default:
		return nil
	}
	return []slot{{parameter: p, card: -1, part: "button", button: b, index: index}}
}

func cardSlots(card TemplateCard, index int, named bool) []slot {
	slots := slotsOf(card.Components, named)
	for i := range slots {
		slots[i].card = index
		slots[i].parameter.Name = fmt.Sprintf("cards[%d].%s", index, slots[i].parameter.Name)
	}
	return slots
}

// label is what a button is called by.
func (b TemplateButton) label() string {
	if b.Text != "" {
		return b.Text
	}
	return strings.ToLower(b.Type)
}

// example gives Meta's example for a variable of a text, the i-th of it.
func (c TemplateComponent) example(name string, i int) string {
	var e struct {
		Header      []string   `json:"header_text"`
		Body        [][]string `json:"body_text"`
		HeaderNamed []named    `json:"header_text_named_params"`
		BodyNamed   []named    `json:"body_text_named_params"`
	}
	if json.Unmarshal(c.Example, &e) != nil {
		return "" // Meta's pages show other shapes too; an example is no more than that
	}
	for _, n := range append(e.HeaderNamed, e.BodyNamed...) {
		if n.Name == name {
			return n.Example
		}
	}
	all := e.Header
	if len(e.Body) > 0 {
		all = e.Body[0]
	}
	if i < len(all) {
		return all[i]
	}
	return ""
}

type named struct {
	Name    string `json:"param_name"`
	Example string `json:"example"`
}

// firstText is an example that is a text, or a list of them.
func firstText(raw json.RawMessage) string {
	var one string
	var all []string
	if json.Unmarshal(raw, &one) == nil {
		return one
	}
	if json.Unmarshal(raw, &all) == nil && len(all) > 0 {
		return all[0]
	}
	return ""
}
