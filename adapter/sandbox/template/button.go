package template

import (
	"encoding/json"
	"fmt"
	"strings"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// maxButtonPayload is how long the payload of a quick reply may be.
const maxButtonPayload = 256

// buttonKinds are what a tap on each type of button does, and what a message
// calls its parameters.
var buttonKinds = map[string]struct{ kind, sub string }{
	"QUICK_REPLY": {"quick_reply", "quick_reply"}, "URL": {"url", "url"}, "PHONE_NUMBER": {"phone", ""}, "COPY_CODE": {"copy", "copy_code"},
	"FLOW": {"flow", "flow"}, "CATALOG": {"catalog", "catalog"}, "MPM": {"catalog", "mpm"}, "SPM": {"catalog", "spm"}, "OTP": {"copy", "url"},
	"VOICE_CALL": {"call", "voice_call"}, "REQUEST_CONTACT_INFO": {"contact", "request_contact_info"},
}

// fillButtons puts what is sent on the buttons of a template.
func fillButtons(buttons []Button, sent []postedPart) ([]card.Button, error) {
	var all []card.Button
	for i, t := range buttons {
		known := buttonKinds[t.Type]
		given, err := forButton(sent, i, known.sub)
		if err != nil {
			return nil, err
		}
		b, err := t.fill(i, given)
		if err != nil {
			return nil, err
		}
		b.Kind, b.Title = known.kind, t.Text
		all = append(all, b)
	}
	return all, nil
}

// forButton takes what is sent for one button, or nil. A button that calls is
// named without its place.
func forButton(sent []postedPart, i int, sub string) (*parameter, error) {
	for n := range sent {
		p := &sent[n]
		here := int(p.Index) == i || sub == "voice_call"
		if !strings.EqualFold(p.Type, "button") || !strings.EqualFold(p.SubType, sub) || !here {
			continue
		}
		if p.taken = true; len(p.Parameters) > 1 {
			return nil, refusal.Of(132000, fmt.Sprintf("buttons: Button at index %d has more than one parameter", i))
		}
		if len(p.Parameters) == 1 {
			return &p.Parameters[0], nil
		}
	}
	return nil, nil
}

// fill is what a button does with its parameter, which is nil if none is sent.
func (t Button) fill(i int, given *parameter) (card.Button, error) {
	switch t.Type {
	case "QUICK_REPLY":
		return t.fillReply(given)
	case "URL":
		return t.fillURL(i, given)
	case "PHONE_NUMBER":
		return card.Button{Value: t.Phone}, nil
	case "COPY_CODE":
		return fillCode(i, given)
	case "OTP":
		if given == nil {
			return card.Button{}, needsParameter(i, t.Type)
		}
		code, err := given.words("button")
		return card.Button{Value: code}, err
	case "FLOW":
		return fillFlow(given), nil
	}
	return card.Button{}, nil
}

func needsParameter(i int, kind string) error {
	return refusal.Missing(fmt.Sprintf("buttons: Button at index %d of type %s requires a parameter", i, kind))
}

// fillReply is a quick reply, which answers with its payload, or its text.
func (t Button) fillReply(given *parameter) (card.Button, error) {
	if given == nil {
		return card.Button{ID: t.Text}, nil
	}
	if given.Type != "payload" {
		return card.Button{}, mismatch("button", "PAYLOAD", given.Type)
	}
	var payload string
	if json.Unmarshal(given.Payload, &payload) != nil {
		return card.Button{}, refusal.Missing("button['payload']")
	}
	return card.Button{ID: payload}, strict.Within("button payload", payload, 1, maxButtonPayload)
}

// fillURL puts the end of an address in its place.
func (t Button) fillURL(i int, given *parameter) (card.Button, error) {
	if len(variables(t.URL)) == 0 {
		if given != nil {
			return card.Button{}, refusal.Of(132018, fmt.Sprintf("buttons: Button at index %d of type URL takes no parameter", i))
		}
		return card.Button{Value: t.URL}, nil
	}
	if given == nil {
		return card.Button{}, needsParameter(i, t.Type)
	}
	end, err := given.words("button")
	if err != nil {
		return card.Button{}, err
	}
	address := variable.ReplaceAllLiteralString(t.URL, end)
	return card.Button{Value: address}, strict.WebAddress("button url", address)
}

func fillCode(i int, given *parameter) (card.Button, error) {
	if given == nil {
		return card.Button{}, needsParameter(i, "COPY_CODE")
	}
	if given.Type != "coupon_code" {
		return card.Button{}, mismatch("button", "COUPON_CODE", given.Type)
	}
	return card.Button{Value: given.Code}, strict.Within("coupon_code", given.Code, 1, maxCode)
}

// fillFlow finds the token of a form; one that is not given is "unused", as
// Meta has it.
func fillFlow(given *parameter) card.Button {
	var action struct {
		Token string `json:"flow_token"`
	}
	if given == nil || json.Unmarshal(given.Action, &action) != nil || action.Token == "" {
		action.Token = "unused"
	}
	return card.Button{Value: action.Token}
}
