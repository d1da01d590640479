// Package message puts what is to be said into the words of Meta's send endpoint.
//
// It is the one place that knows how each kind of content is spelled on its way
// out, and it calls nobody: what is wrong with a message is said before anything
// leaves, and all that may leave is held against Meta's own description.
package message

import (
	"strings"

	"frontdesk"
)

// object is a JSON object on its way to Meta.
type object map[string]any

// Of is a delivery as Meta reads it. The error says what it lacks to be sent, or
// that WhatsApp has nothing of its kind.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func Of(d frontdesk.Delivery) (map[string]any, error) {
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

// Read is what shows the person that a message, and what came before it, was
// read, and with typing that an answer is being written.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
func Read(wamid string, typing bool) map[string]any {
	o := object{"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
	if typing {
		o["typing_indicator"] = object{"type": "text"}
	}
	return o
}
