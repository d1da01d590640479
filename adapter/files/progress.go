package files

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"frontdesk"
)

// tellEvery is how often progress is told at most.
const tellEvery = 500 * time.Millisecond

// lines reads a body and tells how much of it has come, as lines of JSON.
type lines struct {
	w    http.ResponseWriter
	rc   *http.ResponseController
	r    io.Reader
	of   int64
	done int64
	last time.Time
	now  func() time.Time
	// began tells that an answer is on its way, so that its status is.
	began bool
}

// refusal is the last line of an upload that failed.
type refusal struct {
	Code  frontdesk.Code `json:"code"`
	Error string         `json:"error"`
	Next  string         `json:"next,omitempty"`
}

// progress is one line; of is left out where it is not known.
type progress struct {
	Received int64 `json:"received"`
	Of       int64 `json:"of,omitempty"`
}

func (l *lines) Read(p []byte) (int, error) {
	if l.last.IsZero() {
		// Answering while the body still comes has to be asked for.
		if err := l.rc.EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return 0, err
		}
		l.last = l.now()
	}
	n, err := l.r.Read(p)
	l.done += int64(n)
	if now := l.now(); now.Sub(l.last) >= tellEvery {
		l.last = now
		if err := l.write(progress{l.done, max(l.of, 0)}); err != nil {
			return n, err
		}
	}
	return n, err
}

func (l *lines) write(v any) error {
	l.began = true
	l.w.Header().Set("Content-Type", "application/x-ndjson")
	if err := json.NewEncoder(l.w).Encode(v); err != nil {
		return err
	}
	return l.rc.Flush()
}
