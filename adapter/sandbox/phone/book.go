package phone

import (
	"container/list"
	"net/http"
	"time"

	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/refusal"
)

// Bounds of what is remembered.
const (
	maxPhones   = 5_000
	maxPerPhone = 1_000
	maxMessages = 50_000
	maxBytes    = 128 << 20 // of all messages
)

// Book is all phones and what is on them. It forgets the phone that was idle
// longest when it is full.
type Book struct {
	phones map[string]*Phone
	users  map[string]*Phone // by user id
	index  map[string]found  // by wamid
	recent *list.List        // of *phone, the one used last in front
	lastID int64
	bytes  int
}

// found is a message, and the phone it is on.
type found struct {
	Phone   *Phone
	Message *Message
}

// Open makes it ready.
func (b *Book) Open() {
	b.phones = map[string]*Phone{}
	b.users = map[string]*Phone{}
	b.index = map[string]found{}
	b.recent = list.New()
}

// Phone gives the phone of that WhatsApp id, a new one if need be.
func (b *Book) Phone(id string) *Phone {
	p := b.phones[id]
	if p == nil {
		p = &Phone{
			ID: id, Name: identity.ProfileName(id),
			Heard: map[string]time.Time{}, Pair: map[string]time.Time{}, Typing: map[string]time.Time{},
		}
		p.place = b.recent.PushFront(p)
		b.phones[id] = p
		b.Rename(p, identity.UserID(id))
	}
	b.recent.MoveToFront(p.place)
	b.evict()
	return p
}

// Find finds a message by its wamid.
func (b *Book) Find(id string) (found, bool) {
	f, ok := b.index[id]
	return f, ok
}

// User finds a phone by its user id, or nil.
func (b *Book) User(id string) *Phone { return b.users[id] }

// There finds a phone by its WhatsApp id, or nil.
func (b *Book) There(id string) *Phone { return b.phones[id] }

// Len is how many phones there are.
func (b *Book) Len() int { return len(b.phones) }

// Recently gives the phones, the one used last first.
func (b *Book) Recently(yield func(*Phone) bool) {
	for place := b.recent.Front(); place != nil; place = place.Next() {
		if !yield(place.Value.(*Phone)) {
			return
		}
	}
}

// LongAgo gives the phones, the one used last at the end.
func (b *Book) LongAgo(yield func(*Phone) bool) {
	for place := b.recent.Back(); place != nil; place = place.Prev() {
		if !yield(place.Value.(*Phone)) {
			return
		}
	}
}

// Rename gives a phone another user id.
func (b *Book) Rename(p *Phone, user string) {
	if b.users[p.UserID] == p {
		delete(b.users, p.UserID)
	}
	p.UserID = user
	b.users[user] = p
}

// Keep puts a message on a phone.
func (b *Book) Keep(p *Phone, m *Message) {
	if m.Seq == 0 {
		m.Seq = b.lastID + 1
	}
	b.lastID = max(b.lastID, m.Seq)
	p.Messages = append(p.Messages, m)
	b.bytes += m.size()
	b.index[m.ID] = found{p, m}
	if m.opens() {
		p.Heard[m.Number] = m.Time
	}
	if m.Reaction != nil {
		if target, ok := b.index[m.Reaction.MessageID]; ok {
			target.Message.react(m.Direction, m.Reaction.Emoji)
		}
	}
	if m.Target != "" {
		b.amend(m)
	}
	for len(p.Messages) > maxPerPhone || b.bytes > maxBytes && b.recent.Len() == 1 {
		b.forget(p.Messages[0])
		p.Messages = p.Messages[1:]
	}
	b.evict()
}

func (b *Book) forget(m *Message) {
	b.bytes -= m.size()
	if b.index[m.ID].Message == m {
		delete(b.index, m.ID)
	}
}

func (b *Book) evict() {
	for b.recent.Len() > maxPhones || (len(b.index) > maxMessages || b.bytes > maxBytes) && b.recent.Len() > 1 {
		p := b.recent.Remove(b.recent.Back()).(*Phone)
		for _, m := range p.Messages {
			b.forget(m)
		}
		if b.users[p.UserID] == p {
			delete(b.users, p.UserID)
		}
		delete(b.phones, p.ID)
	}
}

// Written finds a message this person wrote, young enough at now to be changed.
func (b *Book) Written(p *Phone, id string, young time.Duration, now time.Time) (*Message, error) {
	f, ok := b.index[id]
	switch {
	case !ok || f.Phone != p || f.Message.Direction != Out || f.Message.Revoked:
		return nil, refusal.Say(http.StatusNotFound, "message_id is no message that this person wrote")
	case now.Sub(f.Message.Time) > young:
		return nil, refusal.Say(http.StatusBadRequest, "that was said longer than %v ago", young)
	}
	return f.Message, nil
}

// amend does to the target what an edit or a revocation says.
func (b *Book) amend(m *Message) {
	f, ok := b.index[m.Target]
	if !ok {
		return
	}
	old := f.Message
	b.bytes -= old.size()
	switch m.Type {
	case "edit":
		if old.Text, old.Edited = m.Text, true; old.File != nil {
			captioned := *old.File
			captioned.Caption = m.Text
			old.File = &captioned
		}
	case "revoke":
		old.Text, old.File, old.Card, old.Revoked = "", nil, nil, true
	}
	b.bytes += old.size()
}
