package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// sightings are messages that waiting agents were given.
type sightings struct {
	mu    sync.Mutex
	waits []time.Duration
}

func (s *sightings) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waits)
}

func (s *sightings) load() load {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.Sort(s.waits)
	return load{waits: s.waits}
}

// watch waits for messages like an agent, and acknowledges them.
func (s *sightings) watch(ctx context.Context, c *child) {
	for ctx.Err() == nil {
		var got struct {
			Messages []struct {
				Text string `json:"text"`
			} `json:"messages"`
			Lease string `json:"lease"`
		}
		if c.tool(ctx, "/mcp", "wait_for_whatsapp_messages", `{"timeout_seconds":5}`, &got) != nil || got.Lease == "" {
			continue
		}
		now := time.Now()
		s.mu.Lock()
		for _, m := range got.Messages {
			if ns, err := strconv.ParseInt(strings.TrimPrefix(m.Text, "sent "), 10, 64); err == nil {
				s.waits = append(s.waits, now.Sub(time.Unix(0, ns)))
			}
		}
		s.mu.Unlock()
		// Not acknowledging only makes it come again.
		_ = c.tool(ctx, "/mcp", "ack_whatsapp_messages", fmt.Sprintf(`{"lease":%q}`, got.Lease), nil)
	}
}

// tools measures calls, against a tool of the same library that does nothing.
func (b *bench) tools(ctx context.Context) error {
	const workers = 16
	var ours, floors, ourCPU, floorCPU []float64
	for range b.Rounds {
		f, err := b.spawnFloor(ctx)
		if err != nil {
			return err
		}
		rate, each, err := b.pressTool(ctx, f, workers, "constant", `{}`)
		f.stop()
		if err != nil {
			return err
		}
		floors, floorCPU = append(floors, rate), append(floorCPU, each)
		c, err := b.server(ctx, b.folder())
		if err != nil {
			return err
		}
		rate, each, err = b.pressTool(ctx, c, workers, "get_whatsapp_profile", `{"who":"c1"}`)
		c.stop()
		if err != nil {
			return err
		}
		ours, ourCPU = append(ours, rate), append(ourCPU, each)
	}
	b.row("get_whatsapp_profile, %d at once\t%.0f /s\tfloor %.0f /s\t%.2f of it\t(goal 0.5)", workers, median(ours), median(floors), median(ours)/median(floors))
	b.row("processor time of a call\t%.0f µs\tfloor %.0f µs\t", median(ourCPU)*1e6, median(floorCPU)*1e6)
	return nil
}

func (b *bench) pressTool(ctx context.Context, c *child, workers int, name, arguments string) (rate, each float64, err error) {
	before := cpu(c.cmd.Process.Pid)
	l := press(ctx, workers, b.Time, 0, func(ctx context.Context, _ int) error { return c.tool(ctx, "/mcp", name, arguments, nil) })
	return l.rate(), (cpu(c.cmd.Process.Pid) - before) / float64(max(1, l.done)), l.trouble()
}
