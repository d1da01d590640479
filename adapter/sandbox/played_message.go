package sandbox

import (
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/template"
)

// playTemplate takes a template message. mu is held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
func playTemplate(s *Sandbox, d draft, m *Message) error {
	sent, err := template.ReadSent(d.Template)
	if err != nil {
		return err
	}
	number, _ := s.number(m.Number)
	t, err := s.templates.Sendable(number.BusinessAccountID, sent)
	if err != nil {
		return err
	}
	if d.To == "" && t.AsksForPhone() {
		return refusal.Of(131062, "")
	}
	if m.Card, err = t.Fill(sent, s.uploaded(m.Number)); err != nil {
		return err
	}
	m.Text = m.Card.Line()
	return nil
}
