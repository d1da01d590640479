package frontdesk

import (
	"math/rand/v2"
	"testing"
)

func TestStatesOnlyMoveForward(t *testing.T) {
	for _, c := range []struct{ from, news, want State }{
		{Sending, Sent, Sent},
		{Sending, Delivered, Delivered},
		{Sent, Delivered, Delivered},
		{Read, Delivered, Read},
		{Read, Sent, Read},
		{Delivered, Played, Played},
		{InDoubt, Sent, Sent},
		{InDoubt, Failed, Failed},
		{Sent, Failed, Failed},
		{Delivered, Failed, Delivered},
		{Failed, Delivered, Delivered},
		{Failed, Sent, Failed},
		{Sent, InDoubt, Sent},
		{Sent, Queued, Sent},
		{Sent, "warning", Sent},
		{Sent, "", Sent},
	} {
		if got := c.from.Advance(c.news); got != c.want {
			t.Errorf("%s after %s is %s, want %s", c.from, c.news, got, c.want)
		}
	}
}

// Whatever the order and however often, the same news end in the same state.
func TestOrderOfStatusesDoesNotMatter(t *testing.T) {
	news := []State{Sent, Delivered, Read, Sent, Delivered, Read, Played}
	for range 200 {
		rand.Shuffle(len(news), func(i, j int) { news[i], news[j] = news[j], news[i] })
		s := Sending
		for _, n := range news {
			s = s.Advance(n)
		}
		if s != Played {
			t.Fatalf("%v ends in %s", news, s)
		}
	}
}

func TestSettledMeansNothingMoreIsTried(t *testing.T) {
	for s := range stateRank {
		if want := s != Queued && s != Sending; s.Settled() != want {
			t.Errorf("%s settled: %v", s, s.Settled())
		}
	}
}
