package main

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"
)

const (
	// heartbeat is how often the server is asked whether it lives.
	heartbeat = 50 * time.Millisecond
	// fewestBeats come while the first file is read until its time is over, even if
	// each takes a second. How long they take is told and not judged: it is the
	// machine's business too.
	fewestBeats = 40
	// roomForFiles is how much a server may grow while it deals with files.
	roomForFiles = 64 << 10 // kB
)

// Files made to hang, to swell and to crash those who read them cost one
// labelled failure each. The server answers all the while and does not grow, and
// what comes after them is read as ever.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("the files that hang take most of a minute, and are left out of a short run")
	}
	v := newVisit(t)
	v.serve("--agent", "echo")
	hostile := hostileFiles(t)
	for i := range len(hostile) + 2 {
		v.register(i)
	}
	ada, ben := sender(len(hostile)), sender(len(hostile)+1)
	v.show(ada, "document", "page.txt", v.sample("page.txt"))
	v.answer(ada, `page\.txt`)

	watch := v.watch()
	for i, f := range hostile {
		v.show(sender(i), f.kind, f.name, f.bytes)
	}
	for i, f := range hostile {
		if said := v.answer(sender(i), f.want); said != "" {
			t.Logf("%s (%d bytes): %.200s", f.name, len(f.bytes), said)
		}
	}
	watch.end(t)

	v.show(ada, "voice", "", v.sample("voice.ogg"))
	v.show(ben, "document", "digital.pdf", v.sample("digital.pdf"))
	v.answer(ada, `(?i)^You said: .*pizza`)
	v.answer(ben, `digital\.pdf.*8 pages`)
	v.stop()
}

// beats are the answers of a server that was asked again and again whether it
// lives, and how large it was meanwhile.
type beats struct {
	stop   chan struct{}
	done   chan struct{}
	waits  []time.Duration
	lost   int
	before int64 // kB
	peak   func() int64
}

func (v *visit) watch() *beats {
	pid := v.cmd.Process.Pid
	resetPeak(pid)
	b := &beats{stop: make(chan struct{}), done: make(chan struct{}), before: residentKB(pid), peak: func() int64 { return peakKB(pid) }}
	go func() {
		defer close(b.done)
		tick := time.NewTicker(heartbeat)
		defer tick.Stop()
		for {
			began := time.Now()
			if status, _ := v.get("/healthz", ""); status != http.StatusOK {
				b.lost++
			}
			b.waits = append(b.waits, time.Since(began))
			select {
			case <-b.stop:
				return
			case <-tick.C:
			}
		}
	}()
	return b
}

// end says what was found.
func (b *beats) end(t *testing.T) {
	t.Helper()
	close(b.stop)
	<-b.done
	slices.Sort(b.waits)
	l := load{waits: b.waits}
	longest := b.waits[len(b.waits)-1]
	t.Logf("%d health checks: p50 %s, p99 %s, longest %s", len(b.waits), round(l.at(.5)), round(l.at(.99)), round(longest))
	if b.lost > 0 || len(b.waits) < fewestBeats {
		t.Errorf("%d of %d health checks were not answered", b.lost, len(b.waits))
	}
	grown := b.peak() - b.before
	t.Logf("memory of the server: %d MB before, at most %d MB more", b.before>>10, grown>>10)
	switch {
	case runtime.GOOS != "linux":
		t.Log("how large the server became is not told by this system")
	case raceDetector():
		t.Log("the race detector takes memory of its own; how much the server took is not judged")
	case grown > roomForFiles:
		t.Errorf("the server grew by %d MB", grown>>10)
	}
}

// raceDetector tells whether this program was built with it.
func raceDetector() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
