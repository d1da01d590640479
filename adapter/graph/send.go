package graph

import (
	"context"
	"net/http"
	"strings"

	"frontdesk"
)

// object is a JSON object on its way to Meta.
type object map[string]any

// Send hands Meta one delivery and gives the id Meta calls it by. Accepted is
// not delivered: statuses tell the rest, and carry our id back.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func (n Number) Send(ctx context.Context, d frontdesk.Delivery) (wamid string, err error) {
	body, err := message(d)
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

// message is a delivery as Meta reads it.
func message(d frontdesk.Delivery) (object, error) {
	kind, inside, err := said(d.Content)
	if err != nil {
		return nil, err
	}
	o := object{
		"messaging_product":        "whatsapp",
		"recipient_type":           "individual",
		"type":                     kind,
		kind:                       inside,
		"biz_opaque_callback_data": string(d.ID),
	}
	if err := address(o, d.To); err != nil {
		return nil, err
	}
	if d.ReplyTo != "" && kind != "reaction" { // which names its message itself
		o["context"] = object{"message_id": d.ReplyTo}
	}
	return o, nil
}

// said is what a delivery says: Meta's name for its kind, and the object of
// that name.
func said(c frontdesk.Content) (kind string, inside any, err error) {
	kind = c.Type()
	switch c := c.(type) {
	case frontdesk.Text:
		inside = object{"body": c.Body, "preview_url": c.PreviewURL}
	case frontdesk.Reaction:
		inside = object{"message_id": c.To, "emoji": c.Emoji}
	case frontdesk.Attachment:
		inside, err = attachment(c)
	case frontdesk.Interactive:
		inside, err = interactive(c)
	case frontdesk.Template:
		inside, err = template(c)
	case frontdesk.Location:
		inside = location(c)
	case frontdesk.ContactCards:
		inside = contacts(c)
	case frontdesk.Raw:
		kind = c.Kind
		inside, err = raw(c)
	default:
		err = frontdesk.Errorf(frontdesk.Unsupported, "a message of the type %s cannot be sent", kind)
	}
	return kind, inside, err
}

// attachment is a file as Meta reads it, by the id of its upload. A caption goes
// only where WhatsApp shows one; with audio and stickers the words are a
// message of their own.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func attachment(a frontdesk.Attachment) (object, error) {
	if a.MediaID == "" {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the file has not been uploaded to Meta").
			WithNext("upload it first, and send it by the id Meta gives")
	}
	o := object{"id": a.MediaID}
	switch a.Media {
	case frontdesk.Image, frontdesk.Video, frontdesk.Document:
		put(o, "caption", a.Caption)
	case frontdesk.Audio, frontdesk.Sticker:
	default:
		return nil, frontdesk.Errorf(frontdesk.Invalid, "WhatsApp has no attachment of the kind %q", a.Media)
	}
	if a.Media == frontdesk.Document {
		put(o, "filename", a.Filename)
	}
	if a.Media == frontdesk.Audio && a.Voice {
		o["voice"] = true
	}
	return o, nil
}

// put sets a field, unless there is nothing in it.
func put(o object, field, value string) {
	if value != "" {
		o[field] = value
	}
}

// address says to whom. A phone goes with a plus sign, since without one Meta
// may put our own country's code before it; Meta's own spelling is preferred.
// Somebody without a phone is reached by their user id.
func address(o object, to frontdesk.Address) error {
	switch {
	case to.Kind == frontdesk.AtPhone && to.WaID != "":
		o["to"] = "+" + strings.TrimPrefix(to.WaID, "+")
	case to.Kind == frontdesk.AtPhone && to.Value != "":
		o["to"] = to.Value
	case to.Kind != frontdesk.AtPhone && to.Value != "":
		o["recipient"] = to.Value
	default:
		return frontdesk.Errorf(frontdesk.NoAddress, "no phone and no user id is known to send to")
	}
	return nil
}

// MarkRead shows the person that a message, and what came before it, was read,
// and with typing that an answer is being written, for up to 25 seconds.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
func (n Number) MarkRead(ctx context.Context, wamid string, typing bool) error {
	body := object{"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
	if typing {
		body["typing_indicator"] = object{"type": "text"}
	}
	return n.call(ctx, http.MethodPost, []string{n.Integration.PhoneNumberID, "messages"}, nil, body, &success{})
}
