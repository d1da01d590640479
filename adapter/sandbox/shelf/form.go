package shelf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"frontdesk/adapter/sandbox/refusal"
)

// Bounds of a form.
const (
	maxField  = 64 << 10 // bytes of a field
	maxFields = 40
	// MaxForm is the largest multipart request: the largest file, with room for
	// what is around it.
	MaxForm = MaxFile + 1<<20
)

// Form is a multipart request, whose file is in the folder already: it may be
// larger than memory.
type Form struct {
	Fields   map[string]string
	File     *Arrival // nil without one
	Filename string
	Declared string // the type the file came as
}

// ReadForm reads a multipart request as it comes. Whoever gets a form discards
// its file, or shelves it.
func (sh *Shelf) ReadForm(r *http.Request) (Form, error) {
	f := Form{Fields: map[string]string{}}
	parts, err := r.MultipartReader()
	if err != nil {
		return f, err
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err == nil {
			err = sh.readPart(r.Context(), part, &f)
		}
		if err != nil {
			sh.Discard(f.File)
			return Form{}, err
		}
	}
}

func (sh *Shelf) readPart(ctx context.Context, p *multipart.Part, f *Form) (err error) {
	if p.FormName() == "file" {
		if f.File != nil {
			return errors.New("there is more than one file")
		}
		f.Filename, f.Declared = p.FileName(), p.Header.Get("Content-Type")
		f.File, err = sh.take(ctx, p)
		return err
	}
	b, err := io.ReadAll(io.LimitReader(p, maxField+1))
	switch {
	case err != nil:
		return err
	case len(b) > maxField:
		return fmt.Errorf("the field %q is too long", p.FormName())
	case len(f.Fields) >= maxFields:
		return errors.New("there are too many fields")
	}
	f.Fields[p.FormName()] = string(b)
	return nil
}

// MIMEType is what the program says the file is.
func (f Form) MIMEType() string {
	if t := f.Fields["type"]; t != "" {
		return t
	}
	return f.Declared
}

// Check says what Meta would say of an upload, and whether it is animated.
func (f Form) Check() (animated bool, err error) {
	row, known := typeOf(f.Declared)
	switch {
	case f.Fields["messaging_product"] != "whatsapp":
		return false, refusal.BadParameter("The parameter messaging_product is required.")
	case f.File == nil:
		return false, refusal.BadParameter("The parameter file is required.")
	case !known:
		return false, refusal.BadParameter("Param file must be a file with one of the following types: %s. Received file of type '%s'.",
			typeNames(), f.Declared)
	case BaseType(f.MIMEType()) != row.mime:
		return false, refusal.BadParameter("Param type must be the type of the file: type is '%s', and the file came as '%s'.",
			f.MIMEType(), f.Declared)
	case f.File.Bytes == 0:
		return false, refusal.BadParameter("Param file must not be empty.")
	}
	animated, err = row.inspect(f.File.Path)
	if err != nil {
		return false, refusal.BadFile("%v", err)
	}
	if limit := row.uploadLimit(animated); f.File.Bytes > limit {
		return false, refusal.BadFile("the file has %d bytes; %s may have %d", f.File.Bytes, row.mime, limit)
	}
	return animated, nil
}
