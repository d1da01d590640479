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

	// Content is what it says now: of one that was edited, the last wording.
	Content   Content
	ReplyTo   string // the wamid it quotes
	Forwarded bool
	Trace     string

	// Origin is what stood beside it; nil if nothing did.
	Origin *Origin
	// Past marks what was said before the number was ours: to be read, not to
	// be answered.
	Past bool
	// EditedAt and RevokedAt are when who said it changed it or took it back;
	// zero for never. What it said before is kept, and not shown here.
	EditedAt  time.Time
	RevokedAt time.Time
	// About is the message that this one quotes, reacts to, answers, edits or
	// takes back, if we have it: of an edit, as it was first said.
	About *Message

	// Files are what it names, with what was read in them.
	Files []File

	// Delivery is how far a message of ours has come; nil for messages in.
	Delivery *Delivery
}

// Deleted is what is shown of a message that was taken back.
const Deleted = "(deleted by the sender)"

// Text is the message for a reader who sees only text, never empty: what it
// says, what it is about, and of a file what was read in it. A voice note is
// its transcript.
func (m Message) Text() string {
	switch {
	case !m.RevokedAt.IsZero():
		return Deleted
	case m.Content == nil:
		return "(nothing)"
	case !m.EditedAt.IsZero():
		return m.said() + " (edited)"
	}
	return m.said()
}

func (m Message) said() string {
	if m.About != nil {
		switch m.Content.(type) {
		case Reaction, Edit, Revoke, Choice:
			return LineAbout(m.Content, *m.About)
		}
	}
	line := m.Content.Line()
	if a, is := m.Content.(Attachment); is && len(m.Files) > 0 {
		line = a.lineWith(m.Files[0])
	}
	if m.About != nil {
		return "In reply to " + m.About.quote() + ": " + line
	}
	return line
}

// Names is the wamid of the message that this one is about; "" for none.
func (m Message) Names() string {
	switch c := m.Content.(type) {
	case Reaction:
		return c.To
	case Edit:
		return c.Of
	case Revoke:
		return c.Of
	}
	return m.ReplyTo
}
