//go:build unix

package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// turnstiles gives two on one file, as two processes have them.
func turnstiles(t *testing.T) (ours, theirs *turnstile) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "frontdesk.db")
	for _, ts := range []**turnstile{&ours, &theirs} {
		var err error
		if *ts, err = openTurnstile(path); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = (*ts).Close() })
	}
	return ours, theirs
}

func enter(t *testing.T, ts *turnstile) (leave func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	leave, err := ts.enter(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

// giveUp stops waiting, early or late.
func giveUp(t *testing.T, ts *turnstile, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	if _, err := ts.enter(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("waiting at a held door gives %v", err)
	}
}

// A process that is stopped in its turn, by a debugger or ^Z, must not hold up a
// webhook or the end of this program.
func TestWaitingForATurnCanBeBrokenOff(t *testing.T) {
	ours, theirs := turnstiles(t)
	leave := enter(t, theirs)
	for _, after := range []time.Duration{5 * time.Millisecond, 0, time.Millisecond} {
		giveUp(t, ours, after)
	}
	leave()
	enter(t, ours)()
}

// What a broken off wait gets in the end lets nobody in beside others.
func TestABrokenOffWaitLetsNobodyIn(t *testing.T) {
	ours, theirs := turnstiles(t)
	for range 20 {
		leave := enter(t, theirs)
		giveUp(t, ours, time.Millisecond)
		leave()
		inside := enter(t, ours)
		if theirs.atOnce() {
			t.Fatal("two are in")
		}
		inside()
	}
	enter(t, theirs)()
}

func TestATurnstileClosesUnderAWait(t *testing.T) {
	ours, theirs := turnstiles(t)
	leave := enter(t, theirs)
	giveUp(t, ours, time.Millisecond)
	if err := ours.Close(); err != nil {
		t.Fatal(err)
	}
	leave()
	enter(t, theirs)()
	if _, err := ours.enter(t.Context()); err == nil {
		t.Error("a closed one lets in")
	}
}
