package frontdesk

import "time"

// Window is how long after a person's last message free-form messages may be
// sent to them.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
const Window = 24 * time.Hour

// Mode says who answers in a conversation.
type Mode string

// The modes. In manual mode a human answers and the agent is refused.
const (
	Automatic Mode = "automatic"
	Manual    Mode = "manual"
)

// Conversation is one contact on one integration.
type Conversation struct {
	ID          ConversationID
	Contact     ContactID
	Integration IntegrationID
	Mode        Mode
	Archived    bool
	Session     Session
	// LastIn is when the person last wrote by their own clock's word (Meta's
	// timestamp); LastOut is when we last sent. Zero means never.
	LastIn  time.Time
	LastOut time.Time
	// LastSeq is the number of the newest message or event in it.
	LastSeq int64
	// Unread counts messages in that no agent has acknowledged.
	Unread    int64
	CreatedAt time.Time
}

// WindowOpen tells whether a free-form message may be sent at now.
func (c Conversation) WindowOpen(now time.Time) bool {
	return now.Before(c.WindowClosesAt())
}

// WindowClosesAt is when the 24-hour window closes or closed; zero if the
// person never wrote.
func (c Conversation) WindowClosesAt() time.Time {
	if c.LastIn.IsZero() {
		return time.Time{}
	}
	return c.LastIn.Add(Window)
}

// NeedsWindow tells whether WhatsApp takes c only within 24 hours of the
// person's last message: everything but templates.
func NeedsWindow(c Content) bool {
	switch k := c.(type) {
	case Template:
		return false
	case Raw:
		return k.Kind != "template"
	}
	return true
}

// Session is a stretch of conversation that belongs together. Its number only
// grows; it changes by an exact phrase, an explicit call or the idle rule.
type Session struct {
	Number    int64 // 1 is the first
	StartedAt time.Time
}

// StaleAt tells whether the idle rule starts a new session for a message at
// now: nothing was said in either direction for longer than idle. Zero idle
// means never.
func (c Conversation) StaleAt(now time.Time, idle time.Duration) bool {
	last := c.LastIn
	if c.LastOut.After(last) {
		last = c.LastOut
	}
	return idle > 0 && !last.IsZero() && now.Sub(last) > idle
}
