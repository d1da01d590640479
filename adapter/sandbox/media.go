package sandbox

import (
	"net/http"
	"path/filepath"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/shelf"
)

// shelve gives a file that has come an id, and keeps it.
func (s *Sandbox) shelve(m shelf.File, a *shelf.Arrival) (shelf.File, error) {
	m.ID, m.SHA256, m.Bytes = shelf.NewID(), a.SHA256, a.Bytes
	if err := s.shelf.Place(a, m.ID); err != nil {
		return shelf.File{}, err
	}
	s.mu.Lock()
	m.Born = s.clock.Now()
	kept := m
	old := s.shelf.Add(&kept)
	s.record(entry{Media: &kept})
	s.mu.Unlock()
	s.shelf.Burn(old)
	return m, nil
}

// unshelve takes back a file that nobody was told of.
func (s *Sandbox) unshelve(id string) {
	s.mu.Lock()
	old := s.shelf.Remove(id)
	s.mu.Unlock()
	s.shelf.Burn(old)
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
func (s *Sandbox) mediaAsked(q *ask) (shelf.File, error) {
	none := refusal.NoObject(q.verb(), q.id)
	if f, ok := s.faults.Take(s.about(q), fault.Vanish); ok {
		none.Status = f.Status
		return shelf.File{}, none
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.shelf.Get(q.id)
	if f == nil {
		return shelf.File{}, none
	}
	n, ok := s.number(f.Number)
	if _, alive := s.shelf.Find(f.Number, q.id, s.clock.Now()); !ok || !alive || n.AccessToken != q.token {
		return shelf.File{}, none
	}
	by := q.URL.Query().Get("phone_number_id")
	if by != "" && (by != f.Number || f.Phone != "") {
		return shelf.File{}, refusal.BadParameter("Param phone_number_id is not a valid whatsapp business phone number id ID")
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
	if f := s.shelf.Get(m.ID); f != nil {
		f.Deleted = true
		s.record(entry{Media: f})
	}
	s.mu.Unlock()
	return s.durable(object{"success": true})
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
func (s *Sandbox) onPhone(on, id string) (*shelf.File, string) {
	p, f := s.book.There(on), s.shelf.Get(id)
	if p == nil || f == nil {
		return nil, ""
	}
	for _, m := range p.Messages {
		for _, shown := range m.Files() {
			if shown.ID == id {
				kept := *f
				return &kept, baseName(shown.Filename)
			}
		}
	}
	return nil, ""
}

// shown is what a message shows of a file that Meta keeps.
func shown(m shelf.File) *card.File {
	return &card.File{ID: m.ID, MIMEType: m.MIMEType, SHA256: m.SHA256, Bytes: m.Bytes, Animated: m.Animated}
}

// baseName is a file name without folders, which nobody means on a phone.
func baseName(name string) string {
	if name == "" {
		return ""
	}
	return filepath.Base(name)
}
