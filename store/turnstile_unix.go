//go:build unix

package store

import (
	"context"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// turnstile lets processes that write one SQLite file take turns. SQLite's own
// waiting polls with sleeps, so a busy writer starves another; here whoever
// waits holds the gate, and the one inside cannot come round again before them.
// The kernel lets go of both when a process is killed.
type turnstile struct {
	mu          chan struct{} // one goroutine of this process at a time
	gate, floor *os.File
}

func openTurnstile(path string) (*turnstile, error) {
	gate, err := os.OpenFile(path+".gate", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	floor, err := os.OpenFile(path+".floor", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, errors.Join(err, gate.Close())
	}
	return &turnstile{mu: make(chan struct{}, 1), gate: gate, floor: floor}, nil
}

// enter waits for this process's turn to write; leave ends it.
func (t *turnstile) enter(ctx context.Context) (leave func(), err error) {
	if t == nil {
		return func() {}, nil
	}
	select {
	case t.mu <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := t.pass(ctx); err != nil {
		<-t.mu
		return nil, err
	}
	return func() {
		_ = unix.Flock(int(t.floor.Fd()), unix.LOCK_UN)
		<-t.mu
	}, nil
}

func (t *turnstile) pass(ctx context.Context) error {
	if err := lock(ctx, t.gate); err != nil {
		return err
	}
	defer func() { _ = unix.Flock(int(t.gate.Fd()), unix.LOCK_UN) }()
	return lock(ctx, t.floor)
}

// lock takes a free lock without waiting, and waits for a held one in the
// kernel, which wakes in the order of asking. The wait cannot be broken off,
// and is bounded only by the others' transactions being short.
func lock(ctx context.Context, f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == nil || !errors.Is(err, unix.EWOULDBLOCK) {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for {
		if err = unix.Flock(int(f.Fd()), unix.LOCK_EX); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// Close lets go of the files.
func (t *turnstile) Close() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.gate.Close(), t.floor.Close())
}
