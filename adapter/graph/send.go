package graph

import (
	"context"
	"net/http"

	"frontdesk"
	"frontdesk/adapter/graph/message"
)

// Send hands Meta one delivery and gives the id Meta calls it by. Accepted is
// not delivered: statuses tell the rest, and carry our id back.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func (n Number) Send(ctx context.Context, d frontdesk.Delivery) (wamid string, err error) {
	body, err := message.Of(d)
	if err != nil {
		return "", err
	}
	var out struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if err := n.call(ctx, http.MethodPost, []string{n.Integration.PhoneNumberID, "messages"}, nil, body, &out); err != nil {
		return "", err
	}
	if len(out.Messages) == 0 || out.Messages[0].ID == "" {
		return "", frontdesk.Errorf(frontdesk.Uncertain, "Meta answered without an id for the message; it may or may not have it")
	}
	return out.Messages[0].ID, nil
}

// MarkRead shows the person that a message, and what came before it, was read,
// and with typing that an answer is being written, for up to 25 seconds.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
func (n Number) MarkRead(ctx context.Context, wamid string, typing bool) error {
	body := message.Read(wamid, typing)
	return n.call(ctx, http.MethodPost, []string{n.Integration.PhoneNumberID, "messages"}, nil, body, &success{})
}
