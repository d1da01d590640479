package limits

import "frontdesk"

// fitReaction checks that a reaction is one emoji, or none to take it back.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages
func fitReaction(r frontdesk.Reaction) error {
	switch {
	case r.To == "":
		return invalid("message_id", "give the id of the message to react to", "the reaction names no message")
	case r.Emoji != "" && !oneEmoji(r.Emoji):
		return invalid("emoji", "give a single emoji, or nothing to take a reaction back", "‘%s’ is not one emoji", r.Emoji)
	}
	return nil
}
