package tools

import (
	"context"

	"frontdesk"
)

type updateIn struct {
	Contact    string `json:"contact" jsonschema:"contact: id, phone or exact name"`
	Mode       string `json:"mode,omitempty" jsonschema:"manual hands the conversation to a human"`
	Archived   *bool  `json:"archived,omitempty"`
	NewSession bool   `json:"new_session,omitempty" jsonschema:"begin a new session; what was said stays on record"`
	Typing     bool   `json:"typing,omitempty" jsonschema:"mark the last message read and show that an answer is coming"`
}

func (s *Server) updateConversation() offered {
	return tool(s, about{
		name: "update_whatsapp_conversation", title: "Change a conversation", idempotent: false,
		description: "Hand a conversation to a human (mode manual; only an operator can give it back), archive it, begin a new session, or show typing.",
	}, s.doUpdate, conversation.text)
}

func (s *Server) doUpdate(ctx context.Context, in updateIn) (conversation, error) {
	e := Edit{Archived: in.Archived, NewSession: in.NewSession}
	mode, err := oneOf("mode", in.Mode, "", string(frontdesk.Manual), string(frontdesk.Automatic))
	if err != nil {
		return conversation{}, err
	}
	switch frontdesk.Mode(mode) {
	case frontdesk.Automatic:
		return conversation{}, frontdesk.Errorf(frontdesk.Denied, "an agent may hand a conversation to a human and not take it back; nothing was changed").
			WithField("mode").WithNext("ask the operator to give it back")
	case frontdesk.Manual:
		manual := frontdesk.Manual
		e.Mode = &manual
	}
	who, err := s.desk.People.Resolve(ctx, in.Contact)
	if err != nil {
		return conversation{}, blame(err, "contact")
	}
	c, err := s.latest(ctx, who.ID)
	if err != nil {
		return conversation{}, err
	}
	if c.Mode == frontdesk.Manual && e.Archived != nil {
		e.Mode = &c.Mode // archiving gives a conversation back, which an agent may not
	}
	if in.Typing {
		if err := s.showTyping(ctx, c); err != nil {
			return conversation{}, err
		}
	}
	if c, err = s.desk.Thread.Edit(ctx, c.ID, e); err != nil {
		return conversation{}, err
	}
	return s.conversationOf(c), nil
}

// latest is the conversation in which a contact wrote last.
func (s *Server) latest(ctx context.Context, who frontdesk.ContactID) (last frontdesk.Conversation, err error) {
	all, err := s.desk.Thread.ConversationsOf(ctx, []frontdesk.ContactID{who})
	if err != nil {
		return last, err
	}
	for _, c := range all {
		if last.ID == "" || c.LastIn.After(last.LastIn) {
			last = c
		}
	}
	if last.ID == "" {
		return last, frontdesk.Errorf(frontdesk.NotFound, "there is no conversation with this contact yet").WithField("contact").
			WithNext("wait until they write")
	}
	return last, nil
}

// typingLook is how far back the person's last message is looked for.
const typingLook = 50

// showTyping shows that an answer comes, unless a human gives it.
func (s *Server) showTyping(ctx context.Context, c frontdesk.Conversation) error {
	if c.Mode == frontdesk.Manual {
		return frontdesk.Errorf(frontdesk.ManualMode, "a human answers in this conversation now; nothing was changed").WithField("typing").
			WithNext("wait until the operator gives the conversation back to the agent")
	}
	some, _, err := s.desk.Thread.Messages(ctx, Query{Conversation: c.ID, Limit: typingLook})
	if err != nil {
		return err
	}
	for i := len(some) - 1; i >= 0; i-- {
		if some[i].Direction == frontdesk.In {
			return s.desk.MarkRead(ctx, some[i], true)
		}
	}
	return frontdesk.Errorf(frontdesk.NotFound, "there is no message of theirs to mark read").WithField("typing")
}
