package media_test

import (
	"context"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk"
	"frontdesk/media"
)

// ledger is a store with one writer: it takes a while, and sees who comes
// meanwhile.
type ledger struct {
	mu       sync.Mutex
	left     int // files to fetch
	writing  atomic.Int32
	together atomic.Int32 // the most that wrote at a time
	kept     atomic.Int32
}

func (l *ledger) write() {
	n := l.writing.Add(1)
	for most := l.together.Load(); n > most && !l.together.CompareAndSwap(most, n); most = l.together.Load() {
	}
	for range 100 {
		runtime.Gosched()
	}
	l.writing.Add(-1)
}

func (l *ledger) WorkFile(_ context.Context, work string, _ time.Duration) (frontdesk.FileWork, bool, error) {
	l.write()
	l.mu.Lock()
	defer l.mu.Unlock()
	if work != "fetch" || l.left == 0 {
		return frontdesk.FileWork{}, false, nil
	}
	l.left--
	return frontdesk.FileWork{Attempts: 1}, true, nil
}

func (l *ledger) RenewFile(context.Context, frontdesk.FileWork, time.Duration) error {
	l.write()
	return nil
}

func (l *ledger) FileLater(context.Context, frontdesk.FileWork, time.Time, *frontdesk.Error) error {
	l.write()
	return nil
}

func (l *ledger) FileKept(context.Context, frontdesk.FileWork, bool) error {
	l.write()
	return nil
}

func (l *ledger) FileFailed(context.Context, frontdesk.FileWork, *frontdesk.Error) error {
	l.write()
	l.kept.Add(1)
	return nil
}

func (l *ledger) FileRead(context.Context, frontdesk.FileWork, *frontdesk.Extract) error {
	l.write()
	return nil
}

// Many fetch and read at a time, and write to the store one after the other.
func TestAnIntakeIsOneWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const files = 50
		l := &ledger{left: files}
		var fetching, most atomic.Int32
		in := &media.Intake{
			Queue: l, Register: l, Poll: time.Second, Lease: 3 * time.Millisecond, Now: time.Now, Log: slog.New(slog.DiscardHandler),
			Wake: func() <-chan struct{} { return nil },
			Fetch: func(context.Context, frontdesk.File) (io.ReadCloser, media.Told, error) {
				n := fetching.Add(1)
				defer fetching.Add(-1)
				most.Store(max(most.Load(), n))
				time.Sleep(20 * time.Millisecond) // so that leases are renewed too
				return io.NopCloser(strings.NewReader("")), media.Told{Bytes: media.MaxFile + 1}, nil
			},
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- in.Run(ctx) }()
		time.Sleep(time.Minute)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if l.kept.Load() != files || l.together.Load() != 1 || most.Load() < 2 {
			t.Errorf("%d of %d files are done with, %d wrote at a time, %d fetched at a time", l.kept.Load(), files, l.together.Load(), most.Load())
		}
	})
}
