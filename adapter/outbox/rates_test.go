package outbox

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"frontdesk"
)

// one is a delivery to somebody.
func one(on frontdesk.IntegrationID, to frontdesk.ContactID) frontdesk.Delivery {
	return frontdesk.Delivery{Integration: on, Contact: to}
}

func TestRateOfOnePerson(t *testing.T) {
	r := newRates(1000)
	at := now
	for i := range PairBurst {
		at = at.Add(20 * time.Millisecond)
		if wait, _ := r.start(one("i1", "c1"), at); wait > 0 {
			t.Fatalf("message %d of a burst waits %s", i+1, wait)
		}
	}
	wait, person := r.start(one("i1", "c1"), at)
	if !person || wait <= 0 || wait > PairEvery+2*pairSlack {
		t.Errorf("one more than the burst: %v, %s", person, wait)
	}
	if wait, _ := r.start(one("i1", "c2"), at); wait > 0 {
		t.Error("somebody else is held back")
	}
	if wait, _ := r.start(one("i2", "c1"), at); wait > 0 {
		t.Error("the same person on another number is held back")
	}
	at = at.Add(wait)
	if wait, _ := r.start(one("i1", "c1"), at); wait > 0 {
		t.Errorf("after the wait it is %s more", wait)
	}
	if wait, person := r.start(one("i1", "c1"), at); !person || wait < PairEvery-time.Millisecond {
		t.Errorf("the one after waits %s", wait)
	}
}

// The first message of a burst may be long on its way, and Meta counts from when
// it has come.
func TestASlowCallDoesNotBringTheNextForward(t *testing.T) {
	for name, first := range map[string]time.Duration{"quick": 0, "slow": 2 * time.Second, "lost": time.Minute} {
		r := newRates(1000)
		at, came := now, now.Add(first)
		for range PairBurst {
			if wait, _ := r.start(one("i1", "c1"), at); wait > 0 {
				t.Fatalf("%s: a message of the burst waits %s", name, wait)
			}
			c, _ := r.call(one("i1", "c1"), at)
			if at.Equal(now) {
				at = came
			}
			r.answered(one("i1", "c1"), c, nil, at)
			at = at.Add(20 * time.Millisecond)
		}
		wait, _ := r.start(one("i1", "c1"), at)
		if next := at.Add(wait); next.Before(came.Add(PairEvery)) || next.After(came.Add(PairEvery+2*pairSlack)) {
			t.Errorf("%s: the one after the burst goes %s after the first came", name, next.Sub(came))
		}
	}
}

// Meta may have counted more than we have: another program sends too.
func TestARefusalForOnePersonIsBelieved(t *testing.T) {
	r := newRates(0)
	r.refused(one("i1", "c1"), frontdesk.Errorf(frontdesk.PairThrottled, "x"), now)
	if wait, person := r.start(one("i1", "c1"), now); !person || wait < PairEvery-time.Millisecond || wait > PairEvery+2*pairSlack {
		t.Errorf("%v, %s", person, wait)
	}
	if wait, _ := r.start(one("i1", "c2"), now); wait > 0 {
		t.Error("somebody else is held back")
	}
}

func TestPeopleRememberedAreBounded(t *testing.T) {
	r := newRates(0)
	for i := range maxPairs + 100 {
		r.start(one("i1", frontdesk.ContactID(string(rune(i)))), now.Add(time.Duration(i)*time.Millisecond))
	}
	if len(r.pairs) > maxPairs {
		t.Errorf("%d people are remembered", len(r.pairs))
	}
}

// way is how long the n-th call takes to Meta, and its answer back.
type way func(n int) (there, back time.Duration)

