// Package agent hands messages to an agent and takes its answer.
//
// It is a follower: it claims what people said in one conversation, a burst at
// a time and under a lease, lets an agent think about it, and hands the answer
// to the outbox under a key made of the messages answered. Killed between any
// two steps it is handed the same burst again, and the key makes the second
// draft the first: a burst is answered once, and none is passed over.
//
// What thinks is a function, so that an agent that is pushed to, or a model,
// is only another one.
package agent

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"frontdesk"
)

const (
	// Workers is how many conversations are thought about at one time.
	Workers = 16
	// Lease is how long a burst is ours; it is renewed while the agent thinks.
	Lease = 30 * time.Second
	// ThinkTime is how long an agent may think about one burst.
	ThinkTime = 5 * time.Minute
	// TypingEvery is how often a person is shown that an answer is coming, at
	// most; the phone shows it for 25 seconds.
	//
	// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
	TypingEvery = 20 * time.Second

	firstPause = 2 * time.Second
	maxPause   = 5 * time.Minute
)

// Leases is where work comes from and goes back to.
type Leases interface {
	Renew(ctx context.Context, lease string, d time.Duration) error
	// Ack is being done with everything up to a number.
	Ack(ctx context.Context, lease string, upTo int64) error
	// Release gives the work back, to be handed over again at a time.
	Release(ctx context.Context, lease string, retryAt time.Time) error
}

// Agent answers people until it is stopped.
type Agent struct {
	// Name is the follower's, for example "agent:echo".
	Name string
	// Claim leases the next burst; false if there is none.
	Claim  func(context.Context) (frontdesk.Batch, bool, error)
	Leases Leases
	// Think gives the answer to a burst, in Markdown; "" is none.
	Think func(context.Context, frontdesk.Batch) (string, error)
	// MarkRead shows the person that a message was read, and that an answer is
	// being written.
	MarkRead func(ctx context.Context, m frontdesk.Message, typing bool) error
	// Enqueue keeps the answer, once for each key.
	Enqueue func(context.Context, frontdesk.Draft) ([]frontdesk.Delivery, error)

	Wake func() <-chan struct{} // closes when messages come
	Poll time.Duration
	Now  func() time.Time
	Log  *slog.Logger
	// Step names the step just done, for tracing; it may be nil.
	Step func(string)

	typing throttle
}

// Run hands over bursts until ctx ends, as many side by side as there are
// workers.
func (a *Agent) Run(ctx context.Context) error {
	var all sync.WaitGroup
	defer all.Wait()
	free := make(chan struct{}, Workers)
	for ctx.Err() == nil {
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		b, ok := a.next(ctx)
		if !ok {
			return nil
		}
		all.Go(func() {
			defer func() { <-free }()
			a.handle(ctx, b)
		})
	}
	return nil
}

