package template

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Template is a message template as Meta shows it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
type Template struct {
	ID             string      `json:"id"`
	Name           string      `json:"name"`
	Language       string      `json:"language"`
	Category       string      `json:"category"` // MARKETING, UTILITY or AUTHENTICATION
	Status         string      `json:"status"`   // empty is APPROVED
	Format         string      `json:"parameter_format,omitempty"`
	Components     []Component `json:"components"`
	RejectedReason string      `json:"rejected_reason,omitempty"`
}

// Component is a part of a template.
type Component struct {
	Type    string          `json:"type"`             // HEADER, BODY, FOOTER, BUTTONS, CAROUSEL, LIMITED_TIME_OFFER
	Format  string          `json:"format,omitempty"` // of a header: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION
	Text    string          `json:"text,omitempty"`
	Example json.RawMessage `json:"example,omitempty"`
	Buttons []Button        `json:"buttons,omitempty"`
	Cards   []Card          `json:"cards,omitempty"`
	Offer   *Offer          `json:"limited_time_offer,omitempty"`
	// Of authentication templates, whose text is Meta's.
	Security bool `json:"add_security_recommendation,omitempty"`
	Minutes  int  `json:"code_expiration_minutes,omitempty"`
}

// Button is a button of a template.
type Button struct {
	Type       string          `json:"type"` // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, FLOW, CATALOG, MPM, SPM, OTP, VOICE_CALL, REQUEST_CONTACT_INFO
	Text       string          `json:"text,omitempty"`
	URL        string          `json:"url,omitempty"`
	Phone      string          `json:"phone_number,omitempty"`
	Example    json.RawMessage `json:"example,omitempty"`
	FlowID     json.RawMessage `json:"flow_id,omitempty"`
	FlowName   string          `json:"flow_name,omitempty"`
	FlowJSON   string          `json:"flow_json,omitempty"`
	FlowAction string          `json:"flow_action,omitempty"`
	Screen     string          `json:"navigate_screen,omitempty"`
	OTP        string          `json:"otp_type,omitempty"`
	Autofill   string          `json:"autofill_text,omitempty"`
	Apps       json.RawMessage `json:"supported_apps,omitempty"`
	ZeroTap    bool            `json:"zero_tap_terms_accepted,omitempty"`
	Minutes    int             `json:"ttl_minutes,omitempty"`
}

// Card is one card of a carousel.
type Card struct {
	Components []Component `json:"components"`
}

// Offer is an offer that ends.
type Offer struct {
	Text       string `json:"text"`
	Expiration bool   `json:"has_expiration,omitempty"`
}

// named says whether the variables of a template have names.
func (t *Template) named() bool { return t.Format == "NAMED" }

// part finds the component of a type, or nil.
func part(components []Component, kind string) *Component {
	i := slices.IndexFunc(components, func(c Component) bool { return c.Type == kind })
	if i < 0 {
		return nil
	}
	return &components[i]
}

// normal is a template in Meta's capitals, with what may be left out filled in.
func (t Template) normal() Template {
	t.Category, t.Format = strings.ToUpper(t.Category), strings.ToUpper(t.Format)
	if t.Format == "" {
		t.Format = "POSITIONAL"
	}
	t.Components = normalComponents(t.Components)
	if body := part(t.Components, "BODY"); body != nil && t.Category == "AUTHENTICATION" && body.Text == "" {
		body.Text = "*{{1}}* is your verification code."
		if body.Security {
			body.Text += " For your security, do not share this code."
		}
	}
	if footer := part(t.Components, "FOOTER"); footer != nil && footer.Minutes > 0 {
		footer.Text = fmt.Sprintf("This code expires in %d minutes.", footer.Minutes)
	}
	return t
}

func normalComponents(all []Component) []Component {
	all = slices.Clone(all)
	for i := range all {
		c := &all[i]
		c.Type, c.Format = strings.ToUpper(c.Type), strings.ToUpper(c.Format)
		if c.Type == "HEADER" && c.Format == "" {
			c.Format = "TEXT"
		}
		c.Buttons = slices.Clone(c.Buttons)
		for j := range c.Buttons {
			b := &c.Buttons[j]
			b.Type, b.OTP = strings.ToUpper(b.Type), strings.ToUpper(b.OTP)
			if b.Text == "" {
				b.Text = buttonTexts[b.Type]
			}
		}
		c.Cards = slices.Clone(c.Cards)
		for j := range c.Cards {
			c.Cards[j].Components = normalComponents(c.Cards[j].Components)
		}
	}
	return all
}

// buttonTexts are what WhatsApp writes on buttons whose text it chooses.
var buttonTexts = map[string]string{
	"COPY_CODE": "Copy offer code", "OTP": "Copy code", "CATALOG": "View catalog", "MPM": "View items", "SPM": "View",
	"REQUEST_CONTACT_INFO": "Share contact info",
}

// variable is {{1}} or {{first_name}}.
var variable = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// variables are the names of those in a text, in order, each once.
func variables(text string) []string {
	var names []string
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	return names
}

// starterID is the id of a template that was there from the beginning: the
// same after each start.
func starterID(account, name, language string) string {
	sum := sha256.Sum256([]byte("template " + account + " " + name + " " + language))
	return sixteenDigits(sum[:])
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return sixteenDigits(b[:])
}

// sixteenDigits makes sixteen digits, which JavaScript still counts exactly.
func sixteenDigits(b []byte) string {
	return fmt.Sprint(1e15 + binary.BigEndian.Uint64(b)%8e15)
}
