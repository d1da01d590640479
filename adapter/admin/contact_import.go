package admin

import (
	"context"
	"io"
	"mime"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk"
	"frontdesk/contacts"
)

// importTime is how long the body of an import may take to arrive and be taken
// in.
const importTime = 2 * time.Minute

// imported describes the import, whose body is a list and not JSON.
func imported() huma.Operation {
	o := op("import-contacts", "Contacts", "Register the contacts of a list")
	o.Description = "A CSV list begins with a line that names its columns: name, phone, user_id, metadata.ANYTHING. " +
		"Rows that cannot be taken in are reported and the others go in; who is registered already stays as they are."
	text := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/csv": text, "text/vcard": text}}
	return o
}

type importIn struct {
	DryRun bool `query:"dry_run" doc:"Report what would happen, and register nobody."`

	body   io.Reader
	format contacts.Format
	err    error
}

// Resolve takes the body as a stream: the list need not fit in memory.
func (in *importIn) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	in.format, in.err = formatOf(ctx.Header("Content-Type"))
	// Without a deadline of its own the server's, which is for small bodies, holds.
	_ = ctx.SetReadDeadline(time.Now().Add(importTime))
	return nil
}

func formatOf(contentType string) (contacts.Format, error) {
	media, _, err := mime.ParseMediaType(contentType)
	switch {
	case contentType == "" || media == "text/plain" || media == "application/octet-stream":
		return "", nil // told by its first bytes
	case err == nil && media == "text/csv":
		return contacts.CSV, nil
	case err == nil && (media == "text/vcard" || media == "text/x-vcard" || media == "text/directory"):
		return contacts.VCard, nil
	}
	return "", frontdesk.Errorf(frontdesk.Unsupported, "a list is not imported from this content type").
		WithField("Content-Type").WithNext("send text/csv or text/vcard")
}

// ImportReport is what became of an import.
type ImportReport struct {
	Added    int          `json:"added" doc:"Registered now, or that would be."`
	Existing int          `json:"existing" doc:"Registered before, and left as they were."`
	Failed   int          `json:"failed" doc:"Not taken in."`
	DryRun   bool         `json:"dry_run,omitempty"`
	Problems []RowProblem `json:"problems,omitempty" nullable:"false" doc:"Why rows were not taken in: the first 100."`
}

// RowProblem is why a row was not taken in.
type RowProblem struct {
	Line   int    `json:"line" doc:"The line of the list on which the row begins."`
	Detail string `json:"detail"`
	Field  string `json:"field,omitempty"`
	Next   string `json:"next,omitempty"`
}

type importOut struct {
	Body ImportReport
}

func (p people) take(ctx context.Context, in *importIn) (*importOut, error) {
	if in.err != nil {
		return nil, in.err
	}
	r, err := p.registry.Import(ctx, in.body, contacts.Import{Format: in.format, DryRun: in.DryRun})
	if err != nil {
		return nil, partly(r, err)
	}
	out := &importOut{ImportReport{Added: r.Added, Existing: r.Existing, Failed: r.Failed, DryRun: in.DryRun}}
	for _, row := range r.Problems {
		e := frontdesk.Foreseen(row.Err)
		out.Body.Problems = append(out.Body.Problems, RowProblem{Line: row.Line, Detail: e.Message, Field: e.Field, Next: e.Next})
	}
	return out, nil
}

// partly adds to a failure how many were registered before it.
func partly(r contacts.Report, err error) error {
	if r.Added == 0 {
		return err
	}
	e := *frontdesk.Foreseen(err)
	return frontdesk.Errorf(e.Code, "%s; %d people of the list were registered before that", e.Message, r.Added).
		WithNext("%s", e.Next).WithField(e.Field).WithCause(err)
}
