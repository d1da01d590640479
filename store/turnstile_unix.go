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
//
// A wait in the kernel cannot be broken off. Who stops waiting leaves it behind,
// with this process's place, so that nobody else here goes in on the lock that it
// will get: both would be in, for the kernel gives it to the file and not to who
// asked. That lasts only while another process is stopped in its turn.
func (t *turnstile) enter(ctx context.Context) (leave func(), err error) {
	if t == nil {
		return func() {}, nil
	}
	select {
	case t.mu <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if t.atOnce() {
		return t.leave, nil
	}
	in := make(chan error, 1)
	go func() { in <- t.pass() }()
	select {
	case err := <-in:
		if err != nil {
			<-t.mu
			return nil, err
		}
		return t.leave, nil
	case <-ctx.Done():
		go t.abandon(in)
		return nil, ctx.Err()
	}
}

func (t *turnstile) leave() {
	_ = flock(t.floor, unix.LOCK_UN)
	<-t.mu
}

// abandon gives back what a wait gets that nobody waits for any more.
func (t *turnstile) abandon(in <-chan error) {
	if <-in == nil {
		_ = flock(t.floor, unix.LOCK_UN)
	}
	<-t.mu
}

// atOnce goes in if no other process is in or waits.
func (t *turnstile) atOnce() bool {
	if flock(t.gate, unix.LOCK_EX|unix.LOCK_NB) != nil {
		return false
	}
	defer func() { _ = flock(t.gate, unix.LOCK_UN) }()
	return flock(t.floor, unix.LOCK_EX|unix.LOCK_NB) == nil
}

// pass waits in the kernel, which wakes in the order of asking.
func (t *turnstile) pass() error {
	if err := flock(t.gate, unix.LOCK_EX); err != nil {
		return err
	}
	defer func() { _ = flock(t.gate, unix.LOCK_UN) }()
	return flock(t.floor, unix.LOCK_EX)
}

// flock holds the file open meanwhile, so that its number cannot become
// another's when the turnstile is closed under a wait.
func flock(f *os.File, how int) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var locked error
	err = raw.Control(func(fd uintptr) {
		for {
			if locked = unix.Flock(int(fd), how); !errors.Is(locked, unix.EINTR) {
				return
			}
		}
	})
	return errors.Join(err, locked)
}

// Close lets go of the files.
func (t *turnstile) Close() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.gate.Close(), t.floor.Close())
}
