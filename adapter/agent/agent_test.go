package agent_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"frontdesk"
	"frontdesk/adapter/agent"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

// desk is a real store with one person who writes.
type desk struct {
	*testing.T
	db   *store.DB
	on   frontdesk.Integration
	who  frontdesk.Contact
	told int
}

const name = "agent:echo"

func newDesk(t *testing.T) *desk {
	db := storetest.Open(t, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "frontdesk.db")})
	d := &desk{T: t, db: db}
	var err error
	if d.on, err = db.SaveIntegration(t.Context(), frontdesk.Integration{Kind: "x", PhoneNumberID: "1"}); err != nil {
		t.Fatal(err)
	}
	if d.who, err = db.SaveContact(t.Context(), frontdesk.Contact{Name: "Ada", Registered: true,
		Addresses: []frontdesk.Address{{Kind: frontdesk.AtPhone, Value: "+1", Match: "1"}}}); err != nil {
		t.Fatal(err)
	}
	if err := db.Follow(t.Context(), name, true); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) say(body string) {
	d.Helper()
	d.keep(frontdesk.Text{Body: body})
}

func (d *desk) keep(c frontdesk.Content) {
	d.Helper()
	d.told++
	if _, err := d.db.Append(d.Context(), frontdesk.Update{At: time.Now(), Kind: "x", Body: []byte("{}")}); err != nil {
		d.Fatal(err)
	}
	if _, err := d.db.Apply(d.Context(), "test", 10, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error {
		conv, err := tx.OpenConversation(ctx, d.who.ID, d.on.ID, time.Now())
		if err != nil {
			return err
		}
		_, _, err = tx.KeepMessage(ctx, frontdesk.Message{
			WAMID: fmt.Sprintf("wamid.%d", d.told), Integration: d.on.ID, Conversation: conv.ID, Contact: d.who.ID,
			Direction: frontdesk.In, By: frontdesk.ByContact, At: time.Now(), Content: c, Trace: fmt.Sprintf("u%d", d.told),
		})
		return err
	}); err != nil {
		d.Fatal(err)
	}
}

