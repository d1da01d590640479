package frontdesk

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// What may be filled into a template.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
const (
	MaxTemplateURL   = 2000 // characters of an address, its last part included
	MaxCoupon        = 20   // characters of a code to copy
	MaxOfferCoupon   = 15   // and of one under an offer that ends
	MaxSpaces        = 4    // spaces that may follow each other
	MaxSections      = 10   // groups of products
	MaxProducts      = 30   // products in all of them
	MaxSectionTitle  = 24
	MaxButtonPayload = 512   // what comes back when a button to call is tapped
	MaxCallMinutes   = 43200 // how long such a button works: 30 days
)

// subType is WhatsApp's word for the slot's button, if it is one's. A code to
// sign in with is kept by Meta as the end of an address.
func (s slot) subType() string {
	switch kind := strings.ToLower(s.button.Type); kind {
	case "otp":
		return "url"
	default:
		return kind
	}
}

// read makes values of what was given for a slot. A fault is the end of a
// sentence that begins with the parameter's name.
func (s slot) read(raw json.RawMessage, d TemplateDefinition) (values []TemplateValue, fault string) {
	switch s.parameter.Kind {
	case needText:
		return s.text(raw)
	case needImage, needVideo, needDocument:
		return figureValue(Media(s.parameter.Kind), raw)
	case needLocation:
		return locationValue(raw)
	case needProduct:
		return productValue(raw)
	case needURLPart:
		return s.urlPart(raw)
	case needCode:
		return couponValue(raw, d)
	case needTime:
		return timeValue(raw)
	case needPayload:
		text, ok := word(raw)
		if !ok || text == "" {
			return nil, "is not a text"
		}
		return []TemplateValue{{Kind: "payload", Text: text}}, ""
	}
	return s.action(raw)
}

// text reads a text, or an amount or a time that each phone writes in its way.
func (s slot) text(raw json.RawMessage) ([]TemplateValue, string) {
	v := TemplateValue{Kind: "text"}
	if s.named {
		v.Name = s.variable
	}
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) == nil && o[s.variable] != nil {
		raw = o[s.variable] // a header's, by its name
	}
	var typed struct {
		Currency *struct {
			Money
			Fallback string `json:"fallback_value"`
		} `json:"currency"`
		Time *struct {
			Fallback string `json:"fallback_value"`
		} `json:"date_time"`
	}
	text, ok := word(raw)
	switch {
	case ok:
		v.Text = text
	case json.Unmarshal(raw, &typed) != nil:
		return nil, "is not a text"
	case typed.Currency != nil:
		v.Kind, v.Currency, v.Text = "currency", &typed.Currency.Money, typed.Currency.Fallback
	case typed.Time != nil:
		v.Kind, v.Text = "date_time", typed.Time.Fallback
	default:
		return nil, "is not a text"
	}
	return []TemplateValue{v}, textFault(v.Text)
}

// textFault says what WhatsApp does not take inside a template's words.
func textFault(text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return "is empty"
	case strings.ContainsAny(text, "\n\r\t"):
		return "has a line break or a tab, which WhatsApp does not take inside a template; write it in one line"
	case strings.Contains(text, strings.Repeat(" ", MaxSpaces+1)):
		return fmt.Sprintf("has more than %d spaces in a row, which WhatsApp does not take inside a template", MaxSpaces)
	}
	return ""
}

// word reads a text, or a number as a text.
func word(raw json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text, true
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String(), true
	}
	return "", false
}

