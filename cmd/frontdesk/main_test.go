package main

import (
	"bytes"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"frontdesk"
)

// Scripts run the real program, as a command called frontdesk.
func TestMain(m *testing.M) {
	asWorker() // the program starts itself, which here is this test
	testscript.Main(m, map[string]func(){"frontdesk": func() {
		arm()
		main()
	}})
}

// arm makes the program kill itself at the step that the environment names,
// once: a program that is started again lives.
func arm() {
	if lease, err := time.ParseDuration(os.Getenv("FRONTDESK_TEST_LEASE")); err == nil {
		sendingLease, thinkingLease, fileLease = lease, lease, lease
	}
	if hold, err := time.ParseDuration(os.Getenv("FRONTDESK_TEST_HOLD")); err == nil {
		fileHold = hold
	}
	if os.Getenv("FRONTDESK_TEST_FETCH") == "here" {
		fetchFrom.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}
	if kind := os.Getenv("FRONTDESK_TEST_WITHOUT"); kind != "" {
		readers[frontdesk.CloudAPI] = without(kind, readers[frontdesk.CloudAPI])
	}
	at, once := os.Getenv("FRONTDESK_TEST_CRASH_AT"), os.Getenv("FRONTDESK_TEST_CRASH_ONCE")
	if at == "" {
		return
	}
	checkpoint = func(step string) {
		if step != at {
			return
		}
		if f, err := os.OpenFile(once, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
			_ = f.Close()
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal is on its way
		}
	}
}

// without reads as a version of this program that does not know messages of a
// kind, and cannot read what says "unreadable" at all.
func without(kind string, now func([]byte) ([]frontdesk.Heard, error)) func([]byte) ([]frontdesk.Heard, error) {
	return func(body []byte) ([]frontdesk.Heard, error) {
		if bytes.Contains(body, []byte("unreadable")) {
			return nil, frontdesk.Errorf(frontdesk.Invalid, "the body cannot be read")
		}
		heard, err := now(body)
		for _, h := range heard {
			if h.Message != nil && h.Message.Content.Type() == kind {
				h.Message.Content = frontdesk.Unknown{Kind: kind, Raw: body}
			}
		}
		return heard, err
	}
}
