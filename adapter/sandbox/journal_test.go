package sandbox_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/phone"
)

// again makes another sandbox on the same journal, as after a kill: the first
// one was told nothing.
func (l *lab) again(t *testing.T) *lab {
	return newLab(t, func(s *sandbox.Sandbox) { s.Journal = l.s.Journal })
}

func TestWhatWasTypedSurvivesAKill(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "journal")
	synctest.Test(t, func(t *testing.T) {
		killed := newLab(t, func(s *sandbox.Sandbox) { s.Journal = journal })
		said := killed.says(j{"text": "one", "name": "Ada"})
		killed.says(j{"text": "two"})

		l := killed.again(t)
		l.start()
		l.settle()
		got := l.program.heard("messages")
		if len(got) != 2 || got[0]["id"] != said.ID || got[1]["text"].(j)["body"] != "two" {
			t.Errorf("heard %v", got)
		}
		if l.phone()["name"] != "Ada" {
			t.Errorf("the phone is %v", l.phone())
		}
		l.stop()

		l = l.again(t)
		l.start()
		l.settle()
		if n := l.program.count(); n != 0 {
			t.Errorf("what was taken is told again, %d times", n)
		}
		if m := l.messages(""); len(m) != 2 || m[0].Status != phone.Delivered {
			t.Errorf("on the phone: %v", m)
		}
		l.stop()
	})
}

func TestAnAcceptedMessageKeepsItsIDAndIsFollowedAfterAKill(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "journal")
	synctest.Test(t, func(t *testing.T) {
		killed := newLab(t, func(s *sandbox.Sandbox) { s.Journal = journal })
		killed.must("POST", "/clock", j{"advance": "48h"}, nil)
		killed.says(j{"text": "hi"})
		id := killed.send(j{"biz_opaque_callback_data": "cb"})

		l := killed.again(t)
		l.start()
		l.settle()
		got := l.program.heard("statuses")
		if statuses(got) != "sent delivered read" || got[0]["id"] != id || got[0]["biz_opaque_callback_data"] != "cb" {
			t.Errorf("statuses %v", got)
		}
		l.send(nil) // the window is open by the clock that was advanced
		l.stop()
	})
}

func TestAJournalCutOffByAKillIsRead(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "journal")
	synctest.Test(t, func(t *testing.T) {
		killed := newLab(t, func(s *sandbox.Sandbox) { s.Journal = journal })
		killed.says(j{"text": "whole"})
		f, err := os.OpenFile(journal, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteString(`{"on":"15550001111","message":{"seq":9,"te`)
		if err != nil || f.Close() != nil {
			t.Fatal(err)
		}
		l := killed.again(t)
		if m := l.messages(""); len(m) != 1 || m[0].Text != "whole" {
			t.Errorf("on the phone: %v", m)
		}
	})
}

func TestABrokenJournalStopsTheStart(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(journal, []byte("not a journal\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l := newLab(t, func(s *sandbox.Sandbox) { s.Journal = journal })
	if err := l.s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), journal) {
		t.Errorf("Run gave %v", err)
	}
	if status, _ := l.do("GET", "/phones", ""); status != http.StatusInternalServerError {
		t.Errorf("the handler answers %d", status)
	}
}

// Two who move the clock at a time both move it, and a restart knows of both.
func TestEveryMoveOfTheClockSurvivesAKill(t *testing.T) {
	const moves = 50
	journal := filepath.Join(t.TempDir(), "journal")
	killed := newLab(t, func(s *sandbox.Sandbox) { s.Journal = journal })
	var all sync.WaitGroup
	for range moves {
		all.Go(func() { killed.must("POST", "/clock", j{"advance": "1h"}, nil) })
	}
	all.Wait()
	for who, l := range map[string]*lab{"the first": killed, "after a restart": killed.again(t)} {
		var v j
		if l.must("GET", "/clock", nil, &v); v["offset"] != "50h0m0s" {
			t.Errorf("%s is ahead by %s, want %d hours", who, v["offset"], moves)
		}
	}
}

func TestRunCanEndAndGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, nil)
		l.program.answer = func(call int, _ []byte) int {
			if call < 4 {
				return http.StatusServiceUnavailable
			}
			return http.StatusOK
		}
		l.start()
		l.says(j{"text": "hi"})
		time.Sleep(300 * time.Millisecond)
		l.stop()
		before := l.program.count()
		time.Sleep(time.Hour)
		if n := l.program.count(); n != before {
			t.Errorf("it called %d times after its end", n-before)
		}
		l.start()
		l.settle()
		if got := l.messages("")[0].Status; got != phone.Delivered {
			t.Errorf("the message is %s", got)
		}
		l.stop()
	})
}
