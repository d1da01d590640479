package outbox

import (
	"testing"
	"time"

	"frontdesk"
)

func TestRateOfOnePerson(t *testing.T) {
	r := newRates(1000)
	at := now
	for i := range PairBurst {
		at = at.Add(20 * time.Millisecond)
		if wait, _ := r.start("i1", "c1", at); wait > 0 {
			t.Fatalf("message %d of a burst waits %s", i+1, wait)
		}
	}
	wait, person := r.start("i1", "c1", at)
	if !person || wait <= 0 || wait > PairEvery+2*pairSlack {
		t.Errorf("one more than the burst: %v, %s", person, wait)
	}
	if wait, _ := r.start("i1", "c2", at); wait > 0 {
		t.Error("somebody else is held back")
	}
	if wait, _ := r.start("i2", "c1", at); wait > 0 {
		t.Error("the same person on another number is held back")
	}
	at = at.Add(wait)
	if wait, _ := r.start("i1", "c1", at); wait > 0 {
		t.Errorf("after the wait it is %s more", wait)
	}
	if wait, person := r.start("i1", "c1", at); !person || wait < PairEvery-time.Millisecond {
		t.Errorf("the one after waits %s", wait)
	}
}

// Meta may have counted more than we have: another program sends too.
func TestARefusalForOnePersonIsBelieved(t *testing.T) {
	r := newRates(0)
	r.refused("i1", "c1", frontdesk.Errorf(frontdesk.PairThrottled, "x"), now)
	if wait, person := r.start("i1", "c1", now); !person || wait < PairEvery-time.Millisecond || wait > PairEvery+2*pairSlack {
		t.Errorf("%v, %s", person, wait)
	}
	if wait, _ := r.start("i1", "c2", now); wait > 0 {
		t.Error("somebody else is held back")
	}
}

func TestPeopleRememberedAreBounded(t *testing.T) {
	r := newRates(0)
	for i := range maxPairs + 100 {
		r.start("i1", frontdesk.ContactID(string(rune(i))), now.Add(time.Duration(i)*time.Millisecond))
	}
	if len(r.pairs) > maxPairs {
		t.Errorf("%d people are remembered", len(r.pairs))
	}
}

// calls plays a number with more to send than it may for a time, each call
// late by late(i) after its start, and gives when Meta was called.
func calls(r *rates, from time.Time, d time.Duration, late func(i int) time.Duration) (at []time.Time) {
	for now := from; now.Before(from.Add(d)); {
		wait, _ := r.start("i1", frontdesk.ContactID(string(rune(len(at)))), now)
		if wait > 0 {
			now = now.Add(wait)
			continue
		}
		called := now.Add(late(len(at)))
		at = append(at, called.Add(r.call("i1", called)))
	}
	return at
}

// most is the most calls in any one second.
func most(at []time.Time) (n int) {
	from := 0
	for i := range at {
		for at[i].Sub(at[from]) >= time.Second {
			from++
		}
		n = max(n, i-from+1)
	}
	return n
}

func TestRateOfANumber(t *testing.T) {
	for _, limit := range []int{20, 80, 1000} {
		r := newRates(0)
		r.allow("i1", limit, now)
		at := calls(r, now, 10*time.Second, func(int) time.Duration { return 0 })
		if n := most(at); n > limit {
			t.Errorf("at %d a second Meta is called %d times in one", limit, n)
		}
		if want := limit * 10 * 95 / 100; len(at) < want {
			t.Errorf("at %d a second %d messages went in ten, want %d", limit, len(at), want)
		}
		if wait, _ := r.start("i2", "c1", now); wait > 0 {
			t.Error("another number is held back")
		}
	}
}

// What is late for a call and then comes all at once must not be too much.
func TestLateCallsDoNotBecomeTooMany(t *testing.T) {
	r := newRates(0)
	at := calls(r, now, 10*time.Second, func(i int) time.Duration {
		if i/40%2 == 0 {
			return 0
		}
		return time.Duration(40-i%40) * 12 * time.Millisecond // all of them together
	})
	if n := most(at); n > NumberRate {
		t.Errorf("Meta is called %d times in a second", n)
	}
	if len(at) < 700 {
		t.Errorf("only %d messages went", len(at))
	}
}

func TestTheRateIsTheAccounts(t *testing.T) {
	r := newRates(0)
	for allowed, want := range map[int]int{0: NumberRate, 80: 80, 1000: 1000, 20: 20, 1: 1} {
		r.allow("i1", allowed, now)
		if got := r.numbers["i1"].perSecond(); got != want {
			t.Errorf("with %d allowed it is %d a second, want %d", allowed, got, want)
		}
	}
}

func TestARefusalHalvesThePaceForAWhile(t *testing.T) {
	r := newRates(0)
	pace := func(at time.Time) int {
		r.start("i1", "c1", at)
		return r.numbers["i1"].perSecond()
	}
	tooFast := frontdesk.Errorf(frontdesk.Throttled, "x")
	r.refused("i1", "c1", tooFast, now)
	r.refused("i1", "c1", tooFast, now.Add(once-1)) // was under way
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{0, 40}, {forgiven - 1, 40}, {forgiven, 80}, {time.Hour, 80}} {
		if got := pace(now.Add(c.after)); got != c.want {
			t.Errorf("%s after a refusal %d messages a second, want %d", c.after, got, c.want)
		}
	}
	for i := range 20 {
		r.refused("i1", "c1", tooFast, now.Add(2*time.Hour+time.Duration(i)*once))
	}
	if got := r.numbers["i1"].perSecond(); got != 1 {
		t.Errorf("after many refusals %d messages a second, want 1", got)
	}
	if wait, _ := r.start("i2", "c1", now.Add(2*time.Hour)); wait > 0 || r.numbers["i2"].perSecond() != 80 {
		t.Error("another number is slowed down")
	}
}

func TestAWaitThatMetaNamesIsKept(t *testing.T) {
	r := newRates(0)
	r.refused("i1", "c1", frontdesk.Errorf(frontdesk.Throttled, "x").WithRetryAfter(time.Minute), now)
	if wait, person := r.start("i1", "c2", now.Add(time.Second)); person || wait != 59*time.Second {
		t.Errorf("%v, %s", person, wait)
	}
	if wait, _ := r.start("i1", "c2", now.Add(time.Minute)); wait > 0 {
		t.Errorf("after it %s more", wait)
	}
}
