package media

import (
	"context"
	"errors"
	"path"
	"strings"

	"frontdesk"
	"frontdesk/media/picture"
	"frontdesk/media/sound"
	"frontdesk/media/worker"
)

// Fitter makes files fit for WhatsApp before they leave.
type Fitter struct {
	Work   *worker.Pool
	FFmpeg sound.Params
	Blobs  Blobs
	// Add keeps a file and gives its id.
	Add func(context.Context, frontdesk.File) (frontdesk.File, error)
}

// Fit is a file as it leaves.
type Fit struct {
	frontdesk.Attachment
	Bytes int64
	// Notes are what was done to it and why.
	Notes []string
}

// Fit makes a file fit to be sent. What WhatsApp does not take is Unsupported,
// with what would work; what is over a limit is TooLarge. step is told what is
// being done.
func (f *Fitter) Fit(ctx context.Context, file frontdesk.File, as As, step func(string)) (fit Fit, err error) {
	if file.State != frontdesk.FileKept {
		return fit, notHere(file).WithField("source").WithNext("give the file again")
	}
	path, release, err := f.Blobs.Local(ctx, file.SHA256)
	if err != nil {
		return fit, err
	}
	defer release()
	t, err := sniff(path)
	if err != nil {
		return fit, err
	}
	c, err := f.closer(ctx, t, path)
	if err != nil {
		return fit, spoilt(err, wholeCopy)
	}
	t = c.Type
	p, err := decide(t, file.Bytes, as, c.mono)
	if err != nil {
		return fit, err
	}
	if p, err = c.fit(p); err != nil {
		return fit, err
	}
	switch {
	case p.make != asItIs:
		step("converting " + t.Name())
		file, t, p, err = f.convert(ctx, file, t, p, path)
	case p.media == frontdesk.Image:
		err = f.whole(ctx, path)
	}
	if err != nil {
		return fit, spoilt(err, orDocument(wholeCopy, t))
	}
	return finish(file, t, p)
}

const wholeCopy = "send a copy that opens"

// spoilt tells whoever sends a file that is damaged what would work: one who
// received it would ask for it again.
func spoilt(err error, next string) error {
	if frontdesk.CodeOf(err) != frontdesk.Damaged {
		return err
	}
	e := *frontdesk.Foreseen(err)
	e.Message += "; nothing was sent"
	return e.WithField("source").WithNext("%s", next)
}

// orDocument adds to what would work that a file may go as a document, whatever
// is wrong with it, if it may.
func orDocument(next string, t Type) string {
	if _, err := asDocument(t); err != nil {
		return next
	}
	return next + ", or this one with as: document"
}

// finish holds the file that will leave against the table.
func finish(file frontdesk.File, t Type, p plan) (Fit, error) {
	fit := Fit{Bytes: file.Bytes, Attachment: frontdesk.Attachment{
		Media: p.media, File: file.ID, MIMEType: p.mime, Voice: p.voice, Animated: t.Animated, SHA256: file.SHA256,
	}}
	if fit.MIMEType == "" {
		fit.MIMEType = t.MIMEType
	}
	if p.note != "" {
		fit.Notes = append(fit.Notes, p.note)
	}
	if p.media == frontdesk.Document {
		fit.Filename = Filename(file.Filename, t)
	}
	if e := overLimit(file, fit.Attachment); e != nil {
		return fit, e.WithField("source").WithNext("%s", orDocument("send a smaller file", t))
	}
	return fit, nil
}

// Check holds an attachment that names a kept file against the table once more,
// and gives it with what is known of the file: the gate's own look.
func Check(f frontdesk.File, a frontdesk.Attachment) (frontdesk.Attachment, error) {
	if f.State != frontdesk.FileKept {
		return a, notHere(f).WithField("file_id")
	}
	if a.MIMEType == "" {
		a.MIMEType = f.MIMEType
	}
	row, known := Find(a.MIMEType)
	switch {
	case !known:
		return a, refused(Type{MIMEType: f.MIMEType})
	case a.Media == "":
		a.Media = row.Kind
	case a.Media != row.Kind && a.Media != frontdesk.Document:
		return a, frontdesk.Errorf(frontdesk.Unsupported, "%s cannot be sent as %s; nothing was sent", Type{MIMEType: a.MIMEType}.Name(), a.Media).WithField("as")
	}
	if e := overLimit(f, a); e != nil {
		return a, e.WithField("file_id")
	}
	a.SHA256 = f.SHA256
	if a.Media == frontdesk.Document && a.Filename == "" {
		a.Filename = Filename(f.Filename, Type{MIMEType: a.MIMEType})
	}
	return a, nil
}

