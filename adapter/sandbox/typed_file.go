package sandbox

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/shelf"
	"frontdesk/adapter/sandbox/typed"
)

// voiceType is what WhatsApp says of a note recorded in the app.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages
const voiceType = "audio/ogg; codecs=opus"

func isForm(r *http.Request) bool {
	return shelf.BaseType(r.Header.Get("Content-Type")) == "multipart/form-data"
}

// typeFile is a person sending a file: its type is image, video, audio, voice,
// document or sticker, or is found by what the file is.
func (s *Sandbox) typeFile(w http.ResponseWriter, r *http.Request, id string) error {
	f, err := s.shelf.ReadForm(r)
	if err != nil {
		// Whoever still writes when he is answered may never read the answer.
		_, _ = io.Copy(io.Discard, r.Body)
		return s.badForm(err)
	}
	defer s.shelf.Discard(f.File)
	t, n, err := s.readTyped(f)
	if err != nil {
		return err
	}
	kept, err := s.shelve(shelf.File{Number: n.PhoneNumberID, Phone: id, MIMEType: t.MIMEType, Animated: t.Animated}, f.File)
	if err != nil {
		return err
	}
	describeFile(&t, kept)
	t.URL = s.mediaURL(r, kept.ID)
	m, err := s.say(n, id, t)
	if err != nil {
		s.unshelve(kept.ID)
		return err
	}
	return s.answerTyped(w, m)
}

func (s *Sandbox) badForm(err error) error {
	var over *http.MaxBytesError
	if errors.Is(err, shelf.ErrTooLarge) || errors.As(err, &over) {
		return refusal.Say(http.StatusRequestEntityTooLarge, "a file may have %d bytes at most", int64(shelf.MaxFile))
	}
	var path *os.PathError
	if errors.As(err, &path) {
		return err
	}
	return refusal.Say(http.StatusBadRequest, "the form cannot be read: %v", err)
}

// readTyped finds out from a form what the person does, and to which number.
func (s *Sandbox) readTyped(f shelf.Form) (typed.Act, Number, error) {
	t, err := typedIn(f)
	if err != nil {
		return t, Number{}, err
	}
	if err := look(&t, f); err != nil {
		return t, Number{}, err
	}
	n, err := s.numberCalled(t.To)
	return t, n, err
}

// typedIn reads the fields of a form by the names they have in JSON.
func typedIn(f shelf.Form) (t typed.Act, err error) {
	b, err := json.Marshal(f.Fields)
	if err != nil {
		return t, err
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return t, refusal.Say(http.StatusBadRequest, "the form has a field that is not needed: %v", err)
	}
	if f.File == nil || t.ID != "" || t.URL != "" || t.SHA256 != "" {
		return t, refusal.Say(http.StatusBadRequest, "a form brings a file, whose id, hash and address are made here")
	}
	return t, nil
}

// look completes what the person says of a file by what it is.
func look(t *typed.Act, f shelf.Form) error {
	found, err := mimetype.DetectFile(f.File.Path)
	if err != nil {
		return err
	}
	if t.MIMEType == "" {
		t.MIMEType = f.Declared
	}
	if base := shelf.BaseType(t.MIMEType); base == "" || base == "application/octet-stream" {
		t.MIMEType = shelf.BaseType(found.String())
	}
	if t.Type == "" {
		t.Type = shelf.UsualKind(t.MIMEType)
	}
	if t.Type == "voice" && (found.Is("audio/ogg") || found.Is("application/ogg")) {
		t.MIMEType = voiceType
	}
	if t.Type == "document" && t.Filename == "" {
		t.Filename = f.Filename
	}
	t.Animated = t.Type == "sticker" && shelf.Moves(f.File.Path)
	return fits(t, f.File.Bytes)
}

// fits says whether a person could send that on a phone.
func fits(t *typed.Act, bytes int64) error {
	kind, _, _ := strings.Cut(shelf.BaseType(t.MIMEType), "/")
	wants := map[string]string{"image": "image", "sticker": "image", "video": "video", "audio": "audio", "voice": "audio"}[t.Type]
	switch {
	case wants == "" && t.Type != "document":
		return refusal.Say(http.StatusBadRequest, "type is one of image, video, audio, voice, document, sticker")
	case wants != "" && kind != wants:
		return refusal.Say(http.StatusBadRequest, "%s is not sent as %s on a phone; send it as a document", t.MIMEType, t.Type)
	case bytes == 0:
		return refusal.Say(http.StatusBadRequest, "the file is empty")
	case t.Caption != "" && (wants == "audio" || t.Type == "sticker"):
		return refusal.Say(http.StatusBadRequest, "a phone has no captions on %s", t.Type)
	case t.Filename != "" && t.Type != "document":
		return refusal.Say(http.StatusBadRequest, "on a phone only documents have a name")
	}
	return nil
}

// describeFile is the file that Meta keeps now.
func describeFile(t *typed.Act, m shelf.File) {
	t.File = shown(m)
	t.File.Caption, t.File.Filename, t.File.Voice = t.Caption, t.Filename, t.Voice || t.Type == "voice"
	t.ID = m.ID
	if sum, err := hex.DecodeString(m.SHA256); err == nil {
		t.SHA256 = base64.StdEncoding.EncodeToString(sum)
	}
}
