package tools

import (
	"context"
	"time"

	"frontdesk"
)

// Desk is what the tools need of the rest of the program.
type Desk struct {
	People    People
	Thread    Thread
	Followers Followers
	Outbox    Outbox
	Files     Files
	Eyes      Eyes
	// Message gives one message by its id.
	Message func(context.Context, frontdesk.MessageID) (frontdesk.Message, error)
	// Templates gives the templates of the number that a contact would be written
	// to from, whether they may be sent or not; of all our numbers if it is "".
	Templates func(ctx context.Context, to frontdesk.ContactID) ([]frontdesk.TemplateDefinition, error)
	// Uploading tells how much of a file has left for Meta, and of how much; 0 of 0
	// if it is not leaving now. It may be nil.
	Uploading func(frontdesk.FileID) (sent, of int64)
	// Business gives what Meta tells of our own number, by Meta's names.
	Business func(context.Context) (map[string]any, error)
	// MarkRead shows a person that a message was read, and typing.
	MarkRead func(ctx context.Context, m frontdesk.Message, typing bool) error
	// Changed gives a channel that closes when messages or events come.
	Changed func() <-chan struct{}
}

// People is the register.
type People interface {
	// Resolve tells who is meant by an id, a phone, a user id or an exact name;
	// Ambiguous or NotFound otherwise.
	Resolve(ctx context.Context, who string) (frontdesk.Contact, error)
	// Candidates gives whom somebody may have meant, if err says so.
	Candidates(err error) []frontdesk.Contact
	// Find gives a page of registered contacts and the next page's cursor.
	Find(ctx context.Context, query, cursor string, limit int) ([]frontdesk.Contact, string, error)
	Contact(ctx context.Context, id frontdesk.ContactID) (frontdesk.Contact, error)
}

// Thread is what was said, and where.
type Thread interface {
	// ConversationsOf gives the conversations of some contacts.
	ConversationsOf(ctx context.Context, some []frontdesk.ContactID) ([]frontdesk.Conversation, error)
	Conversation(ctx context.Context, id frontdesk.ConversationID) (frontdesk.Conversation, error)
	Edit(ctx context.Context, id frontdesk.ConversationID, e Edit) (frontdesk.Conversation, error)
	// Messages gives the newest that match, oldest of them first, and whether
	// there are older ones.
	Messages(ctx context.Context, q Query) ([]frontdesk.Message, bool, error)
}

// Edit changes a conversation; what is nil stays.
type Edit struct {
	Mode       *frontdesk.Mode
	Archived   *bool
	NewSession bool
}

// Query asks for messages.
type Query struct {
	Contact      frontdesk.ContactID
	Conversation frontdesk.ConversationID
	Search       string
	Before       frontdesk.MessageID
	Limit        int
}

// Followers is where an agent that comes by itself gets its work.
type Followers interface {
	// Claim leases what one conversation waits with; false if none does.
	Claim(ctx context.Context, of frontdesk.ContactID, lease time.Duration, limit int) (frontdesk.Batch, bool, error)
	Ack(ctx context.Context, lease string, upTo int64) error
	// AckAnswered acknowledges what is leased of a conversation and was said before
	// a message of ours.
	AckAnswered(ctx context.Context, id frontdesk.ConversationID, by frontdesk.MessageID) error
}

// Outbox is the way out.
type Outbox interface {
	Enqueue(ctx context.Context, d frontdesk.Draft) ([]frontdesk.Delivery, error)
	// Kept gives what a key was used for before; nothing is no error.
	Kept(ctx context.Context, key string) ([]frontdesk.Delivery, error)
	// Await waits until nothing more will be tried now, or max has passed.
	Await(ctx context.Context, ds []frontdesk.Delivery, max time.Duration) ([]frontdesk.Delivery, error)
}
