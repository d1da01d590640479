package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"
)

// compactAt is the size from which the journal is written anew, with only what
// still matters, whenever it has doubled.
const compactAt = 64 << 20

// journal is a file of JSON lines to which is only added. A nil journal keeps
// nothing and has no errors.
type journal struct {
	f *os.File

	mu      sync.Mutex
	written int64 // bytes in the file
	err     error // the first that happened; the journal is of no use after it

	base int64 // its size when it was written anew

	syncing sync.Mutex
	synced  int64
}

// readJournal calls each for every line of the file, which may be missing. A
// last line that was cut off by a kill was never promised to anyone; it is
// passed over.
func readJournal(path string, each func(entry)) error {
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
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return err
		}
		each(e)
	}
}

// writeJournal replaces the file by one with these entries: a kill leaves the
// old one or the new one, whole.
func writeJournal(path string, entries func(yield func(entry) bool)) (*journal, error) {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{f: f}
	for e := range entries {
		j.write(e)
	}
	if err := j.sync(j.end()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := os.Rename(path+".new", path); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	j.base = j.end()
	return j, nil
}

// write adds an entry. It is on disk once sync has returned.
func (j *journal) write(e entry) {
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

// end is the mark to sync to.
func (j *journal) end() int64 {
	if j == nil {
		return 0
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.written
}

// large says whether it is time to write the journal anew.
func (j *journal) large() bool { return j.end() > max(compactAt, 2*j.start()) }

func (j *journal) start() int64 {
	if j == nil {
		return 0
	}
	return j.base
}

// sync returns once everything up to the mark is on disk. Those who wait at
// the same time share one fsync.
func (j *journal) sync(mark int64) error {
	if j == nil {
		return nil
	}
	j.syncing.Lock()
	defer j.syncing.Unlock()
	if j.synced >= mark {
		return j.broken()
	}
	mark = j.end()
	if err := j.broken(); err != nil {
		return err
	}
	if err := j.f.Sync(); err != nil {
		return err
	}
	j.synced = mark
	return nil
}

func (j *journal) broken() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return errors.Join(j.sync(j.end()), j.f.Close())
}
