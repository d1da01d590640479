package webhook

import (
	"cmp"
	"encoding/json"
	"strconv"

	"frontdesk"
	"frontdesk/adapter/webhook/news"
	"frontdesk/adapter/webhook/spelling"
)

// The history of a phone that was connected: what was said before. It comes in
// chunks, in no sure order; files come after the chunks, as messages of the id
// that a placeholder had.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history
type (
	pastValue struct {
		Metadata spelling.Maybe[struct {
			DisplayPhone spelling.Word `json:"display_phone_number"`
		}] `json:"metadata"`
		Contacts spelling.List[profile]         `json:"contacts"`
		Chunks   spelling.List[chunk]           `json:"history"`
		Messages spelling.List[json.RawMessage] `json:"messages"`
		Echoes   spelling.List[json.RawMessage] `json:"message_echoes"`
	}
	chunk struct {
		Metadata json.RawMessage          `json:"metadata"`
		Threads  spelling.List[thread]    `json:"threads"`
		Errors   spelling.List[metaError] `json:"errors"`
	}
	thread struct {
		ID      spelling.Word `json:"id"` // the person's number
		Context spelling.Maybe[struct {
			WaID         spelling.Word `json:"wa_id"`
			UserID       spelling.Word `json:"user_id"`
			ParentUserID spelling.Word `json:"parent_user_id"`
			Username     spelling.Word `json:"username"`
		}] `json:"context"`
		Messages spelling.List[json.RawMessage] `json:"messages"`
	}
)

// history reads what was said before; nobody is to answer it.
func (p Parser) history(raw json.RawMessage) ([]frontdesk.Heard, error) {
	var v pastValue
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	var heard []frontdesk.Heard
	for _, c := range v.Chunks {
		heard = append(heard, p.chunk(c, v.Metadata.V.DisplayPhone)...)
	}
	for _, raw := range v.Messages {
		heard = append(heard, past(raw, func(h head) (frontdesk.Sender, bool) { return sender(h, v.Contacts), false }))
	}
	for _, raw := range v.Echoes {
		heard = append(heard, past(raw, func(h head) (frontdesk.Sender, bool) { return addressee(h, v.Contacts), true }))
	}
	return heard, nil
}

func (p Parser) chunk(c chunk, ours spelling.Word) []frontdesk.Heard {
	var heard []frontdesk.Heard
	for _, t := range c.Threads {
		for _, raw := range t.Messages {
			heard = append(heard, past(raw, func(h head) (frontdesk.Sender, bool) { return t.person(), h.out(ours) }))
		}
	}
	said := len(heard)
	for _, e := range c.Errors {
		heard = append(heard, frontdesk.Heard{Report: p.failure("history", e)})
	}
	if facts := news.FactsOf(c.Metadata); len(facts) > 0 {
		facts["messages"] = strconv.Itoa(said)
		text := facts["messages"] + " messages of the phone's history came"
		if done := facts["progress"]; done != "" {
			text += "; " + done + " % of it is here"
		}
		heard = append(heard, frontdesk.Heard{Report: &frontdesk.Report{Field: "history", Text: text, Data: facts}})
	}
	return heard
}

// past reads one message. Who says whom it is between us and, and whether it
// went out.
func past(raw json.RawMessage, who func(head) (frontdesk.Sender, bool)) frontdesk.Heard {
	var h head
	if err := json.Unmarshal(raw, &h); err != nil {
		return frontdesk.Heard{Problem: notRead("a message of the history", err)}
	}
	person, out := who(h)
	if why := unusable(h, person); why != nil {
		return frontdesk.Heard{Problem: why}
	}
	m := said(h, raw)
	if out {
		m.Direction, m.By = frontdesk.Out, frontdesk.ByPhoneApp
	}
	return frontdesk.Heard{From: person, Origin: h.origin(), Past: &m}
}

// out tells whether a message of the history was ours.
func (h head) out(ours spelling.Word) bool {
	return h.To != "" || h.ToUserID != "" || h.From != "" && h.From == ours
}

func (t thread) person() frontdesk.Sender {
	c := t.Context.V
	return frontdesk.Sender{
		WaID: string(cmp.Or(c.WaID, t.ID)), UserID: string(c.UserID), ParentUserID: string(c.ParentUserID), Username: string(c.Username),
	}
}
