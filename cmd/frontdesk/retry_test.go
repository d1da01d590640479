package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/outbox"
)

// retries is Meta's error codes and what becomes of a message that is answered
// with one. Again is only for what Meta surely did not take; where it may have,
// nobody sends it a second time.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
var retries = []struct {
	codes string // numbers and ranges
	want  frontdesk.State
	wait  time.Duration // the first time, of what is tried again
}{
	// Too fast: nothing was sent.
	{"130429", frontdesk.Queued, 4 * time.Second},
	{"131056", frontdesk.Queued, 4 * time.Second},
	{"4 80007", frontdesk.Queued, time.Minute},
	// Not now. A status that comes within the wait settles it.
	{"2 131016 133004", frontdesk.Queued, 30 * time.Second},
	{"131057 2494100", frontdesk.Queued, time.Minute},
	// Perhaps.
	{"1 131000", frontdesk.InDoubt, 0},
	// Who we are, and what the account may do.
	{"0 190 104 200 3 10 201-299 131005 33", frontdesk.Failed, 0},
	{"368 131031 130497 131048 131064 131037 131042 131044 131045 134011 133016", frontdesk.Failed, 0},
	{"133000 133005 133006 133008 133009 133010 133015", frontdesk.Failed, 0},
	// The message, or the person.
	{"100 131008 131009 135000 131021 131026 131030 131047 131049 131050 131051 131052 131053 131055 134100 131063", frontdesk.Failed, 0},
	{"131060 131062 130403 130472 137000 134101 134102", frontdesk.Failed, 0},
	{"132000 132001 132005 132007 132008 132012 132015 132016 132018 132068 132069", frontdesk.Failed, 0},
	// What no message can be answered with, and a code of tomorrow.
	{"138000-138018 139000-139004 139100 139101 131020 131041 131059 131201 131202 131204 131207-131215", frontdesk.Failed, 0},
	{"147001-147005 2388019 2388293 200005-200007 2593107-2593109 131999", frontdesk.Failed, 0},
}

func TestWhatBecomesOfAMessageByMetasCode(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, row := range retries {
		for _, code := range numbers(t, row.codes) {
			problem := graph.Problem(code, "details")
			got := outbox.Outcome(frontdesk.Delivery{Attempts: 1, CreatedAt: now}, "", problem, now)
			if got.State != row.want || got.MetaCode != code {
				t.Errorf("%d: it is %s, want %s", code, got.State, row.want)
			}
			if wait := got.NextAt.Sub(now); row.want == frontdesk.Queued && wait != row.wait {
				t.Errorf("%d: it is tried again in %s, want %s", code, wait, row.wait)
			}
			if row.want != frontdesk.Queued && !strings.HasSuffix(got.Problem, "; "+problem.Next) || problem.Next == "" {
				t.Errorf("%d says nothing of what to do: %q", code, got.Problem)
			}
		}
	}
}

// numbers reads numbers and ranges of them.
func numbers(t *testing.T, list string) (all []int) {
	for _, word := range strings.Fields(list) {
		var from, to int
		if n, _ := fmt.Sscanf(word, "%d-%d", &from, &to); n == 1 {
			to = from
		} else if n != 2 {
			t.Fatalf("%q is no number", word)
		}
		for code := from; code <= to; code++ {
			all = append(all, code)
		}
	}
	return all
}
