package tools

import (
	"bytes"
	"encoding/json"

	"frontdesk"
)

// kinds are the objects of the types; a message has at most the one of its own.
type kinds struct {
	Image          any `json:"image,omitempty"`
	Video          any `json:"video,omitempty"`
	Audio          any `json:"audio,omitempty"`
	Document       any `json:"document,omitempty"`
	Sticker        any `json:"sticker,omitempty"`
	Interactive    any `json:"interactive,omitempty"`
	ButtonReply    any `json:"button_reply,omitempty"`
	ListReply      any `json:"list_reply,omitempty"`
	Button         any `json:"button,omitempty"`
	FormReply      any `json:"nfm_reply,omitempty"`
	CallPermission any `json:"call_permission_reply,omitempty"`
	Template       any `json:"template,omitempty"`
	Location       any `json:"location,omitempty"`
	Contacts       any `json:"contacts,omitempty"`
	Reaction       any `json:"reaction,omitempty"`
	Order          any `json:"order,omitempty"`
	System         any `json:"system,omitempty"`
	Edit           any `json:"edit,omitempty"`
	Revoke         any `json:"revoke,omitempty"`
	Unsupported    any `json:"unsupported,omitempty"`
	Placeholder    any `json:"media_placeholder,omitempty"`
	Welcome        any `json:"request_welcome,omitempty"`
	Raw            any `json:"raw,omitempty"`
	Unknown        any `json:"unknown,omitempty"`
}

// set puts a content in the place of its type, without what a person would not
// have seen of it, and gives how many characters that were. Text has no object:
// it is the message's text.
func (k *kinds) set(c frontdesk.Content) (hidden int) {
	at := map[string]*any{
		"image": &k.Image, "video": &k.Video, "audio": &k.Audio, "document": &k.Document, "sticker": &k.Sticker,
		"interactive": &k.Interactive, "button_reply": &k.ButtonReply, "list_reply": &k.ListReply, "button": &k.Button,
		"nfm_reply": &k.FormReply, "call_permission_reply": &k.CallPermission, "template": &k.Template,
		"location": &k.Location, "contacts": &k.Contacts, "reaction": &k.Reaction, "order": &k.Order, "system": &k.System,
		"edit": &k.Edit, "revoke": &k.Revoke, "unsupported": &k.Unsupported, "media_placeholder": &k.Placeholder,
		"request_welcome": &k.Welcome, "raw": &k.Raw, "unknown": &k.Unknown,
	}[c.Type()]
	if at == nil {
		return 0
	}
	*at, hidden = cleaned(c)
	return hidden
}

// cleaned gives v as JSON has it, with every text in it cleaned, names of fields
// too: they may be a person's words.
func cleaned(v any) (any, int) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, 0 // what was kept as JSON can be written as such
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // an id may have more digits than a float
	var read any
	if d.Decode(&read) != nil {
		return nil, 0
	}
	return cleanValue(read)
}

func cleanValue(v any) (_ any, hidden int) {
	switch v := v.(type) {
	case string:
		return frontdesk.Clean(v)
	case []any:
		for i := range v {
			var n int
			v[i], n = cleanValue(v[i])
			hidden += n
		}
		return v, hidden
	case map[string]any:
		all := make(map[string]any, len(v))
		for name, value := range v {
			name, n := frontdesk.Clean(name)
			value, m := cleanValue(value)
			all[name] = value
			hidden += n + m
		}
		return all, hidden
	}
	return v, 0
}
