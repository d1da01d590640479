package webhook

import (
	"encoding/json"
	"fmt"

	"frontdesk"
)

// profile is one entry of contacts: who the people of this value are.
type profile struct {
	Profile struct {
		Name     word `json:"name"`
		Username word `json:"username"`
	} `json:"profile"`
	WaID         word `json:"wa_id"`
	UserID       word `json:"user_id"`
	ParentUserID word `json:"parent_user_id"`
}

// head is what every message has.
type head struct {
	From             word  `json:"from"`
	FromUserID       word  `json:"from_user_id"`
	FromParentUserID word  `json:"from_parent_user_id"`
	GroupID          word  `json:"group_id"`
	ID               word  `json:"id"`
	Timestamp        whole `json:"timestamp"`
	Type             word  `json:"type"`
	Context          struct {
		ID                  word `json:"id"`
		Forwarded           bool `json:"forwarded"`
		FrequentlyForwarded bool `json:"frequently_forwarded"`
	} `json:"context"`
	Errors []metaError `json:"errors"`
}

// message reads one entry of messages.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
func message(raw json.RawMessage, people []profile) frontdesk.Heard {
	var h head
	if err := json.Unmarshal(raw, &h); err != nil {
		return frontdesk.Heard{Problem: notRead("a message", err)}
	}
	from := sender(h, people)
	if why := h.unusable(from); why != "" {
		return frontdesk.Heard{Problem: frontdesk.Errorf(frontdesk.Invalid, "%s", why)}
	}
	if c := addressChange(h, raw); c != nil {
		return frontdesk.Heard{From: from, Change: c}
	}
	return frontdesk.Heard{From: from, Message: &frontdesk.Message{
		WAMID:     string(h.ID),
		Direction: frontdesk.In,
		By:        frontdesk.ByContact,
		At:        h.Timestamp.time(),
		Content:   content(h, raw),
		ReplyTo:   string(h.Context.ID),
		Forwarded: h.Context.Forwarded || h.Context.FrequentlyForwarded,
	}}
}

// unusable says why a message cannot be given to anybody, or nothing.
func (h head) unusable(from frontdesk.Sender) string {
	switch {
	case h.ID == "":
		return "a message has no id, so it could not be told from its repetitions"
	case h.GroupID != "":
		return "a message is from a group; groups are not served"
	case from.WaID == "" && from.UserID == "":
		return fmt.Sprintf("message %s names no sender", h.ID)
	}
	return ""
}

// sender pairs a message with its entry in contacts by user id, then by phone,
// never by its place in the list.
func sender(h head, people []profile) frontdesk.Sender {
	s := frontdesk.Sender{
		WaID: string(h.From), UserID: string(h.FromUserID), ParentUserID: string(h.FromParentUserID),
	}
	p, ok := whois(s, people)
	if !ok {
		return s
	}
	s.ProfileName, s.Username = string(p.Profile.Name), string(p.Profile.Username)
	if s.WaID == "" {
		s.WaID = string(p.WaID)
	}
	if s.UserID == "" {
		s.UserID = string(p.UserID)
	}
	if s.ParentUserID == "" {
		s.ParentUserID = string(p.ParentUserID)
	}
	return s
}

func whois(s frontdesk.Sender, people []profile) (profile, bool) {
	for _, p := range people {
		if s.UserID != "" && string(p.UserID) == s.UserID {
			return p, true
		}
	}
	for _, p := range people {
		if s.WaID != "" && string(p.WaID) == s.WaID {
			return p, true
		}
	}
	return profile{}, false
}

// addressChange reads a system message that tells of a new number or user id.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system
func addressChange(h head, raw json.RawMessage) *frontdesk.Change {
	if h.Type != "system" {
		return nil
	}
	s := readSystem(raw)
	c := &frontdesk.Change{WAMID: string(h.ID), At: h.Timestamp.time(), Body: string(s.Body), Name: string(s.Type)}
	switch s.Type {
	case "user_changed_number", "customer_changed_number":
		c.Kind, c.Old, c.New = frontdesk.AtPhone, string(h.From), string(s.WaID)
	case "user_changed_user_id":
		c.Kind, c.Old, c.New = frontdesk.AtUserID, string(s.PreviousUserID), string(s.UserID)
	}
	if c.Old == "" || c.New == "" {
		return nil
	}
	return c
}

type system struct {
	Body           word `json:"body"`
	Type           word `json:"type"`
	WaID           word `json:"wa_id"`
	UserID         word `json:"user_id"`
	PreviousUserID word `json:"previous_user_id"`
}

func readSystem(raw json.RawMessage) system {
	var m struct {
		System system `json:"system"`
	}
	// What cannot be read changes no address and is shown as WhatsApp said it.
	_ = json.Unmarshal(raw, &m)
	return m.System
}
