package shelf

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Bounds of the shelf. What is oldest goes first.
const (
	maxShelf    = 2 << 30 // bytes
	maxFiles    = 20_000
	maxArriving = 8 // files that arrive at the same time
)

// Names in the folder. Nothing else in it is touched.
const (
	keptName   = "media-"
	comingName = "coming-"
)

// ErrTooLarge is a file over the largest there is.
var ErrTooLarge = errors.New("the file is too large")

// Shelf keeps the bytes of files in a folder, under their ids. files, order and
// bytes are its owner's to guard; the folder is not.
type Shelf struct {
	folder    string // empty until a temporary one is needed
	temporary bool
	once      sync.Once
	err       error
	arriving  chan struct{}

	files map[string]*File
	order []string // ids, the oldest first
	bytes int64
	limit int64
}

// Arrival is a file whose bytes are here, but that nobody has heard of yet.
type Arrival struct {
	Path   string
	SHA256 string // hex
	Bytes  int64
}

// Open makes it ready; without a folder it gets a temporary one.
func (sh *Shelf) Open(folder string) {
	sh.folder, sh.temporary = folder, folder == ""
	sh.files = map[string]*File{}
	sh.arriving = make(chan struct{}, maxArriving)
	sh.limit = maxShelf
}

// ready makes the folder, when the first file comes.
func (sh *Shelf) ready() error {
	sh.once.Do(func() {
		if sh.temporary {
			sh.folder, sh.err = os.MkdirTemp("", "sandbox-media-")
			return
		}
		sh.err = os.MkdirAll(sh.folder, 0o700)
	})
	return sh.err
}

// take writes a file to the folder as it comes. At most a few come at a time.
func (sh *Shelf) take(ctx context.Context, from io.Reader) (*Arrival, error) {
	select {
	case sh.arriving <- struct{}{}:
		defer func() { <-sh.arriving }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := sh.ready(); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(sh.folder, comingName)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(from, MaxFile+1))
	if err == nil && n > MaxFile {
		err = ErrTooLarge
	}
	// An id that was given must mean the same after a crash, in a folder that
	// is there after one.
	if err == nil && !sh.temporary {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name()) // the next start removes what is left
		return nil, err
	}
	return &Arrival{Path: f.Name(), SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n}, nil
}

// Place gives an arrival the name of its id.
func (sh *Shelf) Place(a *Arrival, id string) error { return os.Rename(a.Path, sh.Path(id)) }

// Path is where the bytes of a file are.
func (sh *Shelf) Path(id string) string { return filepath.Join(sh.folder, keptName+id) }

// Discard removes an arrival that was not placed.
func (sh *Shelf) Discard(a *Arrival) {
	if a != nil {
		_ = os.Remove(a.Path) // it may have been placed
	}
}

// Add keeps a file and gives the ids of those that made room for it.
func (sh *Shelf) Add(m *File) (old []string) {
	if was := sh.files[m.ID]; was == nil {
		sh.order = append(sh.order, m.ID)
	} else {
		sh.bytes -= was.Bytes
	}
	sh.files[m.ID] = m
	sh.bytes += m.Bytes
	for len(sh.order) > 1 && (sh.bytes > sh.limit || len(sh.order) > maxFiles) {
		old = append(old, sh.Remove(sh.order[0])...)
	}
	return old
}

// Get gives what is under an id, or nil.
func (sh *Shelf) Get(id string) *File { return sh.files[id] }

// Find finds a file that Meta would find for a number.
func (sh *Shelf) Find(number, id string, now time.Time) (*File, bool) {
	m := sh.files[id]
	if m == nil || m.Number != number || !m.lives(now) {
		return nil, false
	}
	return m, true
}

// All gives the files, the oldest first.
func (sh *Shelf) All(yield func(*File) bool) {
	for _, id := range sh.order {
		if !yield(sh.files[id]) {
			return
		}
	}
}

// Remove forgets a file.
func (sh *Shelf) Remove(id string) (old []string) {
	m := sh.files[id]
	if m == nil {
		return nil
	}
	delete(sh.files, id)
	sh.bytes -= m.Bytes
	sh.order = slices.DeleteFunc(sh.order, func(other string) bool { return other == id })
	return []string{id}
}

// Burn removes the bytes of files that are forgotten.
func (sh *Shelf) Burn(ids []string) {
	for _, id := range ids {
		_ = os.Remove(sh.Path(id)) // the next start removes what is left
	}
}

// Tidy makes the folder and what is known agree: a file without its bytes is
// forgotten, and bytes that nobody knows are removed.
func (sh *Shelf) Tidy() error {
	if sh.temporary {
		clear(sh.files)
		sh.order, sh.bytes = nil, 0
		return nil
	}
	if err := sh.ready(); err != nil {
		return err
	}
	there, err := os.ReadDir(sh.folder)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, e := range there {
		id, kept := strings.CutPrefix(e.Name(), keptName)
		if info, err := e.Info(); kept && err == nil && sh.files[id] != nil && sh.files[id].Bytes == info.Size() {
			found[id] = true
		} else if kept || strings.HasPrefix(e.Name(), comingName) {
			if err := os.Remove(filepath.Join(sh.folder, e.Name())); err != nil {
				return err
			}
		}
	}
	for _, id := range slices.Clone(sh.order) {
		if !found[id] {
			sh.Remove(id)
		}
	}
	return nil
}

// Close removes a temporary folder.
func (sh *Shelf) Close() error {
	if !sh.temporary || sh.folder == "" {
		return nil
	}
	return os.RemoveAll(sh.folder)
}

// NewID gives an id that looks like Meta's: sixteen digits.
func NewID() string {
	n, err := rand.Int(rand.Reader, big.NewInt(9e15))
	if err != nil {
		panic(err) // the system's source never fails
	}
	return fmt.Sprint(n.Int64() + 1e15)
}
