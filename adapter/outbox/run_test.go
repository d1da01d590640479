package outbox

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk"
)

// meta is Meta as a test plays it.
type meta struct {
	mu     sync.Mutex
	took   []frontdesk.Delivery
	answer func(context.Context, frontdesk.Delivery) error // nil takes all
}

func (m *meta) Send(ctx context.Context, d frontdesk.Delivery) (string, error) {
	if m.answer != nil {
		if err := m.answer(ctx, d); err != nil {
			return "", err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.took = append(m.took, d)
	return "wamid.out." + string(d.ID), nil
}

// all is what was sent to anybody.
func (m *meta) all() []frontdesk.Delivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.took)
}

// to counts what a person was sent.
func (m *meta) to(who frontdesk.ContactID) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.took {
		if d.Contact == who {
			n++
		}
	}
	return n
}

func (d *desk) carriedBy(c Carrier) {
	d.Carrier = func(context.Context, frontdesk.IntegrationID) (Carrier, error) { return c, nil }
}

// must hands a draft in that the gate must take.
func (d *desk) must(to frontdesk.ContactID, c frontdesk.Content) frontdesk.Delivery {
	d.Helper()
	kept, err := d.say(to, c)
	if err != nil {
		d.Fatal(err)
	}
	return kept[0]
}

func (d *desk) eventually(what string, holds func() bool) {
	d.Helper()
	for end := time.Now().Add(time.Minute); !holds(); <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			d.Fatalf("not in time: %s", what)
		}
	}
}

func (d *desk) state(v frontdesk.Delivery) frontdesk.Delivery {
	d.Helper()
	now, err := d.db.Delivery(d.Context(), v.ID)
	if err != nil {
		d.Fatal(err)
	}
	return now
}

func TestOneWhoIsBlockedSlowsNobodyElse(t *testing.T) {
	d := newDesk(t)
	d.PerSecond = 1000
	blocked, called, release := d.person(d.on, time.Now()), make(chan struct{}, 2), make(chan struct{})
	m := &meta{answer: func(ctx context.Context, v frontdesk.Delivery) error {
		if v.Contact == blocked {
			called <- struct{}{}
			<-release
		}
		return nil
	}}
	d.carriedBy(m)
	first := d.must(blocked, frontdesk.Text{Body: "1"})
	second := d.must(blocked, frontdesk.Text{Body: "2"})
	var others []frontdesk.ContactID
	for range 100 {
		who := d.person(d.on, time.Now())
		others = append(others, who)
		d.must(who, frontdesk.Text{Body: "hello"})
	}
	d.run()
	d.eventually("everybody else was written to", func() bool {
		for _, who := range others {
			if m.to(who) == 0 {
				return false
			}
		}
		return true
	})
	<-called
	if got := d.state(first).State; got != frontdesk.Sending || d.state(second).State != frontdesk.Queued {
		t.Errorf("the blocked one is %s", got)
	}
	close(release)
	d.eventually("the blocked one is written to", func() bool { return m.to(blocked) == 2 })
}

func TestANumberAtItsLimitSlowsOnlyItself(t *testing.T) {
	d := newDesk(t)
	slow, quick := d.on, d.number()
	d.Rate = func(_ context.Context, on frontdesk.IntegrationID) int {
		return map[frontdesk.IntegrationID]int{slow: 1, quick: 1000}[on]
	}
	m := &meta{}
	d.carriedBy(m)
	for range window + 10 { // more than one look sees
		d.must(d.person(slow, time.Now()), frontdesk.Text{Body: "slow"})
	}
	var people []frontdesk.ContactID
	for range 20 {
		people = append(people, d.person(quick, time.Now()))
		d.must(people[len(people)-1], frontdesk.Text{Body: "quick"})
	}
	began := time.Now()
	d.run()
	d.eventually("all of the other number went", func() bool {
		for _, who := range people {
			if m.to(who) == 0 {
				return false
			}
		}
		return true
	})
	if slowly := len(m.all()) - len(people); slowly > int(time.Since(began)/time.Second)+2 {
		t.Errorf("%d messages went on the slow number in %s", slowly, time.Since(began))
	}
}

