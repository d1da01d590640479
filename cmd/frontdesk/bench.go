package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"
)

type benchCommand struct {
	Database string        `env:"FRONTDESK_BENCH_DATABASE_URL" placeholder:"URL" help:"An empty database to measure on, for example postgres://…. Default: SQLite in a temporary folder."`
	Time     time.Duration `default:"3s" help:"How long each figure is measured."`
	Rounds   int           `default:"3" help:"How often each is measured; the median counts."`
	Messages int           `default:"1000000" help:"How many messages the large store holds."`
	Only     string        `enum:"all,webhooks,visible,store,tools,start,outbox,sending,hearing,reading" default:"all" help:"One group of figures: webhooks, visible, store, tools, start, outbox, or of files: sending, hearing or reading."`
	Floor    string        `hidden:"" help:"Serve a floor on this address instead of measuring."`
	Folder   string        `hidden:"" help:"Where the floor keeps its file."`
}

// Help teaches how to read the table.
func (benchCommand) Help() string {
	return `Starts this program as a child on data that is thrown away, drives it over real HTTP
and prints a table. A figure with a floor is held against the least that could do
the same on this machine, measured in the same run, turn by turn: machines differ,
the ratio says how much of one the program uses.`
}

// Run measures.
func (c benchCommand) Run(w world) error {
	if c.Floor != "" {
		return serveFloor(w.ctx, c.Floor, c.Folder)
	}
	if c.Time <= 0 || c.Rounds < 1 || c.Messages < 1 {
		return usage(errors.New("--time, --rounds and --messages: each must be more than nothing"))
	}
	dir, err := os.MkdirTemp("", "frontdesk-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{benchCommand: c, world: w, dir: dir, table: tabwriter.NewWriter(w.stdout, 0, 8, 2, ' ', 0)}
	fmt.Fprintf(w.stdout, "%s, %d cores, %s; each figure %s, median of %d\n\n", runtime.GOARCH, runtime.NumCPU(), runtime.Version(), c.Time, c.Rounds)
	for _, group := range []struct {
		name string
		run  func(context.Context) error
	}{{"start", b.start}, {"webhooks", b.webhooks}, {"visible", b.visible}, {"tools", b.tools}, {"outbox", b.outbox}, {"sending", b.sending}, {"hearing", b.hearing}, {"reading", b.reading}, {"store", b.store}} {
		if c.Only != "all" && c.Only != group.name {
			continue
		}
		fmt.Fprintf(w.stderr, "measuring %s …\n", group.name)
		if err := group.run(w.ctx); err != nil {
			return fmt.Errorf("measuring %s: %w", group.name, err)
		}
		if err := b.table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// bench is one run.
type bench struct {
	benchCommand
	world
	dir   string
	table *tabwriter.Writer
	runs  int
}

func (b *bench) row(format string, args ...any) {
	fmt.Fprintf(b.table, format+"\n", args...)
}

// folder gives a new folder for each child.
func (b *bench) folder() string {
	b.runs++
	return filepath.Join(b.dir, fmt.Sprint(b.runs))
}