// next waits for a burst; false when ctx ended.
func (a *Agent) next(ctx context.Context) (frontdesk.Batch, bool) {
	for ctx.Err() == nil {
		wake := a.Wake()
		b, ok, err := a.Claim(ctx)
		switch {
		case ok:
			a.step("claimed")
			return b, true
		case err != nil && ctx.Err() == nil:
			a.Log.Error("the agent cannot ask for work; trying again", "agent", a.Name, "error", err)
			wake = nil
		}
		select {
		case <-ctx.Done():
		case <-wake:
			// A burst is handed over when it has been quiet for a moment; being woken
			// by each of its messages is soon enough.
			pause(ctx, a.Poll/10)
		case <-time.After(a.Poll / 4):
		}
	}
	return frontdesk.Batch{}, false
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// handle answers one burst and is done with it, or gives it back.
func (a *Agent) handle(ctx context.Context, b frontdesk.Batch) {
	err := a.answer(ctx, b)
	switch code := frontdesk.CodeOf(err); {
	case err == nil:
	case ctx.Err() != nil:
		// A stop: the lease runs out, or whoever starts next waits for it.
		a.giveBack(b, a.Now())
	case code == frontdesk.LeaseLost:
		a.Log.Info("somebody else has taken over", "agent", a.Name, "conversation", b.Conversation.ID)
	default:
		wait := a.patience(b)
		a.Log.Warn("a burst is not answered yet; trying again", "agent", a.Name, "conversation", b.Conversation.ID, "in", wait, "error", err)
		a.giveBack(b, a.Now().Add(wait))
	}
}

// patience grows with the age of what waits.
func (a *Agent) patience(b frontdesk.Batch) time.Duration {
	if len(b.Messages) == 0 {
		return firstPause
	}
	return min(max(a.Now().Sub(b.Messages[0].KeptAt)/2, firstPause), maxPause)
}

func (a *Agent) giveBack(b frontdesk.Batch, at time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := a.Leases.Release(ctx, b.Lease, at); err != nil {
		a.Log.Debug("a lease was left to run out", "agent", a.Name, "error", err)
	}
}

func (a *Agent) answer(ctx context.Context, b frontdesk.Batch) error {
	if len(b.Messages) > 0 && b.Conversation.Mode != frontdesk.Manual {
		text, err := a.think(ctx, b)
		if err != nil {
			return err
		}
		if err := a.send(ctx, b, text); err != nil {
			return err
		}
	}
	if err := a.Leases.Ack(ctx, b.Lease, b.UpTo); err != nil {
		return err
	}
	a.step("acknowledged")
	return nil
}

// think asks the agent, and meanwhile keeps the lease and the typing sign.
func (a *Agent) think(ctx context.Context, b frontdesk.Batch) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, ThinkTime)
	defer cancel()
	a.show(ctx, b)
	a.step("read")
	var meanwhile sync.WaitGroup
	defer meanwhile.Wait()
	thinking, done := context.WithCancelCause(ctx)
	defer done(nil)
	meanwhile.Go(func() { a.keep(thinking, b, done) })
	text, err := a.Think(thinking, b)
	if cause := context.Cause(thinking); err != nil && frontdesk.CodeOf(cause) == frontdesk.LeaseLost {
		err = cause
	}
	a.step("thought")
	return text, err
}

// keep renews the lease and shows typing until the thinking is over. A lease
// that is lost ends the thinking: somebody else does it.
func (a *Agent) keep(ctx context.Context, b frontdesk.Batch, lost context.CancelCauseFunc) {
	tick := time.NewTicker(Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := a.Leases.Renew(ctx, b.Lease, Lease); frontdesk.CodeOf(err) == frontdesk.LeaseLost {
			lost(err)
			return
		}
		a.show(ctx, b)
	}
}

// show marks the burst read and shows typing, not too often. It never stands
// in the way of an answer.
func (a *Agent) show(ctx context.Context, b frontdesk.Batch) {
	if !a.typing.allow(b.Conversation.ID, a.Now()) {
		return
	}
	last := b.Messages[len(b.Messages)-1]
	if err := a.MarkRead(ctx, last, true); err != nil && ctx.Err() == nil {
		a.Log.Info("the person was not shown that their message was read", "trace", last.Trace, "error", err)
	}
}

// send hands the answer to the outbox. A refusal is final: the gate would say
// the same again.
func (a *Agent) send(ctx context.Context, b frontdesk.Batch, text string) error {
	if text == "" {
		return nil
	}
	last := b.Messages[len(b.Messages)-1]
	_, err := a.Enqueue(ctx, frontdesk.Draft{
		Key: Key(a.Name, b), By: frontdesk.ByAgent, To: b.Contact.ID, Integration: b.Conversation.Integration,
		Content: frontdesk.Text{Body: text}, Trace: last.Trace,
	})
	a.typing.answered(b.Conversation.ID)
	switch code := frontdesk.CodeOf(err); {
	case err == nil:
		a.step("enqueued")
	case code.Ours():
		return err
	default:
		a.Log.Info("an answer was refused", "agent", a.Name, "trace", last.Trace, "code", code, "error", err)
	}
	return nil
}

// Key names the answer to a burst. A burst that was not acknowledged is handed
// over again exactly as it was, so the same burst has the same key.
func Key(name string, b frontdesk.Batch) string {
	return fmt.Sprintf("%s:%s:%d", name, b.Conversation.ID, b.UpTo)
}

func (a *Agent) step(name string) {
	if a.Step != nil {
		a.Step(name)
	}
}
