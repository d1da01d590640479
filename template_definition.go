package frontdesk

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// TemplateDefinition is a template as Meta has it, or as it is proposed to
// Meta. Its words are Meta's, and so are its names in JSON.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
type TemplateDefinition struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Category string `json:"category"`                   // "MARKETING", "UTILITY", "AUTHENTICATION"
	Status   string `json:"status,omitempty"`           // "APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED" …
	Reason   string `json:"rejected_reason,omitempty"`  // why it was rejected
	Quality  string `json:"quality,omitempty"`          // "GREEN", "YELLOW", "RED", "UNKNOWN"
	Format   string `json:"parameter_format,omitempty"` // "POSITIONAL", if empty, or "NAMED"
	// Seconds is how long Meta tries to deliver it; 0 is Meta's own choice.
	Seconds    int                 `json:"message_send_ttl_seconds,omitempty"`
	Components []TemplateComponent `json:"components"`
}

// TemplateComponent is one part of a template's definition.
type TemplateComponent struct {
	Type    string           `json:"type"`             // "HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER"
	Format  string           `json:"format,omitempty"` // of a header: "TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "PRODUCT"
	Text    string           `json:"text,omitempty"`
	Example json.RawMessage  `json:"example,omitempty"` // as Meta has it
	Buttons []TemplateButton `json:"buttons,omitempty"`
	Cards   []TemplateCard   `json:"cards,omitempty"`
	Offer   *TemplateOffer   `json:"limited_time_offer,omitempty"`
	// Of codes to sign in with: whether the body warns of passing it on, and for
	// how many minutes the footer says that it is good.
	Warning bool `json:"add_security_recommendation,omitempty"`
	Minutes int  `json:"code_expiration_minutes,omitempty"`
}

// TemplateCard is one card of a carousel.
type TemplateCard struct {
	Components []TemplateComponent `json:"components"`
}

// TemplateOffer is an offer that ends.
type TemplateOffer struct {
	Text    string `json:"text"`
	Expires bool   `json:"has_expiration,omitempty"`
}

// TemplateButton is a button of a template's definition.
type TemplateButton struct {
	Type    string          `json:"type"` // "QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW", "OTP", "CATALOG", "MPM", "SPM", "VOICE_CALL" …
	Text    string          `json:"text,omitempty"`
	URL     string          `json:"url,omitempty"`
	Phone   string          `json:"phone_number,omitempty"`
	Example json.RawMessage `json:"example,omitempty"`

	FlowID     string `json:"flow_id,omitempty"`
	FlowName   string `json:"flow_name,omitempty"`
	FlowAction string `json:"flow_action,omitempty"`
	Screen     string `json:"navigate_screen,omitempty"`

	OTP      string        `json:"otp_type,omitempty"` // "COPY_CODE", "ONE_TAP", "ZERO_TAP"
	Autofill string        `json:"autofill_text,omitempty"`
	Apps     []TemplateApp `json:"supported_apps,omitempty"`
	Terms    bool          `json:"zero_tap_terms_accepted,omitempty"`
	Minutes  int           `json:"ttl_minutes,omitempty"`
}

// TemplateApp is an app that may read a code to sign in with.
type TemplateApp struct {
	Package   string `json:"package_name"`
	Signature string `json:"signature_hash"`
}

// The categories of templates that rules differ for.
const (
	Marketing      = "MARKETING"
	Authentication = "AUTHENTICATION"
)

// Approved tells whether it may be sent.
func (d TemplateDefinition) Approved() bool { return d.Status == "APPROVED" }

// Named tells whether its parameters have names.
func (d TemplateDefinition) Named() bool { return d.Format == "NAMED" }

// Component gives the first part of the type.
func (d TemplateDefinition) Component(kind string) (TemplateComponent, bool) {
	return component(d.Components, kind)
}

func component(all []TemplateComponent, kind string) (TemplateComponent, bool) {
	i := slices.IndexFunc(all, func(c TemplateComponent) bool { return strings.EqualFold(c.Type, kind) })
	if i < 0 {
		return TemplateComponent{}, false
	}
	return all[i], true
}

// Body is the words of its body, with the parameters' names in them.
func (d TemplateDefinition) Body() string {
	c, _ := d.Component("BODY")
	return c.Text
}

var variable = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// TemplateVariables gives the names in a template's text, each once, in their
// order: "1", "2" … or words.
func TemplateVariables(text string) (names []string) {
	for _, m := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}
