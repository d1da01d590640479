package sandbox

import (
	"net/http"
	"path/filepath"
	"time"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/refusal"
)

// How long Meta keeps a file under its id, and how long an address of it works.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const (
	uploadedLives = 30 * 24 * time.Hour
	receivedLives = 7 * 24 * time.Hour
	addressLives  = 5 * time.Minute
)

// maxMedia is the largest file either side may send.
const maxMedia = 100 << 20

// media is a file that Meta keeps.
type media struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"`          // the business number that uploaded or received it
	Phone    string    `json:"phone,omitempty"` // who sent it; empty if the business uploaded it
	MIMEType string    `json:"mime_type"`
	SHA256   string    `json:"sha256"` // hex
	Bytes    int64     `json:"bytes"`
	Animated bool      `json:"animated,omitempty"`
	Born     time.Time `json:"born"`
	// Deleted is that the business deleted it. A phone that has it keeps it.
	Deleted bool `json:"deleted,omitempty"`
}

// lives says whether the id still means something to Meta.
func (m *media) lives(now time.Time) bool {
	life := uploadedLives
	if m.Phone != "" {
		life = receivedLives
	}
	return !m.Deleted && now.Sub(m.Born) < life
}

// known finds a file that Meta would find for this number. mu is held.
func (s *Sandbox) known(n Number, id string) (*media, bool) {
	m := s.shelf.files[id]
	if m == nil || m.Number != n.PhoneNumberID || !m.lives(s.clock.Now()) {
		return nil, false
	}
	return m, true
}

// shelve gives a file that has come an id, and keeps it.
func (s *Sandbox) shelve(m media, a *arrival) (media, error) {
	m.ID, m.SHA256, m.Bytes = newMediaID(), a.sha256, a.bytes
	if err := s.shelf.place(a, m.ID); err != nil {
		return media{}, err
	}
	s.mu.Lock()
	m.Born = s.clock.Now()
	kept := m
	old := s.shelf.add(&kept)
	s.record(entry{Media: &kept})
	s.mu.Unlock()
	s.shelf.burn(old)
	return m, nil
}

// unshelve takes back a file that nobody was told of.
func (s *Sandbox) unshelve(id string) {
	s.mu.Lock()
	old := s.shelf.remove(id)
	s.mu.Unlock()
	s.shelf.burn(old)
}

// showObject answers what there is under an id: a number, an account, a template
// or a file.
func (s *Sandbox) showObject(q *ask) (any, error) {
	switch q.path {
	case fault.PathNumber:
		return s.showNumber(q)
	case fault.PathAccount:
		return s.showAccount(q)
	case fault.PathTemplate:
		return s.showTemplate(q)
	}
	m, err := s.mediaAsked(q)
	if err != nil {
		return nil, err
	}
	sum := m.SHA256
	if _, ok := s.faults.Take(s.about(q), fault.WrongHash); ok {
		sum = otherHash(sum)
	}
	return object{
		"messaging_product": "whatsapp", "url": s.mediaURL(q.Request, m.ID), "mime_type": m.MIMEType, "sha256": sum,
		"file_size": m.Bytes, "id": m.ID,
	}, nil
}

// mediaAsked finds the file a call is about. A phone_number_id must be the one
// it was uploaded on; no number uploaded what a person sent.
func (s *Sandbox) mediaAsked(q *ask) (media, error) {
	none := refusal.NoObject(q.verb(), q.id)
	if f, ok := s.faults.Take(s.about(q), fault.Vanish); ok {
		none.Status = f.Status
		return media{}, none
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.shelf.files[q.id]
	if f == nil {
		return media{}, none
	}
	n, ok := s.number(f.Number)
	if _, alive := s.known(n, q.id); !ok || !alive || n.AccessToken != q.token {
		return media{}, none
	}
	by := q.URL.Query().Get("phone_number_id")
	if by != "" && (by != f.Number || f.Phone != "") {
		return media{}, refusal.BadParameter("Param phone_number_id is not a valid whatsapp business phone number id ID")
	}
	return *f, nil
}

// deleteMedia makes an id mean nothing any more.
func (s *Sandbox) deleteMedia(q *ask) (any, error) {
	m, err := s.mediaAsked(q)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	if f := s.shelf.files[m.ID]; f != nil {
		f.Deleted = true
		s.record(entry{Media: f})
	}
	s.mu.Unlock()
	if err := s.keepSafe(); err != nil {
		return nil, refusal.Of(131016, "")
	}
	return object{"success": true}, nil
}

// phoneMedia gives a phone what is on it, without a token. What people send is
// shown by nobody's rules but the page's: it may not run.
func (s *Sandbox) phoneMedia(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	f, filename := s.onPhone(id, chi.URLParam(r, "id"))
	s.mu.Unlock()
	if f == nil {
		return refusal.Say(http.StatusNotFound, "there is no such file on this phone, or its bytes are no longer kept")
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "private, max-age=3600, immutable") // an id never means other bytes
	return s.serveFile(w, r, *f, filename)
}

// onPhone finds a file of a message on a phone, and its name. mu is held.
func (s *Sandbox) onPhone(phone, id string) (*media, string) {
	p, f := s.book.phones[phone], s.shelf.files[id]
	if p == nil || f == nil {
		return nil, ""
	}
	for _, m := range p.messages {
		for _, shown := range m.files() {
			if shown.ID == id {
				kept := *f
				return &kept, baseName(shown.Filename)
			}
		}
	}
	return nil, ""
}

// file is what a message shows of a file that Meta keeps.
func (m media) file() *card.File {
	return &card.File{ID: m.ID, MIMEType: m.MIMEType, SHA256: m.SHA256, Bytes: m.Bytes, Animated: m.Animated}
}

// baseName is a file name without folders, which nobody means on a phone.
func baseName(name string) string {
	if name == "" {
		return ""
	}
	return filepath.Base(name)
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
