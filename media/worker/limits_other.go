//go:build !unix

package worker

import (
	"os"
	"syscall"
	"time"
)

// On other systems a worker is limited in time alone.
func confine(Limits) error { return nil }

func allowCPU(time.Duration) error { return nil }

func keepOutput() (*os.File, error) {
	out := os.Stdout
	os.Stdout = os.Stderr
	return out, nil
}

func attributes() *syscall.SysProcAttr { return nil }

func signalGroup(p *os.Process) error { return p.Kill() }
