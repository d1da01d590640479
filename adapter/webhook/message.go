package webhook

import (
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// head is what every message has.
type head struct {
	From             spelling.Word  `json:"from"`
	FromUserID       spelling.Word  `json:"from_user_id"`
	FromParentUserID spelling.Word  `json:"from_parent_user_id"`
	To               spelling.Word  `json:"to"`
	ToUserID         spelling.Word  `json:"to_user_id"`
	ToParentUserID   spelling.Word  `json:"to_parent_user_id"`
	GroupID          spelling.Word  `json:"group_id"`
	ID               spelling.Word  `json:"id"`
	Timestamp        spelling.Whole `json:"timestamp"`
	Type             spelling.Word  `json:"type"`

	Context  spelling.Maybe[quotation] `json:"context"`
	Referral spelling.Maybe[referral]  `json:"referral"`
	Errors   spelling.List[metaError]  `json:"errors"`
}

// message reads one entry of messages. It is one thing, but for word of a new
// address, which may tell of two.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
func message(raw json.RawMessage, people []profile) []frontdesk.Heard {
	var h head
	if err := json.Unmarshal(raw, &h); err != nil {
		return []frontdesk.Heard{{Problem: notRead("a message", err)}}
	}
	if h.Type == "system" && h.From == "" && h.FromUserID == "" {
		h.FromUserID = readSystem(raw).PreviousUserID
	}
	from := sender(h, people)
	if why := unusable(h, from); why != nil {
		return []frontdesk.Heard{{Problem: why}}
	}
	if changes := addressChanges(h, raw); len(changes) > 0 {
		var heard []frontdesk.Heard
		for _, c := range changes {
			heard = append(heard, frontdesk.Heard{From: from, Change: &c})
		}
		return heard
	}
	m := said(h, raw)
	return []frontdesk.Heard{{From: from, Origin: h.origin(), Message: &m}}
}

// said is a message of a person.
func said(h head, raw json.RawMessage) frontdesk.Message {
	q := h.Context.V
	return frontdesk.Message{
		WAMID:     string(h.ID),
		Direction: frontdesk.In,
		By:        frontdesk.ByContact,
		At:        h.Timestamp.Time(),
		Content:   content(h, raw),
		ReplyTo:   string(q.ID),
		Forwarded: bool(q.Forwarded || q.FrequentlyForwarded),
	}
}

// unusable says why a message cannot be given to anybody, or nothing.
func unusable(h head, who frontdesk.Sender) *frontdesk.Error {
	switch {
	case h.ID == "":
		return frontdesk.Errorf(frontdesk.Invalid, "a message has no id, so it could not be told from its repetitions")
	case who.WaID == "" && who.UserID == "":
		return frontdesk.Errorf(frontdesk.Invalid, "message %s names no sender", h.ID)
	}
	return nil
}
