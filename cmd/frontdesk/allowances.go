package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"frontdesk"
)

const (
	// allowanceLife is how long what Meta allows a number is believed.
	allowanceLife = time.Hour
	// allowanceAgain is how soon Meta is asked again after it did not say.
	allowanceAgain = time.Minute
	// allowanceLook is how often numbers that came and news of them are looked for.
	allowanceLook = 5 * time.Second
	// allowanceTime is how long Meta may take to say.
	allowanceTime = 10 * time.Second
)

// allowance is what Meta allows a number.
type allowance struct {
	PerSecond int    // messages; 0 is not known
	Tier      string // to how many people a day it may write first, in Meta's words
	Quality   string // how people rate it, in Meta's words
}

// allowances knows what Meta allows each number. Meta raises and lowers it by
// itself, so it is asked at the start, every hour and when there is news.
type allowances struct {
	numbers func() []frontdesk.Integration
	ask     func(context.Context, frontdesk.IntegrationID) (allowance, error)
	// news is the id of the newest event about numbers.
	news func(context.Context) (int64, error)
	now  func() time.Time
	log  *slog.Logger

	mu    sync.Mutex
	known map[frontdesk.IntegrationID]allowance
	heard int64                                 // the newest event when Meta was asked
	next  map[frontdesk.IntegrationID]time.Time // when to ask again
}

// perSecond is how many messages a second Meta allows a number; 0 is not known.
func (a *allowances) perSecond(_ context.Context, on frontdesk.IntegrationID) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.known[on].PerSecond
}

// Run keeps what is known fresh until ctx ends. While Meta does not answer what
// was last known holds.
func (a *allowances) Run(ctx context.Context) error {
	for {
		a.refresh(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(allowanceLook):
		}
	}
}

func (a *allowances) refresh(ctx context.Context) {
	if news, err := a.news(ctx); err == nil && news != a.heard {
		a.heard = news
		a.next = nil
	}
	if a.next == nil {
		a.next = map[frontdesk.IntegrationID]time.Time{}
	}
	for _, in := range a.numbers() {
		if ctx.Err() == nil && !a.now().Before(a.next[in.ID]) {
			a.renew(ctx, in.ID)
		}
	}
}

func (a *allowances) renew(ctx context.Context, on frontdesk.IntegrationID) {
	ctx, cancel := context.WithTimeout(ctx, allowanceTime)
	defer cancel()
	is, err := a.ask(ctx, on)
	if err != nil {
		a.next[on] = a.now().Add(allowanceAgain)
		a.log.Debug("Meta does not say how fast a number may send; what was known holds", "integration", on, "error", err)
		return
	}
	a.next[on] = a.now().Add(allowanceLife)
	a.mu.Lock()
	defer a.mu.Unlock()
	if was := a.known[on]; was != is {
		a.log.Info("what Meta allows a number", "integration", on, "per_second", is.PerSecond, "tier", is.Tier, "quality", is.Quality)
	}
	if a.known == nil {
		a.known = map[frontdesk.IntegrationID]allowance{}
	}
	a.known[on] = is
}
