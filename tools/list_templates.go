package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"frontdesk"
)

// templatePage is how many templates one answer has.
const templatePage = 25

type listTemplatesIn struct {
	Query  string `json:"query,omitempty" jsonschema:"part of a name or of the words"`
	Cursor string `json:"cursor,omitempty" jsonschema:"next_cursor of an answer"`
}

// template is a template as a caller needs it.
type template struct {
	Name       string                        `json:"name"`
	Language   string                        `json:"language"`
	Category   string                        `json:"category"`
	Header     string                        `json:"header,omitempty"` // its words, or what kind of file
	Body       string                        `json:"body,omitempty"`
	Footer     string                        `json:"footer,omitempty"`
	Buttons    []string                      `json:"buttons,omitempty"`
	Parameters []frontdesk.TemplateParameter `json:"parameters,omitempty"`
}

type listTemplatesOut struct {
	Templates []template `json:"templates"`
	Next      string     `json:"next_cursor,omitempty"`
}

func (s *Server) listTemplates() offered {
	return tool(s, about{
		name: "list_whatsapp_templates", title: "List templates", reads: true, idempotent: true,
		description: "The approved templates, with the parameters that send_whatsapp_template needs for each.",
	}, s.doListTemplates, listTemplatesOut.text)
}

func (s *Server) doListTemplates(ctx context.Context, in listTemplatesIn) (listTemplatesOut, error) {
	out := listTemplatesOut{Templates: []template{}}
	after, err := placeOf(in.Cursor, "after ")
	if err != nil {
		return out, err
	}
	all, err := s.desk.Templates(ctx, "")
	if err != nil {
		return out, err
	}
	some := slices.DeleteFunc(slices.Clone(all), func(d frontdesk.TemplateDefinition) bool {
		return !d.Approved() || place(d) <= after || !mentions(d, in.Query)
	})
	slices.SortFunc(some, func(a, b frontdesk.TemplateDefinition) int { return cmp.Compare(place(a), place(b)) })
	some = slices.CompactFunc(some, func(a, b frontdesk.TemplateDefinition) bool { return place(a) == place(b) })
	for i, d := range some {
		if i == templatePage {
			out.Next = cursor("after ", place(some[i-1]))
			break
		}
		out.Templates = append(out.Templates, templateOf(d))
	}
	return out, nil
}

// place is where a template stands in the list. Numbers of one account have the
// same templates, and those of several may have them by the same name: one is
// shown for all.
func place(d frontdesk.TemplateDefinition) string { return d.Name + " " + d.Language }

// mentions tells whether all words of a query occur in a template.
func mentions(d frontdesk.TemplateDefinition, query string) bool {
	text := d.Name + " " + strings.ReplaceAll(d.Name, "_", " ") + " " + d.Language + " " + d.Category
	for _, c := range d.Components {
		text += " " + c.Text
	}
	text = strings.ToLower(text)
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(clip(query, maxQuery))), func(word string) bool { return !strings.Contains(text, word) })
}

func templateOf(d frontdesk.TemplateDefinition) template {
	t := template{Name: d.Name, Language: d.Language, Category: d.Category, Body: d.Body(), Parameters: d.Parameters()}
	if c, ok := d.Component("HEADER"); ok {
		t.Header = cmp.Or(c.Text, strings.ToLower(c.Format))
	}
	if c, ok := d.Component("FOOTER"); ok {
		t.Footer = c.Text
	}
	if c, ok := d.Component("BUTTONS"); ok {
		for _, b := range c.Buttons {
			t.Buttons = append(t.Buttons, cmp.Or(b.Text, strings.ToLower(b.Type)))
		}
	}
	return t
}

// line is the template in one line: its name, its words and what it needs.
func (t template) line() string {
	s := fmt.Sprintf("%s (%s): %s", t.Name, t.Language, t.begins())
	if must := t.needs(); must != "" {
		s += " [needs " + must + "]"
	}
	return s
}

// begins is the beginning of its words.
func (t template) begins() string {
	words := oneLine(t.Body)
	if short := clip(words, 120); short != words {
		return short + " …"
	}
	return words
}

// needs lists the parameters that must be given.
func (t template) needs() string {
	var all []string
	for _, p := range t.Parameters {
		if !p.Optional {
			all = append(all, p.String())
		}
	}
	return strings.Join(all, ", ")
}

func (o listTemplatesOut) text() string {
	var lines []string
	for _, t := range o.Templates {
		lines = append(lines, "- "+t.line())
	}
	switch {
	case len(lines) == 0:
		return "No approved template matches."
	case o.Next != "":
		lines = append(lines, "There are more: next_cursor "+o.Next)
	}
	return strings.Join(lines, "\n")
}
