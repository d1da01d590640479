package tools

import (
	"context"

	"frontdesk"
)

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
	why, next := m.NotReactable(s.now()), "choose another message"
	switch {
	case why == "":
		return nil
	case m.WAMID == "":
		why, next = why+" yet", "try again when it is sent"
	}
	return frontdesk.Errorf(frontdesk.Unsupported, "the message %s %s; nothing was sent", m.ID, why).WithNext("%s", next)
}
