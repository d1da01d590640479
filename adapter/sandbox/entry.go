package sandbox

import (
	"time"

	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/journal"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/shelf"
	"frontdesk/adapter/sandbox/template"
)

// entry is one line of the journal: one of these happened.
type entry struct {
	Clock   *time.Duration `json:"clock,omitempty"`
	Phone   *phone.Phone   `json:"phone,omitempty"`
	On      string         `json:"on,omitempty"` // the phone of Message
	Message *phone.Message `json:"message,omitempty"`
	Notice  *dock.Notice   `json:"notice,omitempty"`
	Done    uint64         `json:"done,omitempty"` // the notice that needs no telling any more
	Step    *step          `json:"step,omitempty"`
	Media   *shelf.File    `json:"media,omitempty"`
	// Template is one as it is now.
	Template *template.Kept `json:"template,omitempty"`
}

// step is a message that came further.
type step struct {
	ID     string       `json:"wamid"`
	Status phone.Status `json:"status"`
	Error  int          `json:"error,omitempty"`
}

// record writes what happened, after it has: the journal may be written anew
// from what is true now. mu is held.
func (s *Sandbox) record(entries ...entry) {
	for _, e := range entries {
		s.journal.Write(e)
	}
	if !s.journal.Large() {
		return
	}
	old := s.journal
	if err := s.compact(); err != nil {
		s.log.Error("sandbox: the journal could not be written anew", "error", err)
		return
	}
	// Whoever waits for the old file is told that it is on disk: all of it is
	// in the new one.
	_ = old.Close()
}

// keepSafe waits until what was recorded is on disk. mu is not held.
func (s *Sandbox) keepSafe() error {
	s.mu.Lock()
	j, mark := s.journal, s.journal.End()
	s.mu.Unlock()
	err := j.Sync(mark)
	if err != nil {
		s.log.Error("sandbox: the journal cannot be written", "error", err)
	}
	return err
}

// replay makes everything as it was when the journal ended. mu is held.
func (s *Sandbox) replay() error {
	waiting := map[uint64]*dock.Notice{}
	var order []uint64
	err := journal.Read(s.Journal, func(e entry) {
		if e.Notice != nil {
			waiting[e.Notice.ID] = e.Notice
			order = append(order, e.Notice.ID)
			s.lastID = max(s.lastID, e.Notice.ID)
		}
		delete(waiting, e.Done)
		s.apply(e)
	})
	if err != nil {
		return err
	}
	for _, id := range order {
		if n := waiting[id]; n != nil {
			s.dock.Push(n)
		}
	}
	if err := s.shelf.Tidy(); err != nil {
		return err
	}
	return s.compact()
}

// apply makes one entry true again. mu is held.
func (s *Sandbox) apply(e entry) {
	switch {
	case e.Clock != nil:
		s.clock.Advance(*e.Clock - s.clock.Ahead())
	case e.Phone != nil:
		p := s.book.Phone(e.Phone.ID)
		p.Name, p.Username, p.Hidden, p.ByHand = e.Phone.Name, e.Phone.Username, e.Phone.Hidden, e.Phone.ByHand
		p.Stopped = e.Phone.Stopped
		s.book.Rename(p, e.Phone.UserID)
	case e.Message != nil:
		s.book.Keep(s.book.Phone(e.On), e.Message)
	case e.Step != nil:
		if f, ok := s.book.Find(e.Step.ID); ok {
			f.Message.Status, f.Message.Error = e.Step.Status, e.Step.Error
		}
	case e.Template != nil:
		s.templates.Keep(e.Template)
	case e.Media != nil:
		s.shelf.Add(e.Media) // tidy removes what it made room for
	}
}

// compact starts a new journal with what is true now. mu is held.
func (s *Sandbox) compact() error {
	j, err := journal.Replace(s.Journal, s.entries)
	if err == nil {
		s.journal = j
	}
	return err
}

// entries gives everything that is true now, in an order that can be replayed:
// the phone used last comes last, so that it is the last to be forgotten.
func (s *Sandbox) entries(yield func(entry) bool) {
	ahead := s.clock.Ahead()
	if !yield(entry{Clock: &ahead}) {
		return
	}
	for p := range s.book.LongAgo {
		if !yield(entry{Phone: p}) {
			return
		}
		for _, m := range p.Messages {
			if !yield(entry{On: p.ID, Message: m}) {
				return
			}
		}
	}
	for m := range s.shelf.All {
		if !yield(entry{Media: m}) {
			return
		}
	}
	for t := range s.templates.All() {
		if !yield(entry{Template: t}) {
			return
		}
	}
	for n := range s.dock.All {
		if !yield(entry{Notice: n}) {
			return
		}
	}
}
