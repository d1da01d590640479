package webhook

import (
	"cmp"
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// system is what WhatsApp says of a person.
type system struct {
	Body                 spelling.Word `json:"body"`
	Type                 spelling.Word `json:"type"`
	WaID                 spelling.Word `json:"wa_id"`
	NewWaID              spelling.Word `json:"new_wa_id"` // so in older versions
	UserID               spelling.Word `json:"user_id"`
	ParentUserID         spelling.Word `json:"parent_user_id"`
	PreviousUserID       spelling.Word `json:"previous_user_id"`
	PreviousParentUserID spelling.Word `json:"previous_parent_user_id"`
}

func readSystem(raw json.RawMessage) system {
	var m struct {
		System spelling.Maybe[system] `json:"system"`
	}
	// What cannot be read changes no address and is shown as WhatsApp said it.
	_ = json.Unmarshal(raw, &m)
	return m.System.V
}

func systemNote(raw json.RawMessage) frontdesk.Content {
	s := readSystem(raw)
	if s.Type == "" && s.Body == "" {
		return nil
	}
	return frontdesk.System{Change: string(s.Type), Body: string(s.Body)}
}

// addressChanges reads a system message that tells of a new number or user id.
// A new number brings a new user id with it, and Meta tells of both at once.
//
// A change whose old address Meta does not tell comes first: who it is about is
// then known only by the address that the next one takes away.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
func addressChanges(h head, raw json.RawMessage) []frontdesk.Change {
	if h.Type != "system" {
		return nil
	}
	s := readSystem(raw)
	switch s.Type {
	case "user_changed_number", "customer_changed_number", "user_changed_user_id":
	default:
		return nil
	}
	var first, then []frontdesk.Change
	for _, c := range s.moves(h) {
		switch {
		case c.New == "" || c.New == c.Old:
		case c.Old == "":
			first = append(first, c)
		default:
			then = append(then, c)
		}
	}
	return append(first, then...)
}

// moves is each kind of address as it was and is, the one that the message is
// named for first.
func (s system) moves(h head) []frontdesk.Change {
	move := func(kind frontdesk.AddressKind, old, now spelling.Word) frontdesk.Change {
		return frontdesk.Change{
			WAMID: string(h.ID), At: h.Timestamp.Time(), Body: string(s.Body), Name: string(s.Type),
			Kind: kind, Old: string(old), New: string(now),
		}
	}
	phone := move(frontdesk.AtPhone, h.From, cmp.Or(s.WaID, s.NewWaID))
	if h.From == "" {
		phone.New = "" // whose number it was is not told
	}
	ids := []frontdesk.Change{
		move(frontdesk.AtUserID, cmp.Or(s.PreviousUserID, h.FromUserID), s.UserID),
		move(frontdesk.AtParentUserID, cmp.Or(s.PreviousParentUserID, h.FromParentUserID), s.ParentUserID),
	}
	if s.Type == "user_changed_user_id" {
		return append(ids, phone)
	}
	return append([]frontdesk.Change{phone}, ids...)
}
