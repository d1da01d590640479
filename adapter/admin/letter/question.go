package letter

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk"
)

// Question is a message that asks for a tap. Which fields it has depends on its
// kind; the gate says what is missing or too long.
type Question struct {
	Kind     frontdesk.Form         `json:"kind" enum:"buttons,list,link,request_location,request_contact,flow,product,products,catalog,cards,request_address,call,request_call_permission"`
	Header   string                 `json:"header,omitempty" doc:"A text over the words."`
	Figure   *Figure                `json:"header_file,omitempty" doc:"Or a picture, a video or a document."`
	Body     string                 `json:"body,omitempty" doc:"Markdown."`
	Footer   string                 `json:"footer,omitempty"`
	Buttons  []Option               `json:"buttons,omitempty" nullable:"false" doc:"More than three become a list."`
	Button   string                 `json:"button,omitempty" doc:"The label that opens a list or a flow, or that calls."`
	Sections []Section              `json:"sections,omitempty" nullable:"false" doc:"Of a list: up to 10 rows in all."`
	Link     *frontdesk.Link        `json:"link,omitempty"`
	Flow     *frontdesk.Flow        `json:"flow,omitempty" doc:"A form of yours at Meta, by its id or its name."`
	Catalog  string                 `json:"catalog_id,omitempty"`
	SKU      string                 `json:"sku,omitempty" doc:"The product, or the one that pictures the catalogue."`
	Shelves  []frontdesk.Shelf      `json:"products,omitempty" nullable:"false"`
	Cards    []Leaf                 `json:"cards,omitempty" nullable:"false" doc:"2 to 10, to leaf through."`
	Address  *frontdesk.Destination `json:"address,omitempty"`
	Call     *frontdesk.Call        `json:"call,omitempty"`
}

// Section is a titled group of options in a list.
type Section struct {
	Title string   `json:"title,omitempty"`
	Rows  []Option `json:"rows" nullable:"false"`
}

// Leaf is one of several cards: a picture or a video, with a link or with
// buttons; or a product of the catalogue.
type Leaf struct {
	Figure  *Figure         `json:"header_file,omitempty"`
	Body    string          `json:"body,omitempty"`
	Link    *frontdesk.Link `json:"link,omitempty"`
	Buttons []Option        `json:"buttons,omitempty" nullable:"false"`
	SKU     string          `json:"sku,omitempty"`
}

// Figure is a file over words.
type Figure struct {
	File frontdesk.FileID `json:"file_id" minLength:"1" maxLength:"64" doc:"A file uploaded with POST /files, or received."`
}

// Option is something to tap: a title, or an object.
type Option frontdesk.Option

// UnmarshalJSON reads either.
func (o *Option) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &o.Title) == nil {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode((*frontdesk.Option)(o))
}

// Schema describes both.
func (Option) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeString}, r.Schema(reflect.TypeFor[frontdesk.Option](), true, "OptionWithID")}}
}

// parameters is what is filled into a template.
type parameters struct{ json.RawMessage }

// Schema describes an object of anything: each template has its own.
func (parameters) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// ask gives the question, with its files as WhatsApp takes them.
func (q Question) ask(ctx context.Context, by Clerk) (saying, error) {
	i := frontdesk.Interactive{
		Form: q.Kind, Header: q.Header, Body: q.Body, Footer: q.Footer, Buttons: options(q.Buttons), Button: q.Button,
		Link: q.Link, Flow: q.Flow, Catalog: q.Catalog, SKU: q.SKU, Shelves: q.Shelves, Address: q.Address, Call: q.Call,
	}
	for _, s := range q.Sections {
		i.Sections = append(i.Sections, frontdesk.Section{Title: s.Title, Rows: options(s.Rows)})
	}
	var notes []string
	var err error
	if i.Figure, err = by.figure(ctx, q.Figure, "interactive.header_file.file_id", &notes); err != nil {
		return saying{}, err
	}
	for n, l := range q.Cards {
		c := frontdesk.Card{Body: l.Body, Link: l.Link, Buttons: options(l.Buttons), SKU: l.SKU}
		if c.Figure, err = by.figure(ctx, l.Figure, fmt.Sprintf("interactive.cards[%d].header_file.file_id", n), &notes); err != nil {
			return saying{}, err
		}
		i.Cards = append(i.Cards, c)
	}
	return saying{i, notes}, nil
}

// figure gives a file that stands over words; what was made of it is added to
// notes.
func (c Clerk) figure(ctx context.Context, f *Figure, field string, notes *[]string) (*frontdesk.Figure, error) {
	if f == nil {
		return nil, nil
	}
	a, more, err := c.Fit(ctx, f.File, "auto")
	if err != nil {
		return nil, About(field, err)
	}
	*notes = append(*notes, more...)
	figure := frontdesk.Figure(a)
	return &figure, nil
}

func options(all []Option) (some []frontdesk.Option) {
	for _, o := range all {
		some = append(some, frontdesk.Option(o))
	}
	return some
}
