package store

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// rush is so many appends in each hundredth of a second before an applier that
// worked for a while, and also after if they go on.
type rush struct {
	appends  int
	goOn     bool
	worked   time.Duration
	stop     time.Duration // when the program ends
	from, to time.Duration // how long the applier rests
}

// rested tells how long the applier rests.
func rested(t *testing.T, c rush) (d time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), c.stop)
		defer stop()
		var p pressure
		const step = 10 * time.Millisecond
		ended := make(chan struct{})
		var callers sync.WaitGroup
		// In the middle of a step: what is looked at between two cannot come at the
		// same moment, before one or after it.
		come := func(n int) {
			for range n {
				time.Sleep(step / 2)
				p.appended(c.appends)
				time.Sleep(step / 2)
			}
		}
		p.left() // a beat begins
		come(int(beat / step))
		if c.goOn {
			callers.Go(func() {
				for {
					select {
					case <-ended:
						return
					default:
						come(1)
					}
				}
			})
		}
		p.applied(c.worked)
		began := time.Now()
		p.yield(ctx)
		d = time.Since(began)
		close(ended)
		callers.Wait()
	})
	return d
}

// What comes in a rush comes first, but what came is never kept waiting long.
func TestAppliersRestInARush(t *testing.T) {
	const steps = int(beat / (10 * time.Millisecond))
	for name, c := range map[string]rush{
		"nothing comes":     {0, false, time.Second, time.Hour, 0, 0},
		"fewer than press":  {pressing/steps - 1, true, time.Second, time.Hour, 0, 0},
		"as many as press":  {pressing / steps, true, 10 * time.Millisecond, time.Hour, rest * 10 * time.Millisecond, rest * 10 * time.Millisecond},
		"a long work":       {pressing, true, time.Hour, time.Hour, maxRest, maxRest},
		"a rush that ends":  {pressing, false, time.Hour, time.Hour, beat, maxRest - 1},
		"the program stops": {pressing, true, time.Hour, beat + time.Millisecond, time.Millisecond, time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			if d := rested(t, c); d < c.from || d > c.to {
				t.Errorf("it rests %s, want %s to %s", d, c.from, c.to)
			}
		})
	}
}
