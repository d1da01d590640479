//go:build !linux

package main

import "os"

// syncData puts a file on disk.
func syncData(f *os.File) error { return f.Sync() }
