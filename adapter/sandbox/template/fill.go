package template

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
)

// parameter is one value that is put into a template.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
type parameter struct {
	Type     string          `json:"type"`
	Name     string          `json:"parameter_name"`
	Text     string          `json:"text"`
	Payload  json.RawMessage `json:"payload"`
	Code     string          `json:"coupon_code"`
	Image    *card.Spec      `json:"image"`
	Video    *card.Spec      `json:"video"`
	Document *card.Spec      `json:"document"`
	Location json.RawMessage `json:"location"`
	Currency *localizable    `json:"currency"`
	DateTime *localizable    `json:"date_time"`
	Product  json.RawMessage `json:"product"`
	Action   json.RawMessage `json:"action"`
	Minutes  int             `json:"ttl_minutes"` // of a call
	Offer    *struct {
		Expires int64 `json:"expiration_time_ms"`
	} `json:"limited_time_offer"`
}

// localizable is a sum or a date: what a phone shows if it has no better words.
type localizable struct {
	Fallback  string          `json:"fallback_value"`
	Code      string          `json:"code"`
	Amount    json.RawMessage `json:"amount_1000"`
	DayOfWeek json.RawMessage `json:"day_of_week"`
	Year      json.RawMessage `json:"year"`
	Month     json.RawMessage `json:"month"`
	Day       json.RawMessage `json:"day_of_month"`
	Hour      json.RawMessage `json:"hour"`
	Minute    json.RawMessage `json:"minute"`
	Calendar  string          `json:"calendar"`
}

// words is what a parameter says, where words are wanted.
func (p parameter) words(where string) (string, error) {
	text := p.Text
	switch {
	case p.Type == "currency" && p.Currency != nil:
		text = p.Currency.Fallback
	case p.Type == "date_time" && p.DateTime != nil:
		text = p.DateTime.Fallback
	case p.Type != "text":
		return "", mismatch(where, "TEXT", p.Type)
	}
	switch {
	case text == "":
		return "", refusal.Missing("Parameter of type text is missing text value")
	case unruly.MatchString(text):
		return "", refusal.Of(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
	}
	return text, nil
}

// unruly is what the value of a variable may not hold.
var unruly = regexp.MustCompile(`[\n\r\t]| {5}`)

func mismatch(where, expected, received string) error {
	return refusal.Of(132012, fmt.Sprintf("%s: Format mismatch, expected %s, received %s", where, expected, strings.ToUpper(received)))
}

// hydrate puts parameters into a text, which must have room for the result.
func hydrate(where, text string, named bool, given []parameter, most int) (string, error) {
	names := variables(text)
	if len(given) != len(names) {
		return "", refusal.Of(132000, fmt.Sprintf("%s: number of localizable_params (%d) does not match the expected number of params (%d)",
			where, len(given), len(names)))
	}
	values := map[string]string{}
	for i, p := range given {
		value, err := p.words(where)
		if err != nil {
			return "", err
		}
		name := fmt.Sprint(i + 1)
		if named {
			name = p.Name
		}
		if !slices.Contains(names, name) || named != (p.Name != "") {
			return "", refusal.Of(132012, fmt.Sprintf("%s: Parameter name is missing or not one of {%s}", where, strings.Join(names, ", ")))
		}
		values[name] = value
	}
	if len(values) != len(names) {
		return "", refusal.Of(132012, where+": a parameter name is given twice")
	}
	full := variable.ReplaceAllStringFunc(text, func(v string) string { return values[variable.FindStringSubmatch(v)[1]] })
	if n := utf8.RuneCountInString(full); n > most {
		return "", refusal.Of(132005, fmt.Sprintf("%s: the text has %d characters with its parameters, and may have %d", where, n, most))
	}
	return full, nil
}
