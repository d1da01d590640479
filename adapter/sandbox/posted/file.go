package posted

import (
	"encoding/json"
	"slices"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
)

// maxCaption is how long a caption may be, in code points.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const maxCaption = 1024

// fields is an object whose fields Meta knows one by one: another one is an
// error, not passed over.
type fields map[string]json.RawMessage

// text reads a field that is a string.
func (f fields) text(name string) (s string) {
	_ = json.Unmarshal(f[name], &s) // what is no string is none
	return s
}

func (f fields) is(name string) (b bool) {
	_ = json.Unmarshal(f[name], &b) // what is no boolean is none
	return b
}

// fileKeys are what the object of each kind may have: captions where WhatsApp
// shows them, names for documents, the voice flag for audio.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
var fileKeys = map[string][]string{
	"image": {"id", "link", "caption"}, "video": {"id", "link", "caption"}, "audio": {"id", "link", "voice"},
	"document": {"id", "link", "caption", "filename"}, "sticker": {"id", "link"},
}

// file is the object of a file that is sent.
func (d Draft) file() fields {
	return map[string]fields{
		"image": d.Image, "video": d.Video, "audio": d.Audio, "document": d.Document, "sticker": d.Sticker,
	}[d.Type]
}

// ReadFile reads a file that was uploaded, as it is sent: found under its id,
// with what is said of it.
func (d Draft) ReadFile(find card.Finder) (*card.File, error) {
	f := d.file()
	if err := f.check(d.Type); err != nil {
		return nil, err
	}
	file, err := find(d.Type, f.text("id"), f.is("voice"))
	if err != nil {
		return nil, err
	}
	file.Caption, file.Filename, file.Voice = f.text("caption"), f.text("filename"), f.is("voice")
	return file, nil
}

// check says what Meta would say of the object of a file.
func (f fields) check(kind string) error {
	for name := range f {
		if !slices.Contains(fileKeys[kind], name) {
			return refusal.BadParameter("Unexpected key %q on param %q.", name, kind)
		}
	}
	id, link := f.text("id"), f.text("link")
	switch {
	case (id == "") == (link == ""):
		return refusal.IDOrLink()
	case link != "":
		return refusal.BadFile("The sandbox fetches no links. Upload the file, and send its id.")
	case utf8.RuneCountInString(f.text("caption")) > maxCaption:
		return refusal.BadParameter("Param %s['caption'] must be at most %d characters long.", kind, maxCaption)
	}
	return nil
}
