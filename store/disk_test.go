//go:build linux

package store_test

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"frontdesk/store"
	"frontdesk/store/storetest"
)

// Root mounts a small disk and fills it. Anybody can be a process whose files
// may not grow, and meets the same: writes that fail in the middle.
func TestAFullDiskLosesNothing(t *testing.T) {
	t.Run("a file that may not grow", mayNotGrow)
	if os.Geteuid() == 0 {
		t.Run("a small disk", smallDisk)
	}
}

func smallDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		storetest.Skip(t, "no small disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	t.Run("full", func(t *testing.T) { // the store is closed before the disk goes
		db := storetest.Open(t, store.Options{URL: "sqlite:" + filepath.Join(dir, "frontdesk.db")})
		filler := filepath.Join(dir, "filler")
		if err := suffer(db, outage{reading: true, begin: func() error { return fill(filler) }, end: func() error { return os.Remove(filler) }}); err != nil {
			t.Error(err)
		}
	})
}

// fill writes a file until the disk is full.
func fill(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if errors.Is(err, unix.ENOSPC) {
		return nil
	}
	return err
}

func mayNotGrow(t *testing.T) {
	cmd, said := child(t, "fill", sqliteURL(t))
	last := ""
	for said.Scan() {
		last = said.Text()
	}
	if err := cmd.Wait(); err != nil || last != "mended" {
		t.Errorf("the child ended with %v after %q", err, last)
	}
}

func init() { children["fill"] = childFillsItsDisk }

func childFillsItsDisk(db *store.DB) error {
	signal.Ignore(unix.SIGXFSZ) // or the kernel would end us instead of failing the write
	var free unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &free); err != nil {
		return err
	}
	limit := func(bytes uint64) func() error {
		return func() error {
			return unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: free.Max})
		}
	}
	if err := suffer(db, outage{reading: true, begin: limit(200_000), end: limit(free.Cur)}); err != nil {
		return err
	}
	fmt.Println("mended")
	return nil
}
