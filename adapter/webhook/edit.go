package webhook

import (
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// edit is a message said anew. What it says now is a message without an
// envelope; one that is itself an edit or a deletion is kept and not read, so
// that nesting has an end.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func edit(raw json.RawMessage) frontdesk.Content {
	e, ok := object[struct {
		Original spelling.Word   `json:"original_message_id"`
		Message  json.RawMessage `json:"message"`
	}](raw, "edit")
	if !ok || e.Original == "" {
		return nil
	}
	now := frontdesk.Edit{Of: string(e.Original)}
	var h head
	switch {
	case len(e.Message) == 0:
	case json.Unmarshal(e.Message, &h) != nil, h.Type == "edit", h.Type == "revoke":
		now.Now = frontdesk.Unknown{Kind: string(h.Type), Raw: e.Message}
	default:
		now.Now = content(h, e.Message)
	}
	return now
}

// revoke is a message taken back.
func revoke(raw json.RawMessage) frontdesk.Content {
	r, ok := object[struct {
		Original spelling.Word `json:"original_message_id"`
	}](raw, "revoke")
	if !ok || r.Original == "" {
		return nil
	}
	return frontdesk.Revoke{Of: string(r.Original)}
}
