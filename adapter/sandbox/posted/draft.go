package posted

import (
	"encoding/json"
	"slices"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
)

const maxCallback = 512

// maxText is how long a text may be. Meta does not say in what unit; here it
// is code points.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
const maxText = 4096

// Draft is a message as the business posts it, and also the read mark, which
// goes to the same address.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
type Draft struct {
	Product       string `json:"messaging_product"`
	RecipientType string `json:"recipient_type"`
	To            string `json:"to"`
	Recipient     string `json:"recipient"`
	Type          string `json:"type"`
	Callback      string `json:"biz_opaque_callback_data"`
	Context       struct {
		MessageID string `json:"message_id"`
	} `json:"context"`
	Text *struct {
		Body *string `json:"body"`
	} `json:"text"`
	Reaction *struct {
		MessageID string  `json:"message_id"`
		Emoji     *string `json:"emoji"`
	} `json:"reaction"`
	Image    fields `json:"image"`
	Video    fields `json:"video"`
	Audio    fields `json:"audio"`
	Document fields `json:"document"`
	Sticker  fields `json:"sticker"`

	Interactive json.RawMessage `json:"interactive"`
	Location    json.RawMessage `json:"location"`
	Contacts    json.RawMessage `json:"contacts"`
	Template    json.RawMessage `json:"template"`

	Status    string `json:"status"`
	MessageID string `json:"message_id"`
	Typing    *struct {
		Type string `json:"type"`
	} `json:"typing_indicator"`
}

// kinds are the kinds of messages a business can send here.
var kinds = []string{
	"text", "reaction", "image", "video", "audio", "document", "sticker", "interactive", "location", "contacts", "template",
}

// known are the kinds Meta knows beside those.
var known = []string{"pin"}

func unplayed(kind string) error {
	if slices.Contains(known, kind) {
		return refusal.Of(131051, "Message type is currently not supported.")
	}
	return refusal.Of(100, "Param type must be one of {text, reaction, audio, contacts, document, image, interactive, location, "+
		"pin, sticker, template, video}.")
}

// Read reads what is posted to the address of messages.
func Read(body []byte) (d Draft, err error) {
	if err := json.Unmarshal(body, &d); err != nil {
		return d, refusal.BadParameter("The request is not the JSON that is needed: %v", err)
	}
	if d.Product != "whatsapp" {
		return d, refusal.BadParameter("The parameter messaging_product is required.")
	}
	return d, nil
}

// Check completes what was left out, and looks at what all kinds of messages have in common.
func (d *Draft) Check() error {
	switch {
	case d.RecipientType != "" && d.RecipientType != "individual":
		return refusal.BadParameter("Param recipient_type must be one of {individual}")
	case d.To == "" && d.Recipient == "":
		return refusal.BadParameter("The parameter to is required.")
	case utf8.RuneCountInString(d.Callback) > maxCallback:
		return refusal.Of(100, "Param biz_opaque_callback_data must be at most 512 characters long.")
	}
	if d.Type == "" {
		d.Type = "text"
	}
	if !slices.Contains(kinds, d.Type) {
		return unplayed(d.Type)
	}
	return nil
}

// ReadText reads a text.
func (d Draft) ReadText() (string, error) {
	switch {
	case d.Text == nil || d.Text.Body == nil:
		return "", refusal.Of(131008, "The parameter text['body'] is required.")
	case *d.Text.Body == "":
		return "", refusal.Of(131009, "Param text['body'] must be a non-empty string.")
	case utf8.RuneCountInString(*d.Text.Body) > maxText:
		return "", refusal.Of(100, "Param text['body'] must be at most 4096 characters long.")
	}
	return *d.Text.Body, nil
}

// ReadReaction reads a reaction; an empty emoji takes one back.
func (d Draft) ReadReaction() (messageID, emoji string, err error) {
	if d.Reaction == nil || d.Reaction.MessageID == "" || d.Reaction.Emoji == nil {
		return "", "", refusal.Of(131008, "The parameters reaction['message_id'] and reaction['emoji'] are required.")
	}
	return d.Reaction.MessageID, *d.Reaction.Emoji, nil
}

// ReadLocation reads a place.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/location-messages
func (d Draft) ReadLocation() (*card.Card, error) {
	p, err := card.ReadPlace("location", d.Location)
	if err != nil {
		return nil, err
	}
	return &card.Card{Kind: "location", Place: p}, nil
}
