package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"frontdesk"
)

// Why a transfer is given up.
var (
	errStalled = fmt.Errorf("no byte for %s", StallTime)
	errLong    = fmt.Errorf("not done after %s", WholeTime)
)

// transfer bounds one fetch in time: all of it, and each wait for the next byte.
// While nobody reads, only the whole counts.
type transfer struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	whole  *time.Timer
	stall  *time.Timer
}

// begin starts the time of a fetch. End it.
func begin(parent context.Context) *transfer {
	ctx, cancel := context.WithCancelCause(parent)
	t := &transfer{ctx: ctx, cancel: cancel}
	t.whole = time.AfterFunc(WholeTime, func() { cancel(errLong) })
	t.stall = time.AfterFunc(StallTime, func() { cancel(errStalled) })
	t.stall.Stop() // until a body is read; before, there are limits of their own
	return t
}

func (t *transfer) end() {
	t.whole.Stop()
	t.stall.Stop()
	t.cancel(nil)
}

// body is a file's bytes, no more than it may have.
type body struct {
	from     io.Reader
	raw      io.Closer
	host     string
	transfer *transfer
	max      int64
	left     int64
}

// Read gives a byte more than the limit to nobody: where one comes, the whole is
// refused, since a file that was cut is another file.
func (b *body) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, b.tooLarge()
	}
	b.transfer.stall.Reset(StallTime)
	n, err := b.from.Read(p[:min(int64(len(p)), b.left+1)])
	b.transfer.stall.Stop()
	if b.left -= int64(n); b.left < 0 {
		return n - 1, b.tooLarge()
	}
	if err != nil && err != io.EOF {
		err = b.transfer.problem(b.host, err)
	}
	return n, err
}

// Close ends the transfer.
func (b *body) Close() error {
	defer b.transfer.end()
	return b.raw.Close()
}

func (b *body) tooLarge() error {
	return frontdesk.Errorf(frontdesk.TooLarge, "the file at %s has more than %d bytes", b.host, b.max).
		WithNext("give a smaller file")
}

// unpacked is a file that its server packed. Memory stays flat however much
// comes out, and the limit counts that.
type unpacked struct {
	packed io.Reader
	gzip   *gzip.Reader
}

func (u *unpacked) Read(p []byte) (n int, err error) {
	if u.gzip == nil {
		if u.gzip, err = gzip.NewReader(u.packed); err != nil {
			return 0, unpacking(err)
		}
	}
	n, err = u.gzip.Read(p)
	return n, unpacking(err)
}

func unpacking(err error) error {
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return frontdesk.Errorf(frontdesk.Damaged, "the file is packed and cannot be unpacked").WithCause(err)
	}
	return err
}
