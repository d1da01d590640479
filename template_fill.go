package frontdesk

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Fill checks t's parameters against the template as Meta has it, and gives t
// with what is to be sent. What is missing, what the template has no place for
// and what has not the right form is named, all at once, before anything is
// sent. It changes nothing and may be called again.
func (d TemplateDefinition) Fill(t Template) (Template, error) {
	given, err := readArguments(t.Parameters, "", d.Components)
	if err != nil {
		return t, err
	}
	f := filling{definition: d, words: map[string]string{}}
	if d.Category == Authentication {
		given.codeForButton()
	}
	t.Parts = f.parts(slotsOf(d.Components, d.Named()), &given)
	f.extra = given.rest()
	f.measure()
	if err := f.problem(); err != nil {
		return t, err
	}
	t.Category, t.Text = d.Category, f.text()
	return t, nil
}

// codeForButton gives the code of the body to the button as well, if none was
// given: it is always the same.
func (a *arguments) codeForButton() {
	if code := a.body["1"]; len(a.buttons) == 0 && !empty(code) {
		a.buttons[0] = code
	}
}

// filling is a template being filled in.
type filling struct {
	definition TemplateDefinition
	missing    []string
	wrong      []string
	extra      []string
	words      map[string]string // what stands for each variable, by part and name
}

// parts fills the slots. Those of one part follow each other and become one.
func (f *filling) parts(slots []slot, given *arguments) (parts []TemplatePart) {
	for i := 0; i < len(slots); {
		s := slots[i]
		if s.card >= 0 {
			end := i
			for end < len(slots) && slots[end].card >= 0 {
				end++
			}
			parts = append(parts, TemplatePart{Part: "cards", Cards: f.cards(slots[i:end], given)})
			i = end
			continue
		}
		i++
		value, ok := f.value(s, given.of(s))
		if !ok {
			continue
		}
		if last := len(parts) - 1; s.part == "body" && last >= 0 && parts[last].Part == "body" {
			parts[last].Values = append(parts[last].Values, value...)
			continue
		}
		parts = append(parts, TemplatePart{Part: s.part, Button: s.subType(), Index: s.index, Values: value})
	}
	return parts
}

// cards fills the slots of the cards, one list of parts for each.
func (f *filling) cards(slots []slot, given *arguments) [][]TemplatePart {
	cards := make([][]TemplatePart, len(given.cards))
	for i := range cards {
		var own []slot
		for _, s := range slots {
			if s.card == i {
				s.card = -1
				own = append(own, s)
			}
		}
		cards[i] = f.parts(own, &given.cards[i])
	}
	return cards
}

// value fills one slot; false is nothing to send for it.
func (f *filling) value(s slot, raw json.RawMessage) ([]TemplateValue, bool) {
	if empty(raw) {
		if !s.parameter.Optional {
			f.missing = append(f.missing, s.parameter.String())
		}
		if s.parameter.Kind != needFlow {
			return nil, false
		}
		raw = json.RawMessage(`"` + noToken + `"`)
	}
	values, fault := s.read(raw, f.definition)
	if fault != "" {
		f.wrong = append(f.wrong, s.parameter.Name+" "+fault)
		return nil, false
	}
	if s.variable != "" && s.part != "button" {
		f.words[s.parameter.Name] = values[0].Text
	}
	return values, true
}

// noToken is what Meta takes for a flow's token when there is none.
const noToken = "unused"

// text is the template's words, filled in. Cards have words of their own, which
// are left out.
func (f *filling) text() string {
	var all []string
	for _, kind := range []string{"HEADER", "BODY"} {
		c, _ := f.definition.Component(kind)
		all = append(all, f.said(c, ""))
	}
	return strings.Join(filled(all...), "\n")
}

// said is a component's words, filled in; path names the card it belongs to.
func (f *filling) said(c TemplateComponent, path string) string {
	return variable.ReplaceAllStringFunc(c.Text, func(v string) string {
		name := strings.Trim(v, "{} ")
		if strings.EqualFold(c.Type, "HEADER") {
			name = "header"
		}
		return f.words[path+name]
	})
}

// measure finds what its parameters make longer than it may be.
func (f *filling) measure() {
	fits := func(all []TemplateComponent, kind, path string, limit int) {
		c, ok := component(all, kind)
		if n := Length(f.said(c, path)); ok && n > limit {
			f.wrong = append(f.wrong, fmt.Sprintf("%s%s has %d characters with its parameters, and may have %d; shorten them",
				path, strings.ToLower(kind), n, limit))
		}
	}
	all := f.definition.Components
	fits(all, "HEADER", "", MaxTemplateHeader)
	fits(all, "BODY", "", MaxTemplateBody)
	c, _ := component(all, "CAROUSEL")
	for i, card := range c.Cards {
		fits(card.Components, "BODY", fmt.Sprintf("cards[%d].", i), MaxCardText)
	}
}

// problem says everything that is not as it should be.
func (f *filling) problem() error {
	var says []string
	if len(f.missing) > 0 {
		says = append(says, "lacks "+strings.Join(f.missing, ", "))
	}
	if len(f.extra) > 0 {
		says = append(says, "has no place for "+strings.Join(f.extra, ", "))
	}
	for _, fault := range f.wrong {
		says = append(says, "is not right: "+fault)
	}
	if len(says) == 0 {
		return nil
	}
	d := f.definition
	return Errorf(Invalid, "the template ‘%s’ (%s) %s; nothing was sent", d.Name, d.Language, strings.Join(says, "; ")).
		WithField("parameters").WithNext("%s", d.wants())
}

// wants says what to give.
func (d TemplateDefinition) wants() string {
	var must, may []string
	for _, p := range d.Parameters() {
		if p.Optional {
			may = append(may, p.String())
			continue
		}
		must = append(must, p.String())
	}
	switch {
	case len(must) == 0 && len(may) == 0:
		return "give no parameters"
	case len(must) == 0:
		return "give, if anything, " + strings.Join(may, ", ")
	case len(may) == 0:
		return "give " + strings.Join(must, ", ")
	}
	return "give " + strings.Join(must, ", ") + "; and, if you like, " + strings.Join(may, ", ")
}
