package phone

import (
	"encoding/json"
	"maps"
	"strings"
	"time"

	"frontdesk/adapter/sandbox/card"
)

// Direction is seen from the phone, as everything under /phones is.
type Direction string

const (
	Out Direction = "out" // the person typed it
	In  Direction = "in"  // it came from the business
)

// Status is how far a message has come.
//
// One the person typed is sent; delivered, once the webhook has taken it; and
// read, once the business has marked it so. One that came from the business is
// accepted, and then what the business was told of it; a voice note may also be
// played.
type Status string

// The statuses, as Meta spells them.
const (
	Accepted  Status = "accepted"
	Sent      Status = "sent"
	Delivered Status = "delivered"
	Read      Status = "read"
	Played    Status = "played"
	Failed    Status = "failed"
)

// ranks orders the statuses; a message only moves up.
var ranks = map[Status]int{Accepted: 1, Sent: 2, Delivered: 3, Read: 4, Played: 5, Failed: 6}

// Reaction is what a message of type reaction says.
type Reaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"` // empty takes the reaction back
}

// Message is one message on a phone.
type Message struct {
	Seq       int64     `json:"seq"`
	ID        string    `json:"wamid"`
	Number    string    `json:"number"` // the business number's id
	Direction Direction `json:"direction"`
	Type      string    `json:"type"`
	Text      string    `json:"text"` // what the phone shows
	Time      time.Time `json:"time"`
	Status    Status    `json:"status"`
	ReplyTo   string    `json:"reply_to,omitempty"`
	Reaction  *Reaction `json:"reaction,omitempty"`
	// Reactions are those this message got: by "me" and by "business".
	Reactions map[string]string `json:"reactions,omitempty"`
	// Callback is what the business wants to hear in every status.
	Callback string `json:"biz_opaque_callback_data,omitempty"`
	// Recipient is the BSUID it was sent to, if it was not sent to a phone.
	Recipient string `json:"recipient,omitempty"`
	// Error is Meta's code for why it fails, from the moment that is decided.
	Error int `json:"error,omitempty"`
	// File is what it carries, if it is a picture, a voice note, a document.
	File *card.File `json:"media,omitempty"`
	// Card is what it shows beside its text: buttons, a place, a template.
	Card *card.Card `json:"card,omitempty"`

	// Target is the message that an edit or a revocation is about; Edited and
	// Revoked are what that made of it.
	Target  string `json:"target,omitempty"`
	Edited  bool   `json:"edited,omitempty"`
	Revoked bool   `json:"revoked,omitempty"`
	// Echo is that somebody of the business wrote it in its phone app.
	Echo bool `json:"echo,omitempty"`
	// Referral is the ad or post the person came from.
	Referral json.RawMessage `json:"referral,omitempty"`

	// Seen is that the person looked at it.
	Seen bool `json:"-"`
}

// opens says whether it opens the window: what a person says to the business.
func (m *Message) opens() bool {
	return m.Direction == Out && m.Type != "system" && m.Type != "user_preferences" && m.Type != "revoke"
}

// Marketing says whether it is a template of that category.
func (m *Message) Marketing() bool { return m.Card != nil && m.Card.Category == "MARKETING" }

// Price is the category under which Meta charges for it.
func (m *Message) Price() string {
	if m.Card != nil && m.Card.Category != "" {
		return strings.ToLower(m.Card.Category)
	}
	return "service"
}

// size is about what the message takes in memory. A message that is amended is counted anew.
func (m *Message) size() int {
	n := len(m.Text) + len(m.Referral) + len(m.Callback) + len(m.ReplyTo) + 512
	if m.File != nil {
		n += len(m.File.Caption) + len(m.File.Filename) + 512
	}
	return n + m.Card.Size()
}

// Files are those it carries, itself or in its card.
func (m *Message) Files() []*card.File {
	all := m.Card.Files()
	if m.File != nil {
		all = append(all, m.File)
	}
	return all
}

// Copy gives a message that nobody changes any more.
func (m *Message) Copy() Message {
	c := *m
	c.Reactions = maps.Clone(m.Reactions)
	return c
}

// Move moves the message up to a status and says whether that was a step.
func (m *Message) Move(to Status) bool {
	if ranks[to] <= ranks[m.Status] || m.Status == Failed {
		return false
	}
	m.Status = to
	return true
}

// Next says what follows for a message of the business, on a phone that reads
// by itself or not. A reaction is only ever sent.
func (m *Message) Next(reads bool) (Status, bool) {
	switch {
	case m.Direction == Out:
		return "", false
	case m.Status == Accepted && m.Error != 0:
		return Failed, true
	case m.Status == Accepted:
		return Sent, true
	case m.Status == Sent && m.Type != "reaction":
		return Delivered, true
	case m.Status == Delivered && (reads || m.Seen):
		return Read, true
	}
	return "", false
}

// react puts a reaction on its target.
func (m *Message) react(by Direction, emoji string) {
	who := "me"
	if by == In {
		who = "business"
	}
	if m.Reactions == nil {
		m.Reactions = map[string]string{}
	}
	if m.Reactions[who] = emoji; emoji == "" {
		delete(m.Reactions, who)
	}
}

// Show puts a card into a message, unless there is none for a reason.
func (m *Message) Show(c *card.Card, err error) error {
	if err != nil {
		return err
	}
	m.Card, m.Text = c, c.Line()
	return nil
}
