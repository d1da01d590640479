package frontdesk

import "time"

// EventKind says what happened. The list grows; programs should pass over
// kinds they do not know.
type EventKind string

// What can happen in a conversation that is not a message.
const (
	SessionStarted EventKind = "session_started" // by phrase, call or idle rule
	ModeChanged    EventKind = "mode_changed"    // a human takes over, or gives back
	DeliveryFailed EventKind = "delivery_failed" // Meta did not deliver
	FileReady      EventKind = "file_ready"      // a file was read after its message was handed over
)

// What can happen to the people we know.
const (
	ContactRegistered EventKind = "contact_registered" // somebody may now come in
	ContactRemoved    EventKind = "contact_removed"    // somebody may no longer come in
	AddressChanged    EventKind = "address_changed"    // a contact's number or user id moved
	AddressConflict   EventKind = "address_conflict"   // two contacts claim one update; nothing was guessed
	PreferenceChanged EventKind = "preference_changed" // somebody told WhatsApp what they want to be sent
	GroupMessage      EventKind = "group_message"      // something was said in a group, kept whole in Data
)

// What Meta can tell of templates, numbers and accounts. Data holds its facts
// under its own names.
const (
	TemplateStatus  EventKind = "template_status"  // a template was approved, refused, paused …
	TemplateChanged EventKind = "template_changed" // a template's quality, text or category changed
	AccountChanged  EventKind = "account_changed"  // the account, its name, its limits or its settings changed
	AccountAlert    EventKind = "account_alert"    // Meta warns of something about the account
	QualityChanged  EventKind = "quality_changed"  // a number's quality or throughput changed
	GroupChanged    EventKind = "group_changed"    // a group, its members or its settings changed
	MetaReported    EventKind = "meta_reported"    // Meta told of an error, or of anything else
)

// What can go wrong with what Meta sends.
const (
	UnreadableUpdate EventKind = "unreadable_update" // a body, or a part of one, could not be read
	UnknownNumber    EventKind = "unknown_number"    // an update for a number or account that is not ours
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
