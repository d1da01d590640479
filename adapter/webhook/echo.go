package webhook

import (
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// echoes reads what a human of ours wrote in the WhatsApp Business app: it went
// out, and the person it is about is the one it went to.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes
func echoes(raw json.RawMessage) ([]frontdesk.Heard, error) {
	var v struct {
		Contacts spelling.List[profile]         `json:"contacts"`
		Echoes   spelling.List[json.RawMessage] `json:"message_echoes"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	var heard []frontdesk.Heard
	for _, raw := range v.Echoes {
		heard = append(heard, echo(raw, v.Contacts))
	}
	return heard, nil
}

func echo(raw json.RawMessage, people []profile) frontdesk.Heard {
	var h head
	if err := json.Unmarshal(raw, &h); err != nil {
		return frontdesk.Heard{Problem: notRead("a message from the phone app", err)}
	}
	to := addressee(h, people)
	if why := unusable(h, to); why != nil {
		return frontdesk.Heard{Problem: why}
	}
	m := said(h, raw)
	m.Direction, m.By = frontdesk.Out, frontdesk.ByPhoneApp
	return frontdesk.Heard{From: to, Origin: h.origin(), Message: &m}
}

// addressee is whom a message of ours went to.
func addressee(h head, people []profile) frontdesk.Sender {
	return known(frontdesk.Sender{
		WaID: string(h.To), UserID: string(h.ToUserID), ParentUserID: string(h.ToParentUserID), Group: string(h.GroupID),
	}, people)
}
