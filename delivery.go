package frontdesk

import "time"

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
