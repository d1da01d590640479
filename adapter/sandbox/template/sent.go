package template

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// Sent is a template as it is sent.
type Sent struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"` // of older versions
	Language  struct {
		Code   string `json:"code"`
		Policy string `json:"policy"`
	} `json:"language"`
	Components []postedPart `json:"components"`
}

// postedPart is what is put into one component, or on one button.
type postedPart struct {
	Type       string      `json:"type"`
	SubType    string      `json:"sub_type"`
	Index      place       `json:"index"`
	Parameters []parameter `json:"parameters"`
	Cards      []struct {
		Index      *int         `json:"card_index"`
		Components []postedPart `json:"components"`
	} `json:"cards"`

	taken bool // by a component of the template
}

// place is an index, which Meta takes as a number and as a string.
type place int

// UnmarshalJSON reads either.
func (p *place) UnmarshalJSON(b []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(b), `"`))
	if err != nil {
		return &json.UnmarshalTypeError{Value: string(b)}
	}
	*p = place(n)
	return nil
}

// ReadSent reads a template as it is sent.
func ReadSent(raw json.RawMessage) (sent Sent, err error) {
	if err := strict.Read("template", raw, &sent); err != nil {
		return sent, err
	}
	switch {
	case sent.Name == "":
		return sent, refusal.Missing("template['name']")
	case sent.Language.Code == "":
		return sent, refusal.Missing("template['language']['code']")
	}
	return sent, nil
}

// Sendable finds the template of an account that is sent, if it may be now.
func (ts *Book) Sendable(account string, sent Sent) (*Kept, error) {
	t := ts.called(account, sent.Name, sent.Language.Code)
	return t, t.sendable(sent.Name, sent.Language.Code)
}

// sendable says whether a template may be sent now; nil is none.
func (t *Kept) sendable(name, code string) error {
	switch {
	case t == nil:
		return refusal.Of(132001, fmt.Sprintf("template name (%s) does not exist in %s", name, code))
	case t.Status == "PAUSED":
		return refusal.Of(132015, fmt.Sprintf("template name (%s) is paused", name))
	case t.Status == "DISABLED":
		return refusal.Of(132016, fmt.Sprintf("template name (%s) is disabled", name))
	case t.Status != "APPROVED":
		return refusal.Of(132001, fmt.Sprintf("template name (%s) is not approved in %s: it is %s", name, code, t.Status))
	}
	return nil
}

// Fill makes a card of a template and what is sent for it.
func (t *Kept) Fill(sent Sent, find card.Finder) (*card.Card, error) {
	f := filling{find: find, named: t.named()}
	c, err := f.card(t.Components, sent.Components, card.MaxBody)
	if err != nil {
		return nil, err
	}
	c.Kind, c.Template, c.Language, c.Category = "template", t.Name, t.Language, t.Category
	return &c, nil
}

// AsksForPhone says whether a template can only go to a phone number: those
// with a code to copy or to fill in.
func (t *Kept) AsksForPhone() bool {
	buttons := part(t.Components, "BUTTONS")
	return t.Category == "AUTHENTICATION" && buttons != nil &&
		slices.ContainsFunc(buttons.Buttons, func(b Button) bool { return b.Type == "OTP" })
}

// filling puts what is sent into a template.
type filling struct {
	find  card.Finder
	named bool
}

// card fills components in. What is sent for a component that the template has
// not is an error.
func (f filling) card(components []Component, sent []postedPart, longest int) (card.Card, error) {
	c := card.Card{Kind: "card"}
	for _, t := range components {
		var err error
		switch t.Type {
		case "HEADER":
			err = f.header(t, parametersOf(sent, "header"), &c)
		case "BODY":
			c.Body, err = hydrate("body", t.Text, f.named, parametersOf(sent, "body"), longest)
		case "FOOTER":
			c.Footer = t.Text
		case "BUTTONS":
			c.Buttons, err = fillButtons(t.Buttons, sent)
		case "LIMITED_TIME_OFFER":
			err = fillOffer(*t.Offer, parametersOf(sent, "limited_time_offer"), &c)
		case "CAROUSEL":
			err = f.cards(t.Cards, sent, &c)
		}
		if err != nil {
			return c, err
		}
	}
	for _, p := range sent {
		if !p.taken && len(p.Parameters)+len(p.Cards) > 0 {
			return c, refusal.Of(132018, fmt.Sprintf("The template has no component %s with sub_type %q and index %d", p.Type, p.SubType, p.Index))
		}
	}
	return c, nil
}

// parametersOf takes what is sent for a component.
func parametersOf(sent []postedPart, kind string) []parameter {
	for i := range sent {
		if strings.EqualFold(sent[i].Type, kind) {
			sent[i].taken = true
			return sent[i].Parameters
		}
	}
	return nil
}

// header fills in a line, a place, or a file.
func (f filling) header(t Component, given []parameter, c *card.Card) (err error) {
	if t.Format == "TEXT" {
		c.Header, err = hydrate("header", t.Text, f.named, given, card.MaxHeaderText)
		return err
	}
	if len(given) != 1 {
		return refusal.Of(132012, fmt.Sprintf("header: Format mismatch, expected %s, received UNKNOWN", t.Format))
	}
	p := given[0]
	if !strings.EqualFold(p.Type, t.Format) {
		return mismatch("header", t.Format, p.Type)
	}
	if t.Format == "LOCATION" {
		c.Place, err = card.ReadPlace("location", p.Location)
		return err
	}
	if t.Format == "PRODUCT" {
		return nil
	}
	spec := map[string]*card.Spec{"IMAGE": p.Image, "VIDEO": p.Video, "DOCUMENT": p.Document}[t.Format]
	if spec == nil {
		return refusal.Missing("header['" + p.Type + "']")
	}
	return c.Attach(strings.ToLower(t.Format), *spec, f.find)
}

func fillOffer(t Offer, given []parameter, c *card.Card) error {
	c.Offer = &card.Offer{Text: t.Text}
	if !t.Expiration {
		return nil
	}
	if len(given) != 1 || given[0].Offer == nil || given[0].Offer.Expires <= 0 {
		return refusal.Of(132012, "limited_time_offer: expiration_time_ms is missing")
	}
	c.Offer.Expires = given[0].Offer.Expires
	return nil
}

// cards fills in a carousel: as many cards as the template has, counted from 0.
func (f filling) cards(cards []Card, sent []postedPart, c *card.Card) error {
	i := slices.IndexFunc(sent, func(p postedPart) bool { return strings.EqualFold(p.Type, "carousel") })
	if i < 0 || len(sent[i].Cards) != len(cards) {
		return refusal.Of(132000, fmt.Sprintf("carousel: the template has %d cards, and that many must be sent", len(cards)))
	}
	sent[i].taken = true
	for n, one := range sent[i].Cards {
		if one.Index == nil || *one.Index != n {
			return refusal.Of(132012, "carousel: card_index must count from 0")
		}
		filled, err := f.card(cards[n].Components, one.Components, card.MaxCardBody)
		if err != nil {
			return err
		}
		c.Cards = append(c.Cards, filled)
	}
	return nil
}
