package tools

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"frontdesk"
)

const (
	// mostOffered is how many templates a refusal names.
	mostOffered = 5
	// recall is how long a refusal may wait for them.
	recall = 3 * time.Second
)

// offerTemplates tells in a refusal which templates may be sent instead, first
// of all as a call that would work. Who asked for text is not offered codes to
// sign in with, nor marketing for who wants none of it.
func (s *Server) offerTemplates(ctx context.Context, who frontdesk.Contact, r *sendResult) {
	ctx, cancel := context.WithTimeout(ctx, recall)
	defer cancel()
	all, err := s.desk.Templates(ctx, who.ID)
	if err != nil {
		s.log.Debug("a refusal names no templates", "contact", who.ID, "error", err)
		return
	}
	var some []offer
	for _, d := range all {
		marketing := d.Category == frontdesk.Marketing
		if d.Approved() && d.Category != frontdesk.Authentication && (!marketing || who.WantsMarketing()) {
			some = append(some, offerOf(d))
		}
	}
	if len(some) == 0 {
		return
	}
	slices.SortFunc(some, func(a, b offer) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Name, b.Name)) })
	for _, o := range some[:min(mostOffered, len(some))] {
		r.Templates = append(r.Templates, o.template)
	}
	r.Next = some[0].next(who.ID) + others(some[1:])
}

// offer is a template that may be sent instead of what was refused.
type offer struct {
	template
	example json.RawMessage // parameters that would work; nil if there are none to give
	works   bool
	rank    int
}

// offerOf tries the template with Meta's own examples. First come those that
// work so, then those that people did not ask to be free of, then those that
// need least.
func offerOf(d frontdesk.TemplateDefinition) offer {
	o := offer{template: templateOf(d), example: examples(d)}
	_, err := d.Fill(frontdesk.Template{Name: d.Name, Language: d.Language, Parameters: o.example})
	if o.works = err == nil; !o.works {
		o.rank += 1000
	}
	if d.Category == frontdesk.Marketing {
		o.rank += 100
	}
	o.rank += len(o.Parameters)
	return o
}

// examples gives a value for each parameter that must be given and can be
// without a file or a catalogue.
func examples(d frontdesk.TemplateDefinition) json.RawMessage {
	given, buttons := map[string]any{}, map[string]string{}
	for _, p := range d.Parameters() {
		label, button := strings.CutPrefix(p.Name, "buttons.")
		value := cmp.Or(p.Example, "…")
		switch {
		case p.Optional, p.Kind == "image", p.Kind == "video", p.Kind == "document":
		case button:
			buttons[label] = path.Base(value) // the example is the whole address
		default:
			given[p.Name] = value
		}
	}
	if len(buttons) > 0 {
		given["buttons"] = buttons
	}
	if len(given) == 0 {
		return nil
	}
	b, err := json.Marshal(given)
	if err != nil {
		return nil // strings and maps of them always can be
	}
	return b
}

// next is the call.
func (o offer) next(to frontdesk.ContactID) string {
	if !o.works {
		return "send_whatsapp_template with one of these: " + o.line()
	}
	call, err := json.Marshal(struct {
		To         frontdesk.ContactID `json:"to"`
		Name       string              `json:"name"`
		Language   string              `json:"language"`
		Parameters json.RawMessage     `json:"parameters,omitempty"`
	}{to, o.Name, o.Language, o.example})
	if err != nil {
		return "send_whatsapp_template with one of these: " + o.line()
	}
	says := fmt.Sprintf("send_whatsapp_template %s, which says: %s", call, o.begins())
	if o.example != nil {
		says += " (with values of your own)"
	}
	return says
}

func others(some []offer) string {
	if len(some) == 0 {
		return ""
	}
	var lines []string
	for _, o := range some[:min(mostOffered-1, len(some))] {
		lines = append(lines, o.line())
	}
	return "; or " + strings.Join(lines, "; or ")
}
