package webhook

import (
	"encoding/json"

	"frontdesk"
)

// readers read a message of each known type. One that gives nil could not make
// sense of it; then the message is kept whole.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
var readers = map[word]func(raw json.RawMessage) frontdesk.Content{
	"text":        text,
	"button":      button,
	"interactive": reply,
	"reaction":    reaction,
	"system":      systemNote,
	"image":       attachment(frontdesk.Image),
	"video":       attachment(frontdesk.Video),
	"audio":       attachment(frontdesk.Audio),
	"document":    attachment(frontdesk.Document),
	"sticker":     attachment(frontdesk.Sticker),
}

// content reads what a message says. A type nobody knows, and an object that
// is missing or of another shape, is kept whole as Unknown.
func content(h head, raw json.RawMessage) frontdesk.Content {
	if read := readers[h.Type]; read != nil {
		if c := read(raw); c != nil {
			return c
		}
	}
	return unknown(h, raw)
}

func unknown(h head, raw json.RawMessage) frontdesk.Content {
	u := frontdesk.Unknown{Kind: string(h.Type), Raw: raw}
	if h.Type == "unsupported" {
		var m struct {
			Unsupported struct {
				Type word `json:"type"`
			} `json:"unsupported"`
		}
		if json.Unmarshal(raw, &m) == nil && m.Unsupported.Type != "" {
			u.Kind = string(m.Unsupported.Type)
		}
	}
	for _, e := range h.Errors {
		if u.Reason = string(e.Data.Details); u.Reason == "" {
			u.Reason = string(e.Title)
		}
	}
	return u
}

func text(raw json.RawMessage) frontdesk.Content {
	var m struct {
		Text *struct {
			Body string `json:"body"`
		} `json:"text"`
	}
	if json.Unmarshal(raw, &m) != nil || m.Text == nil {
		return nil
	}
	return frontdesk.Text{Body: m.Text.Body}
}

// button is the tap on a template's quick reply.
func button(raw json.RawMessage) frontdesk.Content {
	var m struct {
		Button *struct {
			Payload word `json:"payload"`
			Text    word `json:"text"`
		} `json:"button"`
	}
	if json.Unmarshal(raw, &m) != nil || m.Button == nil {
		return nil
	}
	return frontdesk.Choice{From: "button", ID: string(m.Button.Payload), Title: string(m.Button.Text)}
}

// reply is the tap on a reply button or a list row.
func reply(raw json.RawMessage) frontdesk.Content {
	type picked struct {
		ID          word `json:"id"`
		Title       word `json:"title"`
		Description word `json:"description"`
	}
	var m struct {
		Interactive struct {
			Type   string  `json:"type"`
			Button *picked `json:"button_reply"`
			List   *picked `json:"list_reply"`
		} `json:"interactive"`
	}
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	p := map[string]*picked{"button_reply": m.Interactive.Button, "list_reply": m.Interactive.List}[m.Interactive.Type]
	if p == nil {
		return nil
	}
	return frontdesk.Choice{
		From: m.Interactive.Type, ID: string(p.ID), Title: string(p.Title), Description: string(p.Description),
	}
}

func reaction(raw json.RawMessage) frontdesk.Content {
	var m struct {
		Reaction *struct {
			MessageID word `json:"message_id"`
			Emoji     word `json:"emoji"`
		} `json:"reaction"`
	}
	if json.Unmarshal(raw, &m) != nil || m.Reaction == nil {
		return nil
	}
	return frontdesk.Reaction{To: string(m.Reaction.MessageID), Emoji: string(m.Reaction.Emoji)}
}

func systemNote(raw json.RawMessage) frontdesk.Content {
	s := readSystem(raw)
	if s.Type == "" && s.Body == "" {
		return nil
	}
	return frontdesk.System{Change: string(s.Type), Body: string(s.Body)}
}

// attachment reads the reference to a file; its bytes are fetched later.
func attachment(media frontdesk.Media) func(json.RawMessage) frontdesk.Content {
	return func(raw json.RawMessage) frontdesk.Content {
		var m map[string]json.RawMessage
		var f struct {
			ID       word `json:"id"`
			MIMEType word `json:"mime_type"`
			SHA256   word `json:"sha256"`
			URL      word `json:"url"`
			Caption  word `json:"caption"`
			Filename word `json:"filename"`
			Voice    bool `json:"voice"`
			Animated bool `json:"animated"`
		}
		if json.Unmarshal(raw, &m) != nil || json.Unmarshal(m[string(media)], &f) != nil || f.ID == "" {
			return nil
		}
		return frontdesk.Attachment{
			Media: media, MediaID: string(f.ID), URL: string(f.URL), MIMEType: string(f.MIMEType), SHA256: string(f.SHA256),
			Caption: string(f.Caption), Filename: string(f.Filename), Voice: f.Voice, Animated: f.Animated,
		}
	}
}
