package media

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"frontdesk"
)

const (
	// Hold is how long those who answer wait for a file before they are handed
	// its message without what is in it.
	Hold = 90 * time.Second
	// idLife is how long Meta keeps a file that it told us of.
	//
	// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
	idLife = 7 * 24 * time.Hour

	fetchers = 6
	// readers is more than there are workers: some wait for a service.
	readers = 8

	// Lease is how long nobody else takes a file that is being worked on; it is
	// renewed meanwhile.
	Lease = 30 * time.Second
)

// What may be to do with a file.
const (
	toFetch = "fetch"
	toRead  = "read"
)

// Queue is the files that are to be fetched or read.
type Queue interface {
	// WorkFile leases the next; false if there is none now.
	WorkFile(ctx context.Context, work string, lease time.Duration) (frontdesk.FileWork, bool, error)
	RenewFile(ctx context.Context, w frontdesk.FileWork, d time.Duration) error
	// FileLater puts the work off, and says why for now.
	FileLater(ctx context.Context, w frontdesk.FileWork, at time.Time, why *frontdesk.Error) error
}

// Register is where it is noted what became of a file. Each ends the lease, and
// is LeaseLost if somebody else has it.
type Register interface {
	FileKept(ctx context.Context, w frontdesk.FileWork, read bool) error
	FileFailed(ctx context.Context, w frontdesk.FileWork, why *frontdesk.Error) error
	FileRead(ctx context.Context, w frontdesk.FileWork, e *frontdesk.Extract) error
}

// Intake fetches what people send and has it read.
type Intake struct {
	Queue    Queue
	Register Register
	Blobs    Blobs
	Reader   *Reader
	// Fetch opens a file at Meta.
	Fetch func(ctx context.Context, f frontdesk.File) (io.ReadCloser, Told, error)

	Wake func() <-chan struct{} // closes when files change
	Poll time.Duration
	// Lease is how long a file is leased; 0 is [Lease].
	Lease time.Duration
	Now   func() time.Time
	Log   *slog.Logger
	// Step names the step just done, for tracing; it may be nil.
	Step func(string)
	// Waiting is told now and then that a file which somebody waits for is being
	// worked on; it may be nil.
	Waiting func(ctx context.Context, f frontdesk.File)
	// Observe is told of each end: the work and the code, "" for success; it may
	// be nil.
	Observe func(work string, code frontdesk.Code, took time.Duration)

	noting sync.Mutex
}

// note does what writes to the store, one at a time: a store may have but one
// writer, and whoever brings or answers a message should not stand in line
// behind all of us.
func (in *Intake) note(write func() error) error {
	in.noting.Lock()
	defer in.noting.Unlock()
	return write()
}

// Run works on files until ctx ends. Fetching and reading do not wait for each
// other.
func (in *Intake) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for range fetchers {
		all.Go(func() { in.loop(ctx, toFetch, in.fetch) })
	}
	for range readers {
		all.Go(func() { in.loop(ctx, toRead, in.read) })
	}
	all.Wait()
	return nil
}

func (in *Intake) lease() time.Duration {
	if in.Lease > 0 {
		return in.Lease
	}
	return Lease
}

func (in *Intake) loop(ctx context.Context, what string, do func(context.Context, frontdesk.FileWork) error) {
	for ctx.Err() == nil {
		wake := in.Wake()
		w, ok, err := in.next(ctx, what)
		if ok && err == nil {
			in.work(ctx, what, w, do)
			continue
		}
		if err != nil && ctx.Err() == nil {
			in.Log.Error("files cannot be worked on; trying again", "work", what, "error", err)
			wake = nil
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-time.After(in.Poll):
		}
	}
}

func (in *Intake) next(ctx context.Context, what string) (w frontdesk.FileWork, ok bool, err error) {
	err = in.note(func() (err error) {
		w, ok, err = in.Queue.WorkFile(ctx, what, in.lease())
		return err
	})
	return w, ok, err
}

// work does one piece of work under its lease.
func (in *Intake) work(ctx context.Context, what string, w frontdesk.FileWork, do func(context.Context, frontdesk.FileWork) error) {
	began := in.Now()
	ctx, lost := context.WithCancelCause(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { in.keep(ctx, w, lost) })
	err := do(ctx, w)
	lost(nil)
	renewing.Wait()
	attrs := []any{"file", w.ID, "message", w.Message, "work", what, "attempt", w.Attempts, "took", in.Now().Sub(began).Round(time.Millisecond)}
	if err != nil {
		in.Log.Warn("a file was not done with", append(attrs, "error", err)...)
	} else {
		in.Log.Debug("a file is done with", attrs...)
	}
	if in.Observe != nil {
		in.Observe(what, frontdesk.CodeOf(err), in.Now().Sub(began))
	}
}

// keep renews a lease until ctx ends. One that is lost ends the work.
func (in *Intake) keep(ctx context.Context, w frontdesk.FileWork, lost context.CancelCauseFunc) {
	tick := time.NewTicker(in.lease() / 3)
	defer tick.Stop()
	// Most files are done with before a sign is worth it.
	sign := time.NewTimer(firstSign)
	defer sign.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sign.C:
			in.waiting(ctx, w.File)
			sign.Reset(nextSign)
			continue
		case <-tick.C:
		}
		err := in.note(func() error { return in.Queue.RenewFile(ctx, w, in.lease()) })
		if frontdesk.CodeOf(err) == frontdesk.LeaseLost {
			lost(err)
			return
		}
	}
}

// When a person is shown that they will be answered: the phone shows it for 25
// seconds.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
const (
	firstSign = 700 * time.Millisecond
	nextSign  = 20 * time.Second
)

func (in *Intake) waiting(ctx context.Context, f frontdesk.File) {
	if in.Waiting != nil && in.Now().Before(f.At.Add(Hold)) {
		in.Waiting(ctx, f)
	}
}

// read reads a file. An engine that is at fault is asked again while those who
// answer wait; a file that is, is not.
func (in *Intake) read(ctx context.Context, w frontdesk.FileWork) error {
	path, release, err := in.Blobs.Local(ctx, w.SHA256)
	if err != nil {
		return in.note(func() error {
			if frontdesk.CodeOf(err) == frontdesk.Gone {
				return in.Register.FileFailed(ctx, w, frontdesk.Foreseen(err))
			}
			return in.Queue.FileLater(ctx, w, in.Now().Add(firstFetch), frontdesk.Foreseen(err))
		})
	}
	defer release()
	e := in.Reader.Read(ctx, &w.File, path)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	in.step("read")
	at, again := nextRead(w.Attempts, w.KeptAt, e, in.Now())
	return in.note(func() error {
		if again {
			return in.Queue.FileLater(ctx, w, at, frontdesk.Errorf(e.Code, "%s", e.Problem))
		}
		return in.Register.FileRead(ctx, w, e)
	})
}

func (in *Intake) step(name string) {
	if in.Step != nil {
		in.Step(name)
	}
}
