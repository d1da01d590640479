package worker

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// attributes make a worker the head of a group of its own, and end it when the
// program ends, however that comes about.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// nice is how far this process stands back. The kernel counts the other way
// round, from 40 to 1.
func nice() (int, error) {
	n, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	return 20 - n, err
}

func dup2(from, to int) error { return unix.Dup3(from, to, 0) }