func notHere(f frontdesk.File) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Gone, "the bytes of file %s are not here (%s); nothing was sent", f.ID, f.State)
}

// overLimit says that a file is larger than what it goes as may be; nil if it is
// not.
func overLimit(f frontdesk.File, as frontdesk.Attachment) *frontdesk.Error {
	limit := Limit(as.Media, as.Animated)
	if f.Bytes <= limit {
		return nil
	}
	return frontdesk.Errorf(frontdesk.TooLarge, "the file has %s, and %s may have %s; nothing was sent", frontdesk.Size(f.Bytes), as.Media, frontdesk.Size(limit))
}

// whole looks whether a picture can be decoded to its end: Meta would take it all
// the same, and then not deliver it.
func (f *Fitter) whole(ctx context.Context, path string) error {
	small, err := f.Work.Do(ctx, "picture.scale", path, picture.ScaleParams{MaxSide: 16}, nil)
	if err != nil {
		return err
	}
	return small.Close() // that it can be made is all that was asked
}

// convert makes a fit file of one that is not. Without a converter sound that
// WhatsApp takes goes as it is, and the note says so.
func (f *Fitter) convert(ctx context.Context, file frontdesk.File, t Type, p plan, path string) (frontdesk.File, Type, plan, error) {
	made, err := f.make(ctx, &p, path)
	row, known := Find(t.MIMEType)
	if frontdesk.CodeOf(err) == frontdesk.NoEngine && known && row.Kind == frontdesk.Audio && !t.Is("audio/ogg") {
		return file, t, plan{media: frontdesk.Audio, note: "sent as an audio file and not as a voice note: " + frontdesk.Sentence(err)}, nil
	}
	if err != nil || made == nil {
		return file, t, p, err
	}
	file, t, err = f.keep(ctx, file, made)
	return file, t, p, errors.Join(err, made.Close())
}

// make makes what is planned, and notes what shows only now: a sticker that is
// one already is made of nothing, and one that moved does not any more.
func (f *Fitter) make(ctx context.Context, p *plan, path string) (*worker.Made, error) {
	switch p.make {
	case toVoice:
		return f.Work.Do(ctx, "sound.voice", path, f.FFmpeg, nil)
	case toSticker:
		var look picture.Look
		if _, err := f.Work.Do(ctx, "picture.look", path, nil, &look); err != nil {
			return nil, err
		}
		if look.Sticker {
			return nil, f.whole(ctx, path)
		}
		if look.Animated {
			p.note = "the first picture of it was made a sticker of 512 × 512, which does not move"
		}
		return f.Work.Do(ctx, "picture.sticker", path, nil, nil)
	}
	return f.Work.Do(ctx, "picture.scale", path, picture.ScaleParams{MaxSide: largestSide, MaxBytes: maxImage}, nil)
}

// largestSide is how long the side of a picture may be that was converted;
// phones show less.
const largestSide = 4096

// bareName is a name without its extension, which is another's.
func bareName(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// keep makes a file of what was made of another, and gives it with its type.
func (f *Fitter) keep(ctx context.Context, of frontdesk.File, made *worker.Made) (frontdesk.File, Type, error) {
	blob, err := f.Blobs.Keep(ctx, made, MaxFile)
	if err != nil {
		return of, Type{}, err
	}
	t, err := sniff(made.Name())
	if err != nil {
		return of, t, err
	}
	file, err := f.Add(ctx, frontdesk.File{
		State: frontdesk.FileKept, Filename: Filename(bareName(of.Filename), t), MIMEType: t.MIMEType, SHA256: blob.SHA256, Bytes: blob.Bytes,
	})
	return file, t, err
}
