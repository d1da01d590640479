package media

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"frontdesk"
	"frontdesk/media/document"
	"frontdesk/media/ocr"
	"frontdesk/media/picture"
)

// look reads the text in a picture.
func (r *Reader) look(ctx context.Context, t Type, path string) (frontdesk.Extract, error) {
	if !picture.Readable(t.MIMEType) {
		return frontdesk.Extract{}, frontdesk.Errorf(frontdesk.Unsupported, "this is %s, which is not read as a picture", t.Name()).
			WithNext("ask for it as JPEG or PNG")
	}
	made, err := r.Work.Do(ctx, "picture.scale", path, picture.ScaleParams{MaxSide: ocrSide}, nil)
	if err != nil {
		return frontdesk.Extract{}, err
	}
	e, err := r.letters(ctx, made.Name())
	return e, errors.Join(err, made.Close())
}

// letters reads a JPEG or PNG with the engine there is.
func (r *Reader) letters(ctx context.Context, path string) (e frontdesk.Extract, err error) {
	switch r.OCR.Name {
	case "":
		return e, frontdesk.Errorf(frontdesk.NoEngine, "no engine that reads text in pictures is on: %s", r.OCR.Why)
	case Model:
		return r.seen(ctx, path)
	}
	_, err = r.Work.Do(ctx, "ocr.read", path, r.OCR.Params(r.ocrLanguage(), r.Cache), &e)
	e.Language = twoLetters(e.Language)
	return e, err
}

// ocrLanguage is the language of people as the readers of pictures call it, or
// English where they do not know it.
func (r *Reader) ocrLanguage() string {
	if l := TesseractName(r.Language); slices.Contains(r.OCR.Languages, l) {
		return l
	}
	return ocr.English
}

// chinese is what Tesseract calls it, by its script.
var chinese = map[string]string{"Hans": "chi_sim", "Hant": "chi_tra"}

// TesseractName is what Tesseract calls a language, for example ita for it or
// it-CH, and chi_tra for zh-TW; "" for none. Mostly it is the three letters of
// ISO 639.
func TesseractName(name string) string {
	base, _, _ := strings.Cut(name, "-")
	b, err := language.ParseBase(base)
	if err != nil {
		return ""
	}
	switch b.String() {
	case "zh":
		script, _ := language.Make(name).Script()
		return chinese[script.String()]
	case "nb", "nn": // one is there for all of Norwegian
		return "nor"
	}
	return b.ISO3()
}

// twoLetters is the shortest code of a language, by which all engines name it
// alike; what is none stays as it is.
func twoLetters(name string) string {
	if b, err := language.ParseBase(name); err == nil {
		return b.String()
	}
	return name
}

// Model is the name of an engine that is a service's model.
const Model = "openai"

// seen has a service read a picture, as small as models look at it.
func (r *Reader) seen(ctx context.Context, path string) (frontdesk.Extract, error) {
	b, mimeType, err := r.picture(ctx, path)
	if err != nil {
		return frontdesk.Extract{}, err
	}
	return r.See(ctx, mimeType, b)
}

// Show gives the picture at path for a model to see: of a video, one out of its
// beginning.
func (r *Reader) Show(ctx context.Context, path string) (b []byte, mimeType string, err error) {
	t, err := sniff(path)
	switch {
	case err != nil:
		return nil, "", err
	case t.Kind() == frontdesk.Video:
		return r.still(ctx, path)
	case !picture.Readable(t.MIMEType):
		return nil, "", frontdesk.Errorf(frontdesk.Unsupported, "%s cannot be shown as a picture", t.Name()).WithNext("%s", insteadOfPicture(t))
	}
	return r.picture(ctx, path)
}

// insteadOfPicture is how to ask for what cannot be shown.
func insteadOfPicture(t Type) string {
	if t.Text || document.Readable(t.MIMEType) || t.Kind() == frontdesk.Audio {
		return "ask for it as text"
	}
	return "ask for it as resource"
}

// picture gives the picture at path as JPEG or PNG, turned as it was taken and
// as small as models look at it.
func (r *Reader) picture(ctx context.Context, path string) (b []byte, mimeType string, err error) {
	var as picture.Made
	made, err := r.Work.Do(ctx, "picture.scale", path, picture.ScaleParams{MaxSide: agentSide, MaxBytes: maxShown}, &as)
	if err != nil {
		return nil, "", err
	}
	b, err = io.ReadAll(made)
	return b, as.MIMEType, errors.Join(err, made.Close())
}

// still gives a picture out of the beginning of a video.
func (r *Reader) still(ctx context.Context, path string) (b []byte, mimeType string, err error) {
	made, err := r.Work.Do(ctx, "video.still", path, r.FFmpeg, nil)
	if err != nil {
		return nil, "", err
	}
	b, mimeType, err = r.picture(ctx, made.Name())
	return b, mimeType, errors.Join(err, made.Close())
}

// maxShown is how many bytes a picture for a model may have: the clients of
// agents take a megabyte of text for one, and base64 makes three bytes four.
const maxShown = 700_000

// Page gives one page of the document at path as a picture, and how many there
// are.
func (r *Reader) Page(ctx context.Context, f frontdesk.File, path string, n int) (b []byte, mimeType string, pages int, err error) {
	t, err := sniff(path)
	if err != nil {
		return nil, "", 0, err
	}
	if !document.Renderable(t.MIMEType) {
		return nil, "", 0, frontdesk.Errorf(frontdesk.Unsupported, "%s cannot be shown as pictures", t.Name()).WithNext("%s", insteadOfPicture(t))
	}
	var as document.Picture
	made, err := r.Work.Do(ctx, "document.render", path, document.RenderParams{MIMEType: t.MIMEType, Filename: f.Filename, Page: n, MaxSide: agentSide}, &as)
	if err != nil {
		return nil, "", 0, err
	}
	b, mimeType, err = r.picture(ctx, made.Name())
	return b, mimeType, as.Pages, errors.Join(err, made.Close())
}
