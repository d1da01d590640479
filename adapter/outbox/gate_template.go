package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk"
)

const (
	// named is how many templates a closed window names.
	named = 3
	// recall is how long a refusal may wait for the templates it would name.
	recall = 3 * time.Second
)

// approved holds a template against what Meta has approved; other content
// passes.
func (o *Outbox) approved(ctx context.Context, c frontdesk.Content, on frontdesk.IntegrationID) (frontdesk.Content, error) {
	name, language := templateOf(c)
	if name == "" || o.Templates == nil {
		return c, nil
	}
	all, err := o.Templates(ctx, on)
	if err != nil {
		return nil, err
	}
	d, err := frontdesk.FindTemplate(all, name, language)
	if err != nil {
		return nil, err
	}
	if t, is := c.(frontdesk.Template); is {
		return filled(d, t)
	}
	return c, nil
}

// templateOf is the name and the language of a template, also of one in Meta's
// own words; other content has none.
func templateOf(c frontdesk.Content) (name, language string) {
	switch c := c.(type) {
	case frontdesk.Template:
		return c.Name, c.Language
	case frontdesk.Raw:
		var t struct {
			Name     string `json:"name"`
			Language struct {
				Code string `json:"code"`
			} `json:"language"`
		}
		if c.Kind != "template" || json.Unmarshal(c.Body, &t) != nil {
			return "", ""
		}
		return t.Name, t.Language.Code
	}
	return "", ""
}

// filled fills a template in. Files that were found for it already stay: they
// are known here by more than the parameters say.
func filled(d frontdesk.TemplateDefinition, given frontdesk.Template) (frontdesk.Content, error) {
	t, err := d.Fill(given)
	if err != nil {
		return nil, err
	}
	found := frontdesk.Files(given)
	if len(found) != len(frontdesk.Files(t)) {
		return t, nil
	}
	return frontdesk.WithFiles(t, func(frontdesk.Attachment) (frontdesk.Attachment, error) {
		a := found[0]
		found = found[1:]
		return a, nil
	})
}

// welcome tells whether a person wants such a template at all.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
func welcome(c frontdesk.Content, who frontdesk.Contact) error {
	t, is := c.(frontdesk.Template)
	if !is || t.Category != frontdesk.Marketing || who.WantsMarketing() {
		return nil
	}
	return frontdesk.Errorf(frontdesk.OptedOut, "this person told WhatsApp on %s that they want no marketing from us, and the template ‘%s’ is marketing; nothing was sent",
		who.MarketingStoppedAt.Format(time.DateOnly), t.Name).
		WithNext("send a template of another category, or what you have to say once they have written")
}

// instead names approved templates that would do where a window is closed,
// with what they need. That none is known is no failure: the refusal stands.
func (o *Outbox) instead(ctx context.Context, who frontdesk.Contact, on frontdesk.IntegrationID) string {
	if o.Templates == nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, recall)
	defer cancel()
	all, err := o.Templates(ctx, on)
	if err != nil {
		o.Log.Debug("a refusal names no templates", "integration", on, "error", err)
		return ""
	}
	all = slices.DeleteFunc(slices.Clone(all), func(d frontdesk.TemplateDefinition) bool { return !suits(d, who) })
	slices.SortStableFunc(all, func(a, b frontdesk.TemplateDefinition) int { return len(a.Parameters()) - len(b.Parameters()) })
	var lines []string
	for _, d := range all[:min(named, len(all))] {
		lines = append(lines, asked(d))
	}
	if len(lines) == 0 {
		return ""
	}
	return ", or send an approved template: " + strings.Join(lines, "; ")
}

// suits tells whether a template would do instead of a text: one for codes to
// sign in with says nothing else, and marketing goes to those who want it.
func suits(d frontdesk.TemplateDefinition, who frontdesk.Contact) bool {
	return d.Approved() && d.Category != frontdesk.Authentication && (d.Category != frontdesk.Marketing || who.WantsMarketing())
}

// asked is a template and what it must be given.
func asked(d frontdesk.TemplateDefinition) string {
	var must []string
	for _, p := range d.Parameters() {
		if !p.Optional {
			must = append(must, p.String())
		}
	}
	if len(must) == 0 {
		return fmt.Sprintf("‘%s’ (%s) without parameters", d.Name, d.Language)
	}
	return fmt.Sprintf("‘%s’ (%s) with %s", d.Name, d.Language, strings.Join(must, ", "))
}
