package sandbox

import (
	"context"
	"net/http"
	"sync"
	"time"

	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/fault"
	"frontdesk/adapter/sandbox/phone"
)

// Run verifies the callback of each number, and then carries what people type
// and what becomes of the business's messages to it. It returns nil when ctx
// ends, and leaves nothing running. What was not taken by then is in the
// journal.
func (s *Sandbox) Run(ctx context.Context) error {
	if err := s.Open(); err != nil {
		return err
	}
	var work sync.WaitGroup
	for _, n := range s.Numbers {
		work.Go(func() { s.greet(ctx, n) })
	}
	for ctx.Err() == nil {
		rest := time.NewTimer(s.step(ctx, &work))
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-rest.C:
		}
		rest.Stop()
	}
	work.Wait()
	s.client.CloseIdleConnections()
	return nil
}

// step does what is due, starts what calls it may, and says how long to wait.
func (s *Sandbox) step(ctx context.Context, work *sync.WaitGroup) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		do, ok := s.agenda.Next(s.clock.Line())
		if !ok {
			break
		}
		do()
	}
	for s.dock.Calls < dock.MaxCalls {
		c := s.load()
		if c == nil {
			break
		}
		s.dock.Calls++
		work.Go(func() {
			err := s.carry(ctx, c)
			s.settle(ctx, c, err)
		})
	}
	return s.agenda.Wait(s.clock.Line())
}

// load picks what the next call carries, or nil. mu is held.
func (s *Sandbox) load() *dock.Load {
	l := s.dock.First(s.mayGo)
	if l == nil {
		return nil
	}
	n := l.Head()
	if _, ok := s.faults.Has(callAbout(n), fault.Reverse); ok && n.Kind == dock.AboutMessage { // statuses are turned round in tell
		n = l.Tail()
	}
	c := l.With(n)
	if n.Body == nil && n == l.Head() {
		if f, ok := s.faults.Take(callAbout(n), fault.Batch); ok {
			s.dock.Fill(c, f.Size, s.mayGo)
		}
	}
	return c
}

// mayGo says whether a notice may go now. mu is held.
func (s *Sandbox) mayGo(n *dock.Notice) bool {
	_, held := s.faults.Has(callAbout(n), fault.Hold)
	return !held && s.greeted[n.Number]
}

// carry calls the webhook with a load, as often as a fault says.
func (s *Sandbox) carry(ctx context.Context, c *dock.Load) error {
	number, _ := s.number(c.Number)
	body, err := dock.Envelope(number.BusinessAccountID, c.Notices)
	if err != nil {
		return err
	}
	call := callAbout(c.Notices[0])
	times := 1
	if f, ok := s.faults.Take(call, fault.Copies); ok {
		times = f.Size
	}
	_, lost := s.faults.Take(call, fault.Fail)
	for range times {
		if err = callbackOf(number).Post(ctx, s.client, body, c.Notices[0].Signature); err != nil {
			return err
		}
	}
	if lost {
		return errLost
	}
	return nil
}

// settle is what becomes of a load after the call.
func (s *Sandbox) settle(ctx context.Context, c *dock.Load, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.stir()
	s.dock.Calls--
	for _, n := range c.Notices {
		switch {
		case err == nil:
			s.done(n)
			s.taken(n)
		case ctx.Err() == nil:
			s.missed(n, err)
		}
	}
	for _, l := range c.Lanes {
		s.rest(l)
	}
}

// done forgets a notice. mu is held.
func (s *Sandbox) done(n *dock.Notice) {
	s.dock.Drop(n)
	s.record(entry{Done: n.ID})
}

// taken shows the person that the business has the message. mu is held.
func (s *Sandbox) taken(n *dock.Notice) {
	f, ok := s.book.Find(n.Message)
	if ok && n.Kind == dock.AboutMessage && f.Message.Direction == phone.Out {
		s.mark(f.Phone, f.Message, phone.Delivered)
	}
}

// missed counts a failed attempt. mu is held.
func (s *Sandbox) missed(n *dock.Notice, err error) {
	if !n.Missed(s.clock.Line()) {
		s.log.Error("sandbox: the webhook never took this", "phone", n.Phone, "attempts", n.Attempts, "error", err)
		s.done(n)
		return
	}
	s.log.Debug("sandbox: the webhook did not take this", "phone", n.Phone, "attempts", n.Attempts, "error", err)
	if n.Impatient() {
		s.rest(s.dock.Aside(n))
	}
}

// rest lets a lane go on: at once, or when its head is due again. mu is held.
func (s *Sandbox) rest(l *dock.Lane) {
	wait := l.Wait(s.clock.Line())
	if wait == 0 {
		s.dock.Free(l)
		return
	}
	s.agenda.At(s.clock.Line().Add(wait), func() { s.dock.Free(l) })
}

// pending says how much is under way, for scripts that wait until all is quiet.
func (s *Sandbox) pending(w http.ResponseWriter, _ *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return answer(w, http.StatusOK, object{
		"webhooks": s.dock.Count, "scheduled": s.agenda.Len(), "held": s.dock.Holding(), "phones": s.book.Len(),
	})
}
