package frontdesk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// By says whose words a message is.
type By string

// Who speaks.
const (
	ByContact  By = "contact"
	ByAgent    By = "agent"
	ByOperator By = "operator"  // a human here, or this program on the operator's behalf
	ByPhoneApp By = "phone_app" // a human in the WhatsApp Business app
)

// Draft is a wish to send. Handing the same Key in twice is one wish.
type Draft struct {
	Key string
	// Asked marks what was asked for, see [Mark]: the same Key with another mark is
	// a mistake, not the same wish. Empty is not compared, as where a Key is not
	// chosen by who asks but made of what is answered.
	Asked string
	By    By
	To    ContactID
	// Integration is the number to send from; empty means the one the contact
	// last wrote to, else the only one there is.
	Integration IntegrationID
	Content     Content
	// ReplyTo quotes a message.
	ReplyTo MessageID
	Trace   string
}

// Mark tells one thing that is asked for from another, by its JSON. What has none
// has no mark.
func Mark(what ...any) string {
	b, err := json.Marshal(what)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// State is how far a delivery has come.
type State string

// The states. Queued, Sending and InDoubt are ours; the others are what Meta
// said. InDoubt, "unknown", means that we do not know whether Meta took it: it is never
// sent again by itself, and a status may still settle it.
const (
	Queued    State = "queued"
	Sending   State = "sending"
	InDoubt   State = "unknown"
	Sent      State = "sent"
	Delivered State = "delivered"
	Read      State = "read"
	Played    State = "played"
	Failed    State = "failed"
)

var stateRank = map[State]int{
	Queued: 1, Sending: 2, InDoubt: 3, Sent: 4, Failed: 5, Delivered: 6, Read: 7, Played: 8,
}

// Advance gives the state after news of next. Statuses repeat and arrive out
// of order, so a state only moves forward; Failed is final for us but for
// later word that the message did arrive, and a state nobody knows changes
// nothing.
func (s State) Advance(next State) State {
	if stateRank[next] > stateRank[s] {
		return next
	}
	return s
}

// Settled tells whether nothing more will be tried.
func (s State) Settled() bool { return s != Queued && s != Sending }

// Arrived tells whether the message is on the person's phone.
func (s State) Arrived() bool { return s == Delivered || s == Read || s == Played }

// Delivery is a draft, or one part of a long one, on its way. Each part is a
// message of its own, as on the phone, and the delivery has that message's id.
type Delivery struct {
	ID           MessageID
	Key, Asked   string // the draft's
	Part, Parts  int    // 1 of 1, 1 of 3 …
	Conversation ConversationID
	Integration  IntegrationID
	Contact      ContactID
	By           By

	To      Address // where it goes
	Content Content // as the phone shows it
	ReplyTo string  // the wamid it quotes

	State    State
	Attempts int
	NextAt   time.Time // when a queued one is due
	WAMID    string    // Meta's id, once it is known
	// Code, Problem and MetaCode say what went wrong last.
	Code     Code
	Problem  string
	MetaCode int

	// Notes say what became another than was asked for, and why. Only who handed
	// the draft in is told; they are not kept.
	Notes []string

	Trace     string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Status is what Meta says of a message of ours.
type Status struct {
	Integration IntegrationID
	WAMID       string
	// Delivery is our id as it came back in biz_opaque_callback_data, if it did.
	Delivery MessageID
	State    State
	At       time.Time
	// Problem is why, when State is Failed.
	Problem *Error
	// To is whom it went to, as far as Meta tells; in a group, who of it.
	To Sender
	// Price is what Meta charges for it, if it told.
	Price *Price
	Trace string
}

// Price is what Meta charges for a message, in its own words. It tells the
// category, not the amount.
type Price struct {
	Billable bool   `json:"billable"`
	Model    string `json:"model,omitempty"`    // "PMP"
	Type     string `json:"type,omitempty"`     // "regular", "free_customer_service", "free_entry_point"
	Category string `json:"category,omitempty"` // "service", "utility", "marketing", …
	// Conversation is Meta's own, which is opened by Origin and ends at Until;
	// it is told only for those that began with an ad.
	Conversation string    `json:"conversation,omitempty"`
	Origin       string    `json:"origin,omitempty"`
	Until        time.Time `json:"until,omitzero"`
}

// Wish is a draft kept by a transaction that could not pass the outbox's gate
// itself; the outbox takes it from there.
type Wish struct {
	ID    int64
	Draft Draft
}
