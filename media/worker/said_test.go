package worker_test

import (
	"io"
	"strings"
	"testing"

	"frontdesk/media/worker"
)

// io.Copy is how os/exec hands over what a program writes.
func TestWhatAProgramSaysIsBounded(t *testing.T) {
	const most = 1000
	for _, n := range []int{0, most - 1, most, most + 1, 100 * most} {
		said := strings.Repeat("a", n/2) + strings.Repeat("z", n-n/2)
		head, tail := &worker.Head{Max: most}, &worker.Tail{Max: most}
		for _, to := range []io.Writer{head, tail} {
			if took, err := io.Copy(to, strings.NewReader(said)); err != nil || took != int64(n) {
				t.Errorf("%d bytes: %d were taken, %v; a program must not be stopped by it", n, took, err)
			}
		}
		kept := min(n, most)
		if got := head.String(); got != said[:kept] {
			t.Errorf("%d bytes: the head has %d of them", n, len(got))
		}
		if got := tail.String(); got != said[n-kept:] {
			t.Errorf("%d bytes: the tail has %d of them", n, len(got))
		}
	}
}
