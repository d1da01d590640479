package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is what a measurement found.
type load struct {
	done    int
	failed  int
	took    time.Duration
	waits   []time.Duration // sorted
	problem error
}

func (l load) rate() float64 { return float64(l.done) / l.took.Seconds() }

func (l *load) sort() { slices.Sort(l.waits) }

// at gives a quantile of the times.
func (l load) at(q float64) time.Duration {
	if len(l.waits) == 0 {
		return 0
	}
	return l.waits[min(int(q*float64(len(l.waits))), len(l.waits)-1)]
}

// press does the same from several workers for a time, as fast as they can, or
// at a rate if one is given.
func press(ctx context.Context, workers int, d time.Duration, perSecond float64, do func(context.Context, int) error) load {
	ctx, cancel := context.WithTimeout(ctx, d+10*time.Second)
	defer cancel()
	var next atomic.Int64
	turns := func() int { return int(next.Add(1)) - 1 }
	var mu sync.Mutex
	var total load
	var all sync.WaitGroup
	began := time.Now()
	for range workers {
		all.Go(func() {
			mine := pressAlone(ctx, began, d, perSecond, turns, do)
			mu.Lock()
			defer mu.Unlock()
			total.add(mine)
		})
	}
	all.Wait()
	total.took = time.Since(began)
	total.sort()
	return total
}

// pressAlone is one worker's part; turns gives the number of what is next.
func pressAlone(ctx context.Context, began time.Time, d time.Duration, perSecond float64, turns func() int, do func(context.Context, int) error) (mine load) {
	for time.Since(began) < d && ctx.Err() == nil {
		n, at := turns(), time.Now()
		if perSecond > 0 {
			if at = began.Add(time.Duration(float64(n) / perSecond * float64(time.Second))); at.Sub(began) > d {
				break
			}
			time.Sleep(time.Until(at))
		}
		if err := do(ctx, n); err != nil {
			mine.failed, mine.problem = mine.failed+1, err
			continue
		}
		mine.done++
		mine.waits = append(mine.waits, time.Since(at))
	}
	return mine
}

func (l *load) add(more load) {
	l.done += more.done
	l.failed += more.failed
	l.waits = append(l.waits, more.waits...)
	if more.problem != nil {
		l.problem = more.problem
	}
}

func median(figures []float64) float64 {
	slices.Sort(figures)
	return figures[len(figures)/2]
}
