package sandbox

import (
	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/posted"
	"frontdesk/adapter/sandbox/rate"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/template"
)

// played are the kinds of messages a business can send here. Each puts
// into the message what was posted, or says what Meta would say of it.
var played = map[string]func(s *Sandbox, d posted.Draft, m *phone.Message) error{
	"text":     playText,
	"reaction": playReaction,
	"image":    playFile,
	"video":    playFile,
	"audio":    playFile,
	"document": playFile,
	"sticker":  playFile,

	"interactive": playInteractive,
	"location":    playLocation,
	"contacts":    playContacts,
	"template":    playTemplate,
}

func playText(_ *Sandbox, d posted.Draft, m *phone.Message) (err error) {
	m.Text, err = d.ReadText()
	return err
}

// playReaction reacts to a message of this phone's that is at most 30 days old
// and is not a reaction itself. mu is held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages
func playReaction(s *Sandbox, d posted.Draft, m *phone.Message) error {
	id, emoji, err := d.ReadReaction()
	if err != nil {
		return err
	}
	target, ok := s.book.Find(id)
	switch {
	case !ok || target.Message.Number != m.Number:
		return refusal.Of(131009, "Param reaction['message_id'] is not a message of this conversation.")
	case target.Message.Type == "reaction":
		return refusal.Of(131009, "Param reaction['message_id'] is a reaction.")
	case s.clock.Now().Sub(target.Message.Time) > 30*rate.Window:
		return refusal.Of(131009, "Param reaction['message_id'] is older than 30 days.")
	case m.ReplyTo != "":
		return refusal.Of(131009, "A reaction cannot have a context.")
	}
	m.Reaction = &phone.Reaction{MessageID: id, Emoji: emoji}
	m.Text = emoji
	return nil
}

// playFile sends a file that was uploaded. mu is held.
func playFile(s *Sandbox, d posted.Draft, m *phone.Message) (err error) {
	to, _ := identity.ParsePhone(d.To)
	m.File, err = d.ReadFile(func(kind, id string, voice bool) (*card.File, error) {
		if _, vanished := s.faults.Take(fault.Call{On: fault.OnGraph, Path: fault.PathMessages, Phone: to}, fault.Vanish); vanished {
			return nil, notUploaded(kind)
		}
		return s.uploaded(m.Number)(kind, id, voice)
	})
	if err == nil {
		m.Text = m.File.Text(d.Type)
	}
	return err
}

func playInteractive(s *Sandbox, d posted.Draft, m *phone.Message) error {
	return m.Show(d.ReadInteractive(s.uploaded(m.Number)))
}

func playLocation(_ *Sandbox, d posted.Draft, m *phone.Message) error {
	return m.Show(d.ReadLocation())
}

func playContacts(_ *Sandbox, d posted.Draft, m *phone.Message) error {
	return m.Show(d.ReadContacts())
}

// playTemplate takes a template message. mu is held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
func playTemplate(s *Sandbox, d posted.Draft, m *phone.Message) error {
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
	c, err := t.Fill(sent, s.uploaded(m.Number))
	return m.Show(c, err)
}

// uploaded finds the files of a number. mu is held.
func (s *Sandbox) uploaded(number string) card.Finder {
	return func(kind, id string, voice bool) (*card.File, error) {
		kept, ok := s.shelf.Find(number, id, s.clock.Now())
		if !ok {
			return nil, notUploaded(kind)
		}
		if err := kept.Suits(kind, voice); err != nil {
			return nil, err
		}
		return shown(*kept), nil
	}
}

// notUploaded is how a program finds out that it has to upload again.
func notUploaded(kind string) error {
	return refusal.BadParameter("Param %s['id'] is not a valid whatsapp business account media attachment ID", kind)
}
