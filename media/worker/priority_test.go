//go:build linux

package worker_test

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"frontdesk/media/worker"
)

func init() { families[0].Jobs["priority"] = priority }

// priority tells the priorities of all threads, as the kernel counts: 20 less
// the niceness.
func priority(context.Context, worker.Input) (any, string, error) {
	threads, err := filepath.Glob("/proc/self/task/*")
	var all []int
	for _, thread := range threads {
		id, _ := strconv.Atoi(filepath.Base(thread))
		n, err := unix.Getpriority(unix.PRIO_PROCESS, id)
		if err != nil {
			return nil, "", err
		}
		all = append(all, n)
	}
	return all, "", err
}

func TestAWorkerStandsBack(t *testing.T) {
	ours, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := min(ours, 10) // who stands back further already stays there
	var theirs []int
	if _, err := pool(t).Do(t.Context(), "priority", file(t, ""), nil, &theirs); err != nil {
		t.Fatal(err)
	}
	if len(theirs) == 0 {
		t.Fatal("no thread was looked at")
	}
	for _, n := range theirs {
		if n != want {
			t.Errorf("a thread has priority %d beside our %d, want %d", n, ours, want)
		}
	}
}
