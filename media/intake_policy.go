package media

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"frontdesk"
)

// The patience of fetching.
const (
	firstFetch = time.Second
	firstRead  = 2 * time.Second
	lastFetch  = time.Hour
	// damagedFetches is how often bytes may come wrong before they are believed to
	// be wrong.
	damagedFetches = 3
)

// nextFetch is when a file is fetched again after the given attempt failed; no
// more when the fault is the file's, or when Meta has it no longer.
func nextFetch(attempts int, sent time.Time, e *frontdesk.Error, now time.Time) (at time.Time, again bool) {
	wait := firstFetch
	for i := 1; i < attempts && wait < lastFetch; i++ {
		wait *= 2
	}
	at = now.Add(max(min(wait, lastFetch), e.RetryAfter))
	switch e.Code {
	case frontdesk.Unavailable, frontdesk.Throttled, frontdesk.Busy, frontdesk.Timeout, frontdesk.Internal, frontdesk.Uncertain, frontdesk.Unauthorized, frontdesk.Forbidden:
		return at, at.Before(sent.Add(idLife))
	case frontdesk.Damaged:
		return at, attempts < damagedFetches
	}
	return at, false
}

// nextRead is when a file is read again after the given attempt: while the
// fault is the engine's, and nobody waits too long for it.
func nextRead(attempts int, kept time.Time, e *frontdesk.Extract, now time.Time) (at time.Time, again bool) {
	if e == nil || e.Status != frontdesk.ExtractFailed || !e.Again {
		return at, false
	}
	wait := firstRead
	for i := 1; i < attempts && wait < Hold; i++ {
		wait *= 3
	}
	at = now.Add(wait)
	return at, at.Before(kept.Add(Hold))
}

// sameHash compares a hash in hex with one in hex or base64.
func sameHash(ours, declared string) bool {
	want, err := hex.DecodeString(ours)
	if err != nil {
		return false
	}
	got, err := hex.DecodeString(declared)
	if err != nil || len(got) != len(want) {
		trimmed := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(declared), "=")
		if got, err = base64.RawStdEncoding.DecodeString(trimmed); err != nil {
			return false
		}
	}
	return subtle.ConstantTimeCompare(got, want) == 1
}
