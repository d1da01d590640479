package frontdesk

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The limits of a template's definition, in characters and counts.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
const (
	MaxTemplateName   = 512
	MaxTemplateBody   = 1024
	MaxTemplateHeader = 60
	MaxTemplateFooter = 60
	MaxOfferText      = 16
	MaxButtons        = 10
	MaxButtonLabel    = 25
	MaxURLButtons     = 2
	MaxPhoneButtons   = 1
	MaxCodeButtons    = 1
	MaxPhoneDigits    = 20
	MinTemplateCards  = 2
	MaxTemplateCards  = 10
	MaxCardText       = 160
	MaxCardButtons    = 2
	MaxCodeMinutes    = 90
	MaxHeaderVars     = 1
)

var templateName = regexp.MustCompile(`^[a-z0-9_]+$`)

// Check tells whether Meta would take the definition at all; whether it is
// approved is decided there. The share of variables among the words, which
// Meta limits without saying to what, is left to Meta.
func (d TemplateDefinition) Check() error {
	c := check{named: d.Named(), authentication: d.Category == Authentication}
	c.must(templateName.MatchString(d.Name), "name", "a template's name has small letters, digits and _ only", "write it like parcel_sent")
	c.length("name", "a template's name", d.Name, MaxTemplateName)
	c.must(d.Language != "", "language", "the template has no language", "give one, for example en_US")
	c.must(strings.Contains("|MARKETING|UTILITY|AUTHENTICATION|", "|"+d.Category+"|"), "category",
		fmt.Sprintf("a template is MARKETING, UTILITY or AUTHENTICATION, and not %q", d.Category), "give one of them")
	c.must(d.Format == "" || d.Format == "POSITIONAL" || d.Named(), "parameter_format",
		"the parameters' format is POSITIONAL or NAMED", "give one of them")
	c.parts(d.Components, true)
	return c.err()
}

// CheckParts checks an edit, which has neither name nor language.
func (d TemplateDefinition) CheckParts() error {
	c := check{named: d.Named(), authentication: d.Category == Authentication}
	c.parts(d.Components, true)
	return c.err()
}

// check keeps the first thing that is wrong.
type check struct {
	named          bool
	authentication bool
	first          *Error
}

func (c *check) err() error {
	if c.first == nil {
		return nil
	}
	return c.first
}

func (c *check) must(ok bool, field, says, next string) {
	if !ok && c.first == nil {
		c.first = Errorf(Invalid, "%s", says).WithField(field).WithNext("%s", next)
	}
}

func (c *check) length(field, what, text string, limit int) {
	if n := Length(text); n > limit && c.first == nil {
		c.first = Errorf(TooLong, "%s has %d characters and may have %d", what, n, limit).WithField(field).WithNext("shorten it")
	}
}

func (c *check) count(field, what string, n, limit int) {
	if n > limit && c.first == nil {
		c.first = Errorf(TooLong, "the template has %d %s and may have %d", n, what, limit).WithField(field).WithNext("leave some out")
	}
}

// parts checks the parts of a template, or of one of its cards.
func (c *check) parts(all []TemplateComponent, whole bool) {
	count := map[string]int{}
	for _, p := range all {
		count[p.Type]++
		c.must(count[p.Type] == 1, "components", "the template has two parts of the type "+p.Type, "make one of them")
		switch p.Type {
		case "HEADER":
			c.header(p)
		case "BODY":
			c.body(p, whole)
		case "FOOTER":
			c.footer(p)
		case "BUTTONS":
			c.buttons(p.Buttons, whole)
		case "LIMITED_TIME_OFFER":
			c.must(p.Offer != nil && p.Offer.Text != "", "components", "the offer has no text", "give it one")
			if p.Offer != nil {
				c.length("components", "the offer's text", p.Offer.Text, MaxOfferText)
			}
		case "CAROUSEL":
			c.cards(p.Cards)
		case "CALL_PERMISSION_REQUEST":
		default:
			c.must(false, "components", fmt.Sprintf("a template has no part of the type %q", p.Type),
				"use HEADER, BODY, FOOTER, BUTTONS, CAROUSEL or LIMITED_TIME_OFFER")
		}
	}
	c.must(!whole || count["BODY"] == 1, "components", "the template has no body", "give it one")
}