// agent makes an agent that sends by keeping deliveries, as the outbox does.
func (d *desk) agent() *agent.Agent {
	return &agent.Agent{
		Name: name,
		Claim: func(ctx context.Context) (frontdesk.Batch, bool, error) {
			return d.db.Claim(ctx, store.Claim{Follower: name, Lease: 50 * time.Millisecond, Limit: 50})
		},
		Leases: d.db, Think: agent.Echo,
		MarkRead: func(context.Context, frontdesk.Message, bool) error { return nil },
		Enqueue: func(ctx context.Context, dr frontdesk.Draft) ([]frontdesk.Delivery, error) {
			conv, err := d.db.OpenConversation(ctx, dr.To, dr.Integration)
			if err != nil {
				return nil, err
			}
			kept, _, err := d.db.KeepDeliveries(ctx, []frontdesk.Delivery{{
				Key: dr.Key, Part: 1, Parts: 1, Conversation: conv.ID, Integration: conv.Integration, Contact: dr.To,
				By: dr.By, To: d.who.Addresses[0], Content: dr.Content, Trace: dr.Trace,
			}})
			return kept, err
		},
		Wake: func() <-chan struct{} { return d.db.Changed(store.Messages) },
		Poll: 40 * time.Millisecond, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

func (d *desk) answers() []string {
	d.Helper()
	ms, _, err := d.db.Messages(context.Background(), store.MessageQuery{Limit: 1000})
	if err != nil {
		d.Fatal(err)
	}
	var all []string
	for _, m := range ms {
		if m.Direction == frontdesk.Out {
			all = append(all, m.Text())
		}
	}
	return all
}

// until runs the agent until the condition holds.
func (d *desk) until(a *agent.Agent, holds func() bool) {
	d.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	for deadline := time.Now().Add(time.Minute); !holds(); {
		if time.Now().After(deadline) {
			d.Fatalf("in a minute only %q", d.answers())
		}
		<-time.After(2 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		d.Error(err)
	}
}

func TestABurstIsAnsweredOnce(t *testing.T) {
	d := newDesk(t)
	d.say("one")
	d.say("two *stars*")
	d.until(d.agent(), func() bool { return len(d.answers()) == 1 })
	if got := d.answers()[0]; got != "You said:\n\n- one\n- two \\*stars\\*" {
		t.Errorf("answered %q", got)
	}
}

// A killed process does nothing any more: not the step it was at, nor giving
// its lease back. Here each of its hands is cut off at a step.
func TestKilledAfterAnyStepItAnswersOnce(t *testing.T) {
	for _, at := range []string{"claimed", "read", "thought", "enqueued", "acknowledged"} {
		t.Run(at, func(t *testing.T) {
			d := newDesk(t)
			d.say("one")
			killed := make(chan struct{})
			a := d.agent()
			a.Leases = dead{d.db, killed}
			enqueue := a.Enqueue
			a.Enqueue = func(ctx context.Context, dr frontdesk.Draft) ([]frontdesk.Delivery, error) {
				if gone(killed) {
					return nil, context.Canceled
				}
				return enqueue(ctx, dr)
			}
			claim := a.Claim
			a.Claim = func(ctx context.Context) (frontdesk.Batch, bool, error) {
				if gone(killed) {
					return frontdesk.Batch{}, false, nil
				}
				return claim(ctx)
			}
			var once sync.Once
			a.Step = func(step string) {
				if step == at {
					once.Do(func() { close(killed) })
				}
			}
			d.until(a, func() bool { return gone(killed) })
			d.say("two") // comes while nobody is there
			d.until(d.agent(), func() bool { return strings.Contains(strings.Join(d.answers(), "|"), "two") })
			got := strings.Join(d.answers(), "|")
			if strings.Count(got, "one") != 1 || strings.Count(got, "two") != 1 {
				t.Errorf("answered %q", got)
			}
		})
	}
}

func gone(killed chan struct{}) bool {
	select {
	case <-killed:
		return true
	default:
		return false
	}
}

// dead are the leases of a process that is killed.
type dead struct {
	agent.Leases
	killed chan struct{}
}

func (d dead) Ack(ctx context.Context, lease string, upTo int64) error {
	if gone(d.killed) {
		return context.Canceled
	}
	return d.Leases.Ack(ctx, lease, upTo)
}

func (d dead) Release(ctx context.Context, lease string, at time.Time) error {
	if gone(d.killed) {
		return context.Canceled
	}
	return d.Leases.Release(ctx, lease, at)
}

func TestInManualModeAHumanAnswers(t *testing.T) {
	d := newDesk(t)
	d.say("one")
	conv, err := d.db.ConversationOf(t.Context(), d.who.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	manual := frontdesk.Manual
	if _, err := d.db.EditConversation(t.Context(), conv.ID, store.Edit{Mode: &manual, By: frontdesk.ByOperator}); err != nil {
		t.Fatal(err)
	}
	a := d.agent()
	acked := make(chan struct{}, 10)
	a.Step = func(step string) {
		if step == "acknowledged" {
			acked <- struct{}{}
		}
	}
	d.until(a, func() bool { return len(acked) > 0 })
	if got := d.answers(); len(got) != 0 {
		t.Errorf("answered %q", got)
	}
}

func TestReactionsNeedNoAnswer(t *testing.T) {
	d := newDesk(t)
	d.keep(frontdesk.Reaction{To: "wamid.x", Emoji: "👍"})
	acked := make(chan struct{}, 10)
	a := d.agent()
	a.Step = func(step string) {
		if step == "acknowledged" {
			acked <- struct{}{}
		}
	}
	d.until(a, func() bool { return len(acked) > 0 })
	if got := d.answers(); len(got) != 0 {
		t.Errorf("answered %q", got)
	}
}

// fake is a desk in memory for what is about time alone.
type fake struct {
	mu       sync.Mutex
	batches  []frontdesk.Batch
	acked    []int64
	released []time.Time
	renewed  int
	shown    []time.Time
	sent     []frontdesk.Draft
	lost     bool
}

func (f *fake) claim(context.Context) (frontdesk.Batch, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.batches) == 0 {
		return frontdesk.Batch{}, false, nil
	}
	b := f.batches[0]
	f.batches = f.batches[1:]
	return b, true, nil
}

func (f *fake) Renew(context.Context, string, time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.renewed++; f.lost {
		return frontdesk.Errorf(frontdesk.LeaseLost, "lost")
	}
	return nil
}

func (f *fake) Ack(_ context.Context, _ string, upTo int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.acked = append(f.acked, upTo)
	return nil
}

func (f *fake) Release(_ context.Context, _ string, at time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.released = append(f.released, at)
	return nil
}

func (f *fake) agent(think time.Duration, enqueue error) *agent.Agent {
	return &agent.Agent{
		Name: "a", Claim: f.claim, Leases: f,
		Think: func(ctx context.Context, _ frontdesk.Batch) (string, error) {
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(think):
				return "an answer", nil
			}
		},
		MarkRead: func(context.Context, frontdesk.Message, bool) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.shown = append(f.shown, time.Now())
			return frontdesk.Errorf(frontdesk.Unavailable, "Meta is down") // must not stand in the way
		},
		Enqueue: func(_ context.Context, d frontdesk.Draft) ([]frontdesk.Delivery, error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.sent = append(f.sent, d)
			return nil, enqueue
		},
		Wake: func() <-chan struct{} { return nil }, Poll: time.Second, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
}

func burst(n int64) frontdesk.Batch {
	return frontdesk.Batch{
		Lease: "l", UpTo: n, Conversation: frontdesk.Conversation{ID: "v1"}, Contact: frontdesk.Contact{ID: "c1"},
		Messages: []frontdesk.Message{{ID: "m1", KeptAt: time.Now(), Content: frontdesk.Text{Body: "x"}, Trace: "u9"}},
	}
}

// inTime runs an agent for a while that costs nothing.
func inTime(t *testing.T, think, span time.Duration, enqueue error, check func(*fake, time.Time)) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{batches: []frontdesk.Batch{burst(7)}}
		began := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		a := f.agent(think, enqueue)
		go func() { done <- a.Run(ctx) }()
		time.Sleep(span)
		synctest.Wait()
		check(f, began)
		cancel()
		synctest.Wait()
		<-done
	})
}

