package sandbox

import (
	"slices"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/rate"
	"frontdesk/adapter/sandbox/refusal"
)

// maxText is how long a text may be. Meta does not say in what unit; here it
// is code points.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
const maxText = 4096

// played are the kinds of messages a business can send here. Each reads its
// own object, or says what Meta would say of it.
var played = map[string]func(s *Sandbox, d draft, m *Message) error{
	"text":     playText,
	"reaction": playReaction,
	"image":    playFile,
	"video":    playFile,
	"audio":    playFile,
	"document": playFile,
	"sticker":  playFile,

	"interactive": playInteractive,
	"location":    playLocation,
	"contacts":    playContacts,
	"template":    playTemplate,
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

func playText(_ *Sandbox, d draft, m *Message) error {
	switch {
	case d.Text == nil || d.Text.Body == nil:
		return refusal.Of(131008, "The parameter text['body'] is required.")
	case *d.Text.Body == "":
		return refusal.Of(131009, "Param text['body'] must be a non-empty string.")
	case utf8.RuneCountInString(*d.Text.Body) > maxText:
		return refusal.Of(100, "Param text['body'] must be at most 4096 characters long.")
	}
	m.Text = *d.Text.Body
	return nil
}

// playReaction reacts to a message of this phone's that is at most 30 days old
// and is not a reaction itself. mu is held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages
func playReaction(s *Sandbox, d draft, m *Message) error {
	if d.Reaction == nil || d.Reaction.MessageID == "" || d.Reaction.Emoji == nil {
		return refusal.Of(131008, "The parameters reaction['message_id'] and reaction['emoji'] are required.")
	}
	target, ok := s.book.index[d.Reaction.MessageID]
	switch {
	case !ok || target.message.Number != m.Number:
		return refusal.Of(131009, "Param reaction['message_id'] is not a message of this conversation.")
	case target.message.Type == "reaction":
		return refusal.Of(131009, "Param reaction['message_id'] is a reaction.")
	case s.clock.Now().Sub(target.message.Time) > 30*rate.Window:
		return refusal.Of(131009, "Param reaction['message_id'] is older than 30 days.")
	case m.ReplyTo != "":
		return refusal.Of(131009, "A reaction cannot have a context.")
	}
	m.Reaction = &Reaction{MessageID: d.Reaction.MessageID, Emoji: *d.Reaction.Emoji}
	m.Text = *d.Reaction.Emoji
	return nil
}
