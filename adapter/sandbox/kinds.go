package sandbox

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
)

// maxTyped is how long a text people can type on a phone.
const maxTyped = 65_536

// saying is what a person says: the fields of its own in the webhook's message,
// and what the phone shows.
type saying struct {
	fields object
	text   string
	card   *card.Card
	target string          // the message that is edited or taken back
	from   phone.Direction // empty is Out
	// build gives the field and the value of what is no message to the webhook.
	build func(s *Sandbox, n Number, p *phone.Phone, m *phone.Message) (field string, value object)
}

// kinds are what people can do on a phone. mu is held when one is called.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
var kinds map[string]func(s *Sandbox, p *phone.Phone, t typed) (saying, error)

func init() {
	kinds = map[string]func(s *Sandbox, p *phone.Phone, t typed) (saying, error){
		"text":         sayText,
		"reaction":     sayReaction,
		"button":       sayButton,
		"button_reply": sayReply,
		"list_reply":   sayReply,
		"system":       saySystem,
		"unsupported":  sayUnsupported,
		"image":        sayFile,
		"video":        sayFile,
		"audio":        sayFile,
		"voice":        sayFile,
		"document":     sayFile,
		"sticker":      sayFile,

		"location":              sayLocation,
		"contacts":              sayContacts,
		"contact_request":       sayRequested,
		"order":                 sayOrder,
		"nfm_reply":             sayForm,
		"call_permission_reply": sayPermission,
		"edit":                  sayEdit,
		"revoke":                sayRevoke,
		"user_preferences":      sayPreference,
		"echo":                  sayEcho,
	}
}

func kindNames() []string { return append(slices.Sorted(maps.Keys(kinds)), "tap") }

func sayText(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	if t.Text == "" {
		return saying{}, refusal.Say(http.StatusBadRequest, "text is missing")
	}
	if utf8.RuneCountInString(t.Text) > maxTyped {
		return saying{}, refusal.Say(http.StatusBadRequest, "a person cannot type more than %d characters at once", maxTyped)
	}
	return saying{fields: object{"type": "text", "text": object{"body": t.Text}}, text: t.Text}, nil
}

func sayReaction(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	if t.MessageID == "" {
		return saying{}, refusal.Say(http.StatusBadRequest, "message_id is missing: what do you react to?")
	}
	r := object{"message_id": t.MessageID}
	if t.Emoji != "" {
		r["emoji"] = t.Emoji
	}
	return saying{fields: object{"type": "reaction", "reaction": r}, text: t.Emoji}, nil
}

func sayButton(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	if t.Text == "" {
		return saying{}, refusal.Say(http.StatusBadRequest, "text is missing: what does the button say?")
	}
	return saying{fields: object{"type": "button", "button": object{"payload": cmp.Or(t.Payload, t.Text), "text": t.Text}}, text: t.Text}, nil
}

func sayReply(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	if t.ID == "" || t.Title == "" {
		return saying{}, refusal.Say(http.StatusBadRequest, "id and title of what was tapped are missing")
	}
	picked := object{"id": t.ID, "title": t.Title}
	if t.Type == "list_reply" && t.Description != "" {
		picked["description"] = t.Description
	}
	return saying{fields: object{"type": "interactive", "interactive": object{"type": t.Type, t.Type: picked}}, text: t.Title}, nil
}

func sayUnsupported(_ *Sandbox, _ *phone.Phone, t typed) (saying, error) {
	e := refusal.Of(131051, "Message type is currently not supported.")
	return saying{fields: object{
		"type": "unsupported", "unsupported": object{"type": cmp.Or(t.Kind, "poll_creation")}, "errors": []object{e.InWebhook()},
	}, text: cmp.Or(t.Text, "("+cmp.Or(t.Kind, "poll_creation")+")")}, nil
}

// sayFile is a file by its id, which nobody can fetch unless its bytes came too.
func sayFile(s *Sandbox, p *phone.Phone, t typed) (saying, error) {
	if t.ID == "" || t.MIMEType == "" {
		return saying{}, refusal.Say(http.StatusBadRequest, "id and mime_type of the file are missing")
	}
	about := fault.Call{On: fault.OnMessage, Phone: p.ID}
	if _, ok := s.faults.Take(about, fault.WrongHash); ok {
		t.SHA256 = otherHash(t.SHA256)
	}
	if _, ok := s.faults.Take(about, fault.NoURL); ok {
		t.URL = ""
	}
	f := object{"id": t.ID, "mime_type": t.MIMEType, "sha256": t.SHA256}
	for k, v := range map[string]string{"url": t.URL, "caption": t.Caption, "filename": t.Filename} {
		if v != "" {
			f[k] = v
		}
	}
	switch t.Type {
	case "audio":
		f["voice"] = t.Voice
	case "sticker":
		f["animated"] = t.Animated
	}
	return saying{fields: object{"type": t.Type, t.Type: f}, text: cmp.Or(t.Caption, t.Filename, "("+t.Type+")")}, nil
}

// saySystem tells the business that a person has another number or user id.
// The new number is a phone of its own here, of the same name.
func saySystem(s *Sandbox, p *phone.Phone, t typed) (saying, error) {
	body := object{"type": cmp.Or(t.Change, "user_changed_number")}
	var text string
	switch body["type"] {
	case "user_changed_number", "customer_changed_number":
		id, err := identity.ParsePhone(t.NewPhone)
		if err != nil {
			return saying{}, err
		}
		moved := s.book.Phone(id)
		s.change(moved, edit{Name: &p.Name, Username: &p.Username})
		body["wa_id"], text = id, p.Name+" changed from "+p.ID+" to "+id
		if !t.NoUserID {
			body["user_id"] = moved.UserID
		}
	case "user_changed_user_id":
		user := cmp.Or(t.NewUserID, identity.UserID(p.ID+" after "+p.UserID))
		body["previous_user_id"], body["user_id"], text = p.UserID, user, p.Name+" has another user id"
		s.change(p, edit{UserID: &user})
	default:
		text = cmp.Or(t.Text, p.Name+": "+t.Change)
	}
	body["body"] = "User " + text
	return saying{fields: object{"type": "system", "system": body}, text: text}, nil
}
