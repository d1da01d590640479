package webhook

import (
	"cmp"
	"encoding/json"

	"frontdesk"
)

// receipt is one entry of statuses.
type receipt struct {
	ID        word  `json:"id"`
	Status    word  `json:"status"`
	Timestamp whole `json:"timestamp"`
	Callback  word  `json:"biz_opaque_callback_data"`

	Recipient             word `json:"recipient_id"`
	RecipientUserID       word `json:"recipient_user_id"`
	RecipientParentUserID word `json:"recipient_parent_user_id"`
	RecipientType         word `json:"recipient_type"`
	// Meta spells this one in two ways.
	Participant       word `json:"recipient_participant_id"`
	ParticipantToo    word `json:"participant_recipient_id"`
	ParticipantUserID word `json:"recipient_participant_user_id"`

	Pricing      maybe[pricing] `json:"pricing"`
	Conversation maybe[struct {
		ID      word  `json:"id"`
		Expires whole `json:"expiration_timestamp"`
		Origin  struct {
			Type word `json:"type"`
		} `json:"origin"`
		// Meta's examples for groups have it here.
		Pricing maybe[pricing] `json:"pricing"`
	}] `json:"conversation"`
	Errors list[metaError] `json:"errors"`
}

type pricing struct {
	Billable yesno `json:"billable"`
	Model    word  `json:"pricing_model"`
	Type     word  `json:"type"`
	Category word  `json:"category"`
}

// status reads one entry of statuses. A state nobody knows is handed on as it
// is: it moves nothing.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
func (p Parser) status(raw json.RawMessage) frontdesk.Heard {
	var s receipt
	if err := json.Unmarshal(raw, &s); err != nil {
		return frontdesk.Heard{Problem: notRead("a status", err)}
	}
	if s.ID == "" || s.Status == "" {
		return frontdesk.Heard{Problem: frontdesk.Errorf(frontdesk.Invalid, "a status names no message or no state")}
	}
	st := &frontdesk.Status{
		WAMID:    string(s.ID),
		Delivery: frontdesk.MessageID(s.Callback),
		State:    frontdesk.State(s.Status),
		At:       s.Timestamp.time(),
		To:       s.to(),
		Price:    s.price(),
	}
	switch {
	case len(s.Errors) > 0:
		st.Problem = settled(p.problem(s.Errors[0]))
	case st.State == frontdesk.Failed:
		st.Problem = frontdesk.Errorf(frontdesk.Rejected, "Meta could not deliver it, and does not say why").
			WithNext("send it again once; if that fails too, reach the person another way")
	}
	return frontdesk.Heard{Status: st}
}

// settled is why Meta gave up on a message that it had taken: what is in doubt
// before a status, or would be tried again, is neither after it.
func settled(p *frontdesk.Error) *frontdesk.Error {
	switch p.Code {
	case frontdesk.Uncertain:
		p = frontdesk.Errorf(frontdesk.Busy, "Meta could not deliver it, for a reason of its own (Meta's error %d)", p.Meta).WithMeta(p.Meta).WithCause(p)
	case frontdesk.Busy, frontdesk.Throttled, frontdesk.PairThrottled:
	default:
		return p
	}
	return p.WithNext("send it again in a while")
}

// to is whom the message went to: in a group, the one of it who is told of.
func (s receipt) to() frontdesk.Sender {
	if s.RecipientType != "group" {
		return frontdesk.Sender{
			WaID: string(s.Recipient), UserID: string(s.RecipientUserID), ParentUserID: string(s.RecipientParentUserID),
		}
	}
	who := cmp.Or(s.Participant, s.ParticipantToo)
	return frontdesk.Sender{Group: string(s.Recipient), WaID: string(who), UserID: string(s.ParticipantUserID)}
}

func (s receipt) price() *frontdesk.Price {
	p, c := s.Pricing, s.Conversation
	if !p.OK {
		p = c.V.Pricing
	}
	if !p.OK && !c.OK {
		return nil
	}
	price := &frontdesk.Price{
		Billable: bool(p.V.Billable), Model: string(p.V.Model), Type: string(p.V.Type), Category: string(p.V.Category),
		Conversation: string(c.V.ID), Origin: string(c.V.Origin.Type),
	}
	if at := c.V.Expires.time(); !at.IsZero() {
		price.Until = at.UTC()
	}
	return price
}
