package graph

import (
	"context"
	"net/http"

	"frontdesk"
	"frontdesk/adapter/graph/message"
)

// Send hands Meta one delivery and gives the id Meta calls it by. Accepted is
// not delivered: statuses tell the rest, and carry our id back. An id and an
// error, which is Paced, are a message that Meta has taken and holds back.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func (n Number) Send(ctx context.Context, d frontdesk.Delivery) (wamid string, err error) {
	body, err := message.Of(d)
	if err != nil {
		return "", err
	}
	var out struct {
		Messages []struct {
			ID     string `json:"id"`
			Status string `json:"message_status"` // of a template
		} `json:"messages"`
	}
	if err := n.call(ctx, http.MethodPost, []string{n.Integration.PhoneNumberID, "messages"}, nil, body, &out); err != nil {
		return "", err
	}
	if len(out.Messages) == 0 || out.Messages[0].ID == "" {
		return "", frontdesk.Errorf(frontdesk.Uncertain, "Meta answered without an id for the message; it may or may not have it")
	}
	return out.Messages[0].ID, paced[out.Messages[0].Status]
}

// paced are the states of a template's message in which Meta lets it wait.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-pacing
var paced = map[string]error{
	"held_for_quality_assessment": frontdesk.Errorf(frontdesk.Paced, "Meta has taken the message and holds it back until it knows how people receive this template"),
	"paused":                      frontdesk.Errorf(frontdesk.Paced, "Meta has taken the message and holds it back, since the template is paused"),
}

// MarkRead shows the person that a message, and what came before it, was read,
// and with typing that an answer is being written, for up to 25 seconds.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
func (n Number) MarkRead(ctx context.Context, wamid string, typing bool) error {
	body := message.Read(wamid, typing)
	return n.call(ctx, http.MethodPost, []string{n.Integration.PhoneNumberID, "messages"}, nil, body, &success{})
}
