package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"frontdesk"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/inbox"
	"frontdesk/adapter/webhook"
	"frontdesk/store"
)

// readers read a notification by the transport it came by. A test replaces one
// by that of an older version.
var readers = map[string]func(body []byte) ([]frontdesk.Heard, error){frontdesk.CloudAPI: webhook.Parser{Problem: graph.Problem}.Parse}

type replayCommand struct {
	storage     `embed:""`
	SessionIdle string `name:"session-idle" env:"FRONTDESK_SESSION_IDLE" default:"24h" placeholder:"TIME" help:"As the server has it: what is heard for the first time may start a session."`
	Groups      bool   `name:"groups" env:"FRONTDESK_GROUPS" help:"As the server has it."`
	DryRun      bool   `help:"Say what would change, and change nothing."`
}

// Help teaches when it is of use.
func (replayCommand) Help() string {
	return `Messages of a kind that was not known, and notifications that could not be read,
are kept whole. After an update of this program they may be understood: replay reads
them again as this version does. What was read rightly stays as it is, and a running
server goes on meanwhile; what is heard for the first time reaches agents through it.

Notifications are kept for as long as --retain says (30 days).`
}

// Run reads again and says what changed.
func (c replayCommand) Run(w world) error {
	var p problems
	idle := duration(&p, "--session-idle (FRONTDESK_SESSION_IDLE)", c.SessionIdle)
	if err := p.err(); err != nil {
		return err
	}
	return c.opened(w, func(db *store.DB) error {
		log := logger(w.stderr, false)
		numbers := &directory{load: db.Integrations, log: log}
		if err := numbers.refresh(w.ctx); err != nil {
			return err
		}
		in := inbox.Inbox{
			Again: again{db, c.DryRun}, Parse: readers, Integrations: numbers.integrations, Idle: idle, Groups: c.Groups, Logger: log,
		}
		done, err := in.Replay(w.ctx)
		// What was done before a failure was done.
		_, printed := fmt.Fprint(w.stdout, report(done, c.DryRun))
		return errors.Join(err, printed)
	})
}

// report says what became of a replay, a line for each thing there is to tell.
func report(done inbox.Replayed, dry bool) string {
	if done.Updates+done.Gone == 0 {
		return "there is nothing to read again\n"
	}
	var s strings.Builder
	fmt.Fprintf(&s, "notifications read again: %d\n", done.Updates)
	for _, line := range []struct {
		says string
		n    int
	}{
		{"messages understood now", done.Changed},
		{"things heard for the first time", done.Heard},
		{"notifications that still cannot be read whole", done.Unread},
		{"notifications kept no longer", done.Gone},
	} {
		if line.n > 0 {
			fmt.Fprintf(&s, "%s: %d\n", line.says, line.n)
		}
	}
	if dry {
		s.WriteString("this was a dry run, and nothing is changed\n")
	}
	return s.String()
}

// again is the log of a store for those who read it again; dry undoes what they
// do.
type again struct {
	*store.DB
	dry bool
}

// errDry undoes a transaction that nothing is wrong with.
var errDry = errors.New("this is a dry run")

func (a again) Reread(ctx context.Context, ids []frontdesk.UpdateID, f func(context.Context, inbox.Tx, []frontdesk.Update) error) (n int, err error) {
	there := 0
	n, err = a.DB.Reread(ctx, ids, func(ctx context.Context, tx *store.Tx, us []frontdesk.Update) error {
		there = len(us)
		if err := f(ctx, tx, us); err != nil || !a.dry {
			return err
		}
		return errDry
	})
	if errors.Is(err, errDry) {
		return there, nil
	}
	return n, err
}