// Meta says that the number is too fast: what it refused is sent later, once,
// and nothing is lost.
func TestWhatWasTooFastIsSentLaterOnce(t *testing.T) {
	d := newDesk(t)
	var once sync.Once
	m := &meta{answer: func(context.Context, frontdesk.Delivery) (err error) {
		once.Do(func() { err = frontdesk.Errorf(frontdesk.Throttled, "too fast").WithMeta(130429) })
		return err
	}}
	d.carriedBy(m)
	var later atomic.Int64
	d.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	attempts := make(chan frontdesk.Delivery, 10)
	d.Observe = func(v frontdesk.Delivery) { attempts <- v }
	who := d.person(d.on, time.Now())
	v := d.must(who, frontdesk.Text{Body: "hello"})
	d.run()
	if got := <-attempts; got.Code != frontdesk.Throttled || got.State != frontdesk.Queued || got.NextAt.Before(got.CreatedAt.Add(firstWait)) {
		t.Errorf("%s for %s until %s", got.State, got.Code, got.NextAt)
	}
	later.Store(int64(firstWait))
	d.eventually("it was sent", func() bool { return d.state(v).State == frontdesk.Sent })
	if n := m.to(who); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
}

// A template that Meta paused after the gate had looked is not tried again, and
// the failure says what to do.
func TestATemplatePausedMeanwhileFailsForGood(t *testing.T) {
	d := newDesk(t)
	d.Templates = asMeta
	d.carriedBy(&meta{answer: func(context.Context, frontdesk.Delivery) error {
		return frontdesk.Errorf(frontdesk.Rejected, "the template is paused").WithMeta(132015).WithNext("choose another template")
	}})
	v := d.must(d.person(d.on, time.Now()), wish("plain", ""))
	d.run()
	d.eventually("it failed", func() bool { return d.state(v).State == frontdesk.Failed })
	if got := d.state(v); got.Attempts != 1 || got.MetaCode != 132015 || got.Problem != "the template is paused; choose another template" {
		t.Errorf("%+v", got)
	}
}

// A file over the words of a question is uploaded and goes by Meta's id; one
// that Meta lost is uploaded again.
func TestFilesInsideMessagesAreUploaded(t *testing.T) {
	d := newDesk(t)
	var uploads, forgotten atomic.Int64
	d.Upload = func(_ context.Context, _ frontdesk.IntegrationID, a frontdesk.Attachment) (string, error) {
		return fmt.Sprint(a.File, "-at-meta-", uploads.Add(1)), nil
	}
	d.Forget = func(_ context.Context, _ frontdesk.IntegrationID, a frontdesk.Attachment) error {
		forgotten.Add(1)
		return nil
	}
	var once sync.Once
	m := &meta{answer: func(context.Context, frontdesk.Delivery) (err error) {
		once.Do(func() { err = frontdesk.Errorf(frontdesk.Gone, "gone") })
		return err
	}}
	d.carriedBy(m)
	who := d.person(d.on, time.Now())
	v := d.must(who, frontdesk.Interactive{
		Form: frontdesk.FormButtons, Body: "?", Buttons: []frontdesk.Option{{Title: "Yes"}}, Figure: &frontdesk.Figure{Media: frontdesk.Image, File: "f1"},
	})
	d.run()
	d.eventually("it was sent", func() bool { return d.state(v).State == frontdesk.Sent })
	files := frontdesk.Files(m.all()[0].Content)
	if len(files) != 1 || files[0].MediaID != "f1-at-meta-2" || forgotten.Load() != 1 {
		t.Errorf("%+v, forgotten %d times", files, forgotten.Load())
	}
	if kept := frontdesk.Files(d.state(v).Content)[0]; kept.MediaID != "" || kept.File != "f1" {
		t.Errorf("what was said became %+v", kept)
	}
}

// What may have been taken stays unknown, and those after it go.
func TestDoubtHoldsNobodyUp(t *testing.T) {
	d := newDesk(t)
	var once sync.Once
	m := &meta{answer: func(context.Context, frontdesk.Delivery) (err error) {
		once.Do(func() { err = frontdesk.Errorf(frontdesk.Uncertain, "cut off") })
		return err
	}}
	d.carriedBy(m)
	who := d.person(d.on, time.Now())
	first, second := d.must(who, frontdesk.Text{Body: "1"}), d.must(who, frontdesk.Text{Body: "2"})
	d.run()
	d.eventually("the second was sent", func() bool { return d.state(second).State == frontdesk.Sent })
	if got := d.state(first).State; got != frontdesk.InDoubt || m.to(who) != 1 {
		t.Errorf("the first is %s", got)
	}
}

func TestStoppingLetsCallsEnd(t *testing.T) {
	d := newDesk(t)
	called, release := make(chan struct{}), make(chan struct{})
	d.carriedBy(&meta{answer: func(context.Context, frontdesk.Delivery) error {
		close(called)
		<-release
		return nil
	}})
	v := d.must(d.person(d.on, time.Now()), frontdesk.Text{Body: "1"})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	<-called
	stop()
	close(release)
	if err := <-ended; err != nil || d.state(v).State != frontdesk.Sent {
		t.Errorf("%v, %s", err, d.state(v).State)
	}
}
