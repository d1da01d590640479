package agent

import (
	"sync"
	"time"

	"frontdesk"
)

// maxShown bounds the conversations whose typing sign is remembered.
const maxShown = 10_000

// throttle lets a typing sign through now and then for each conversation.
type throttle struct {
	mu   sync.Mutex
	last map[frontdesk.ConversationID]time.Time
}

func (t *throttle) allow(c frontdesk.ConversationID, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, shown := t.last[c]; shown && now.Sub(last) < TypingEvery {
		return false
	}
	if t.last == nil {
		t.last = map[frontdesk.ConversationID]time.Time{}
	}
	if len(t.last) >= maxShown {
		t.forget(now)
	}
	t.last[c] = now
	return true
}

// answered ends the sign: the answer has taken its place, and the next burst
// may show it at once.
func (t *throttle) answered(c frontdesk.ConversationID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.last, c)
}

// forget makes room; those who are forgotten may be shown the sign early.
func (t *throttle) forget(now time.Time) {
	for c, last := range t.last {
		if now.Sub(last) >= TypingEvery {
			delete(t.last, c)
		}
	}
	if len(t.last) >= maxShown {
		clear(t.last)
	}
}
