package media

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/media/document"
)

// leaf reads a document, and the pages in it that are pictures.
func (r *Reader) leaf(ctx context.Context, f frontdesk.File, t Type, path string) (frontdesk.Extract, error) {
	until := r.Now().Add(ReadTime)
	var read document.Reading
	if _, err := r.Work.Do(ctx, "document.read", path, document.ReadParams{MIMEType: t.MIMEType, Filename: f.Filename}, &read); err != nil {
		return frontdesk.Extract{}, unread(t, err)
	}
	e := read.Extract
	if len(read.Blank) == 0 {
		return e, nil
	}
	err := r.blanks(&e, read.Blank, until, func(n int) (frontdesk.Extract, error) { return r.page(ctx, f, t, path, n) })
	if err != nil {
		return e, err
	}
	credit(&e)
	var texts []string
	for _, p := range e.Pages {
		if p.Text != "" {
			texts = append(texts, p.Text)
		}
	}
	if e.Text = strings.Join(texts, "\n\n"); e.Text != "" {
		e.Status = frontdesk.ExtractOK
	}
	return e, nil
}

// blanks reads the pages of a document that have no text of their own, as long
// as there is time, and notes what was left out. For want of an engine it is an
// error where there is no other text: that nothing was found would be a guess.
func (r *Reader) blanks(e *frontdesk.Extract, blank []int, until time.Time, page func(n int) (frontdesk.Extract, error)) error {
	for i, n := range blank {
		if r.Now().After(until) {
			e.Cut = join(e.Cut, fmt.Sprintf("%d pages without a text layer were not read, for it took longer than %s", len(blank)-i, ReadTime))
			return nil
		}
		read, err := page(n)
		switch blind := frontdesk.CodeOf(err) == frontdesk.NoEngine; {
		case blind && e.Text == "":
			return err
		case blind:
			e.Cut = join(e.Cut, fmt.Sprintf("%d pages without a text layer were not read: %s", len(blank), frontdesk.Sentence(err)))
			return nil
		case err != nil:
			e.Cut = join(e.Cut, fmt.Sprintf("page %d was not read: %s", n, frontdesk.Foreseen(err).Message))
		}
		put(e, n, read)
	}
	return nil
}

// unread says what a file is that is no document, and what to ask for instead.
func unread(t Type, err error) error {
	if frontdesk.CodeOf(err) != frontdesk.Unsupported || document.Readable(t.MIMEType) || t.Text {
		return err
	}
	next := "ask for a PDF of it; get_whatsapp_file gives its bytes with as: resource"
	if t.Is(archives...) {
		next = "ask for the files in it one by one; get_whatsapp_file gives its bytes with as: resource"
	}
	return frontdesk.Errorf(frontdesk.Unsupported, "this is %s, which is not read here", t.Name()).WithNext("%s", next).WithCause(err)
}

// page reads one page of a document as a picture.
func (r *Reader) page(ctx context.Context, f frontdesk.File, t Type, path string, n int) (frontdesk.Extract, error) {
	if !document.Renderable(t.MIMEType) {
		return frontdesk.Extract{}, nil
	}
	params := document.RenderParams{MIMEType: t.MIMEType, Filename: f.Filename, Page: n, MaxSide: ocrSide, DPI: ocrDPI}
	made, err := r.Work.Do(ctx, "document.render", path, params, nil)
	if err != nil {
		return frontdesk.Extract{}, err
	}
	e, err := r.letters(ctx, made.Name())
	return e, errors.Join(err, made.Close())
}

// named is the engine of a reading with its version.
func named(e frontdesk.Extract) string { return strings.TrimSpace(e.Engine + " " + e.Version) }

// put sets the text of one page of an extract.
func put(e *frontdesk.Extract, n int, of frontdesk.Extract) {
	for i := range e.Pages {
		if e.Pages[i].Number == n {
			e.Pages[i].Text, e.Pages[i].Engine, e.Pages[i].Confidence = of.Text, named(of), of.Confidence
			return
		}
	}
	e.Pages = append(e.Pages, frontdesk.Page{Number: n, Text: of.Text, Engine: named(of), Confidence: of.Confidence})
}

// credit names who read the pages that are pictures, and how sure that was.
func credit(e *frontdesk.Extract) {
	sure, seen := 0.0, 0
	for _, p := range e.Pages {
		if p.Engine != "" && p.Text != "" {
			sure, seen = sure+p.Confidence, seen+1
			if !strings.Contains(e.Engine, p.Engine) {
				e.Engine, e.Version = strings.TrimSpace(e.Engine+" "+e.Version)+", "+p.Engine, ""
			}
		}
	}
	if seen > 0 {
		e.Confidence = sure / float64(seen)
	}
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
