package frontdesk

import "time"

// ReactionTime is how long after it was said a message takes a reaction.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages
const ReactionTime = 30 * 24 * time.Hour

// NotReactable says why WhatsApp takes no reaction to a message now, in words
// that go on after "the message"; it is empty if it takes one.
func (m Message) NotReactable(now time.Time) string {
	_, reaction := m.Content.(Reaction)
	switch {
	case m.WAMID == "":
		return "has not reached WhatsApp"
	case reaction:
		return "is a reaction itself"
	case !m.RevokedAt.IsZero():
		return "was deleted by the sender"
	case now.Sub(m.At) > ReactionTime:
		return "is older than 30 days, and WhatsApp takes no reaction to it"
	}
	return ""
}