// play has a number with more to send than it may send for a time, and gives
// when its calls came to Meta.
func play(r *rates, d time.Duration, w way) (came []time.Time) {
	type flight struct {
		*call
		back time.Time
	}
	var out []flight // by when they are back
	land := func(now time.Time) {
		for len(out) > 0 && !out[0].back.After(now) {
			r.answered(one("i1", "c1"), out[0].call, nil, out[0].back)
			out = out[1:]
		}
	}
	for now, end := now, now.Add(d); now.Before(end); {
		land(now)
		wait, _ := r.start(one("i1", frontdesk.ContactID(string(rune(len(came))))), now)
		for ; wait > 0; wait, _ = r.start(one("i1", frontdesk.ContactID(string(rune(len(came))))), now) {
			now = now.Add(wait)
			land(now)
		}
		c, wait := r.call(one("i1", "c1"), now)
		for c == nil {
			now = now.Add(wait)
			land(now)
			c, wait = r.call(one("i1", "c1"), now)
		}
		there, back := w(len(came))
		came = append(came, now.Add(there))
		out = append(out, flight{c, now.Add(there + back)})
		slices.SortFunc(out, func(a, b flight) int { return a.back.Compare(b.back) })
	}
	slices.SortFunc(came, time.Time.Compare)
	return came
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
	const ms, seconds = time.Millisecond, 5
	random := rand.New(rand.NewPCG(1, 2))
	for name, c := range map[string]struct {
		way
		part float64 // of the limit that must be used
	}{
		"at once": {func(int) (_, _ time.Duration) { return ms, ms }, 0.95},
		"far":     {func(int) (_, _ time.Duration) { return 80 * ms, 120 * ms }, 0.94},
		"there now longer and now shorter": {func(int) (_, _ time.Duration) {
			return 10*ms + time.Duration(random.IntN(50))*ms, 20 * ms
		}, 0.90},
		"both ways now longer and now shorter": {func(int) (_, _ time.Duration) {
			return time.Duration(10+random.IntN(100)) * ms, time.Duration(10+random.IntN(100)) * ms
		}, 0.80},
		"held up and then all together": {func(n int) (_, _ time.Duration) {
			return time.Duration(1+(40-n%40)*n/40%2*3) * ms, ms
		}, 0.80},
	} {
		for _, limit := range []int{20, 80, 1000} {
			r := newRates(0)
			r.allow("i1", limit, now)
			came := play(r, seconds*time.Second, c.way)
			if n := most(came); n > limit {
				t.Errorf("%s, at %d a second %d come to Meta in one", name, limit, n)
			}
			if want := int(float64(limit) * seconds * c.part); len(came) < want {
				t.Errorf("%s, at %d a second %d went, want %d", name, limit, len(came), want)
			}
		}
	}
	r := newRates(0)
	play(r, time.Second, func(int) (_, _ time.Duration) { return 0, 0 })
	if wait, _ := r.start(one("i2", "c1"), now); wait > 0 {
		t.Error("another number is held back")
	}
}

// Who waits long for an answer is not kept from calling: Meta has seen the call.
func TestASlowAnswerIsNotACallOfNow(t *testing.T) {
	var cs calls
	for i := range 10 {
		if wait := cs.full(10, now); wait > 0 {
			t.Fatalf("call %d waits %s", i, wait)
		}
		cs.begin(now)
	}
	for after, full := range map[time.Duration]bool{time.Millisecond: true, lag + second - 1: true, lag + second: false} {
		copied := cs
		copied.all = slices.Clone(cs.all)
		if wait := copied.full(10, now.Add(after)); (wait > 0) != full {
			t.Errorf("%s after ten calls that are not answered another waits %s", after, wait)
		}
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
		r.start(one("i1", "c1"), at)
		return r.numbers["i1"].perSecond()
	}
	tooFast := frontdesk.Errorf(frontdesk.Throttled, "x")
	r.refused(one("i1", "c1"), tooFast, now)
	r.refused(one("i1", "c1"), tooFast, now.Add(once-1)) // was under way
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{0, 40}, {time.Second - 1, 40}, {time.Second, 44}, {5500 * time.Millisecond, 60}, {10 * time.Second, 80}, {time.Hour, 80}} {
		if got := pace(now.Add(c.after)); got != c.want {
			t.Errorf("%s after a refusal %d messages a second, want %d", c.after, got, c.want)
		}
	}
	for i := range 20 {
		r.refused(one("i1", "c1"), tooFast, now.Add(2*time.Hour+time.Duration(i)*once))
	}
	if got := r.numbers["i1"].perSecond(); got != 1 {
		t.Errorf("after many refusals %d messages a second, want 1", got)
	}
	if wait, _ := r.start(one("i2", "c1"), now.Add(2*time.Hour)); wait > 0 || r.numbers["i2"].perSecond() != 80 {
		t.Error("another number is slowed down")
	}
}

func TestAWaitThatMetaNamesIsKept(t *testing.T) {
	r := newRates(0)
	r.refused(one("i1", "c1"), frontdesk.Errorf(frontdesk.Throttled, "x").WithRetryAfter(time.Minute), now)
	if wait, person := r.start(one("i1", "c2"), now.Add(time.Second)); person || wait != 59*time.Second {
		t.Errorf("%v, %s", person, wait)
	}
	if wait, _ := r.start(one("i1", "c2"), now.Add(time.Minute)); wait > 0 {
		t.Errorf("after it %s more", wait)
	}
}
