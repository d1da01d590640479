package admin

import (
	"context"

	"frontdesk"
	"frontdesk/adapter/admin/view"
	"frontdesk/contacts"
)

// Conversations are one contact on one business number each.
type Conversations interface {
	Conversation(ctx context.Context, id frontdesk.ConversationID) (frontdesk.Conversation, error)
	ConversationsOf(ctx context.Context, some []frontdesk.ContactID) ([]frontdesk.Conversation, error)
	// Change says who answers from now on, and whether it is put away. Archiving
	// gives it back to the agent.
	Change(ctx context.Context, id frontdesk.ConversationID, e ConversationEdit) (frontdesk.Conversation, error)
}

// ConversationEdit is what becomes of a conversation. What is nil stays.
type ConversationEdit struct {
	Mode     *frontdesk.Mode
	Archived *bool
}

// talks are the operations on conversations.
type talks struct {
	store  Conversations
	people *contacts.Registry
}

type conversationList struct {
	Contact string `query:"contact" required:"true" minLength:"1" maxLength:"200" doc:"Whose: an id, a phone with country code, a user id, or the exact name."`
	Page
}

func (t talks) list(ctx context.Context, in *conversationList) (*list[view.Conversation], error) {
	who, err := t.people.Resolve(ctx, in.Contact)
	if err != nil {
		return nil, err
	}
	id := func(c frontdesk.Conversation) string { return string(c.ID) }
	all, err := t.store.ConversationsOf(ctx, []frontdesk.ContactID{who.ID})
	if err != nil {
		return nil, err
	}
	if all, err = after(all, in.Cursor, id); err != nil {
		return nil, err
	}
	page, next := upTo(in.Limit, all, id)
	return listed(page, view.ConversationOf, next), nil
}

type oneConversation struct {
	Body view.Conversation
}

func (t talks) get(ctx context.Context, in *ByID) (*oneConversation, error) {
	c, err := t.store.Conversation(ctx, frontdesk.ConversationID(in.ID))
	return &oneConversation{view.ConversationOf(c)}, err
}

type conversationChange struct {
	ByID
	Body struct {
		Mode     *frontdesk.Mode `json:"mode,omitempty" enum:"automatic,manual" doc:"automatic gives it to the agent; manual to a human, and the agent is refused."`
		Archived *bool           `json:"archived,omitempty" doc:"Put away until the person writes again; that gives it back to the agent too."`
	}
}

func (t talks) change(ctx context.Context, in *conversationChange) (*oneConversation, error) {
	e := ConversationEdit(in.Body)
	if e == (ConversationEdit{}) {
		return nil, frontdesk.Errorf(frontdesk.Invalid, "nothing is to be changed").WithNext("give mode, archived or both")
	}
	c, err := t.store.Change(ctx, frontdesk.ConversationID(in.ID), e)
	return &oneConversation{view.ConversationOf(c)}, err
}
