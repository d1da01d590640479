package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// stage is a group of loops that start and stop together.
type stage struct {
	name string
	runs []func(context.Context) error
	// stop is how long the stage may take to end.
	stop time.Duration
}

// runStages starts the stages in order and, when ctx ends or one of them
// fails, stops them in the opposite order, each before the next: who brings
// work in stops before who works on it, and the store is last.
func runStages(ctx context.Context, log *slog.Logger, stages []stage) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	running := make([]*started, len(stages))
	for i, s := range stages {
		running[i] = s.start(cancel)
	}
	<-ctx.Done()
	var failures []error
	for i := len(stages) - 1; i >= 0; i-- {
		failures = append(failures, running[i].end(log))
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		failures = append(failures, cause)
	}
	return errors.Join(failures...)
}

type started struct {
	stage
	cancel context.CancelFunc
	done   chan struct{}
}

func (s stage) start(failed context.CancelCauseFunc) *started {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, run := range s.runs {
		all.Go(func() {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				failed(fmt.Errorf("%s: %w", s.name, err))
			}
		})
	}
	st := &started{stage: s, cancel: cancel, done: make(chan struct{})}
	go func() { all.Wait(); close(st.done) }()
	return st
}

func (s *started) end(log *slog.Logger) error {
	s.cancel()
	select {
	case <-s.done:
		log.Debug("stopped", "stage", s.name)
		return nil
	case <-time.After(s.stop):
		return fmt.Errorf("%s did not stop within %s", s.name, s.stop)
	}
}
