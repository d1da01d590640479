package template

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// Limits of what a template may be made of.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components
const (
	maxName       = 512
	maxButtons    = 10
	maxLabel      = 25
	maxURLButtons = 2
	maxTemplates  = 250 // of an account
	maxOfferText  = 16
	maxCode       = 20
)

// Subcodes of what Meta says to a template that is not as it should be.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
const (
	tooManyTemplates  = 2388019
	languageTaken     = 2388024
	exampleMissing    = 2388043
	tooManyVariables  = 2388293
	variableAtTheEdge = 2388299
	templateNotFound  = 2593002
)

// bad is an error of template creation: to Meta all are code 100, with
// a subcode and a sentence for the person who made it.
func bad(subcode int, format string, args ...any) *refusal.Meta {
	return &refusal.Meta{Code: 100, Subcode: subcode, Message: "Invalid parameter", User: fmt.Sprintf(format, args...)}
}

var (
	nameForm     = regexp.MustCompile(`^[a-z0-9_]+$`)
	language     = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2,3})?$`)
	variableName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	word         = regexp.MustCompile(`[\pL\pN]+`)
	categories   = []string{"MARKETING", "UTILITY", "AUTHENTICATION"}
)

// Check says what Meta would say of a template that is being made. It is
// normal.
func (t *Template) Check() error {
	switch {
	case !nameForm.MatchString(t.Name) || len(t.Name) > maxName:
		return bad(0, "The name of a template has at most %d lower-case letters, digits and underscores.", maxName)
	case !language.MatchString(t.Language):
		return bad(0, "Param language must be a code such as en_US.")
	case !slices.Contains(categories, t.Category):
		return bad(0, "Param category must be one of {%s}.", strings.Join(categories, ", "))
	case t.Format != "POSITIONAL" && t.Format != "NAMED":
		return bad(0, "Param parameter_format must be one of {POSITIONAL, NAMED}.")
	case part(t.Components, "BODY") == nil:
		return bad(0, "A template needs a component of type BODY.")
	}
	return t.checkComponents(t.Components, false)
}

// checkComponents looks at the components of a template or of a card of it.
func (t *Template) checkComponents(all []Component, inCard bool) error {
	var seen []string
	for _, c := range all {
		if slices.Contains(seen, c.Type) {
			return bad(0, "A template has only one component of type %s.", c.Type)
		}
		seen = append(seen, c.Type)
		if err := t.checkComponent(c, inCard); err != nil {
			return err
		}
	}
	return nil
}

func (t *Template) checkComponent(c Component, inCard bool) error {
	switch c.Type {
	case "HEADER":
		return t.checkHeader(c, inCard)
	case "BODY":
		most := card.MaxBody
		if inCard {
			most = card.MaxCardBody
		}
		return t.checkText(c, most)
	case "FOOTER":
		if len(variables(c.Text)) > 0 {
			return bad(0, "A footer has no variables.")
		}
		return t.checkText(c, card.MaxFooter)
	case "BUTTONS":
		return checkButtons(c.Buttons)
	case "LIMITED_TIME_OFFER":
		if c.Offer == nil || c.Offer.Text == "" || utf8.RuneCountInString(c.Offer.Text) > maxOfferText {
			return bad(0, "The text of a limited-time offer has 1 to %d characters.", maxOfferText)
		}
		return nil
	case "CAROUSEL":
		return t.checkCards(c.Cards)
	}
	return bad(0, "Param components[]['type'] must be one of {HEADER, BODY, FOOTER, BUTTONS, CAROUSEL, LIMITED_TIME_OFFER}.")
}

func (t *Template) checkHeader(c Component, inCard bool) error {
	formats := []string{"TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "PRODUCT"}
	if inCard {
		formats = []string{"IMAGE", "VIDEO", "PRODUCT"}
	}
	if !slices.Contains(formats, c.Format) {
		return bad(0, "Param components[]['format'] must be one of {%s}.", strings.Join(formats, ", "))
	}
	if c.Format != "TEXT" {
		return nil
	}
	if len(variables(c.Text)) > 1 {
		return bad(0, "A header has at most one variable.")
	}
	return t.checkText(c, card.MaxHeaderText)
}

// checkText looks at a text and the variables in it.
func (t *Template) checkText(c Component, most int) error {
	names := variables(c.Text)
	words := len(word.FindAllString(variable.ReplaceAllString(c.Text, " "), -1))
	trimmed := strings.TrimSpace(c.Text)
	ends := variable.FindAllStringIndex(trimmed, -1)
	switch {
	case c.Text == "" || utf8.RuneCountInString(c.Text) > most:
		return bad(0, "The text of %s has 1 to %d characters.", c.Type, most)
	case !t.proper(names):
		return bad(0, "The variables of %s are not {{1}}, {{2}} and so on, or, with parameter_format NAMED, lower-case names.", c.Type)
	case len(names) == 0 || t.Category == "AUTHENTICATION":
		return nil
	case c.Type == "BODY" && (ends[0][0] == 0 || ends[len(ends)-1][1] == len(trimmed)):
		return bad(variableAtTheEdge, "Variables can't be at the start or end of the template.")
	case c.Type == "BODY" && words < 2*len(names)+1:
		return bad(tooManyVariables, "This template has too many variables for its length. Reduce the number of variables or increase the message length.")
	case len(c.Example) == 0:
		return bad(exampleMissing, "component of type %s is missing expected field(s) (example)", c.Type)
	}
	return nil
}

// proper says whether variables are numbered without a gap, or named, as the
// format asks.
func (t *Template) proper(names []string) bool {
	for i, n := range names {
		number, err := strconv.Atoi(n)
		if t.named() && !variableName.MatchString(n) || !t.named() && (err != nil || number != i+1) {
			return false
		}
	}
	return true
}

func (t *Template) checkCards(cards []Card) error {
	if len(cards) < card.MinCards || len(cards) > card.MaxCards {
		return bad(0, "A carousel has %d to %d cards.", card.MinCards, card.MaxCards)
	}
	for _, c := range cards {
		if part(c.Components, "HEADER") == nil || part(c.Components, "CAROUSEL") != nil {
			return bad(0, "A card of a carousel has a header, and no carousel.")
		}
		if err := t.checkComponents(c.Components, true); err != nil {
			return err
		}
	}
	return nil
}

// buttonCaps are how many of a type a template may have; the rest is bounded by
// maxTemplateButtons alone.
var buttonCaps = map[string]int{
	"QUICK_REPLY": maxButtons, "URL": maxURLButtons, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1, "CATALOG": 1, "MPM": 1,
	"SPM": 1, "OTP": 1, "VOICE_CALL": 1, "REQUEST_CONTACT_INFO": 1,
}

func checkButtons(all []Button) error {
	if len(all) < 1 || len(all) > maxButtons {
		return bad(0, "A template has 1 to %d buttons.", maxButtons)
	}
	count := map[string]int{}
	var labels []string
	for _, b := range all {
		count[b.Type]++
		labels = append(labels, b.Text)
		switch {
		case count[b.Type] > buttonCaps[b.Type]:
			return bad(0, "A template has at most %d buttons of type %q.", buttonCaps[b.Type], b.Type)
		case b.Text == "" || utf8.RuneCountInString(b.Text) > maxLabel:
			return bad(0, "The text of a button has 1 to %d characters.", maxLabel)
		}
		if err := b.check(); err != nil {
			return err
		}
	}
	if strict.Distinct("", labels) != nil {
		return bad(0, "The texts of buttons differ.")
	}
	return nil
}

func (b Button) check() error {
	vars := variables(b.URL)
	switch {
	case b.Type == "URL" && strict.WebAddress("url", b.URL) != nil:
		return bad(0, "The url of a button is a web address of at most %d characters.", strict.MaxLink)
	case b.Type == "URL" && (len(vars) > 1 || len(vars) == 1 && !strings.HasSuffix(b.URL, "}}")):
		return bad(0, "The url of a button has one variable at most, at its end.")
	case (b.Type == "COPY_CODE" || b.Type == "URL" && len(vars) == 1) && len(b.Example) == 0:
		return bad(exampleMissing, "component of type BUTTONS is missing expected field(s) (example)")
	case b.Type == "PHONE_NUMBER" && identity.Digits(b.Phone) == "":
		return bad(0, "The button needs a phone_number.")
	case b.Type == "OTP" && !slices.Contains([]string{"COPY_CODE", "ONE_TAP", "ZERO_TAP"}, b.OTP):
		return bad(0, "Param otp_type must be one of {COPY_CODE, ONE_TAP, ZERO_TAP}.")
	case b.Type == "FLOW" && len(b.FlowID) == 0 && b.FlowName == "" && b.FlowJSON == "":
		return bad(0, "The button needs a flow_id, flow_name or flow_json.")
	}
	return nil
}
