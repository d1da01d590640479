package frontdesk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// arguments is what was given for a template, or for one card of it, by the
// place where it belongs. What is used is taken out, so that the rest is what
// the template has no place for.
type arguments struct {
	path    string // "" or "cards[0]."
	body    map[string]json.RawMessage
	header  json.RawMessage
	buttons map[int]json.RawMessage
	offer   json.RawMessage
	cards   []arguments
	extra   []string
}

// readArguments sorts parameters by where they belong in the components.
func readArguments(raw json.RawMessage, path string, all []TemplateComponent) (arguments, error) {
	a := arguments{path: path, body: map[string]json.RawMessage{}, buttons: map[int]json.RawMessage{}}
	if empty(raw) {
		return a, nil
	}
	if err := json.Unmarshal(raw, &a.body); err != nil {
		return a, misfit(path+"parameters", "an object such as {\"1\": \"Ada\"}")
	}
	nested, err := a.nested()
	if err != nil {
		return a, err
	}
	a.header, a.offer = a.take("header"), a.take("limited_time_offer")
	a.dottedButtons(all)
	if err := a.readButtons(a.take("buttons"), all); err != nil {
		return a, err
	}
	cards := a.take("cards")
	if empty(cards) {
		cards = a.dottedCards(all)
	}
	if err := a.readCards(cards, all); err != nil {
		return a, err
	}
	for name, value := range nested {
		a.body[name] = value
	}
	return a, nil
}

// nested is the body's parameters where they are given apart, under "body".
func (a *arguments) nested() (map[string]json.RawMessage, error) {
	raw, ok := a.body["body"]
	if !ok || !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return nil, nil // a parameter that is named so
	}
	delete(a.body, "body")
	var nested map[string]json.RawMessage
	if err := json.Unmarshal(raw, &nested); err != nil {
		return nil, misfit(a.path+"body", "an object of the body's parameters")
	}
	return nested, nil
}

func (a *arguments) take(name string) json.RawMessage {
	raw := a.body[name]
	delete(a.body, name)
	return raw
}

// dottedButtons takes buttons by the names that a list of parameters has for
// them, such as "buttons.Track parcel".
func (a *arguments) dottedButtons(all []TemplateComponent) {
	c, _ := component(all, "BUTTONS")
	for name := range a.body {
		label, is := strings.CutPrefix(name, "buttons.")
		i := slices.IndexFunc(c.Buttons, func(b TemplateButton) bool { return strings.EqualFold(b.label(), label) })
		if is && i >= 0 {
			a.buttons[i] = a.take(name)
		}
	}
}

// dottedCards takes what belongs to cards by the names that a list of parameters
// has for it, such as "cards[0].header", and gives it as a list of cards.
func (a *arguments) dottedCards(all []TemplateComponent) json.RawMessage {
	c, _ := component(all, "CAROUSEL")
	cards, some := make([]map[string]json.RawMessage, len(c.Cards)), false
	for i := range cards {
		cards[i] = map[string]json.RawMessage{}
		for name := range a.body {
			if inside, is := strings.CutPrefix(name, fmt.Sprintf("cards[%d].", i)); is {
				cards[i][inside], some = a.take(name), true
			}
		}
	}
	if !some {
		return nil
	}
	b, err := json.Marshal(cards)
	if err != nil {
		return nil // it was read as JSON
	}
	return b
}

// readButtons takes buttons by their label or by their order.
func (a *arguments) readButtons(raw json.RawMessage, all []TemplateComponent) error {
	if empty(raw) {
		return nil
	}
	c, _ := component(all, "BUTTONS")
	var inOrder []json.RawMessage
	if json.Unmarshal(raw, &inOrder) == nil {
		for i, value := range inOrder {
			switch {
			case empty(value):
			case i < len(c.Buttons):
				a.buttons[i] = value
			default:
				a.extra = append(a.extra, fmt.Sprintf("%sbuttons[%d]", a.path, i))
			}
		}
		return nil
	}
	var byLabel map[string]json.RawMessage
	if err := json.Unmarshal(raw, &byLabel); err != nil {
		return misfit(a.path+"buttons", "an object by the buttons' labels, or a list in their order")
	}
	for label, value := range byLabel {
		i := slices.IndexFunc(c.Buttons, func(b TemplateButton) bool { return strings.EqualFold(b.label(), label) })
		if i < 0 {
			a.extra = append(a.extra, a.path+"buttons."+label)
			continue
		}
		a.buttons[i] = value
	}
	return nil
}

func (a *arguments) readCards(raw json.RawMessage, all []TemplateComponent) error {
	c, _ := component(all, "CAROUSEL")
	a.cards = make([]arguments, len(c.Cards))
	var given []json.RawMessage
	if !empty(raw) && json.Unmarshal(raw, &given) != nil {
		return misfit(a.path+"cards", "a list with an object for each card")
	}
	for i := range max(len(given), len(c.Cards)) {
		if i >= len(c.Cards) {
			a.extra = append(a.extra, fmt.Sprintf("%scards[%d]", a.path, i))
			continue
		}
		var card json.RawMessage
		if i < len(given) {
			card = given[i]
		}
		var err error
		if a.cards[i], err = readArguments(card, fmt.Sprintf("cards[%d].", i), c.Cards[i].Components); err != nil {
			return err
		}
	}
	return nil
}

// of takes what was given for a slot.
func (a *arguments) of(s slot) json.RawMessage {
	if s.card >= 0 && s.card < len(a.cards) {
		card := s.card
		s.card = -1
		return a.cards[card].of(s)
	}
	switch s.part {
	case "body":
		return a.take(s.variable)
	case "header":
		if raw := a.header; !empty(raw) {
			a.header = nil
			return raw
		}
		if s.named {
			return a.take(s.variable) // by its name beside those of the body
		}
	case "button":
		raw := a.buttons[s.index]
		delete(a.buttons, s.index)
		return raw
	case "limited_time_offer":
		raw := a.offer
		a.offer = nil
		return raw
	}
	return nil
}

// rest names what the template has no place for.
func (a *arguments) rest() []string {
	left := slices.Clone(a.extra)
	for name := range a.body {
		left = append(left, a.path+name)
	}
	if !empty(a.header) {
		left = append(left, a.path+"header")
	}
	for i := range a.buttons {
		left = append(left, fmt.Sprintf("%sbuttons[%d]", a.path, i))
	}
	if !empty(a.offer) {
		left = append(left, a.path+"limited_time_offer")
	}
	for i := range a.cards {
		left = append(left, a.cards[i].rest()...)
	}
	slices.Sort(left)
	return left
}

// empty tells whether nothing was given.
func empty(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) == 0 || string(raw) == "null"
}

// misfit says that an argument has not the form it should have.
func misfit(name, should string) error {
	return Errorf(Invalid, "%s is not %s", name, should).WithField("parameters").WithNext("give %s as %s", name, should)
}
