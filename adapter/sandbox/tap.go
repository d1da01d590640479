package sandbox

import (
	"net/http"
	"slices"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
)

// tapped is what a person says by tapping something in a message: a reply
// button, a row, a template's button, named by its id, payload or title. All
// else is said as it is. mu is held.
func (s *Sandbox) tapped(p *phone.Phone, t typed) (typed, error) {
	if t.Type != "tap" {
		return t, nil
	}
	f, ok := s.book.Find(t.MessageID)
	if !ok || f.Phone != p || f.Message.Card == nil || f.Message.Direction == phone.Out {
		return t, refusal.Say(http.StatusNotFound, "message_id is no message on this phone with something to tap")
	}
	t.ReplyTo, t.MessageID = t.MessageID, ""
	for _, c := range append([]card.Card{*f.Message.Card}, f.Message.Card.Cards...) {
		if b, ok := find(c.Buttons, func(b card.Button) bool { return b.ID == t.ID || b.Title == t.ID }); ok {
			return t.press(b)
		}
		for _, section := range c.Sections {
			if r, ok := find(section.Rows, func(r card.Row) bool { return r.ID == t.ID || r.Title == t.ID }); ok && c.Kind == "list" {
				t.Type, t.ID, t.Title, t.Description = "list_reply", r.ID, r.Title, r.Description
				return t, nil
			}
		}
	}
	return t, refusal.Say(http.StatusNotFound, "there is no button and no row %q in that message", t.ID)
}

func find[T any](all []T, is func(T) bool) (found T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return found, false
}

// press is what a button says.
func (t typed) press(b card.Button) (typed, error) {
	switch b.Kind {
	case "reply":
		t.Type, t.ID, t.Title = "button_reply", b.ID, b.Title
	case "quick_reply":
		t.Type, t.Payload, t.Text = "button", b.ID, b.Title
	case "contact":
		t.Type = "contact_request"
	default:
		return t, refusal.Say(http.StatusBadRequest, "that button says nothing to the business; send what it asks for, with reply_to")
	}
	return t, nil
}
