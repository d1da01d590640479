package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"frontdesk"
)

// Blobs keeps bytes in a folder, each under its SHA-256, so that equal bytes
// are kept once. A blob appears whole or not at all: it is written under
// another name, synced and renamed.
type Blobs struct{ dir string }

const (
	coming = "coming" // the folder of what is not whole yet
	// staleBlob is how old an unfinished file is when nobody can be writing it.
	staleBlob = 24 * time.Hour
	// restBlob is how long a blob stays that nobody seems to have: it may be kept
	// by somebody who has not noted it yet.
	restBlob = time.Hour
)

// OpenBlobs makes the folder and clears what a crash has left in it.
func OpenBlobs(dir string) (*Blobs, error) {
	b := &Blobs{dir: dir}
	if err := os.MkdirAll(filepath.Join(dir, coming), 0o700); err != nil {
		return nil, b.away(err)
	}
	left, err := os.ReadDir(filepath.Join(dir, coming))
	if err != nil {
		return nil, b.away(err)
	}
	for _, e := range left {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleBlob {
			err = os.Remove(filepath.Join(dir, coming, e.Name()))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, b.away(err)
			}
		}
	}
	return b, nil
}

func (b *Blobs) away(err error) error {
	return frontdesk.Errorf(frontdesk.Unavailable, "the folder for files cannot be used").
		WithNext("check its permissions and the space left").WithCause(err)
}

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (b *Blobs) path(sha string) (string, error) {
	if !hash.MatchString(sha) {
		return "", frontdesk.Errorf(frontdesk.Gone, "the bytes of this file are not here")
	}
	return filepath.Join(b.dir, sha[:2], sha), nil
}

// Keep reads r to its end and keeps it; more than max bytes are refused.
func (b *Blobs) Keep(ctx context.Context, r io.Reader, max int64) (kept frontdesk.Blob, err error) {
	f, err := os.CreateTemp(filepath.Join(b.dir, coming), "blob-")
	if err != nil {
		return kept, b.away(err)
	}
	defer func() {
		err = errors.Join(err, ignoring(f.Close(), fs.ErrClosed), ignoring(os.Remove(f.Name()), fs.ErrNotExist))
	}()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(untilDone{ctx, r}, max+1))
	if err != nil {
		var full *fs.PathError
		if errors.As(err, &full) {
			return kept, b.away(err)
		}
		return kept, err
	}
	if n > max {
		return kept, frontdesk.Errorf(frontdesk.TooLarge, "the file is larger than %s", frontdesk.Size(max))
	}
	kept = frontdesk.Blob{SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return kept, b.away(err)
	}
	return kept, b.settle(f.Name(), kept.SHA256)
}

// settle gives a blob its name, on disk before it returns.
func (b *Blobs) settle(from, sha string) error {
	path, err := b.path(sha)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return b.away(err)
	}
	// Over one that is there too: its time is new then, and nobody removes it.
	if err := os.Rename(from, path); err != nil {
		return b.away(err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return b.away(err)
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) {
		return b.away(err) // Windows does not let folders be synced
	}
	return nil
}

// Open gives a blob to read, and its size.
func (b *Blobs) Open(_ context.Context, sha string) (io.ReadSeekCloser, int64, error) {
	path, err := b.path(sha)
	if err != nil {
		return nil, 0, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, frontdesk.Errorf(frontdesk.Gone, "the bytes of this file are no longer here").WithCause(err)
	}
	if err != nil {
		return nil, 0, b.away(err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(b.away(err), f.Close())
	}
	return f, info.Size(), nil
}

// Local gives a blob's path for programs to read, until release is called.
func (b *Blobs) Local(ctx context.Context, sha string) (path string, release func(), err error) {
	f, _, err := b.Open(ctx, sha)
	if err != nil {
		return "", nil, err
	}
	path, _ = b.path(sha)
	return path, func() {}, f.Close()
}

// Drop removes a blob that nobody has; one that is new stays, since somebody
// may be about to note it.
func (b *Blobs) Drop(_ context.Context, sha string) error {
	path, err := b.path(sha)
	if err != nil {
		return nil
	}
	if resting, err := rests(path); err != nil || !resting {
		return b.dropped(err)
	}
	// Somebody may keep the same bytes between a look and the removal. What is
	// taken aside nobody keeps anew, and it goes back if it turns out to be new.
	aside := filepath.Join(b.dir, coming, "drop-"+rand.Text())
	if err := os.Rename(path, aside); err != nil {
		return b.dropped(err)
	}
	resting, err := rests(aside)
	if err == nil && !resting {
		return b.dropped(os.Rename(aside, path))
	}
	return b.dropped(errors.Join(err, os.Remove(aside)))
}

// rests tells whether a file has not been kept anew for a while.
func rests(path string) (bool, error) {
	info, err := os.Stat(path)
	return err == nil && time.Since(info.ModTime()) >= restBlob, err
}

// dropped is how removing a file ended. One that is not there needs no removing.
func (b *Blobs) dropped(err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return b.away(err)
}

func ignoring(err, what error) error {
	if errors.Is(err, what) {
		return nil
	}
	return err
}

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
