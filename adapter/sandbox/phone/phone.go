package phone

import (
	"container/list"
	"time"
)

// Phone is one person's phone. Any number is one, from its first mention.
type Phone struct {
	ID       string `json:"phone"` // the WhatsApp id, in digits
	Name     string `json:"name"`
	Username string `json:"username,omitempty"`
	UserID   string `json:"user_id"`
	// Hidden is that the business hears only the user id.
	Hidden bool `json:"hidden,omitempty"`
	// ByHand is that messages are read when somebody looks at them on the
	// page. Until a page was opened for it, a phone reads by itself.
	ByHand bool `json:"by_hand,omitempty"`
	// Stopped are the numbers, by id, whose marketing the person wants no more.
	Stopped map[string]bool `json:"stopped,omitempty"`

	Messages []*Message           `json:"-"`
	Heard    map[string]time.Time `json:"-"` // by number: when the person last wrote to it
	Pair     map[string]time.Time `json:"-"` // by number: the pair rate's account
	Typing   map[string]time.Time `json:"-"` // by number: until when it seems to type
	place    *list.Element
}
