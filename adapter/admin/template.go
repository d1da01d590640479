package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk"
	"frontdesk/adapter/admin/view"
)

// Templates are the templates of a number at Meta.
type Templates interface {
	AllTemplates(ctx context.Context) ([]frontdesk.TemplateDefinition, error)
	// CreateTemplate gives what was proposed with the id, status and category it
	// has at Meta.
	CreateTemplate(ctx context.Context, d frontdesk.TemplateDefinition) (frontdesk.TemplateDefinition, error)
	// EditTemplate puts the parts, and the category unless it is "", in the place
	// of those that the template with the id has.
	EditTemplate(ctx context.Context, d frontdesk.TemplateDefinition) error
	// DeleteTemplate deletes the one with the id, or all of the name if it is "".
	DeleteTemplate(ctx context.Context, name, id string) error
}

// forms are the operations on templates.
type forms struct {
	at      func(context.Context, frontdesk.IntegrationID) (Templates, error)
	changed func(frontdesk.IntegrationID)
}

// atMeta says that an operation asks Meta, which may not be to be had.
func atMeta(o huma.Operation) huma.Operation {
	o.Errors = append(o.Errors, http.StatusBadGateway)
	return o
}

func (f forms) tell(on string) {
	if f.changed != nil {
		f.changed(frontdesk.IntegrationID(on))
	}
}

type oneTemplate struct {
	Body view.Template
}

// OneOf names a template of a number.
type OneOf struct {
	ByID
	Template string `path:"template" maxLength:"64" doc:"Meta's id of the template."`
}

type templateList struct {
	ByID
	Name   string `query:"name" maxLength:"512" doc:"Only those of this name, in all their languages."`
	Status string `query:"status" maxLength:"64" example:"APPROVED" doc:"Only those with this status."`
	Page
}

// list answers a page. Meta is asked for all of them: how it pages is not how
// this list does.
func (f forms) list(ctx context.Context, in *templateList) (*list[view.Template], error) {
	_, all, err := f.all(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	id := func(d frontdesk.TemplateDefinition) string { return d.ID }
	if all, err = after(all, in.Cursor, id); err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(d frontdesk.TemplateDefinition) bool {
		return in.Name != "" && d.Name != in.Name || in.Status != "" && !strings.EqualFold(d.Status, in.Status)
	})
	page, next := upTo(in.Limit, all, id)
	return listed(page, view.TemplateOf, next), nil
}

// find gives one template of a number.
func (f forms) find(ctx context.Context, in OneOf) (Templates, frontdesk.TemplateDefinition, error) {
	at, all, err := f.all(ctx, in.ID)
	if err != nil {
		return nil, frontdesk.TemplateDefinition{}, err
	}
	for _, d := range all {
		if d.ID == in.Template {
			return at, d, nil
		}
	}
	return nil, frontdesk.TemplateDefinition{}, frontdesk.Errorf(frontdesk.NotFound, "this number has no template with this id at Meta").
		WithNext("list the templates to find its id")
}

// all gives all templates of a number.
func (f forms) all(ctx context.Context, on string) (Templates, []frontdesk.TemplateDefinition, error) {
	at, err := f.at(ctx, frontdesk.IntegrationID(on))
	if err != nil {
		return nil, nil, err
	}
	all, err := at.AllTemplates(ctx)
	return at, all, err
}

func (f forms) get(ctx context.Context, in *OneOf) (*oneTemplate, error) {
	_, d, err := f.find(ctx, *in)
	return &oneTemplate{view.TemplateOf(d)}, err
}

type newTemplate struct {
	ByID
	Body struct {
		Name       string                        `json:"name" maxLength:"512" example:"parcel_sent" doc:"Small letters, digits and _."`
		Language   string                        `json:"language" maxLength:"16" example:"en_US"`
		Category   string                        `json:"category" enum:"MARKETING,UTILITY,AUTHENTICATION"`
		Format     string                        `json:"parameter_format,omitempty" enum:"POSITIONAL,NAMED"`
		Seconds    int                           `json:"message_send_ttl_seconds,omitempty" minimum:"-1" doc:"How long Meta tries to deliver it."`
		Components []frontdesk.TemplateComponent `json:"components" nullable:"false" doc:"Its parts, in Meta's words."`
	}
}

func (f forms) create(ctx context.Context, in *newTemplate) (*oneTemplate, error) {
	at, err := f.at(ctx, frontdesk.IntegrationID(in.ID))
	if err != nil {
		return nil, err
	}
	b := in.Body
	d := frontdesk.TemplateDefinition{Name: b.Name, Language: b.Language, Category: b.Category, Format: b.Format, Seconds: b.Seconds, Components: b.Components}
	if err := d.Check(); err != nil {
		return nil, err
	}
	d, err = at.CreateTemplate(ctx, d)
	f.tell(in.ID) // also if it is not known whether Meta heard
	return &oneTemplate{view.TemplateOf(d)}, err
}

type templatePatch struct {
	OneOf
	Body struct {
		Category   *string                       `json:"category,omitempty" enum:"MARKETING,UTILITY,AUTHENTICATION" doc:"Not of an approved one."`
		Seconds    *int                          `json:"message_send_ttl_seconds,omitempty" minimum:"-1"`
		Components []frontdesk.TemplateComponent `json:"components,omitempty" nullable:"false" doc:"All of its parts: they take the place of those there are."`
	}
}

// update changes a template, and gives it as it was sent to Meta, without a
// status: what Meta thinks of it is an event later.
func (f forms) update(ctx context.Context, in *templatePatch) (*oneTemplate, error) {
	at, d, err := f.find(ctx, in.OneOf)
	if err != nil {
		return nil, err
	}
	if in.Body.Components != nil {
		d.Components = in.Body.Components
	}
	if in.Body.Category != nil {
		d.Category = *in.Body.Category
	}
	if in.Body.Seconds != nil {
		d.Seconds = *in.Body.Seconds
	}
	if err := d.CheckParts(); err != nil {
		return nil, err
	}
	edit := frontdesk.TemplateDefinition{ID: d.ID, Seconds: d.Seconds, Components: d.Components}
	if in.Body.Category != nil {
		edit.Category = d.Category // Meta refuses even the same one of an approved template
	}
	err = at.EditTemplate(ctx, edit)
	f.tell(in.ID)
	d.Status, d.Reason = "", ""
	return &oneTemplate{view.TemplateOf(d)}, err
}

type templateDelete struct {
	OneOf
	All bool `query:"all_languages" doc:"Delete the templates of this name in all languages."`
}

func (f forms) remove(ctx context.Context, in *templateDelete) (*nothing, error) {
	at, d, err := f.find(ctx, in.OneOf)
	if err != nil {
		return nil, err
	}
	id := d.ID
	if in.All {
		id = ""
	}
	err = at.DeleteTemplate(ctx, d.Name, id)
	f.tell(in.ID)
	return nil, err
}
