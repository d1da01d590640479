package sandbox

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

// errTooLarge is a file over the largest there is.
var errTooLarge = errors.New("the file is too large")

// shelf keeps the bytes of files in a folder, under their ids. files, order and
// bytes are guarded by the sandbox's mu; the folder is not.
type shelf struct {
	folder    string // empty until a temporary one is needed
	temporary bool
	once      sync.Once
	err       error
	arriving  chan struct{}

	files map[string]*media
	order []string // ids, the oldest first
	bytes int64
	limit int64
}

// arrival is a file whose bytes are here, but that nobody has heard of yet.
type arrival struct {
	path   string
	sha256 string // hex
	bytes  int64
}

func (sh *shelf) open(folder string) {
	sh.folder, sh.temporary = folder, folder == ""
	sh.files = map[string]*media{}
	sh.arriving = make(chan struct{}, maxArriving)
	sh.limit = maxShelf
}

// ready makes the folder, when the first file comes.
func (sh *shelf) ready() error {
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
func (sh *shelf) take(ctx context.Context, from io.Reader) (*arrival, error) {
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
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(from, maxMedia+1))
	if err == nil && n > maxMedia {
		err = errTooLarge
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
	return &arrival{path: f.Name(), sha256: hex.EncodeToString(sum.Sum(nil)), bytes: n}, nil
}

// place gives an arrival the name of its id.
func (sh *shelf) place(a *arrival, id string) error { return os.Rename(a.path, sh.path(id)) }

func (sh *shelf) path(id string) string { return filepath.Join(sh.folder, keptName+id) }

// discard removes an arrival that was not placed.
func (sh *shelf) discard(a *arrival) {
	if a != nil {
		_ = os.Remove(a.path) // it may have been placed
	}
}

// add keeps a file and gives the ids of those that made room for it.
func (sh *shelf) add(m *media) (old []string) {
	if was := sh.files[m.ID]; was == nil {
		sh.order = append(sh.order, m.ID)
	} else {
		sh.bytes -= was.Bytes
	}
	sh.files[m.ID] = m
	sh.bytes += m.Bytes
	for len(sh.order) > 1 && (sh.bytes > sh.limit || len(sh.order) > maxFiles) {
		old = append(old, sh.remove(sh.order[0])...)
	}
	return old
}

// remove forgets a file.
func (sh *shelf) remove(id string) (old []string) {
	m := sh.files[id]
	if m == nil {
		return nil
	}
	delete(sh.files, id)
	sh.bytes -= m.Bytes
	sh.order = slices.DeleteFunc(sh.order, func(other string) bool { return other == id })
	return []string{id}
}

// burn removes the bytes of files that are forgotten.
func (sh *shelf) burn(ids []string) {
	for _, id := range ids {
		_ = os.Remove(sh.path(id)) // the next start removes what is left
	}
}

// tidy makes the folder and what is known agree: a file without its bytes is
// forgotten, and bytes that nobody knows are removed.
func (sh *shelf) tidy() error {
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
			sh.remove(id)
		}
	}
	return nil
}

// close removes a temporary folder.
func (sh *shelf) close() error {
	if !sh.temporary || sh.folder == "" {
		return nil
	}
	return os.RemoveAll(sh.folder)
}

// newMediaID gives an id that looks like Meta's: sixteen digits.
func newMediaID() string {
	n, err := rand.Int(rand.Reader, big.NewInt(9e15))
	if err != nil {
		panic(err) // the system's source never fails
	}
	return fmt.Sprint(n.Int64() + 1e15)
}
