package tools

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/server"
)

// SessionTTL is how long a session is remembered after its client fell silent.
const SessionTTL = 30 * time.Minute

// maxEnded bounds the ended sessions that are remembered as ended.
const maxEnded = 10_000

// sessions gives signed session ids: one is good after a restart, a forged one
// never is, and one that was ended stays ended while this process lives.
type sessions struct {
	key   []byte
	mu    sync.Mutex
	ended map[string]time.Time
}

func newSessions(key []byte) *sessions {
	return &sessions{key: key, ended: map[string]time.Time{}}
}

// ResolveSessionIdManager gives itself; the library asks with nil when it
// sweeps.
func (s *sessions) ResolveSessionIdManager(*http.Request) server.SessionIdManager { return s }

// Generate makes a new id.
func (s *sessions) Generate() string {
	nonce := strings.ToLower(rand.Text())
	return nonce + "-" + s.sign(nonce)
}

func (s *sessions) sign(nonce string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(nonce))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Validate tells whether an id is one of ours and whether it was ended.
func (s *sessions) Validate(id string) (ended bool, err error) {
	nonce, mac, ok := strings.Cut(id, "-")
	if !ok || !hmac.Equal([]byte(mac), []byte(s.sign(nonce))) {
		return false, errors.New("this session id was not given by us")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ended = s.ended[id]
	return ended, nil
}

// Terminate ends a session for good.
func (s *sessions) Terminate(id string) (notAllowed bool, err error) {
	if _, err := s.Validate(id); err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if len(s.ended) >= maxEnded {
		for other, at := range s.ended {
			if now.Sub(at) > SessionTTL || len(s.ended) >= maxEnded {
				delete(s.ended, other)
			}
		}
	}
	s.ended[id] = now
	return false, nil
}
