package sandbox

import (
	"net/http"

	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/typed"
)

// tapped is what a person says by tapping something in a message: a reply
// button, a row, a template's button, named by its id, payload or title. All
// else is said as it is. mu is held.
func (s *Sandbox) tapped(p *phone.Phone, t typed.Act) (typed.Act, error) {
	if t.Type != "tap" {
		return t, nil
	}
	f, ok := s.book.Find(t.MessageID)
	if !ok || f.Phone != p || f.Message.Card == nil || f.Message.Direction == phone.Out {
		return t, refusal.Say(http.StatusNotFound, "message_id is no message on this phone with something to tap")
	}
	t.ReplyTo, t.MessageID = t.MessageID, ""
	return t.Tap(*f.Message.Card)
}
