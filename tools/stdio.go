package tools

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/server"

	"frontdesk"
)

const (
	// stdioWorkers is how many calls of one client run side by side; waiting for
	// messages must not hold up the others.
	stdioWorkers = 64
	// lastAnswers is how long calls under way are waited for when the client's
	// input has ended: longer than any call takes.
	lastAnswers = 55 * time.Second
)

// ServeStdio serves one client over pipes until its input ends or ctx does.
// Calls that came before the end are answered: a script may send its requests
// and close. A request longer than [MaxBody] ends it.
func (s *Server) ServeStdio(ctx context.Context, in io.Reader, out io.Writer) error {
	t := &tally{changed: make(chan struct{}, 1)}
	stdio := server.NewStdioServer(s.mcp)
	for _, option := range []server.StdioOption{
		server.WithWorkerPoolSize(stdioWorkers),
		server.WithErrorLogger(slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)),
	} {
		option(stdio)
	}
	err := stdio.Listen(ctx, &lastingReader{ctx: ctx, lines: bufio.NewReaderSize(in, 64<<10), tally: t}, &countingWriter{out: out, tally: t})
	if errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// tally counts the calls that wait for an answer.
type tally struct {
	mu      sync.Mutex
	open    int
	changed chan struct{}
}

func (t *tally) add(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open += n
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

func (t *tally) none() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open <= 0
}

// rpc is what tells a request from an answer.
type rpc struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
}

func parse(line []byte) (m rpc, ok bool) {
	ok = json.Unmarshal(bytes.TrimSpace(line), &m) == nil && len(m.ID) > 0 && !bytes.Equal(m.ID, []byte("null"))
	return m, ok
}

// lastingReader hands on lines, and tells the end of the input only once the
// calls that came before it are answered.
type lastingReader struct {
	ctx   context.Context
	lines *bufio.Reader
	tally *tally
	rest  []byte
}

func (r *lastingReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		line, err := r.line()
		if m, ok := parse(line); ok && m.Method != "" {
			r.tally.add(1)
		}
		if r.rest = line; len(line) == 0 {
			r.drain()
			return 0, err
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// line reads up to a line's end, or the input's.
func (r *lastingReader) line() (line []byte, err error) {
	for {
		part, err := r.lines.ReadSlice('\n')
		if line = append(line, part...); len(line) > MaxBody+1 {
			return nil, frontdesk.Errorf(frontdesk.TooLarge, "a request may have %s at most", frontdesk.Size(MaxBody))
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func (r *lastingReader) drain() {
	over := time.NewTimer(lastAnswers)
	defer over.Stop()
	for !r.tally.none() {
		select {
		case <-r.ctx.Done():
			return
		case <-over.C:
			return
		case <-r.tally.changed:
		}
	}
}

// countingWriter counts the answers that go out.
type countingWriter struct {
	mu    sync.Mutex
	out   io.Writer
	tally *tally
}

func (w *countingWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.out.Write(p)
	for line := range bytes.Lines(p) {
		if m, ok := parse(line); ok && m.Method == "" {
			w.tally.add(-1)
		}
	}
	return n, err
}
