//go:build unix && !linux

package worker

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// attributes make a worker the head of a group of its own. That its input ends
// with the program ends it.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// nice is how far this process stands back.
func nice() (int, error) { return unix.Getpriority(unix.PRIO_PROCESS, 0) }

func dup2(from, to int) error { return unix.Dup2(from, to) }
