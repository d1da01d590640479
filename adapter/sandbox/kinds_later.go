package sandbox

import (
	"encoding/json"
	"net/http"
	"time"

	"frontdesk/adapter/sandbox/news"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/typed"
)

// editableFor is how long a person may change what was said, and revocableFor how
// long take it back.
//
// Source: https://faq.whatsapp.com/ "How to edit messages", "How to delete messages"
const (
	editableFor  = 15 * time.Minute
	revocableFor = 60 * time.Hour
)

// sayEdit changes the text or the caption of an earlier message.
func sayEdit(s *Sandbox, p *phone.Phone, t typed.Act) (saying, error) {
	old, err := s.book.Written(p, t.MessageID, editableFor, s.clock.Now())
	if err != nil {
		return saying{}, err
	}
	if _, err := t.AsText(); err != nil {
		return saying{}, err
	}
	var now object
	switch {
	case old.Type == "text":
		now = object{"type": "text", "text": object{"body": t.Text}}
	case old.File != nil && (old.Type == "image" || old.Type == "video" || old.Type == "document"):
		f := old.File
		now = object{"type": old.Type, old.Type: object{"id": f.ID, "mime_type": f.MIMEType, "sha256": f.SHA256, "caption": t.Text}}
	default:
		return saying{}, refusal.Say(http.StatusBadRequest, "a phone edits texts and captions, not %s", old.Type)
	}
	fields := object{"type": "edit", "edit": object{"original_message_id": t.MessageID, "message": now}}
	return saying{Words: typed.Words{Fields: fields, Text: t.Text}, target: t.MessageID}, nil
}

// sayRevoke takes an earlier message back.
func sayRevoke(s *Sandbox, p *phone.Phone, t typed.Act) (saying, error) {
	if _, err := s.book.Written(p, t.MessageID, revocableFor, s.clock.Now()); err != nil {
		return saying{}, err
	}
	fields := object{"type": "revoke", "revoke": object{"original_message_id": t.MessageID}}
	return saying{Words: typed.Words{Fields: fields}, target: t.MessageID}, nil
}

// sayPreference stops or resumes marketing, which is no message: Meta tells of
// it under a field of its own.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
func sayPreference(_ *Sandbox, _ *phone.Phone, t typed.Act) (saying, error) {
	var wish string
	if json.Unmarshal(t.Value, &wish) != nil || news.Preferences[wish] == "" {
		return saying{}, refusal.Say(http.StatusBadRequest, "value is stop or resume")
	}
	return saying{Words: typed.Words{Text: news.Preferences[wish]}, build: func(s *Sandbox, n Number, p *phone.Phone, m *phone.Message) (string, object) {
		s.prefer(p, n, wish == "stop")
		return "user_preferences", news.Preference(n, p, m, wish)
	}}, nil
}

// prefer remembers whether a person wants marketing from a number. mu is held.
func (s *Sandbox) prefer(p *phone.Phone, n Number, stopped bool) {
	if p.Stopped == nil {
		p.Stopped = map[string]bool{}
	}
	if p.Stopped[n.PhoneNumberID] = stopped; !stopped {
		delete(p.Stopped, n.PhoneNumberID)
	}
	s.record(entry{Phone: p})
}

// sayEcho is somebody of the business writing in its phone app; the message
// comes to the person, and the program hears that it was said.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
func sayEcho(_ *Sandbox, _ *phone.Phone, t typed.Act) (saying, error) {
	text, err := t.AsText()
	if err != nil {
		return saying{}, err
	}
	said := saying{Words: text, from: phone.In}
	said.build = func(_ *Sandbox, n Number, p *phone.Phone, m *phone.Message) (string, object) {
		return "smb_message_echoes", news.Echo(n, p, m)
	}
	return said, nil
}
