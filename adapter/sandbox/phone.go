package sandbox

import (
	"container/list"
	"time"

	"frontdesk/adapter/sandbox/identity"
)

const (
	maxPhones   = 5_000
	maxPerPhone = 1_000
	maxMessages = 50_000
	maxBytes    = 128 << 20 // of all messages
)

// phone is one person's phone. Any number is one, from its first mention.
type phone struct {
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

	messages []*Message
	heard    map[string]time.Time // by number: when the person last wrote to it
	pair     map[string]time.Time // by number: the pair rate's account
	typing   map[string]time.Time // by number: until when it seems to type
	place    *list.Element
}

// book is all phones and what is on them. It forgets the phone that was idle
// longest when it is full.
type book struct {
	phones map[string]*phone
	users  map[string]*phone // by user id
	index  map[string]found  // by wamid
	recent *list.List        // of *phone, the one used last in front
	lastID int64
	bytes  int
}

type found struct {
	phone   *phone
	message *Message
}

func (b *book) open() {
	b.phones = map[string]*phone{}
	b.users = map[string]*phone{}
	b.index = map[string]found{}
	b.recent = list.New()
}

// phone gives the phone of that WhatsApp id, a new one if need be.
func (b *book) phone(id string) *phone {
	p := b.phones[id]
	if p == nil {
		p = &phone{
			ID: id, Name: identity.ProfileName(id),
			heard: map[string]time.Time{}, pair: map[string]time.Time{}, typing: map[string]time.Time{},
		}
		p.place = b.recent.PushFront(p)
		b.phones[id] = p
		b.rename(p, identity.UserID(id))
	}
	b.recent.MoveToFront(p.place)
	b.evict()
	return p
}

// rename gives a phone another user id.
func (b *book) rename(p *phone, user string) {
	if b.users[p.UserID] == p {
		delete(b.users, p.UserID)
	}
	p.UserID = user
	b.users[user] = p
}

// keep puts a message on a phone.
func (b *book) keep(p *phone, m *Message) {
	if m.Seq == 0 {
		m.Seq = b.lastID + 1
	}
	b.lastID = max(b.lastID, m.Seq)
	p.messages = append(p.messages, m)
	b.bytes += m.size()
	b.index[m.ID] = found{p, m}
	if m.opens() {
		p.heard[m.Number] = m.Time
	}
	if m.Reaction != nil {
		if target, ok := b.index[m.Reaction.MessageID]; ok {
			target.message.react(m.Direction, m.Reaction.Emoji)
		}
	}
	if m.Target != "" {
		b.amend(m)
	}
	for len(p.messages) > maxPerPhone || b.bytes > maxBytes && b.recent.Len() == 1 {
		b.forget(p.messages[0])
		p.messages = p.messages[1:]
	}
	b.evict()
}

func (b *book) forget(m *Message) {
	b.bytes -= m.size()
	if b.index[m.ID].message == m {
		delete(b.index, m.ID)
	}
}

func (b *book) evict() {
	for b.recent.Len() > maxPhones || (len(b.index) > maxMessages || b.bytes > maxBytes) && b.recent.Len() > 1 {
		p := b.recent.Remove(b.recent.Back()).(*phone)
		for _, m := range p.messages {
			b.forget(m)
		}
		if b.users[p.UserID] == p {
			delete(b.users, p.UserID)
		}
		delete(b.phones, p.ID)
	}
}
