package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"frontdesk"
)

// errStalled is why a transfer that stands still is given up.
var errStalled = fmt.Errorf("no byte for %s", StallTime)

// watch gives up a transfer of which nothing moves for StallTime. It runs while
// somebody waits for Meta, not while Meta waits for us.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

// watched gives a context that ends when nothing moves. End the watch.
func watched(parent context.Context) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(parent)
	return ctx, &watch{ctx: ctx, cancel: cancel, timer: time.AfterFunc(StallTime, func() { cancel(errStalled) })}
}

// moved starts the wait for the next byte; it may last so long.
func (w *watch) moved(d time.Duration) { w.timer.Reset(d) }

// pause ends a wait: what follows is ours.
func (w *watch) pause() { w.timer.Stop() }

func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}

// broke is the failure of a transfer: repeating it harms nobody, so whatever
// happened on the way, the same may succeed later. If we were told to stop, it
// is that.
func (w *watch) broke(err error) error {
	cause := context.Cause(w.ctx)
	if cause != nil && !errors.Is(cause, errStalled) {
		return cause
	}
	var uerr *url.Error
	if errors.As(err, &uerr) {
		err = uerr.Err // the address may hold a signature
	}
	says := "the transfer of the file broke off"
	if cause != nil {
		err, says = cause, "the transfer of the file stands still"
	}
	return frontdesk.Errorf(frontdesk.Unavailable, "%s", says).WithNext("it is tried again by itself").WithCause(err)
}

// flow is a body that gives up when its bytes stop coming.
type flow struct {
	body  io.ReadCloser
	watch *watch
}

func (f *flow) Read(p []byte) (int, error) {
	f.watch.moved(StallTime)
	n, err := f.body.Read(p)
	f.watch.pause()
	if err != nil && err != io.EOF {
		err = f.watch.broke(err)
	}
	return n, err
}

func (f *flow) Close() error {
	defer f.watch.end()
	return f.body.Close()
}
