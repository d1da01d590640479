package sandbox

import (
	"cmp"
	"maps"
	"slices"

	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/typed"
)

// saying is what a person says, and what that does beside.
type saying struct {
	typed.Words
	target string          // the message that is edited or taken back
	from   phone.Direction // empty is Out
	// build gives the field and the value of what is no message to the webhook.
	build func(s *Sandbox, n Number, p *phone.Phone, m *phone.Message) (field string, value object)
}

// kinds are what people can do on a phone that is not said and done: the rest is
// plain. mu is held when one is called.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
var kinds = map[string]func(s *Sandbox, p *phone.Phone, t typed.Act) (saying, error){
	"system":           saySystem,
	"image":            sayFile,
	"video":            sayFile,
	"audio":            sayFile,
	"voice":            sayFile,
	"document":         sayFile,
	"sticker":          sayFile,
	"contact_request":  sayRequested,
	"edit":             sayEdit,
	"revoke":           sayRevoke,
	"user_preferences": sayPreference,
	"echo":             sayEcho,
}

func kindNames() []string {
	return append(slices.Sorted(slices.Values(slices.AppendSeq(typed.Kinds(), maps.Keys(kinds)))), "tap")
}

// saying is what a person says by an act. mu is held.
func (s *Sandbox) saying(p *phone.Phone, t typed.Act) (saying, error) {
	if kind := kinds[t.Type]; kind != nil {
		return kind(s, p, t)
	}
	says, err := t.Say()
	return saying{Words: says}, err
}

// sayRequested hands over the person's own card, as a button asked for.
func sayRequested(_ *Sandbox, p *phone.Phone, t typed.Act) (saying, error) {
	says, err := t.AsContact(p.Name, p.ID)
	return saying{Words: says}, err
}

// sayFile is a file by its id, which nobody can fetch unless its bytes came too.
func sayFile(s *Sandbox, p *phone.Phone, t typed.Act) (saying, error) {
	if err := t.NamesFile(); err != nil {
		return saying{}, err
	}
	about := fault.Call{On: fault.OnMessage, Phone: p.ID}
	if _, ok := s.faults.Take(about, fault.WrongHash); ok {
		t.SHA256 = otherHash(t.SHA256)
	}
	if _, ok := s.faults.Take(about, fault.NoURL); ok {
		t.URL = ""
	}
	return saying{Words: t.AsFile()}, nil
}

// saySystem tells the business that a person has another number or user id.
// The new number is a phone of its own here, of the same name.
func saySystem(s *Sandbox, p *phone.Phone, t typed.Act) (saying, error) {
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
	return saying{Words: typed.Words{Fields: object{"type": "system", "system": body}, Text: text}}, nil
}
