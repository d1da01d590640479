package sandbox

import (
	"encoding/json"
	"slices"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
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

func (d draft) file() fields {
	return map[string]fields{
		"image": d.Image, "video": d.Video, "audio": d.Audio, "document": d.Document, "sticker": d.Sticker,
	}[d.Type]
}

// playFile sends a file that was uploaded. mu is held.
func playFile(s *Sandbox, d draft, m *Message) error {
	f := d.file()
	if err := f.check(d.Type); err != nil {
		return err
	}
	find := s.uploaded(m.Number)
	to, _ := identity.ParsePhone(d.To)
	if _, vanished := s.faults.Take(fault.Call{On: fault.OnGraph, Path: fault.PathMessages, Phone: to}, fault.Vanish); vanished {
		find = noneUploaded
	}
	file, err := find(d.Type, f.text("id"), f.is("voice"))
	if err != nil {
		return err
	}
	m.File = file
	m.File.Caption, m.File.Filename, m.File.Voice = f.text("caption"), f.text("filename"), f.is("voice")
	m.Text = m.File.Text(d.Type)
	return nil
}

// uploaded finds the files of a number. mu is held.
func (s *Sandbox) uploaded(number string) card.Finder {
	return func(kind, id string, voice bool) (*card.File, error) {
		n, _ := s.number(number)
		kept, ok := s.known(n, id)
		if !ok {
			return noneUploaded(kind, id, voice)
		}
		if err := kept.suits(kind, voice); err != nil {
			return nil, err
		}
		return kept.file(), nil
	}
}

// noneUploaded is how a program finds out that it has to upload again.
func noneUploaded(kind, _ string, _ bool) (*card.File, error) {
	return nil, refusal.BadParameter("Param %s['id'] is not a valid whatsapp business account media attachment ID", kind)
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

// suits says whether a file can be sent as that kind. Meta says so only after
// it has taken the message; here it is said at once. Whatever was uploaded can
// be a document.
func (m *media) suits(kind string, voice bool) error {
	row, _ := typeOf(m.MIMEType)
	switch {
	case kind != "document" && kind != row.kind:
		return refusal.BadFile("a file of type %s cannot be sent as %s", m.MIMEType, kind)
	case kind != "sticker" && m.Bytes > kindLimits[kind]:
		return refusal.BadFile("the file has %d bytes; %s may have %d", m.Bytes, kind, kindLimits[kind])
	case voice && row.mime != "audio/ogg":
		return refusal.BadFile("a voice message must be Ogg with Opus, not %s", m.MIMEType)
	}
	return nil
}
