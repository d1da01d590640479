package frontdesk

import "time"

// Direction says which way a message goes, seen from us.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Message is one thing said, by either side.
type Message struct {
	ID           MessageID
	WAMID        string // Meta's id; unknown until Meta has taken one of ours
	Integration  IntegrationID
	Conversation ConversationID
	Contact      ContactID
	Session      int64
	// Seq is its number in the conversation, shared with events, without gaps
	// in the order in which they were committed.
	Seq       int64
	Direction Direction
	By        By
	// At is when it was said: by Meta's word for messages in, by ours for
	// messages out. KeptAt is when we kept it.
	At     time.Time
	KeptAt time.Time

	Content   Content
	ReplyTo   string // the wamid it quotes
	Forwarded bool
	Trace     string

	// Files are what it names, with what was read in them.
	Files []File

	// Delivery is how far a message of ours has come; nil for messages in.
	Delivery *Delivery
}

// Text is the message for a reader who sees only text, never empty: what it
// says, and of a file what was read in it. A voice note is its transcript.
func (m Message) Text() string {
	if m.Content == nil {
		return "(nothing)"
	}
	a, is := m.Content.(Attachment)
	if !is || len(m.Files) == 0 {
		return m.Content.Line()
	}
	return a.lineWith(m.Files[0])
}
