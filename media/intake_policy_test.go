package media

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"frontdesk"
)

func TestWhenAFileIsFetchedAgain(t *testing.T) {
	sent := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	now := sent.Add(time.Minute)
	for _, c := range []struct {
		name     string
		attempts int
		err      *frontdesk.Error
		now      time.Time
		again    bool
		wait     time.Duration
	}{
		{"Meta is away", 1, frontdesk.Errorf(frontdesk.Unavailable, ""), now, true, time.Second},
		{"and still is", 3, frontdesk.Errorf(frontdesk.Busy, ""), now, true, 4 * time.Second},
		{"for long", 40, frontdesk.Errorf(frontdesk.Timeout, ""), now, true, time.Hour},
		{"it says how long", 1, frontdesk.Errorf(frontdesk.Throttled, "").WithRetryAfter(time.Minute), now, true, time.Minute},
		{"a token can be mended", 2, frontdesk.Errorf(frontdesk.Unauthorized, ""), now, true, 2 * time.Second},
		{"an id lives seven days", 40, frontdesk.Errorf(frontdesk.Unavailable, ""), sent.Add(idLife), false, 0},
		{"wrong bytes may be right the next time", 2, frontdesk.Errorf(frontdesk.Damaged, ""), now, true, 2 * time.Second},
		{"but not for ever", 3, frontdesk.Errorf(frontdesk.Damaged, ""), now, false, 0},
		{"what is gone is gone", 1, frontdesk.Errorf(frontdesk.Gone, ""), now, false, 0},
		{"what is too large stays so", 1, frontdesk.Errorf(frontdesk.TooLarge, ""), now, false, 0},
		{"another host", 1, frontdesk.Errorf(frontdesk.Denied, ""), now, false, 0},
	} {
		at, again := nextFetch(c.attempts, sent, c.err, c.now)
		if again != c.again || again && at.Sub(c.now) != c.wait {
			t.Errorf("%s: %v after %s, want %v after %s", c.name, again, at.Sub(c.now), c.again, c.wait)
		}
	}
}

func TestWhenAFileIsReadAgain(t *testing.T) {
	kept := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	engine := frontdesk.FailedExtract(frontdesk.Transcript, frontdesk.Errorf(frontdesk.Unavailable, "down"))
	file := frontdesk.FailedExtract(frontdesk.Transcript, frontdesk.Errorf(frontdesk.Damaged, "broken"))
	for _, c := range []struct {
		name     string
		attempts int
		e        *frontdesk.Extract
		after    time.Duration
		again    bool
		wait     time.Duration
	}{
		{"the engine was at fault", 1, &engine, 0, true, 2 * time.Second},
		{"again", 3, &engine, 10 * time.Second, true, 18 * time.Second},
		{"nobody waits longer", 4, &engine, 40 * time.Second, false, 0},
		{"the file was", 1, &file, 0, false, 0},
		{"all is well", 1, &frontdesk.Extract{Status: frontdesk.ExtractOK}, 0, false, 0},
		{"nothing was to be read", 1, nil, 0, false, 0},
	} {
		now := kept.Add(c.after)
		at, again := nextRead(c.attempts, kept, c.e, now)
		if again != c.again || again && at.Sub(now) != c.wait {
			t.Errorf("%s: %v after %s", c.name, again, at.Sub(now))
		}
	}
}

// A program that is killed again and again counts attempts without an end.
func TestNobodyWaitsForAReadingThatNeverEnds(t *testing.T) {
	kept := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	engine := frontdesk.FailedExtract(frontdesk.Transcript, frontdesk.Errorf(frontdesk.Unavailable, "down"))
	for attempts := range 200 {
		if at, again := nextRead(attempts+1, kept, &engine, kept.Add(Hold)); again {
			t.Errorf("after attempt %d it is read again at %s, which is nobody's to wait for", attempts+1, at)
		}
	}
}

func TestAHashIsReadInHexAndBase64(t *testing.T) {
	raw := []byte(strings.Repeat("ab", 16))
	ours := hex.EncodeToString(raw)
	for declared, want := range map[string]bool{
		ours: true, strings.ToUpper(ours): true, base64.StdEncoding.EncodeToString(raw): true, base64.RawURLEncoding.EncodeToString(raw): true,
		"": false, "abcd": false, strings.Repeat("0", 64): false, "not a hash!": false,
	} {
		if got := sameHash(ours, declared); got != want {
			t.Errorf("%q: %v", declared, got)
		}
	}
}
