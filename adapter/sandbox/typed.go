package sandbox

import (
	"net/http"
	"strings"

	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/news"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/typed"
)

// typeMessage is a person doing something on a phone.
func (s *Sandbox) typeMessage(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	if isForm(r) {
		return s.typeFile(w, r, id)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	var t typed.Act
	if err := decode(r, &t); err != nil {
		return err
	}
	n, err := s.numberCalled(t.To)
	if err != nil {
		return err
	}
	if t.Type == "raw" {
		return s.raw(w, r, n, id, t)
	}
	m, err := s.say(n, id, t)
	if err != nil {
		return err
	}
	return s.answerTyped(w, m)
}

// answerTyped shows a message that was typed.
func (s *Sandbox) answerTyped(w http.ResponseWriter, m phone.Message) error {
	// A person who sees the message on the phone may rely on it.
	if err := s.keepSafe(); err != nil {
		return err
	}
	return answer(w, http.StatusCreated, m)
}

// say puts a message on the phone and on its way to the webhook.
func (s *Sandbox) say(n Number, id string, t typed.Act) (phone.Message, error) {
	switch t.Type {
	case "":
		t.Type = "text"
	case "voice":
		t.Type, t.Voice = "audio", true
	}
	if kinds[t.Type] == nil && !t.Plain() && t.Type != "tap" {
		return phone.Message{}, refusal.Say(http.StatusBadRequest, "type is one of %s, raw", strings.Join(kindNames(), ", "))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dock.Full() {
		return phone.Message{}, refusal.Say(http.StatusServiceUnavailable, "%d updates wait for the webhook; try again later", s.dock.Count)
	}
	p := s.book.Phone(id)
	t, err := s.tapped(p, t)
	if err != nil {
		return phone.Message{}, err
	}
	says, err := s.saying(p, t)
	if err != nil {
		return phone.Message{}, err
	}
	if t.Name != nil || t.Username != nil || t.UserID != nil || t.HidePhone != nil {
		s.change(p, edit{Name: t.Name, Username: t.Username, UserID: t.UserID, Hidden: t.HidePhone})
	}
	m := s.message(n, p, t, says)
	field, value := s.news(n, p, m, t, says)
	s.leave(p, m, field, value)
	return m.Copy(), nil
}

// news is what the webhook hears, and under which field. mu is held.
func (s *Sandbox) news(n Number, p *phone.Phone, m *phone.Message, t typed.Act, says saying) (field string, value object) {
	if says.build != nil {
		return says.build(s, n, p, m)
	}
	var answered *phone.Message
	if f, ok := s.book.Find(t.ReplyTo); ok && t.ReplyTo != "" {
		answered = f.Message
	}
	return "messages", news.Message(n, p, m, t, says.Words, answered)
}

func (s *Sandbox) message(n Number, p *phone.Phone, t typed.Act, says saying) *phone.Message {
	m := &phone.Message{
		ID: t.WAMID, Number: n.PhoneNumberID, Direction: phone.Out, Type: t.Type, Text: says.Text, Time: s.clock.Now(), Status: phone.Sent,
		ReplyTo: t.ReplyTo, File: t.File, Card: says.Card, Target: says.target, Referral: t.Referral,
	}
	if says.from == phone.In {
		m.Direction, m.Status, m.Echo = phone.In, phone.Read, true
	}
	if m.File != nil {
		m.File.PutOn(p.ID)
	}
	if m.ID == "" {
		m.ID = identity.NewMessageID(p.ID)
	}
	if t.Type == "reaction" {
		m.Reaction = &phone.Reaction{MessageID: t.MessageID, Emoji: t.Emoji}
	}
	return m
}

// leave keeps a message that a person wrote, and has the webhook told. mu is
// held.
func (s *Sandbox) leave(p *phone.Phone, m *phone.Message, field string, value object) {
	s.book.Keep(p, m)
	s.record(entry{Phone: p}, entry{On: p.ID, Message: m})
	s.show(p, m)
	s.showTarget(m)
	if _, dropped := s.faults.Take(fault.Call{On: fault.OnMessage, Phone: p.ID}, fault.Drop); dropped {
		return
	}
	s.enqueue(&dock.Notice{
		Kind: dock.AboutMessage, Number: m.Number, Phone: p.ID, Message: m.ID, Field: field, Value: jsonOf(value),
	})
}
