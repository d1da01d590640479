package frontdesk

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// proposed is a definition Meta would take, with one thing changed.
func proposed(change func(*TemplateDefinition)) TemplateDefinition {
	d := parcel()
	d.Components = append([]TemplateComponent(nil), d.Components...)
	change(&d)
	return d
}

// replacing changes one part of it.
func replacing(kind string, change func(*TemplateComponent)) TemplateDefinition {
	return proposed(func(d *TemplateDefinition) {
		for i := range d.Components {
			if d.Components[i].Type == kind {
				change(&d.Components[i])
			}
		}
	})
}

func replies(n int) []TemplateButton {
	var all []TemplateButton
	for i := range n {
		all = append(all, TemplateButton{Type: "QUICK_REPLY", Text: fmt.Sprint(i)})
	}
	return all
}

func repeated(b TemplateButton) func(n int) TemplateDefinition {
	return func(n int) TemplateDefinition {
		return replacing("BUTTONS", func(c *TemplateComponent) {
			c.Buttons = nil
			for range n {
				c.Buttons = append(c.Buttons, b)
			}
		})
	}
}

func webButton(url string) TemplateButton {
	return TemplateButton{Type: "URL", Text: "Go", URL: url, Example: json.RawMessage(`["https://a.example/1"]`)}
}

func copyCode(code string) TemplateButton {
	return TemplateButton{Type: "COPY_CODE", Example: json.RawMessage(`"` + code + `"`)}
}

// carousel is a template of cards, each of which was changed.
func carousel(n int, change func(*TemplateCard)) TemplateDefinition {
	return proposed(func(d *TemplateDefinition) {
		d.Category = Marketing
		cards := make([]TemplateCard, n)
		for i := range cards {
			cards[i] = TemplateCard{Components: []TemplateComponent{
				{Type: "HEADER", Format: "IMAGE", Example: json.RawMessage(`{"header_handle":["h"]}`)},
				{Type: "BODY", Text: "x"}, {Type: "BUTTONS", Buttons: replies(1)},
			}}
			change(&cards[i])
		}
		d.Components = []TemplateComponent{{Type: "BODY", Text: "Leaf."}, {Type: "CAROUSEL", Cards: cards}}
	})
}

func TestDefinitionsHoldTheirLimits(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	for name, c := range map[string]struct {
		max  int
		make func(n int) TemplateDefinition
	}{
		"name": {MaxTemplateName, func(n int) TemplateDefinition { return proposed(func(d *TemplateDefinition) { d.Name = x(n) }) }},
		"header": {MaxTemplateHeader, func(n int) TemplateDefinition {
			return replacing("HEADER", func(c *TemplateComponent) { c.Text = x(n) })
		}},
		"body": {MaxTemplateBody, func(n int) TemplateDefinition { return replacing("BODY", func(c *TemplateComponent) { c.Text = x(n) }) }},
		"footer": {MaxTemplateFooter, func(n int) TemplateDefinition {
			return replacing("FOOTER", func(c *TemplateComponent) { c.Text = x(n) })
		}},
		"minutes": {MaxCodeMinutes, func(n int) TemplateDefinition {
			return replacing("FOOTER", func(c *TemplateComponent) { c.Minutes = n })
		}},
		"buttons": {MaxButtons, func(n int) TemplateDefinition {
			return replacing("BUTTONS", func(c *TemplateComponent) { c.Buttons = replies(n) })
		}},
		"label":     {MaxButtonLabel, func(n int) TemplateDefinition { return repeated(TemplateButton{Type: "QUICK_REPLY", Text: x(n)})(1) }},
		"addresses": {MaxURLButtons, repeated(webButton("https://a.example/{{1}}"))},
		"address":   {MaxTemplateURL, func(n int) TemplateDefinition { return repeated(webButton("https://a.example/" + x(n-18)))(1) }},
		"phones":    {MaxPhoneButtons, repeated(TemplateButton{Type: "PHONE_NUMBER", Text: "Call", Phone: "+34600"})},
		"phone": {MaxPhoneDigits, func(n int) TemplateDefinition {
			return repeated(TemplateButton{Type: "PHONE_NUMBER", Text: "Call", Phone: strings.Repeat("1", n)})(1)
		}},
		"codes": {MaxCodeButtons, repeated(copyCode("SALE"))},
		"code":  {MaxCoupon, func(n int) TemplateDefinition { return repeated(copyCode(x(n)))(1) }},
		"cards": {MaxTemplateCards, func(n int) TemplateDefinition { return carousel(n, func(*TemplateCard) {}) }},
		"card's words": {MaxCardText, func(n int) TemplateDefinition {
			return carousel(2, func(c *TemplateCard) { c.Components[1].Text = x(n) })
		}},
		"card's buttons": {MaxCardButtons, func(n int) TemplateDefinition {
			return carousel(2, func(c *TemplateCard) { c.Components[2].Buttons = replies(n) })
		}},
		"offer": {MaxOfferText, func(n int) TemplateDefinition {
			return proposed(func(d *TemplateDefinition) {
				d.Components = append(d.Components, TemplateComponent{Type: "LIMITED_TIME_OFFER", Offer: &TemplateOffer{Text: x(n)}})
			})
		}},
		"variables of a header": {MaxHeaderVars, func(n int) TemplateDefinition {
			return replacing("HEADER", func(c *TemplateComponent) {
				c.Text, c.Example = strings.Repeat("a", 1), json.RawMessage(`{"header_text":["x","y"]}`)
				for i := range n {
					c.Text += fmt.Sprintf(" {{%d}}", i+1)
				}
			})
		}},
	} {
		for n, ok := range map[int]bool{c.max: true, c.max + 1: false} {
			err := c.make(n).Check()
			if (err == nil) != ok {
				t.Errorf("%s of %d: %v", name, n, err)
			}
			if e := Foreseen(err); e != nil && (e.Field == "" || e.Next == "") {
				t.Errorf("%s of %d leaves somebody alone: %+v", name, n, e)
			}
		}
	}
}

func TestWhatMetaWouldNotTakeIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		TemplateDefinition
		says string
	}{
		"a name":            {proposed(func(d *TemplateDefinition) { d.Name = "Parcel sent" }), "small letters"},
		"no language":       {proposed(func(d *TemplateDefinition) { d.Language = "" }), "language"},
		"a category":        {proposed(func(d *TemplateDefinition) { d.Category = "SPAM" }), "MARKETING"},
		"a format":          {proposed(func(d *TemplateDefinition) { d.Format = "ROMAN" }), "POSITIONAL"},
		"no body":           {proposed(func(d *TemplateDefinition) { d.Components = d.Components[:1] }), "no body"},
		"two bodies":        {proposed(func(d *TemplateDefinition) { d.Components = append(d.Components, d.Components[1]) }), "two parts"},
		"a part":            {proposed(func(d *TemplateDefinition) { d.Components = append(d.Components, TemplateComponent{Type: "HAT"}) }), "HAT"},
		"a header":          {replacing("HEADER", func(c *TemplateComponent) { c.Format = "SCENT" }), "SCENT"},
		"a mute header":     {replacing("HEADER", func(c *TemplateComponent) { c.Text = "" }), "no text"},
		"no sample":         {replacing("HEADER", func(c *TemplateComponent) { c.Format = "IMAGE" }), "header_handle"},
		"a mute body":       {replacing("BODY", func(c *TemplateComponent) { c.Text = " " }), "no text"},
		"first":             {replacing("BODY", func(c *TemplateComponent) { c.Text = "{{1}} it is, on {{2}}." }), "2388299"},
		"last":              {replacing("BODY", func(c *TemplateComponent) { c.Text = "Hi {{1}} and {{2}} " }), "2388299"},
		"a gap":             {replacing("BODY", func(c *TemplateComponent) { c.Text = "Hi {{1}} and {{3}}." }), "{{3}}"},
		"a word":            {replacing("BODY", func(c *TemplateComponent) { c.Text = "Hi {{name}}." }), "{{name}}"},
		"a number":          {proposed(func(d *TemplateDefinition) { d.Format = "NAMED" }), "is not a name"},
		"no example":        {replacing("BODY", func(c *TemplateComponent) { c.Example = nil }), "no example"},
		"a footer":          {replacing("FOOTER", func(c *TemplateComponent) { c.Text = "{{1}}" }), "variable"},
		"a mute footer":     {replacing("FOOTER", func(c *TemplateComponent) { c.Text = "" }), "no text"},
		"no buttons":        {replacing("BUTTONS", func(c *TemplateComponent) { c.Buttons = nil }), "has none"},
		"a mute button":     {repeated(TemplateButton{Type: "QUICK_REPLY"})(1), "no text"},
		"a button":          {repeated(TemplateButton{Type: "DOOR", Text: "Open"})(1), "DOOR"},
		"no address":        {repeated(webButton("a.example"))(1), "whole address"},
		"a variable inside": {repeated(webButton("https://a.example/{{1}}/x"))(1), "end"},
		"no such address":   {repeated(TemplateButton{Type: "URL", Text: "Go", URL: "https://a.example/{{1}}"})(1), "no example"},
		"no number":         {repeated(TemplateButton{Type: "PHONE_NUMBER", Text: "Call"})(1), "number"},
		"no code":           {repeated(TemplateButton{Type: "COPY_CODE"})(1), "example"},
		"no flow":           {repeated(TemplateButton{Type: "FLOW", Text: "Go"})(1), "flow"},
		"a code elsewhere":  {repeated(TemplateButton{Type: "OTP", OTP: "COPY_CODE"})(1), "AUTHENTICATION"},
		"apart": {replacing("BUTTONS", func(c *TemplateComponent) {
			c.Buttons = []TemplateButton{replies(1)[0], webButton("https://a.example"), replies(2)[1]}
		}), "together"},
		"one card":    {carousel(1, func(*TemplateCard) {}), "cards"},
		"a bare card": {carousel(2, func(c *TemplateCard) { c.Components = c.Components[1:] }), "no header"},
		"a mute offer": {proposed(func(d *TemplateDefinition) {
			d.Components = append(d.Components, TemplateComponent{Type: "LIMITED_TIME_OFFER"})
		}), "no text"},
		"words for codes": {proposed(func(d *TemplateDefinition) { d.Category = Authentication }), "own words"},
	} {
		e := Foreseen(c.Check())
		if e == nil || e.Next == "" || e.Field == "" || !strings.Contains(e.Message+e.Next, c.says) {
			t.Errorf("%s: %+v, want something of %s", name, e, c.says)
		}
	}
	unlike := carousel(2, func(*TemplateCard) {})
	unlike.Components[1].Cards[1].Components = unlike.Components[1].Cards[1].Components[:2]
	if err := unlike.Check(); err == nil || !strings.Contains(err.Error(), "like the first") {
		t.Errorf("cards that differ: %v", err)
	}
	sign := TemplateDefinition{Name: "code", Language: "en", Category: Authentication, Components: []TemplateComponent{
		{Type: "BODY", Warning: true}, {Type: "FOOTER", Minutes: 5}, {Type: "BUTTONS", Buttons: []TemplateButton{{Type: "OTP", OTP: "COPY_CODE"}}},
	}}
	if err := sign.Check(); err != nil {
		t.Errorf("a code to sign in with: %v", err)
	}
	if err := parcel().CheckParts(); err != nil {
		t.Errorf("an edit: %v", err)
	}
}

