package outbox

import (
	"errors"
	"testing"
	"time"

	"frontdesk"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestOutcome(t *testing.T) {
	e := func(c frontdesk.Code) *frontdesk.Error { return frontdesk.Errorf(c, "x") }
	for _, c := range []struct {
		name     string
		attempts int
		err      error
		want     frontdesk.State
		wait     time.Duration
	}{
		{"taken", 1, nil, frontdesk.Sent, 0},
		{"taken, and waits at Meta", 1, e(frontdesk.Paced), frontdesk.Sent, 0},
		{"not reached once", 1, e(frontdesk.Unavailable), frontdesk.Queued, 4 * time.Second},
		{"not reached twice", 2, e(frontdesk.Unavailable), frontdesk.Queued, 8 * time.Second},
		{"not reached often", 50, e(frontdesk.Unavailable), frontdesk.Queued, 10 * time.Minute},
		{"too fast", 1, e(frontdesk.Throttled), frontdesk.Queued, 4 * time.Second},
		{"too fast, told how long", 1, e(frontdesk.Throttled).WithRetryAfter(time.Minute), frontdesk.Queued, time.Minute},
		{"too fast, told longer than we would", 1, e(frontdesk.Throttled).WithRetryAfter(time.Hour), frontdesk.Queued, time.Hour},
		{"too fast to one once", 1, e(frontdesk.PairThrottled), frontdesk.Queued, 4 * time.Second},
		{"too fast to one twice", 2, e(frontdesk.PairThrottled), frontdesk.Queued, 16 * time.Second},
		{"too fast to one thrice", 3, e(frontdesk.PairThrottled), frontdesk.Queued, 64 * time.Second},
		{"busy", 1, e(frontdesk.Busy).WithRetryAfter(30 * time.Second), frontdesk.Queued, 30 * time.Second},
		{"busy again", 2, e(frontdesk.Busy).WithRetryAfter(30 * time.Second), frontdesk.Queued, time.Minute},
		{"cut off", 1, e(frontdesk.Uncertain), frontdesk.InDoubt, 0},
		{"took too long", 1, e(frontdesk.Timeout), frontdesk.InDoubt, 0},
		{"nobody foresaw", 1, errors.New("x"), frontdesk.InDoubt, 0},
		{"refused", 1, e(frontdesk.Rejected), frontdesk.Failed, 0},
		{"held back", 1, e(frontdesk.HeldBack).WithRetryAfter(time.Hour), frontdesk.Failed, 0},
	} {
		v := frontdesk.Delivery{State: frontdesk.Sending, Attempts: c.attempts, CreatedAt: now.Add(-time.Minute), Code: "old", Problem: "old", MetaCode: 1}
		got := Outcome(v, "wamid.1", c.err, now)
		if got.State != c.want {
			t.Errorf("%s is %s, want %s", c.name, got.State, c.want)
		}
		if c.want == frontdesk.Queued && got.NextAt.Sub(now) != c.wait {
			t.Errorf("%s is tried again in %s, want %s", c.name, got.NextAt.Sub(now), c.wait)
		}
		if c.err == nil && (got.WAMID != "wamid.1" || got.Code != "" || got.Problem != "" || got.MetaCode != 0) {
			t.Errorf("%s keeps an old problem: %+v", c.name, got)
		}
		if c.err != nil && got.Problem == "" {
			t.Errorf("%s has no problem to tell", c.name)
		}
	}
}

// Only what certainly was not taken is ever queued again; whatever new code
// appears is not.
func TestOnlyWhatWasNotTakenIsTriedAgain(t *testing.T) {
	again := map[frontdesk.Code]bool{frontdesk.Unavailable: true, frontdesk.Throttled: true, frontdesk.PairThrottled: true, frontdesk.Busy: true}
	for _, code := range []frontdesk.Code{
		frontdesk.Invalid, frontdesk.NotFound, frontdesk.Denied, frontdesk.Unavailable, frontdesk.Timeout, frontdesk.Internal,
		frontdesk.WindowClosed, frontdesk.TooLong, frontdesk.Unsupported, frontdesk.NoAddress, frontdesk.Unauthorized, frontdesk.Forbidden,
		frontdesk.Restricted, frontdesk.Throttled, frontdesk.PairThrottled, frontdesk.Busy, frontdesk.Uncertain, frontdesk.Rejected,
		frontdesk.Undeliverable, frontdesk.OptedOut, frontdesk.HeldBack, "a code of tomorrow",
	} {
		got := Outcome(frontdesk.Delivery{Attempts: 1, CreatedAt: now}, "", frontdesk.Errorf(code, "x"), now)
		if (got.State == frontdesk.Queued) != again[code] {
			t.Errorf("%s is %s", code, got.State)
		}
	}
}

func TestTryingEnds(t *testing.T) {
	err := frontdesk.Errorf(frontdesk.Unavailable, "x")
	for age, want := range map[time.Duration]frontdesk.State{
		GiveUp - 5*time.Second: frontdesk.Queued,
		GiveUp - 3*time.Second: frontdesk.Failed, // the next attempt would be too late
		2 * GiveUp:             frontdesk.Failed,
	} {
		if got := Outcome(frontdesk.Delivery{Attempts: 1, CreatedAt: now.Add(-age)}, "", err, now); got.State != want {
			t.Errorf("after %s it is %s, want %s", age, got.State, want)
		}
	}
}
