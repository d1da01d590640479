package tools

import (
	"context"
	"time"

	"frontdesk"
)

// reactionTime is how long after it was said a message can be reacted to.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages
const reactionTime = 30 * 24 * time.Hour

type reactIn struct {
	MessageID string `json:"message_id" jsonschema:"id of the message, from read_ or wait_for_whatsapp_messages"`
	Emoji     string `json:"emoji" jsonschema:"one emoji; empty takes the reaction back"`
	Key       string `json:"key,omitempty" jsonschema:"the same key never sends twice"`
}

func (s *Server) reactToMessage() offered {
	return tool(s, about{
		name: "react_to_whatsapp_message", title: "React with an emoji", idempotent: true,
		description: "Put an emoji on a message, or take it back. It is no answer: it acknowledges nothing.",
	}, s.doReact, sendResult.text)
}

func (s *Server) doReact(ctx context.Context, in reactIn) (sendResult, error) {
	if err := checkKey(in.Key); err != nil {
		return sendResult{}, err
	}
	m, err := s.desk.Message(ctx, frontdesk.MessageID(in.MessageID))
	switch {
	case err == nil:
		err = s.reactable(m)
	case frontdesk.CodeOf(err) == frontdesk.NotFound:
		err = frontdesk.Errorf(frontdesk.NotFound, "there is no message ‘%s’; nothing was sent", clip(in.MessageID, maxSaidBack)).
			WithNext("use an id as read_whatsapp_messages shows it, for example m12").WithCause(err)
	}
	if err != nil {
		return sendResult{}, blame(err, "message_id")
	}
	who, err := s.desk.People.Contact(ctx, m.Contact)
	if err != nil {
		return sendResult{}, err
	}
	d := draft(who, "", in.Key, frontdesk.Reaction{To: m.WAMID, Emoji: in.Emoji})
	d.Integration = m.Integration // a message is known on its own number alone
	return s.deliver(ctx, who, d, SendWait)
}

// reactable tells why a message takes no reaction, if it takes none.
func (s *Server) reactable(m frontdesk.Message) error {
	why, next := "", "choose another message"
	_, reaction := m.Content.(frontdesk.Reaction)
	switch {
	case m.WAMID == "":
		why, next = "has not reached WhatsApp yet", "try again when it is sent"
	case reaction:
		why = "is a reaction itself"
	case !m.RevokedAt.IsZero():
		why = "was deleted by the sender"
	case s.now().Sub(m.At) > reactionTime:
		why = "is older than 30 days, and WhatsApp takes no reaction to it"
	default:
		return nil
	}
	return frontdesk.Errorf(frontdesk.Unsupported, "the message %s %s; nothing was sent", m.ID, why).WithNext("%s", next)
}
