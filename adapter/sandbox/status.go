package sandbox

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/news"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
)

func (p Pace) before(s phone.Status) time.Duration {
	switch s {
	case phone.Delivered:
		return cmp.Or(p.Delivered, 30*time.Millisecond)
	case phone.Read:
		return cmp.Or(p.Read, 60*time.Millisecond)
	}
	return cmp.Or(p.Sent, 20*time.Millisecond)
}

// progress plans the next status of a message. mu is held.
func (s *Sandbox) progress(p *phone.Phone, m *phone.Message) {
	to, more := m.Next(!p.ByHand)
	if !more {
		return
	}
	s.agenda.At(s.clock.Line().Add(s.Pace.before(to)), func() {
		if s.mark(p, m, to) {
			s.tell(p, m, to)
			s.progress(p, m)
		}
	})
	s.stir()
}

// mark moves a message on and shows it. mu is held.
func (s *Sandbox) mark(p *phone.Phone, m *phone.Message, to phone.Status) bool {
	if !m.Move(to) {
		return false
	}
	s.record(entry{Step: &step{ID: m.ID, Status: m.Status, Error: m.Error}})
	s.show(p, m)
	return true
}

// tell has the webhook told of a status, or keeps it for later: a fault may want
// the statuses of a message told last first. mu is held.
func (s *Sandbox) tell(p *phone.Phone, m *phone.Message, to phone.Status) {
	about := fault.Call{On: fault.OnStatus, Phone: p.ID, Only: string(to)}
	if to == phone.Sent {
		if _, reversed := s.faults.Take(about, fault.Reverse); reversed {
			s.backward[m.ID] = nil
		}
	}
	var news []*dock.Notice
	if _, dropped := s.faults.Take(about, fault.Drop); !dropped {
		news = append(news, s.statusNotice(p, m, to))
	}
	if later, backward := s.backward[m.ID]; backward {
		news = append(news, later...)
		if _, more := m.Next(!p.ByHand); more {
			s.backward[m.ID] = news
			return
		}
		delete(s.backward, m.ID)
	}
	for _, n := range news {
		s.enqueue(n)
	}
}

func (s *Sandbox) statusNotice(p *phone.Phone, m *phone.Message, to phone.Status) *dock.Notice {
	number, _ := s.number(m.Number)
	return &dock.Notice{
		Kind: dock.AboutStatus, Number: m.Number, Phone: p.ID, Message: m.ID, Status: string(to), Field: "messages",
		Value: jsonOf(news.Status(number, p, m, to, s.clock.Now())),
	}
}

// enqueue has the webhook told, if the account's app is subscribed. mu is held.
func (s *Sandbox) enqueue(n *dock.Notice) {
	number, ok := s.number(n.Number)
	if !ok || s.records.Silent(number.BusinessAccountID) {
		return
	}
	if s.dock.Full() {
		s.log.Error("sandbox: too much waits for the webhook; this is dropped", "phone", n.Phone, "about", n.Kind)
		return
	}
	s.lastID++
	n.ID = s.lastID
	s.dock.Push(n)
	s.record(entry{Notice: n})
	s.stir()
}

// resume plans what was under way when the journal ended. mu is held.
func (s *Sandbox) resume() {
	for p := range s.book.Recently {
		for _, m := range p.Messages {
			s.progress(p, m)
		}
	}
}

// look is a person looking at the phone: what has arrived is read.
func (s *Sandbox) look(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.book.Phone(id)
	for _, m := range p.Messages {
		if m.Direction == phone.In && !m.Seen {
			m.Seen = true
			s.progressSeen(p, m)
		}
	}
	return answer(w, http.StatusOK, object{"success": true})
}

// hearVoice is a person playing a voice note that came from the business.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
func (s *Sandbox) hearVoice(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	var ask struct {
		MessageID string `json:"message_id"`
	}
	if err := decode(r, &ask); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.book.Find(ask.MessageID)
	if !ok || f.Phone.ID != id || f.Message.Direction != phone.In || f.Message.File == nil || !f.Message.File.Voice {
		return refusal.Say(http.StatusNotFound, "message_id is no voice note that came to this phone")
	}
	if s.mark(f.Phone, f.Message, phone.Played) {
		s.tell(f.Phone, f.Message, phone.Played)
	}
	return answer(w, http.StatusOK, object{"success": true})
}

// progressSeen plans the read mark of a message that waits for nothing else.
func (s *Sandbox) progressSeen(p *phone.Phone, m *phone.Message) {
	if m.Status == phone.Delivered {
		s.progress(p, m)
	}
}

func phoneParam(r *http.Request) (string, error) {
	return identity.ParsePhone(unescape(chi.URLParam(r, "phone")))
}
