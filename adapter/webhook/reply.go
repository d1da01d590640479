package webhook

import (
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// reply is the answer to an interactive message of ours. Without a type it is
// what there is an object of.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive
func reply(raw json.RawMessage) frontdesk.Content {
	m, ok := object[struct {
		Type       spelling.Word              `json:"type"`
		Button     spelling.Maybe[picked]     `json:"button_reply"`
		List       spelling.Maybe[picked]     `json:"list_reply"`
		Form       spelling.Maybe[filled]     `json:"nfm_reply"`
		Permission spelling.Maybe[permission] `json:"call_permission_reply"`
	}](raw, "interactive")
	is := func(name spelling.Word, there bool) bool { return ok && there && (m.Type == name || m.Type == "") }
	switch {
	case is("button_reply", m.Button.OK):
		return m.Button.V.choice("button_reply")
	case is("list_reply", m.List.OK):
		return m.List.V.choice("list_reply")
	case is("nfm_reply", m.Form.OK):
		return m.Form.V.reply()
	case is("call_permission_reply", m.Permission.OK):
		return m.Permission.V.reply()
	}
	return nil
}

// picked is a tap on a reply button or a list row.
type picked struct {
	ID          spelling.Word `json:"id"`
	Title       spelling.Word `json:"title"`
	Description spelling.Word `json:"description"`
}

func (p picked) choice(from spelling.Word) frontdesk.Content {
	return frontdesk.Choice{From: string(from), ID: string(p.ID), Title: string(p.Title), Description: string(p.Description)}
}

// permission is the answer to a request to call.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions
type permission struct {
	Response  spelling.Word  `json:"response"`
	Permanent spelling.YesNo `json:"is_permanent"`
	Expires   spelling.Whole `json:"expiration_timestamp"`
	Source    spelling.Word  `json:"response_source"`
}

func (p permission) reply() frontdesk.Content {
	c := frontdesk.CallPermission{Response: string(p.Response), Permanent: bool(p.Permanent), Source: string(p.Source)}
	if at := p.Expires.Time(); !at.IsZero() {
		c.ExpiresAt = at.UTC()
	}
	return c
}

// filled is a form: a flow, or an address. The answers are JSON inside a
// string.
type filled struct {
	Name     spelling.Word   `json:"name"`
	Body     spelling.Word   `json:"body"`
	Response json.RawMessage `json:"response_json"`
}

// maxNesting is how deep an answer may nest to be kept as JSON. The string hides
// its depth from the decoder that read the body, and what is kept must be
// readable within something else.
const maxNesting = 100

func (f filled) reply() frontdesk.Content {
	r := frontdesk.FormReply{Form: string(f.Name), Body: string(f.Body), Response: f.Response}
	var inner string
	switch {
	case string(f.Response) == "null":
		r.Response = nil
	case json.Unmarshal(f.Response, &inner) != nil:
		// Not a string, so Meta sent the answers as they are.
	case json.Valid([]byte(inner)) && nesting(inner) <= maxNesting:
		r.Response = json.RawMessage(inner)
	}
	return r
}

// nesting is how deep the brackets in valid JSON go.
func nesting(s string) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}
