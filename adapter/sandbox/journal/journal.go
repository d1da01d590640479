package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"sync"
)

// compactAt is the size from which the journal is written anew, with only what
// still matters, whenever it has doubled.
const compactAt = 64 << 20

// Journal is a file of JSON lines to which is only added. A nil journal keeps
// nothing and has no errors.
type Journal struct {
	f *os.File

	mu      sync.Mutex
	written int64 // bytes in the file
	err     error // the first that happened; the journal is of no use after it

	base int64 // its size when it was written anew

	syncing sync.Mutex
	synced  int64
}

// Read calls each for every line of the file, which may be missing. A
// last line that was cut off by a kill was never promised to anyone; it is
// passed over.
func Read[E any](path string, each func(E)) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	lines := bufio.NewReaderSize(f, 64<<10)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var e E
		if err := json.Unmarshal(line, &e); err != nil {
			return err
		}
		each(e)
	}
}

// Replace replaces the file by one with these entries: a kill leaves the
// old one or the new one, whole.
func Replace[E any](path string, entries iter.Seq[E]) (*Journal, error) {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	j := &Journal{f: f}
	for e := range entries {
		j.Write(e)
	}
	if err := j.Sync(j.End()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := os.Rename(path+".new", path); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	j.base = j.End()
	return j, nil
}

// Write adds an entry. It is on disk once sync has returned.
func (j *Journal) Write(e any) {
	if j == nil {
		return
	}
	line, err := json.Marshal(e)
	j.mu.Lock()
	defer j.mu.Unlock()
	if err == nil && j.err == nil {
		_, err = j.f.Write(append(bytes.TrimSpace(line), '\n'))
		j.written += int64(len(line)) + 1
	}
	if j.err == nil {
		j.err = err
	}
}

// End is the mark to sync to.
func (j *Journal) End() int64 {
	if j == nil {
		return 0
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.written
}

// Large says whether it is time to write the journal anew.
func (j *Journal) Large() bool { return j.End() > max(compactAt, 2*j.start()) }

func (j *Journal) start() int64 {
	if j == nil {
		return 0
	}
	return j.base
}

// Sync returns once everything up to the mark is on disk. Those who wait at
// the same time share one fsync.
func (j *Journal) Sync(mark int64) error {
	if j == nil {
		return nil
	}
	j.syncing.Lock()
	defer j.syncing.Unlock()
	if j.synced >= mark {
		return j.broken()
	}
	mark = j.End()
	if err := j.broken(); err != nil {
		return err
	}
	if err := j.f.Sync(); err != nil {
		return err
	}
	j.synced = mark
	return nil
}

func (j *Journal) broken() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// Close closes the file, with everything on disk.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	return errors.Join(j.Sync(j.End()), j.f.Close())
}
