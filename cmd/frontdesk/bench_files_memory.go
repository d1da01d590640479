package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// statusKB reads one figure of a process's memory; 0 where the system does not
// tell.
func statusKB(pid int, name string) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), name+":"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb
		}
	}
	return 0
}

// peakKB is the most that was resident of a process since [resetPeak].
func peakKB(pid int) int64 { return statusKB(pid, "VmHWM") }

// resetPeak forgets the most that was resident of a process. Where that is not
// possible the peak is of its whole life, which is no less.
func resetPeak(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}
