package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncData puts a file's data on disk, and of its metadata only what is needed
// to read it.
func syncData(f *os.File) error { return unix.Fdatasync(int(f.Fd())) }