func TestTemplatesAreFound(t *testing.T) {
	all := []TemplateDefinition{
		parcel(), {Name: "parcel", Language: "es", Status: "APPROVED"}, {Name: "parcel", Language: "de", Status: "PENDING"},
		{Name: "sale", Language: "en", Status: "PAUSED"}, {Name: "hello", Language: "en", Status: "APPROVED"},
		{Name: "bad", Language: "en", Status: "REJECTED", Reason: "ABUSIVE_CONTENT"}, {Name: "odd", Language: "en", Status: "UNREADABLE"},
	}
	if d, err := FindTemplate(all, "parcel", "EN"); err != nil || d.Body() == "" {
		t.Errorf("%v", err)
	}
	for _, c := range []struct {
		name, language string
		code           Code
		says           string
	}{
		{"parcel", "fr", NotFound, "it may be sent in en, es"},
		{"parcell", "en", NotFound, "the approved templates are parcel, hello"},
		{"parcel", "de", Rejected, "not decided"},
		{"sale", "en", Rejected, "paused"},
		{"bad", "en", Rejected, "ABUSIVE_CONTENT"},
		{"odd", "en", Rejected, "UNREADABLE"},
	} {
		if _, err := FindTemplate(all, c.name, c.language); CodeOf(err) != c.code || !strings.Contains(Sentence(err), c.says) {
			t.Errorf("%s in %s: %s", c.name, c.language, Sentence(err))
		}
	}
	var many []TemplateDefinition
	for i := range suggestions + 1 {
		many = append(many, TemplateDefinition{Name: fmt.Sprintf("t%d", i), Status: "APPROVED"})
	}
	if _, err := FindTemplate(many, "x", "en"); !strings.Contains(Sentence(err), "t9") || strings.Contains(Sentence(err), "t10") {
		t.Errorf("too many are offered: %s", Sentence(err))
	}
	if _, err := FindTemplate(nil, "x", "en"); !strings.Contains(Sentence(err), "none yet") {
		t.Errorf("%s", Sentence(err))
	}
}
