package webhook

import (
	"cmp"
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// receipt is one entry of statuses.
type receipt struct {
	ID        spelling.Word  `json:"id"`
	Status    spelling.Word  `json:"status"`
	Timestamp spelling.Whole `json:"timestamp"`
	Callback  spelling.Word  `json:"biz_opaque_callback_data"`

	Recipient             spelling.Word `json:"recipient_id"`
	RecipientUserID       spelling.Word `json:"recipient_user_id"`
	RecipientParentUserID spelling.Word `json:"recipient_parent_user_id"`
	RecipientType         spelling.Word `json:"recipient_type"`
	// Meta spells this one in two ways.
	Participant       spelling.Word `json:"recipient_participant_id"`
	ParticipantToo    spelling.Word `json:"participant_recipient_id"`
	ParticipantUserID spelling.Word `json:"recipient_participant_user_id"`

	Pricing      spelling.Maybe[pricing] `json:"pricing"`
	Conversation spelling.Maybe[struct {
		ID      spelling.Word  `json:"id"`
		Expires spelling.Whole `json:"expiration_timestamp"`
		Origin  struct {
			Type spelling.Word `json:"type"`
		} `json:"origin"`
		// Meta's examples for groups have it here.
		Pricing spelling.Maybe[pricing] `json:"pricing"`
	}] `json:"conversation"`
	Errors spelling.List[metaError] `json:"errors"`
}

type pricing struct {
	Billable spelling.YesNo `json:"billable"`
	Model    spelling.Word  `json:"pricing_model"`
	Type     spelling.Word  `json:"type"`
	Category spelling.Word  `json:"category"`
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
		At:       s.Timestamp.Time(),
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
	if at := c.V.Expires.Time(); !at.IsZero() {
		price.Until = at.UTC()
	}
	return price
}
