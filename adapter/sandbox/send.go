package sandbox

import (
	"encoding/json"
	"strconv"
	"time"

	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/posted"
	"frontdesk/adapter/sandbox/refusal"
)

// typingFor is how long a business seems to type.
const typingFor = 25 * time.Second

// about says what a fault would be about: the phone that is written to, or
// whose message is read, or that sent the file.
func (s *Sandbox) about(q *ask) fault.Call {
	c := fault.Call{On: fault.OnGraph, Path: q.path}
	switch q.path {
	case fault.PathMedia, fault.PathDelete, fault.PathDownload:
		s.mu.Lock()
		defer s.mu.Unlock()
		if f := s.shelf.Get(q.id); f != nil {
			c.Phone = f.Phone
		}
		return c
	}
	var d posted.Draft
	if q.path != fault.PathMessages || json.Unmarshal(q.body, &d) != nil {
		return c
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case d.Status != "":
		c.Path = "read"
		if f, ok := s.book.Find(d.MessageID); ok {
			c.Phone = f.Phone.ID
		}
	case d.To != "":
		c.Phone, _ = identity.ParsePhone(d.To)
	case s.book.User(d.Recipient) != nil:
		c.Phone = s.book.User(d.Recipient).ID
	}
	return c
}

// send takes a message, or a read mark.
func (s *Sandbox) send(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	d, err := posted.Read(q.body)
	if err != nil {
		return nil, err
	}
	if d.Status != "" {
		return s.markRead(n, d)
	}
	v, err := s.accept(n, d)
	if err != nil {
		return nil, err
	}
	// The id that was given must mean the same after a kill.
	return s.durable(v)
}

func (s *Sandbox) accept(n Number, d posted.Draft) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := d.Check(); err != nil {
		return nil, err
	}
	p, contact, err := s.addressee(n, d)
	if err != nil {
		return nil, err
	}
	m := &phone.Message{Number: n.PhoneNumberID, Direction: phone.In, Type: d.Type, ReplyTo: d.Context.MessageID, Callback: d.Callback}
	if err := played[d.Type](s, d, m); err != nil {
		return nil, err
	}
	if err := s.allow(n, p, m); err != nil {
		return nil, err
	}
	if d.To == "" {
		m.Recipient = d.Recipient
	}
	s.arrive(p, m)
	taken := object{"id": m.ID}
	if m.Type == "template" {
		taken["message_status"] = "accepted"
		if _, ok := s.faults.Take(fault.Call{On: fault.OnStatus, Phone: p.ID}, fault.Assess); ok {
			taken["message_status"] = "held_for_quality_assessment"
		}
	}
	return object{
		"messaging_product": "whatsapp", "contacts": []object{contact}, "messages": []object{taken},
	}, nil
}

// addressee finds the phone a message goes to, and how the answer names it.
// A user id is only known of somebody who has written. mu is held.
func (s *Sandbox) addressee(n Number, d posted.Draft) (*phone.Phone, object, error) {
	if d.To == "" {
		p := s.book.User(d.Recipient)
		switch {
		case !identity.IsUserID(d.Recipient):
			return nil, nil, refusal.Of(131009, "Param recipient is not a business-scoped user id.")
		case p == nil:
			return nil, nil, refusal.Of(131026, "Unable to deliver the message. The user id is not known.")
		}
		return p, object{"input": d.Recipient, "user_id": d.Recipient}, nil
	}
	id, err := identity.ParsePhone(d.To)
	switch {
	case err != nil:
		return nil, nil, refusal.Of(131009, "Recipient is not a valid phone number.")
	case id == identity.WAID(identity.Digits(n.DisplayPhone)):
		return nil, nil, refusal.Of(131021, "Recipient and sender phone numbers are the same.")
	}
	return s.book.Phone(id), object{"input": d.To, "wa_id": id}, nil
}

// arrive puts an accepted message on the phone. mu is held.
func (s *Sandbox) arrive(p *phone.Phone, m *phone.Message) {
	m.ID, m.Time, m.Status = identity.NewMessageID(p.ID), s.clock.Now(), phone.Accepted
	if f, ok := s.faults.Take(fault.Call{On: fault.OnStatus, Phone: p.ID}, fault.Failed); ok {
		m.Error = f.Code
	}
	if m.Error == 0 && m.Marketing() && p.Stopped[m.Number] {
		m.Error = 131050
	}
	for _, f := range m.Files() {
		f.PutOn(p.ID)
	}
	s.book.Keep(p, m)
	s.record(entry{Phone: p}, entry{On: p.ID, Message: m})
	s.seemTyping(p, m.Number, 0)
	s.show(p, m)
	s.showTarget(m)
	s.progress(p, m)
}

// showTarget shows the message that another one has changed. mu is held.
func (s *Sandbox) showTarget(m *phone.Message) {
	target := m.Target
	if m.Reaction != nil {
		target = m.Reaction.MessageID
	}
	if f, ok := s.book.Find(target); ok {
		s.show(f.Phone, f.Message)
	}
}

// seemTyping makes the business seem to type for a while, or stop. mu is held.
func (s *Sandbox) seemTyping(p *phone.Phone, number string, d time.Duration) {
	if p.Typing[number] = s.clock.Now().Add(d); d == 0 {
		delete(p.Typing, number)
	}
	s.hub.Publish(p.ID, "typing", object{"number": number, "seconds": d.Seconds()})
}

// markRead marks a message of a person as read, with all before it, and may
// show that an answer is being typed.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
func (s *Sandbox) markRead(n Number, d posted.Draft) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.book.Find(d.MessageID)
	switch {
	case d.Status != "read":
		return nil, refusal.BadParameter("Param status must be one of {read}")
	case !ok || f.Message.Direction != phone.Out || f.Message.Number != n.PhoneNumberID:
		return nil, refusal.Of(131009, "Param message_id is not a message that this number received: "+strconv.Quote(d.MessageID))
	case d.Typing != nil && d.Typing.Type != "text":
		return nil, refusal.BadParameter("Param typing_indicator['type'] must be one of {text}")
	}
	for _, m := range f.Phone.Messages {
		if m.Direction == phone.Out && m.Number == n.PhoneNumberID && m.Seq <= f.Message.Seq {
			s.mark(f.Phone, m, phone.Read)
		}
	}
	if d.Typing != nil {
		s.seemTyping(f.Phone, n.PhoneNumberID, typingFor)
	}
	return object{"success": true}, nil
}
