package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk"
)

func TestWhatMetaAllowsIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		asked, event, away := 0, int64(0), error(nil)
		now := func(change func()) { mu.Lock(); defer mu.Unlock(); change() }
		numbers := []frontdesk.Integration{{ID: "i1"}}
		a := &allowances{
			numbers: func() (all []frontdesk.Integration) { now(func() { all = numbers }); return all },
			ask: func(context.Context, frontdesk.IntegrationID) (allowance, error) {
				mu.Lock()
				defer mu.Unlock()
				asked++
				return allowance{PerSecond: 80 * asked}, away
			},
			news: func(context.Context) (n int64, _ error) { now(func() { n = event }); return n, nil },
			now:  time.Now, log: slog.New(slog.DiscardHandler),
		}
		if got := a.perSecond(t.Context(), "i1"); got != 0 {
			t.Errorf("before Meta was asked it allows %d", got)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- a.Run(ctx) }()
		for _, x := range []struct {
			why    string
			before func()
			on     frontdesk.IntegrationID
			want   int
		}{
			{"at the start", func() {}, "i1", 80},
			{"within the hour", func() { time.Sleep(allowanceLife - allowanceLook) }, "i1", 80},
			{"after it", func() { time.Sleep(2 * allowanceLook) }, "i1", 160},
			{"after news", func() { now(func() { event++ }); time.Sleep(allowanceLook) }, "i1", 240},
			{"of a number that came", func() {
				now(func() { numbers = append(numbers, frontdesk.Integration{ID: "i2"}) })
				time.Sleep(allowanceLook)
			}, "i2", 320},
			{"while Meta is away, as last known", func() { now(func() { away = errors.New("x"); event++ }); time.Sleep(allowanceLook) }, "i1", 240},
			{"when it is back", func() { now(func() { away = nil }); time.Sleep(allowanceAgain + allowanceLook) }, "i1", 560},
		} {
			x.before()
			synctest.Wait()
			if got := a.perSecond(t.Context(), x.on); got != x.want {
				t.Errorf("%s: %d, want %d", x.why, got, x.want)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
