package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// start measures from exec to ready, and the memory of a server at rest.
func (b *bench) start(ctx context.Context) error {
	folder := b.folder()
	var ready []float64
	var memory int64
	for range b.Rounds + 1 {
		c, err := b.server(ctx, folder)
		if err != nil {
			return err
		}
		ready = append(ready, c.ready.Seconds()*1000)
		time.Sleep(500 * time.Millisecond)
		memory = residentKB(c.cmd.Process.Pid)
		c.stop()
	}
	b.row("start, exec to ready\t%.0f ms\t(goal under 100)", median(ready[1:]))
	b.row("memory at rest\t%.0f MB\t(goal under 40)", float64(memory)/1024)
	return nil
}

// residentKB reads a process's resident memory.
func residentKB(pid int) int64 { return statusKB(pid, "VmRSS") }

// cpu reads a process's processor time, in ticks of a hundredth of a second.
func cpu(pid int) float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+2:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}

// webhooks measures notifications kept per second, against the floor, turn by
// turn.
func (b *bench) webhooks(ctx context.Context) error {
	top := 0.0
	for _, workers := range []int{1, 32, 128} {
		var ours, floors []float64
		for range b.Rounds {
			l, err := b.pressFloor(ctx, "/whatsapp", workers)
			if err != nil {
				return err
			}
			floors = append(floors, l.rate())
			if l, err = b.pressWebhook(ctx, workers, 0); err != nil {
				return err
			}
			ours = append(ours, l.rate())
		}
		top = max(top, median(ours))
		b.row("webhooks kept, %d connections\t%.0f /s\tfloor %.0f /s\t%.2f of it\t(goal 0.8 at 32 and 128)", workers, median(ours), median(floors), median(ours)/median(floors))
	}
	l, err := b.pressWebhook(ctx, 128, top/2)
	if err != nil {
		return err
	}
	b.row("webhook latency at half the top rate\tp50 %s\tp99 %s\t\t(goal p99 under 50 ms)", round(l.at(.5)), round(l.at(.99)))
	return nil
}

func (b *bench) pressWebhook(ctx context.Context, workers int, rate float64) (load, error) {
	c, err := b.server(ctx, b.folder())
	if err != nil {
		return load{}, err
	}
	defer c.stop()
	l := press(ctx, workers, b.Time, rate, func(ctx context.Context, n int) error { return c.deliver(ctx, notification(n, "hello")) })
	return l, l.trouble()
}

func (b *bench) pressFloor(ctx context.Context, path string, workers int) (load, error) {
	c, err := b.spawnFloor(ctx)
	if err != nil {
		return load{}, err
	}
	defer c.stop()
	l := press(ctx, workers, b.Time, 0, func(ctx context.Context, n int) error { return c.deliver(ctx, notification(n, "hello")) })
	return l, l.trouble()
}

func (b *bench) spawnFloor(ctx context.Context) (*child, error) {
	return b.spawn(ctx, "/readyz", nil, "bench", "--floor", "ADDRESS", "--folder", b.folder())
}

// trouble tells of failures: figures with failures in them mean nothing.
func (l load) trouble() error {
	if l.failed > 0 {
		return fmt.Errorf("%d of %d failed, the last: %w", l.failed, l.failed+l.done, l.problem)
	}
	return nil
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

// visible measures from a webhook sent to the message returned by a call that
// waits for it, at a hundred messages a second.
func (b *bench) visible(ctx context.Context) error {
	c, err := b.server(ctx, b.folder())
	if err != nil {
		return err
	}
	defer c.stop()
	const perSecond = 100
	var seen sightings
	waiting, done := context.WithCancel(ctx)
	var agents sync.WaitGroup
	for range 4 {
		agents.Go(func() { seen.watch(waiting, c) })
	}
	sent := press(ctx, 8, b.Time*2, perSecond, func(ctx context.Context, n int) error {
		return c.deliver(ctx, notification(n, "sent "+strconv.FormatInt(time.Now().UnixNano(), 10)))
	})
	for deadline := time.Now().Add(10 * time.Second); seen.count() < sent.done && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	done()
	agents.Wait()
	l := seen.load()
	if err := sent.trouble(); err != nil {
		return err
	}
	b.row("message to visible, %d a second\tp50 %s\tp99 %s\t%d of %d seen\t(goal p99 under 150 ms)", perSecond, round(l.at(.5)), round(l.at(.99)), len(l.waits), sent.done)
	return nil
}
