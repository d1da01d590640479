package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
)

const (
	maxField  = 64 << 10 // bytes of a field
	maxFields = 40
	// maxForm is the largest multipart request: the largest file, with room for
	// what is around it.
	maxForm = maxMedia + 1<<20
)

// form is a multipart request, whose file is in the folder already: it may be
// larger than memory.
type form struct {
	fields   map[string]string
	file     *arrival // nil without one
	filename string
	declared string // the type the file came as
}

// readForm reads a multipart request as it comes. Whoever gets a form discards
// its file, or shelves it.
func (s *Sandbox) readForm(r *http.Request) (form, error) {
	f := form{fields: map[string]string{}}
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
			err = s.readPart(r.Context(), part, &f)
		}
		if err != nil {
			s.shelf.discard(f.file)
			return form{}, err
		}
	}
}

func (s *Sandbox) readPart(ctx context.Context, p *multipart.Part, f *form) (err error) {
	if p.FormName() == "file" {
		if f.file != nil {
			return errors.New("there is more than one file")
		}
		f.filename, f.declared = p.FileName(), p.Header.Get("Content-Type")
		f.file, err = s.shelf.take(ctx, p)
		return err
	}
	b, err := io.ReadAll(io.LimitReader(p, maxField+1))
	switch {
	case err != nil:
		return err
	case len(b) > maxField:
		return fmt.Errorf("the field %q is too long", p.FormName())
	case len(f.fields) >= maxFields:
		return errors.New("there are too many fields")
	}
	f.fields[p.FormName()] = string(b)
	return nil
}
