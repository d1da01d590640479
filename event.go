package frontdesk

import "time"

// EventKind says what happened. The list grows; programs should pass over
// kinds they do not know.
type EventKind string

// What can happen that is not a message.
const (
	SessionStarted    EventKind = "session_started"    // in a conversation: by phrase, call or idle rule
	ModeChanged       EventKind = "mode_changed"       // in a conversation
	DeliveryFailed    EventKind = "delivery_failed"    // in a conversation: Meta did not deliver
	AddressChanged    EventKind = "address_changed"    // a contact's number or user id moved
	AddressConflict   EventKind = "address_conflict"   // two contacts claim one update; nothing was guessed
	UnreadableUpdate  EventKind = "unreadable_update"  // a body, or a part of one, could not be read
	UnknownNumber     EventKind = "unknown_number"     // an update for a phone_number_id that is not ours
	MetaReported      EventKind = "meta_reported"      // Meta told of an error or an account change
	FileReady         EventKind = "file_ready"         // in a conversation: a file was read after its message was handed over
	ContactRegistered EventKind = "contact_registered" // somebody may now come in
	ContactRemoved    EventKind = "contact_removed"    // somebody may no longer come in
)

// Event is something that happened and is not a message. Events of a
// conversation are numbered with its messages, so that their order is one.
type Event struct {
	ID           int64
	Kind         EventKind
	At           time.Time
	Integration  IntegrationID
	Conversation ConversationID // empty if it belongs to none
	Contact      ContactID
	Message      MessageID
	Session      int64 // the session in force after it
	Seq          int64 // its number in the conversation; 0 outside one
	// Text is one sentence for people and models.
	Text string
	// Data holds facts for programs, for example "reason": "phrase".
	Data  map[string]string
	Trace string
}

// Batch is what a follower is handed: messages in and events of one
// conversation, in order, under a lease. Until it is acknowledged or the lease
// runs out nobody else is handed them; after that they come back by themselves.
type Batch struct {
	Lease        string
	Until        time.Time
	Conversation Conversation
	Contact      Contact
	Messages     []Message
	Events       []Event
	// UpTo is the number of the last message or event in it.
	UpTo int64
}