func (c *check) header(p TemplateComponent) {
	switch p.Format {
	case "TEXT":
		c.must(p.Text != "", "header", "the header has no text", "give it one, or leave it out")
		c.length("header", "the header", p.Text, MaxTemplateHeader)
		c.count("header", "variables in its header", len(TemplateVariables(p.Text)), MaxHeaderVars)
		c.variables("header", p)
	case "IMAGE", "VIDEO", "DOCUMENT", "GIF":
		var e struct {
			Handle []string `json:"header_handle"`
		}
		_ = json.Unmarshal(p.Example, &e) // what cannot be read has no handle
		c.must(len(e.Handle) > 0, "header", "the header has no sample of its file", `give "example": {"header_handle": [the handle of an upload]}`)
	case "LOCATION", "PRODUCT":
	default:
		c.must(false, "header", fmt.Sprintf("a header has no format %q", p.Format), "use TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION or PRODUCT")
	}
}

func (c *check) body(p TemplateComponent, whole bool) {
	if c.authentication { // whose words are Meta's
		c.must(p.Text == "", "body", "a template for codes to sign in with has Meta's own words", "leave the body's text out")
		return
	}
	limit := MaxTemplateBody
	if !whole {
		limit = MaxCardText
	}
	c.must(strings.TrimSpace(p.Text) != "", "body", "the body has no text", "give it one")
	c.length("body", "the body", p.Text, limit)
	c.variables("body", p)
	if ends := variable.FindAllStringIndex(strings.TrimSpace(p.Text), -1); len(ends) > 0 {
		c.must(ends[0][0] > 0 && ends[len(ends)-1][1] < len(strings.TrimSpace(p.Text)), "body",
			"the body begins or ends with a variable, which Meta does not take (its error 2388299)", "put words, or a full stop, around it")
	}
}

func (c *check) footer(p TemplateComponent) {
	c.length("footer", "the footer", p.Text, MaxTemplateFooter)
	c.must(len(TemplateVariables(p.Text)) == 0, "footer", "the footer has a variable, which only header and body can", "write it out")
	c.must(p.Minutes >= 0 && p.Minutes <= MaxCodeMinutes, "footer",
		fmt.Sprintf("a code is good for 1 to %d minutes", MaxCodeMinutes), "choose fewer")
	c.must(p.Text != "" || p.Minutes > 0, "footer", "the footer has no text", "give it one, or leave it out")
}

// variables checks that variables are of one sort, without gaps, and have
// examples, without which Meta does not look at the template.
func (c *check) variables(field string, p TemplateComponent) {
	for i, v := range TemplateVariables(p.Text) {
		_, err := strconv.Atoi(v)
		number := err == nil
		switch {
		case c.named:
			c.must(!number && templateName.MatchString(v), field,
				fmt.Sprintf("the variable {{%s}} is not a name of small letters, digits and _", v), "name it, or make parameter_format POSITIONAL")
		default:
			c.must(number && v == strconv.Itoa(i+1), field,
				fmt.Sprintf("the variables are not {{1}}, {{2}} … in this order: {{%s}}", v), "number them from 1, or make parameter_format NAMED")
		}
		c.must(p.example(v, i) != "", field, fmt.Sprintf("the variable {{%s}} has no example", v), "give one for each variable, as Meta asks")
	}
}

func (c *check) cards(cards []TemplateCard) {
	c.must(len(cards) >= MinTemplateCards && len(cards) <= MaxTemplateCards, "components",
		fmt.Sprintf("there are %d cards, and there may be %d to %d", len(cards), MinTemplateCards, MaxTemplateCards), "make so many")
	for i, card := range cards {
		c.parts(card.Components, false)
		_, header := component(card.Components, "HEADER")
		c.must(header, "components", fmt.Sprintf("card %d has no header", i+1), "give each card a picture or a video")
		c.must(shape(card) == shape(cards[0]), "components",
			fmt.Sprintf("card %d is not built like the first", i+1), "give all cards the same parts and the same buttons")
	}
}

// shape is what all cards have in common.
func shape(card TemplateCard) string {
	var all []string
	for _, p := range card.Components {
		all = append(all, p.Type+p.Format)
		for _, b := range p.Buttons {
			all = append(all, b.Type)
		}
	}
	return strings.Join(all, " ")
}
