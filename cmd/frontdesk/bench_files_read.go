package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"frontdesk/media/document"
	"frontdesk/media/worker"
)

// reading measures documents read by a worker against the library called in this
// process, call by call in turn, so that a machine that is busy for a while is
// busy for both.
func (b *bench) reading(ctx context.Context) error {
	if _, _, ok, why := document.Engine(); !ok {
		b.row("documents\tnot measured\t\t\t%s", why)
		return nil
	}
	temp := b.folder()
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return err
	}
	pool, err := worker.New(worker.Options{Families: families(), Workers: 1, Temp: temp, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer pool.Close()
	for _, of := range []struct {
		pages int
		goal  float64
	}{{1, .5}, {20, .8}, {200, .9}} {
		path := filepath.Join(temp, fmt.Sprintf("%d.pdf", of.pages))
		if err := os.WriteFile(path, []byte(benchPDF(of.pages)), 0o600); err != nil {
			return err
		}
		ours, floors, err := b.leaf(ctx, pool, path, of.pages)
		if err != nil {
			return err
		}
		b.row("a PDF of %d pages read\t%s\tin process %s\t%.2f of it\t(goal %.1f)", of.pages,
			ours.at(.5).Round(10*time.Microsecond), floors.at(.5).Round(10*time.Microsecond), float64(floors.at(.5))/float64(ours.at(.5)), of.goal)
	}
	return nil
}

// leastLeafed is how often a document is read at the least.
const leastLeafed = 20

// leaf reads a document in turn by a worker and in this process.
func (b *bench) leaf(ctx context.Context, pool *worker.Pool, path string, pages int) (ours, floors load, err error) {
	last := fmt.Sprintf("%d.44 The baker", pages)
	byWorker := func() error {
		var r document.Reading
		_, err := pool.Do(ctx, document.Read, path, document.ReadParams{MIMEType: "application/pdf", Filename: "report.pdf"}, &r)
		if err == nil && (len(r.Pages) != pages || !strings.Contains(r.Pages[pages-1].Text, last)) {
			err = fmt.Errorf("the worker read %d pages of %d", len(r.Pages), pages)
		}
		return err
	}
	here := func() error {
		text, err := document.Floor(path)
		if err == nil && (len(text) != pages || !strings.Contains(text[pages-1], last)) {
			err = fmt.Errorf("the library read %d pages of %d", len(text), pages)
		}
		return err
	}
	for range 3 { // until both are warm
		if err := firstError(byWorker(), here); err != nil {
			return ours, floors, err
		}
	}
	for until := time.Now().Add(b.Time); time.Now().Before(until) || len(ours.waits) < leastLeafed; {
		for _, turn := range []struct {
			do   func() error
			into *load
		}{{byWorker, &ours}, {here, &floors}} {
			began := time.Now()
			if err := turn.do(); err != nil {
				return ours, floors, err
			}
			turn.into.waits = append(turn.into.waits, time.Since(began))
		}
	}
	ours.sort()
	floors.sort()
	return ours, floors, nil
}
