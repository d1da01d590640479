package main

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk"
)

// meta is templates at Meta, and how often it was asked for them.
type meta struct {
	asked int
	fails error
	takes time.Duration
}

func (m *meta) fetch(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
	time.Sleep(m.takes) // in a bubble, where this costs nothing
	m.asked++
	return []frontdesk.TemplateDefinition{{Name: "hello", Language: "en", Seconds: m.asked}}, m.fails
}

func TestTemplatesAreAskedForAgainWhenTheyMayHaveChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at, event := &meta{}, int64(0)
		cache := templates{
			fetch:  at.fetch,
			newest: func(context.Context, []frontdesk.EventKind) (int64, error) { return event, nil },
			now:    time.Now, log: slog.New(slog.DiscardHandler),
		}
		asked := func(on frontdesk.IntegrationID) int {
			all, err := cache.of(t.Context(), on)
			if err != nil {
				t.Fatal(err)
			}
			return all[0].Seconds
		}
		for _, x := range []struct {
			why    string
			before func()
			on     frontdesk.IntegrationID
			want   int
		}{
			{"the first time", func() {}, "i1", 1},
			{"at once again", func() {}, "i1", 1},
			{"of another number", func() {}, "i2", 2},
			{"a moment before it is too old", func() { time.Sleep(templatesFresh - time.Nanosecond) }, "i1", 1},
			{"when it is", func() { time.Sleep(time.Nanosecond) }, "i1", 3},
			{"after news", func() { event++ }, "i1", 4},
			{"and no news since", func() {}, "i1", 4},
			{"after Meta refused one", cache.forget, "i1", 5},
			{"while Meta is away, as last known", func() { at.fails = frontdesk.Errorf(frontdesk.Busy, "away"); event++ }, "i1", 5},
			{"when it is back", func() { at.fails = nil }, "i1", 7},
		} {
			x.before()
			if got := asked(x.on); got != x.want {
				t.Errorf("%s: those of the %d. time, want %d", x.why, got, x.want)
			}
		}
		at.fails = frontdesk.Errorf(frontdesk.Busy, "away")
		if _, err := cache.of(t.Context(), "i3"); frontdesk.CodeOf(err) != frontdesk.Busy {
			t.Errorf("nothing is known and Meta is away: %v", err)
		}
	})
}

// Two numbers of one account have the same templates; a number that does not
// answer does not cost the others.
func TestTemplatesOfSeveralNumbers(t *testing.T) {
	p := program{log: slog.New(slog.DiscardHandler), numbers: &directory{}}
	p.numbers.now.Store(&[]frontdesk.Integration{
		{ID: "i1", BusinessAccountID: "a"}, {ID: "i2", BusinessAccountID: "a"}, {ID: "i3"}, {ID: "i4", BusinessAccountID: "b"},
	})
	away := map[frontdesk.IntegrationID]bool{"i3": true}
	p.templates = &templates{
		fetch: func(_ context.Context, on frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
			if away[on] {
				return nil, frontdesk.Errorf(frontdesk.Busy, "away")
			}
			return []frontdesk.TemplateDefinition{{Name: string(on)}}, nil
		},
		newest: func(context.Context, []frontdesk.EventKind) (int64, error) { return 0, nil },
		now:    time.Now, log: p.log,
	}
	all, err := p.templatesFor(t.Context(), "")
	if err != nil || len(all) != 2 || all[0].Name != "i1" || all[1].Name != "i4" {
		t.Errorf("got %v, %v", all, err)
	}
	p.templates.known, away = nil, map[frontdesk.IntegrationID]bool{"i1": true, "i2": true, "i3": true, "i4": true}
	if _, err := p.templatesFor(t.Context(), ""); frontdesk.CodeOf(err) != frontdesk.Busy {
		t.Errorf("nobody answers: %v", err)
	}
}

func TestMetaIsAskedOnceHoweverManyWantToKnow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := &meta{takes: 10 * time.Second}
		cache := templates{
			fetch:  at.fetch,
			newest: func(context.Context, []frontdesk.EventKind) (int64, error) { return 0, nil },
			now:    time.Now, log: slog.New(slog.DiscardHandler),
		}
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if some, err := cache.of(t.Context(), "i1"); err != nil || len(some) != 1 {
					t.Errorf("%v, %v", some, err)
				}
			})
		}
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		synctest.Wait()
		if _, err := cache.of(hurried, "i1"); frontdesk.CodeOf(err) != frontdesk.Timeout {
			t.Errorf("who cannot wait got %v", err)
		}
		all.Wait()
		if at.asked != 1 {
			t.Errorf("Meta was asked %d times", at.asked)
		}
	})
}

// refusing is a carrier that always says the same.
type refusing struct{ why error }

func (c refusing) Send(context.Context, frontdesk.Delivery) (string, error) { return "wamid", c.why }

// Who hears that a template was refused finds it forgotten already.
func TestARefusedTemplateIsForgottenBeforeAnybodyHearsOfIt(t *testing.T) {
	rejected := frontdesk.Errorf(frontdesk.Rejected, "paused").WithMeta(132015)
	for name, x := range map[string]struct {
		says frontdesk.Content
		why  error
		want int
	}{
		"refused":   {frontdesk.Template{Name: "hello"}, rejected, 1},
		"taken":     {frontdesk.Template{Name: "hello"}, nil, 0},
		"too early": {frontdesk.Template{Name: "hello"}, frontdesk.Errorf(frontdesk.Throttled, "too fast"), 0},
		"a text":    {frontdesk.Text{Body: "hello"}, rejected, 0},
	} {
		forgotten := 0
		c := doubting{refusing{x.why}, func() { forgotten++ }, time.Now}
		d := frontdesk.Delivery{Content: x.says, Attempts: 1, CreatedAt: time.Now()}
		if _, err := c.Send(t.Context(), d); err != x.why || forgotten != x.want {
			t.Errorf("%s: %v, forgotten %d times, want %d", name, err, forgotten, x.want)
		}
	}
}