func TestLongThinkingKeepsTheLeaseAndTheTypingSign(t *testing.T) {
	inTime(t, 70*time.Second, 2*time.Minute, nil, func(f *fake, began time.Time) {
		if f.renewed < 6 {
			t.Errorf("the lease of %s was renewed %d times in 70 s", agent.Lease, f.renewed)
		}
		for i, at := range f.shown {
			if i > 0 && at.Sub(f.shown[i-1]) < agent.TypingEvery {
				t.Errorf("typing was shown after %s again", at.Sub(f.shown[i-1]))
			}
			if at.Sub(began) > 70*time.Second {
				t.Error("typing was shown after the answer")
			}
		}
		if len(f.shown) < 3 || len(f.sent) != 1 || len(f.acked) != 1 || f.acked[0] != 7 {
			t.Errorf("shown %d, sent %d, acknowledged %v", len(f.shown), len(f.sent), f.acked)
		}
		if d := f.sent[0]; d.Trace != "u9" || d.By != frontdesk.ByAgent || d.Key != "a:v1:7" || d.To != "c1" {
			t.Errorf("sent %+v", d)
		}
	})
}

func TestTooLongThinkingIsTriedAgainLater(t *testing.T) {
	inTime(t, time.Hour, agent.ThinkTime+time.Second, nil, func(f *fake, _ time.Time) {
		if len(f.sent) != 0 || len(f.acked) != 0 || len(f.released) != 1 || !f.released[0].After(time.Now()) {
			t.Errorf("sent %d, acknowledged %v, released %v", len(f.sent), f.acked, f.released)
		}
	})
}

func TestARefusalIsFinalAndAFailureIsNot(t *testing.T) {
	inTime(t, 0, time.Second, frontdesk.Errorf(frontdesk.WindowClosed, "closed"), func(f *fake, _ time.Time) {
		if len(f.acked) != 1 || len(f.released) != 0 {
			t.Errorf("refused: acknowledged %v, released %v", f.acked, f.released)
		}
	})
	inTime(t, 0, time.Second, frontdesk.Errorf(frontdesk.Unavailable, "down"), func(f *fake, _ time.Time) {
		if len(f.acked) != 0 || len(f.released) != 1 {
			t.Errorf("down: acknowledged %v, released %v", f.acked, f.released)
		}
	})
}

func TestALostLeaseEndsTheThinking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{batches: []frontdesk.Batch{burst(1)}, lost: true}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		a := f.agent(time.Minute, nil)
		go func() { done <- a.Run(ctx) }()
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if len(f.sent) != 0 || len(f.acked) != 0 || len(f.released) != 0 {
			t.Errorf("sent %d, acknowledged %v, released %v", len(f.sent), f.acked, f.released)
		}
		cancel()
		synctest.Wait()
		<-done
	})
}

func TestNothingIsLeftBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	f := &fake{batches: []frontdesk.Batch{burst(1), burst(2)}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	a := f.agent(time.Minute, nil)
	go func() { done <- a.Run(ctx) }()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
		f.mu.Lock()
		both := len(f.batches) == 0
		f.mu.Unlock()
		if both {
			break
		}
		<-time.After(time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestEcho(t *testing.T) {
	for _, c := range []struct {
		contents []frontdesk.Content
		want     string
	}{
		{[]frontdesk.Content{frontdesk.Text{Body: "hi"}}, "You said: hi"},
		{[]frontdesk.Content{frontdesk.Text{Body: "a_b *c*"}}, `You said: a\_b \*c\*`},
		{[]frontdesk.Content{frontdesk.Text{Body: "hidden\u202e"}}, "You said: hidden"},
		{[]frontdesk.Content{frontdesk.Text{Body: "a"}, frontdesk.Reaction{Emoji: "x"}, frontdesk.Text{Body: "b"}}, "You said:\n\n- a\n- b"},
		{[]frontdesk.Content{frontdesk.Attachment{Media: frontdesk.Image, Caption: "c"}}, `You said: Picture\: c`},
		{[]frontdesk.Content{frontdesk.Reaction{Emoji: "x"}}, ""},
		{[]frontdesk.Content{frontdesk.System{Body: "x"}}, ""},
	} {
		var b frontdesk.Batch
		for _, content := range c.contents {
			b.Messages = append(b.Messages, frontdesk.Message{Content: content})
		}
		if got, err := agent.Echo(t.Context(), b); err != nil || got != c.want {
			t.Errorf("%v: %q, %v; want %q", c.contents, got, err, c.want)
		}
	}
}
