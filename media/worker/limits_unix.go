//go:build unix

package worker

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// openFiles is how many a worker may have open.
const openFiles = 64

// overCPU is the status of a worker that used up its processor time.
const overCPU = 152

// niceness is how far a worker stands back for the server, which people wait
// for: files are read with what it leaves of the processors.
const niceness = 10

// confine takes the limits that last as long as the process. RLIMIT_DATA it is
// and not RLIMIT_AS: Go reserves more addresses than it ever uses.
func confine(l Limits) error {
	over := make(chan os.Signal, 1)
	signal.Notify(over, syscall.SIGXCPU) // which Go ignores otherwise
	go func() { <-over; os.Exit(overCPU) }()
	if err := standBack(); err != nil {
		return err
	}
	limits := map[int]uint64{unix.RLIMIT_CORE: 0, unix.RLIMIT_NOFILE: openFiles}
	if l.Memory > 0 {
		limits[unix.RLIMIT_DATA] = uint64(l.Memory + slack)
	}
	if l.Disk > 0 {
		limits[unix.RLIMIT_FSIZE] = uint64(l.Disk)
	}
	for what, n := range limits {
		if err := unix.Setrlimit(what, &unix.Rlimit{Cur: n, Max: n}); err != nil {
			return os.NewSyscallError("setrlimit", err)
		}
	}
	return nil
}

// standBack lowers the priority of the worker's group: on Linux each thread has
// one of its own. Where the whole program stands back further already, it stays,
// also where it might do otherwise.
func standBack() error {
	now, err := nice()
	if err != nil || now >= niceness {
		return os.NewSyscallError("getpriority", err)
	}
	return os.NewSyscallError("setpriority", unix.Setpriority(unix.PRIO_PGRP, 0, niceness))
}

// allowCPU lets the process use d more of the processor; used up, the kernel
// says so and the process ends.
func allowCPU(d time.Duration) error {
	var used unix.Rusage
	var now unix.Rlimit
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return os.NewSyscallError("getrusage", err)
	}
	if err := unix.Getrlimit(unix.RLIMIT_CPU, &now); err != nil {
		return os.NewSyscallError("getrlimit", err)
	}
	seconds := uint64(used.Utime.Sec) + uint64(used.Stime.Sec) + 1 + uint64(d.Seconds()+0.999)
	return os.NewSyscallError("setrlimit", unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: min(seconds, now.Max), Max: now.Max}))
}

// keepOutput moves standard output to a descriptor of its own and leaves
// standard error in its place.
func keepOutput() (*os.File, error) {
	fd, err := unix.Dup(1)
	if err != nil {
		return nil, os.NewSyscallError("dup", err)
	}
	unix.CloseOnExec(fd)
	if err := dup2(2, 1); err != nil {
		return nil, os.NewSyscallError("dup2", err)
	}
	return os.NewFile(uintptr(fd), "answers"), nil
}

// signalGroup ends a worker and whatever it started.
func signalGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
