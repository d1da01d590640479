package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"frontdesk"
)

// Limits of reading an account's templates.
const (
	// TemplatePage is how many templates are asked for at once.
	TemplatePage = 100
	// MaxTemplates is how many are read of one account. Meta allows 250, or
	// 6,000 for a verified business, each with all its languages.
	MaxTemplates = 10_000
)

const templateFields = "id,name,status,category,language,parameter_format,quality_score,rejected_reason,message_send_ttl_seconds,components"

// Templates gives the account's templates of a name, or all if it is empty, a
// page at a time. The next page begins at next, which is empty after the last.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
func (n Number) Templates(ctx context.Context, name, cursor string) (page []frontdesk.TemplateDefinition, next string, err error) {
	query := url.Values{"fields": {templateFields}, "limit": {strconv.Itoa(TemplatePage)}}
	if name != "" {
		query.Set("name", name)
	}
	if cursor != "" {
		query.Set("after", cursor)
	}
	path, err := n.templates()
	if err != nil {
		return nil, "", err
	}
	var out struct {
		Data   []json.RawMessage `json:"data"`
		Paging struct {
			Cursors struct {
				After string `json:"after"`
			} `json:"cursors"`
			Next string `json:"next"`
		} `json:"paging"`
	}
	if err := n.call(ctx, http.MethodGet, path, query, nil, &out); err != nil {
		return nil, "", harmless(err)
	}
	for _, raw := range out.Data {
		page = append(page, definition(raw))
	}
	if out.Paging.Next != "" { // Meta gives the cursor of the last page too
		next = out.Paging.Cursors.After
	}
	return page, next, nil
}

// AllTemplates gives them all, up to MaxTemplates.
func (n Number) AllTemplates(ctx context.Context) (all []frontdesk.TemplateDefinition, err error) {
	for cursor := ""; len(all) < MaxTemplates; {
		page, next, err := n.Templates(ctx, "", cursor)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == "" || next == cursor {
			break
		}
		cursor = next
	}
	return all, nil
}

// templates is where the account's templates are.
func (n Number) templates() ([]string, error) {
	if n.Integration.BusinessAccountID == "" {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "integration %s has no WhatsApp Business Account", n.Integration.ID).
			WithNext("set its business_account_id")
	}
	return []string{n.Integration.BusinessAccountID, "message_templates"}, nil
}

// unreadable is the status of a template whose shape is not known here. It is
// shown and not sent.
const unreadable = "UNREADABLE"

// bareID is an id that is written as a number.
var bareID = regexp.MustCompile(`"(id|flow_id)"\s*:\s*([0-9]+)`)

// definition reads a template as Meta writes it. One template that cannot be
// read does not cost the others.
func definition(raw json.RawMessage) frontdesk.TemplateDefinition {
	var t struct {
		frontdesk.TemplateDefinition
		Score struct {
			Score string `json:"score"`
		} `json:"quality_score"`
	}
	err := json.Unmarshal(bareID.ReplaceAll(raw, []byte(`"$1":"$2"`)), &t)
	d := t.TemplateDefinition
	d.Quality = t.Score.Score
	d.Category, d.Status, d.Format = strings.ToUpper(d.Category), strings.ToUpper(d.Status), strings.ToUpper(d.Format)
	if d.Reason == "NONE" {
		d.Reason = ""
	}
	if err != nil {
		d.Status, d.Reason = unreadable, "its form is not known here"
	}
	upper(d.Components)
	return d
}

// upper writes the kinds of parts as Meta's reference does; its pages write
// them in small letters too.
func upper(all []frontdesk.TemplateComponent) {
	for i := range all {
		c := &all[i]
		c.Type, c.Format = strings.ToUpper(c.Type), strings.ToUpper(c.Format)
		for j := range c.Buttons {
			c.Buttons[j].Type = strings.ToUpper(c.Buttons[j].Type)
		}
		for j := range c.Cards {
			upper(c.Cards[j].Components)
		}
	}
}

// CreateTemplate proposes a template to Meta, and gives it with its id, its
// status and the category Meta put it in.
func (n Number) CreateTemplate(ctx context.Context, d frontdesk.TemplateDefinition) (frontdesk.TemplateDefinition, error) {
	path, err := n.templates()
	if err != nil {
		return d, err
	}
	body := proposal(d)
	body["name"], body["language"] = d.Name, d.Language
	var out struct {
		ID       json.RawMessage `json:"id"` // a text, or a number
		Status   string          `json:"status"`
		Category string          `json:"category"`
	}
	if err := n.call(ctx, http.MethodPost, path, nil, body, &out); err != nil {
		return d, unsureOfTemplate(err)
	}
	d.ID = strings.Trim(string(out.ID), `"`)
	d.Status, d.Category = out.Status, cmp.Or(out.Category, d.Category)
	return d, nil
}

// EditTemplate changes a template by its id: all of its parts at once. Meta
// looks at it again. An approved one may be edited once a day and ten times in
// thirty days; its name and language never.
func (n Number) EditTemplate(ctx context.Context, d frontdesk.TemplateDefinition) error {
	if d.ID == "" {
		return frontdesk.Errorf(frontdesk.Invalid, "a template is edited by its id").WithField("id").WithNext("list the templates to find it")
	}
	return unsureOfTemplate(n.call(ctx, http.MethodPost, []string{d.ID}, nil, proposal(d), &success{}))
}

// DeleteTemplate deletes a template: in one language if its id is given, else
// in all. The name cannot be used again for 30 days.
func (n Number) DeleteTemplate(ctx context.Context, name, id string) error {
	if name == "" {
		return frontdesk.Errorf(frontdesk.Invalid, "a template is deleted by its name").WithField("name")
	}
	path, err := n.templates()
	if err != nil {
		return err
	}
	query := url.Values{"name": {name}}
	if id != "" {
		query.Set("hsm_id", id)
	}
	return unsureOfTemplate(n.call(ctx, http.MethodDelete, path, query, nil, &success{}))
}

// proposal is what Meta is told of a template besides its name.
func proposal(d frontdesk.TemplateDefinition) map[string]any {
	o := map[string]any{"components": d.Components}
	if d.Category != "" {
		o["category"] = d.Category
	}
	if d.Format != "" {
		o["parameter_format"] = d.Format
	}
	if d.Seconds != 0 {
		o["message_send_ttl_seconds"] = d.Seconds
	}
	return o
}

// unsureOfTemplate says what to do where it is not known whether Meta heard.
func unsureOfTemplate(err error) error {
	if frontdesk.CodeOf(err) != frontdesk.Uncertain {
		return err
	}
	e := *frontdesk.Foreseen(err)
	return e.WithNext("list the templates to see whether it was done")
}
