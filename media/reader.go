package media

import (
	"context"
	"io"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/media/document"
	"frontdesk/media/ocr"
	"frontdesk/media/picture"
	"frontdesk/media/sound"
	"frontdesk/media/speech"
	"frontdesk/media/worker"
)

const (
	// ReadTime is how long a document may be read, pages that are pictures
	// included.
	ReadTime = 60 * time.Second
	// agentSide is how long the longer side of a picture may be that is given to a
	// model; more is scaled down by the models themselves.
	agentSide = 1568
	// ocrSide is what the readers of pictures are given at most.
	ocrSide = 2600
	// ocrDPI is how finely a page is drawn to be read.
	ocrDPI = 200
)

// Reader reads files with the engines that are there. It never fails: what
// cannot be read is an extract that says why.
type Reader struct {
	Work   *worker.Pool
	FFmpeg sound.Params
	// OCR and Speech are the engines on this machine; a name that is empty is
	// none, and Why says so.
	OCR      ocr.Engine
	Speech   speech.Engine
	Language string // of people, as ISO 639; empty is unknown
	// Cache is a folder for what engines compile.
	Cache string
	// Listen and See are a service's ears and eyes; they are used where the engine
	// is named [Model].
	Listen func(ctx context.Context, name string, r io.Reader, language string) (frontdesk.Extract, error)
	See    func(ctx context.Context, mimeType string, b []byte) (frontdesk.Extract, error)
	Now    func() time.Time
}

// wanted is what is to be read in a file by itself, when it comes. What is sent
// as a document is read as what its bytes are.
func wanted(f frontdesk.File, t Type) (frontdesk.ExtractKind, bool) {
	if f.Media == frontdesk.Document {
		return kindOf(t)
	}
	return f.Wanted()
}

// kindOf is what can be read in bytes of a type.
func kindOf(t Type) (frontdesk.ExtractKind, bool) {
	switch {
	case document.Readable(t.MIMEType) || t.Text:
		return frontdesk.DocumentText, true
	case t.Kind() == frontdesk.Image, picture.Readable(t.MIMEType):
		return frontdesk.OCR, true
	case t.Kind() == frontdesk.Audio, t.Kind() == frontdesk.Video:
		return frontdesk.Transcript, true
	}
	return frontdesk.DocumentText, t.Kind() == frontdesk.Document
}

// Read reads what is to be read by itself in the file at path; nil if nothing
// is. It also fills in how long or large the file is.
func (r *Reader) Read(ctx context.Context, f *frontdesk.File, path string) *frontdesk.Extract {
	t, err := sniff(path)
	if err != nil {
		e := r.done(frontdesk.FailedExtract(frontdesk.DocumentText, err), r.Now())
		return &e
	}
	r.measure(ctx, f, t, path)
	kind, ok := wanted(*f, t)
	if !ok {
		return nil
	}
	e := r.readAs(ctx, *f, t, path, kind)
	return &e
}

// ReadAnyhow reads whatever can be read in a file, because somebody asked.
func (r *Reader) ReadAnyhow(ctx context.Context, f frontdesk.File, path string) frontdesk.Extract {
	t, err := sniff(path)
	if err != nil {
		return r.done(frontdesk.FailedExtract(frontdesk.DocumentText, err), r.Now())
	}
	kind, _ := kindOf(t)
	return r.readAs(ctx, f, t, path, kind)
}

func (r *Reader) readAs(ctx context.Context, f frontdesk.File, t Type, path string, kind frontdesk.ExtractKind) frontdesk.Extract {
	began := r.Now()
	ctx, cancel := context.WithTimeout(ctx, limitOf(kind))
	defer cancel()
	var e frontdesk.Extract
	var err error
	switch kind {
	case frontdesk.Transcript:
		e, err = r.hear(ctx, f, t, path)
	case frontdesk.OCR:
		e, err = r.look(ctx, t, path)
	default:
		e, err = r.leaf(ctx, f, t, path)
	}
	if err != nil {
		pages := e.PageCount
		e = frontdesk.FailedExtract(kind, err)
		e.PageCount = pages
	}
	e.Kind = kind
	return r.done(e, began)
}

// limitOf is how long a reading may take in all.
func limitOf(kind frontdesk.ExtractKind) time.Duration {
	if kind == frontdesk.Transcript {
		return 12 * time.Minute
	}
	return ReadTime + 30*time.Second
}

// done cleans what was read and says when, and how long it took.
func (r *Reader) done(e frontdesk.Extract, began time.Time) frontdesk.Extract {
	e.Text, _ = frontdesk.Clean(strings.TrimSpace(e.Text))
	for i := range e.Pages {
		e.Pages[i].Text, _ = frontdesk.Clean(e.Pages[i].Text)
	}
	if e.Status == frontdesk.ExtractOK && e.Text == "" {
		e.Status = frontdesk.ExtractEmpty
	}
	e.At, e.Took = began, r.Now().Sub(began)
	return e
}

// measure fills in how long and large a file is. That is told where it can be;
// what cannot be measured may still be read.
func (r *Reader) measure(ctx context.Context, f *frontdesk.File, t Type, path string) {
	switch t.Kind() {
	case frontdesk.Audio, frontdesk.Video:
		var look sound.Look
		if _, err := r.Work.Do(ctx, "sound.look", path, r.FFmpeg, &look); err == nil {
			f.Seconds, f.Width, f.Height = look.Seconds, look.Width, look.Height
		}
	case frontdesk.Image, frontdesk.Sticker:
		var look picture.Look
		if _, err := r.Work.Do(ctx, "picture.look", path, nil, &look); err == nil {
			f.Width, f.Height = look.Width, look.Height
		}
	}
}
