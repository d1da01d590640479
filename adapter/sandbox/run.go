package sandbox

import (
	"context"
	"net/http"
	"sync"
	"time"
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
		do, ok := s.agenda.next(s.clock.line())
		if !ok {
			break
		}
		do()
	}
	for s.dock.calls < maxCalls {
		c := s.load()
		if c == nil {
			break
		}
		s.dock.calls++
		work.Go(func() {
			err := s.carry(ctx, c)
			s.settle(ctx, c, err)
		})
	}
	return s.agenda.wait(s.clock.line())
}

// load picks what the next call carries, or nil. mu is held.
func (s *Sandbox) load() *load {
	l := s.dock.first(s.mayGo)
	if l == nil {
		return nil
	}
	n := l.queue[0]
	if _, ok := s.faults.has(n.call(), reverse); ok && n.Kind == aboutMessage { // statuses are turned round in tell
		n = l.queue[len(l.queue)-1]
	}
	c := &load{number: n.Number, lanes: []*lane{l}, notices: []*notice{n}}
	if n.Body == nil && n == l.queue[0] {
		if f, ok := s.faults.take(n.call(), batch); ok {
			s.dock.fill(c, f.Size, s.mayGo)
		}
	}
	return c
}

// mayGo says whether a notice may go now. mu is held.
func (s *Sandbox) mayGo(n *notice) bool {
	_, held := s.faults.has(n.call(), hold)
	return !held && s.greeted[n.Number]
}

// carry calls the webhook with a load, as often as a fault says.
func (s *Sandbox) carry(ctx context.Context, c *load) error {
	number, _ := s.number(c.number)
	body, err := envelope(number.BusinessAccountID, c.notices)
	if err != nil {
		return err
	}
	call := c.notices[0].call()
	times := 1
	if f, ok := s.faults.take(call, copies); ok {
		times = f.Size
	}
	_, lost := s.faults.take(call, fail)
	for range times {
		if err = s.post(ctx, number, body, c.notices[0].Signature); err != nil {
			return err
		}
	}
	if lost {
		return errLost
	}
	return nil
}

// settle is what becomes of a load after the call.
func (s *Sandbox) settle(ctx context.Context, c *load, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.stir()
	s.dock.calls--
	for _, n := range c.notices {
		switch {
		case err == nil:
			s.done(n)
			s.taken(n)
		case ctx.Err() == nil:
			s.missed(n, err)
		}
	}
	for _, l := range c.lanes {
		s.rest(l)
	}
}

// done forgets a notice. mu is held.
func (s *Sandbox) done(n *notice) {
	s.dock.drop(n)
	s.record(entry{Done: n.ID})
}

// taken shows the person that the business has the message. mu is held.
func (s *Sandbox) taken(n *notice) {
	f, ok := s.book.index[n.Message]
	if ok && n.Kind == aboutMessage && f.message.Direction == Out {
		s.mark(f.phone, f.message, Delivered)
	}
}

// missed counts a failed attempt. mu is held.
func (s *Sandbox) missed(n *notice, err error) {
	now := s.clock.line()
	if n.attempts == 0 {
		n.first = now
	}
	n.attempts++
	if _, again := RetryAfter(n.attempts, now.Sub(n.first)); !again {
		s.log.Error("sandbox: the webhook never took this", "phone", n.Phone, "attempts", n.attempts, "error", err)
		s.done(n)
		return
	}
	s.log.Debug("sandbox: the webhook did not take this", "phone", n.Phone, "attempts", n.attempts, "error", err)
	if n.attempts == patience {
		s.rest(s.dock.aside(n))
	}
}

// rest lets a lane go on: at once, or when its head is due again. mu is held.
func (s *Sandbox) rest(l *lane) {
	wait := time.Duration(0)
	if len(l.queue) > 0 && l.queue[0].attempts > 0 {
		n := l.queue[0]
		wait, _ = RetryAfter(n.attempts, s.clock.line().Sub(n.first))
	}
	if wait == 0 {
		s.dock.free(l)
		return
	}
	s.agenda.at(s.clock.line().Add(wait), func() { s.dock.free(l) })
}

// pending says how much is under way, for scripts that wait until all is quiet.
func (s *Sandbox) pending(w http.ResponseWriter, _ *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return answer(w, http.StatusOK, object{
		"webhooks": s.dock.count, "scheduled": len(s.agenda.tasks), "held": len(s.dock.held), "phones": len(s.book.phones),
	})
}
