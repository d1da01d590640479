package tools

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/server"
)

const (
	// MaxBody is the largest request an MCP client may send.
	MaxBody = 4 << 20
	// Heartbeat keeps streams, and the sessions behind them, alive.
	Heartbeat = 25 * time.Second
)

// serveHTTP makes the transports. Host and Origin are checked in front of them,
// for every route of the program; the library's own check knows only loopback.
func (s *Server) serveHTTP() {
	s.http = server.NewStreamableHTTPServer(s.mcp,
		server.WithSessionIdManagerResolver(newSessions(s.key)),
		server.WithSessionIdleTTL(SessionTTL),
		server.WithHeartbeatInterval(Heartbeat),
		server.WithDisableLocalhostProtection(true),
		server.WithStreamableHTTPLogger(s.quiet()),
	)
	s.sse = server.NewSSEServer(s.mcp,
		server.WithSSEEndpoint("/sse"),
		server.WithMessageEndpoint("/message"),
		server.WithUseFullURLForMessageEndpoint(false), // it works behind any host
		server.WithKeepAliveInterval(Heartbeat),
		server.WithSSEDisableLocalhostProtection(true),
	)
}

// Streamable serves MCP over streamable HTTP, in both eras.
func (s *Server) Streamable() http.Handler { return s.guard(s.http) }

// SSE serves the stream of the older transport.
func (s *Server) SSE() http.Handler { return s.guard(s.sse.SSEHandler()) }

// Message takes what clients of the older transport say.
func (s *Server) Message() http.Handler { return s.guard(s.sse.MessageHandler()) }

// Shutdown ends streams and waiting calls, so that the HTTP server can stop.
func (s *Server) Shutdown() {
	s.closed.Do(func() { close(s.closing) })
	s.sse.CloseSessions()
}

// guard bounds what comes in and mends what the library leaves open.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
			var over *http.MaxBytesError
			switch {
			case errors.As(err, &over):
				http.Error(w, "a request may have 4 MiB at most", http.StatusRequestEntityTooLarge)
				return
			case err != nil:
				http.Error(w, "the request did not arrive in full", http.StatusBadRequest)
				return
			case r.Header.Get(server.HeaderKeySessionID) == "" && cancels(body):
				// Calls without a session share one name space in the library, so this
				// could cancel somebody else's. Who wants to cancel closes the stream.
				w.WriteHeader(http.StatusAccepted)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		k := &keptAlive{ResponseWriter: w, done: make(chan struct{})}
		defer k.end()
		next.ServeHTTP(k, r)
	})
}

// cancels tells whether a request is a note that cancels a call.
func cancels(body []byte) bool {
	if !bytes.Contains(body, []byte("cancelled")) {
		return false
	}
	var one struct {
		Method string `json:"method"`
	}
	var many []struct {
		Method string `json:"method"`
	}
	const note = "notifications/cancelled"
	if json.Unmarshal(body, &one) == nil && one.Method == note {
		return true
	}
	if json.Unmarshal(body, &many) == nil {
		for _, m := range many {
			if m.Method == note {
				return true
			}
		}
	}
	return false
}

// keptAlive writes a comment into a silent event stream now and then, so that
// nothing between us and the client takes it for dead. It also takes out the
// headers by which the library lets any web page read.
type keptAlive struct {
	http.ResponseWriter
	mu     sync.Mutex
	began  bool
	stream bool
	quiet  time.Time
	done   chan struct{}
	ended  sync.WaitGroup
}

func (k *keptAlive) WriteHeader(status int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.begin()
	k.ResponseWriter.WriteHeader(status)
}

// begin mends the headers, and keeps an event stream alive from now on. mu is
// held.
func (k *keptAlive) begin() {
	if k.began {
		return
	}
	k.began, k.quiet = true, time.Now()
	h := k.Header()
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			h.Del(name)
		}
	}
	h.Set("X-Accel-Buffering", "no")
	if k.stream = strings.HasPrefix(h.Get("Content-Type"), "text/event-stream"); k.stream {
		k.ended.Go(k.beat)
	}
}

func (k *keptAlive) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.begin()
	k.quiet = time.Now()
	return k.ResponseWriter.Write(p)
}

// Flush sends what was written.
func (k *keptAlive) Flush() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.begin()
	if f, ok := k.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Unwrap lets http.ResponseController reach the writer below.
func (k *keptAlive) Unwrap() http.ResponseWriter { return k.ResponseWriter }

func (k *keptAlive) beat() {
	tick := time.NewTicker(Heartbeat / 5)
	defer tick.Stop()
	for {
		select {
		case <-k.done:
			return
		case <-tick.C:
		}
		k.mu.Lock()
		if time.Since(k.quiet) >= Heartbeat {
			k.quiet = time.Now()
			// A client that is gone ends the request by itself.
			_, _ = io.WriteString(k.ResponseWriter, ": keepalive\n\n")
			if f, ok := k.ResponseWriter.(http.Flusher); ok {
				f.Flush()
			}
		}
		k.mu.Unlock()
	}
}

// end stops the beat before the answer is over: nothing may be written after.
func (k *keptAlive) end() {
	close(k.done)
	k.ended.Wait()
}