// figureValue reads a file: {"file_id"}, {"media_id"} or {"link"}, by itself or
// under the name of its medium; or just the id or the link.
func figureValue(m Media, raw json.RawMessage) ([]TemplateValue, string) {
	fig := Figure{Media: m}
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) == nil && o[string(m)] != nil {
		raw = o[string(m)]
	}
	var is struct {
		File     FileID `json:"file_id"`
		Media    string `json:"media_id"`
		Link     string `json:"link"`
		URL      string `json:"url"`
		Filename string `json:"filename"`
	}
	if text, ok := word(raw); ok {
		if strings.Contains(text, "://") {
			is.Link = text
		} else {
			is.File = FileID(text)
		}
	} else if json.Unmarshal(raw, &is) != nil {
		return nil, "is not " + needs[string(m)] + `: give {"file_id": …} or {"link": …}`
	}
	fig.File, fig.MediaID, fig.URL, fig.Filename = is.File, is.Media, is.Link+is.URL, is.Filename
	switch {
	case fig.File == "" && fig.MediaID == "" && fig.URL == "":
		return nil, "is not " + needs[string(m)] + `: give {"file_id": …} or {"link": …}`
	case fig.URL != "" && !WebAddress(fig.URL):
		return nil, "is not a whole address with https://"
	}
	return []TemplateValue{{Kind: string(m), Figure: &fig}}, ""
}

func locationValue(raw json.RawMessage) ([]TemplateValue, string) {
	var o struct {
		Location json.RawMessage `json:"location"`
	}
	if json.Unmarshal(raw, &o) == nil && o.Location != nil {
		raw = o.Location
	}
	var at struct {
		Location
		Latitude  *float64 `json:"latitude"`
		Longitude *float64 `json:"longitude"`
	}
	if json.Unmarshal(raw, &at) != nil || at.Latitude == nil || at.Longitude == nil {
		return nil, "is not a location: give " + needs[needLocation]
	}
	l := at.Location
	l.Latitude, l.Longitude = *at.Latitude, *at.Longitude
	if !l.OnEarth() {
		return nil, "is not on earth: latitude goes from -90 to 90, longitude from -180 to 180"
	}
	return []TemplateValue{{Kind: "location", Location: &l}}, ""
}

// OnEarth tells whether there is such a place.
func (l Location) OnEarth() bool {
	return math.Abs(l.Latitude) <= 90 && math.Abs(l.Longitude) <= 180 // and no NaN
}

func productValue(raw json.RawMessage) ([]TemplateValue, string) {
	var p Product
	if json.Unmarshal(raw, &p) != nil || p.SKU == "" || p.Catalog == "" {
		return nil, "is not a product: give " + needs[needProduct]
	}
	return []TemplateValue{{Kind: "product", Product: &p}}, ""
}

// urlPart reads the last part of a button's address.
func (s slot) urlPart(raw json.RawMessage) ([]TemplateValue, string) {
	text, ok := word(raw)
	whole := TemplateVariables(s.button.URL)
	switch {
	case !ok || text == "":
		return nil, "is not a text"
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return nil, "has spaces, which an address cannot; write them as %20"
	case len(whole) > 0 && Length(variable.ReplaceAllString(s.button.URL, ""))+Length(text) > MaxTemplateURL:
		return nil, fmt.Sprintf("makes the address longer than %d characters", MaxTemplateURL)
	}
	return []TemplateValue{{Kind: "text", Text: text}}, ""
}

func couponValue(raw json.RawMessage, d TemplateDefinition) ([]TemplateValue, string) {
	limit := MaxCoupon
	if _, offer := d.Component("LIMITED_TIME_OFFER"); offer {
		limit = MaxOfferCoupon
	}
	text, ok := word(raw)
	switch {
	case !ok || text == "":
		return nil, "is not a text"
	case Length(text) > limit:
		return nil, fmt.Sprintf("has %d characters, and a code may have %d", Length(text), limit)
	}
	return []TemplateValue{{Kind: "coupon_code", Text: text}}, ""
}

func timeValue(raw json.RawMessage) ([]TemplateValue, string) {
	var at time.Time
	if json.Unmarshal(raw, &at) != nil {
		return nil, "is not " + needs[needTime]
	}
	return []TemplateValue{{Kind: "limited_time_offer", Until: at}}, ""
}

// WebAddress tells whether s is a whole address of the web.
func WebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, " \n\t")
}
