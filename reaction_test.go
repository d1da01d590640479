package frontdesk_test

import (
	"testing"
	"time"

	"frontdesk"
)

func TestWhatTakesAReaction(t *testing.T) {
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	said := frontdesk.Message{WAMID: "wamid.1", At: at, Content: frontdesk.Text{Body: "hello"}}
	unsent, reaction, revoked := said, said, said
	unsent.WAMID = ""
	reaction.Content = frontdesk.Reaction{To: "wamid.0", Emoji: "👍"}
	revoked.RevokedAt = at
	for _, c := range []struct {
		m     frontdesk.Message
		after time.Duration
		takes bool
	}{
		{said, 0, true}, {said, frontdesk.ReactionTime, true}, {said, frontdesk.ReactionTime + 1, false},
		{unsent, 0, false}, {reaction, 0, false}, {revoked, 0, false},
	} {
		if why := c.m.NotReactable(at.Add(c.after)); (why == "") != c.takes {
			t.Errorf("%s after %s: %q", c.m.Content.Line(), c.after, why)
		}
	}
}
