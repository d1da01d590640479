package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"frontdesk/media/sound"
	"frontdesk/media/worker"
)

const (
	notes    = 1000 // voice notes in a burst
	speakers = 200  // who send them
	// notesPerSecond is how fast Meta brings them to one number.
	//
	// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
	notesPerSecond = 80
	// textsPerSecond come meanwhile, from others.
	textsPerSecond = 50
	noteSeconds    = 5
	// longestBurst is how long the notes may take to be read.
	longestBurst = 10 * time.Minute
)

// hearing measures how text messages fare while many voice notes are fetched and
// read: from webhook sent to given to an agent that waits. The engine that hears
// is echo, so that what is measured is what is done around it.
func (b *bench) hearing(ctx context.Context) error {
	echo, err := exec.LookPath("echo")
	if err != nil {
		b.row("a burst of voice notes\tnot measured\t\t\tit needs a program called echo")
		return nil
	}
	note, err := b.voiceNote(ctx)
	if err != nil {
		return err
	}
	m, err := startNotes(note)
	if err != nil {
		return err
	}
	defer m.stop()
	for _, burst := range []struct {
		what      string
		perSecond float64
		goal      string
	}{
		{fmt.Sprintf("%d a second, as Meta brings them", notesPerSecond), notesPerSecond, "(goal p99 2 times)"},
		{"all at once", 0, ""},
	} {
		var alone, among, ratio, took []float64
		for range b.Rounds {
			r, err := b.burst(ctx, m, echo, burst.perSecond)
			if err != nil {
				return err
			}
			quiet, busy := r.quiet.at(.99).Seconds(), r.busy.at(.99).Seconds()
			alone, among, ratio, took = append(alone, quiet*1000), append(among, busy*1000), append(ratio, busy/quiet), append(took, r.took.Seconds())
		}
		b.row("%d voice notes, %s\tread within %.1f s\t%.0f /s\t\t", notes, burst.what, median(took), notes/median(took))
		b.row("texts meanwhile, %d a second, to visible\tp99 %.1f ms\twithout %.1f ms\t%.1f times\t%s", textsPerSecond, median(among), median(alone), median(ratio), burst.goal)
	}
	return nil
}

// burstResult is how texts fared without and with a burst of notes.
type burstResult struct {
	quiet, busy load
	took        time.Duration // until the last note was read
}

func (b *bench) burst(ctx context.Context, m *notesAtMeta, echo string, perSecond float64) (r burstResult, err error) {
	c, err := b.serverAt(ctx, b.folder(), m.base, "--speech", "command:"+echo+" hello", "--ocr", "off")
	if err != nil {
		return r, err
	}
	defer c.stop()
	for i := range speakers {
		body := fmt.Sprintf(`{"name":"Speaker %d","phone":"+%s"}`, i, speaker(i))
		if err := c.post(ctx, "/admin/v1/contacts", []byte(body), "Authorization", "Bearer "+benchToken, "Content-Type", "application/json"); err != nil {
			return r, err
		}
	}
	quiet, cancel := context.WithTimeout(ctx, b.Time*2)
	defer cancel()
	if r.quiet, err = c.texts(ctx, quiet); err != nil {
		return r, err
	}
	busy, enough := context.WithCancelCause(ctx)
	throwing, stop := context.WithCancel(ctx)
	defer stop()
	var thrown sync.WaitGroup
	began := time.Now()
	thrown.Go(func() {
		cause := c.throwNotes(throwing, m, perSecond)
		r.took = time.Since(began)
		enough(cause)
	})
	if r.busy, err = c.texts(ctx, busy); err != nil {
		stop()
	}
	thrown.Wait()
	if cause := context.Cause(busy); err == nil && cause != errNotesRead {
		err = cause
	}
	return r, err
}

// texts sends texts until enough ends, and gives how long each took to be seen
// by one of some agents.
func (c *child) texts(ctx, enough context.Context) (load, error) {
	var seen sightings
	waiting, done := context.WithCancel(ctx)
	defer done()
	var agents sync.WaitGroup
	for range 4 {
		agents.Go(func() { seen.watch(waiting, c) })
	}
	sent := press(enough, 8, longestBurst, textsPerSecond, func(_ context.Context, n int) error {
		return c.deliver(ctx, notification(n, "sent "+strconv.FormatInt(time.Now().UnixNano(), 10)))
	})
	for deadline := time.Now().Add(20 * time.Second); seen.count() < sent.done && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	done()
	agents.Wait()
	if n := seen.count(); n < sent.done {
		return load{}, fmt.Errorf("%d of %d texts were seen by no agent", sent.done-n, sent.done)
	}
	return seen.load(), sent.trouble()
}

// errNotesRead is the good end of a burst.
var errNotesRead = errors.New("all voice notes are read")

// throwNotes posts the notes, at a rate or as fast as may be, and waits until
// they are read.
func (c *child) throwNotes(ctx context.Context, m *notesAtMeta, perSecond float64) error {
	began := time.Now()
	var all errgroup.Group
	all.SetLimit(64)
	for n := range notes {
		if perSecond > 0 {
			time.Sleep(time.Until(began.Add(time.Duration(float64(n) / perSecond * float64(time.Second)))))
		}
		all.Go(func() error { return c.deliver(ctx, m.notification(n)) })
	}
	if err := all.Wait(); err != nil {
		return err
	}
	for deadline := time.Now().Add(longestBurst); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		n, err := c.notesRead(ctx)
		if err != nil {
			return err
		}
		if n >= notes {
			return errNotesRead
		}
	}
	return fmt.Errorf("the voice notes were not read within %s", longestBurst)
}

var readWell = regexp.MustCompile(`frontdesk_file_seconds_count\{code="",work="read"\} ([0-9]+)`)

// notesRead is how many files the server has read without a fault of its own.
func (c *child) notesRead(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+benchToken)
	all, err := answered(c.http, req)
	if err != nil {
		return 0, err
	}
	if found := readWell.FindSubmatch(all); found != nil {
		return strconv.Atoi(string(found[1]))
	}
	return 0, nil
}

// voiceNote makes a note as a phone would send it, with something in it to hear.
func (b *bench) voiceNote(ctx context.Context) ([]byte, error) {
	temp := b.folder()
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(temp, "note.wav")
	if err := os.WriteFile(path, humming(noteSeconds), 0o600); err != nil {
		return nil, err
	}
	pool, err := worker.New(worker.Options{Families: families(), Workers: 1, Temp: temp, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	made, err := pool.Do(ctx, "sound.voice", path, sound.Params{}, nil)
	if err != nil {
		return nil, err
	}
	note, err := io.ReadAll(made)
	return note, firstError(err, made.Close)
}

// humming is a WAV of somebody who hums, louder and softer.
func humming(seconds int) []byte {
	const rate = 16000
	data := make([]byte, 0, 2*rate*seconds)
	for i := range rate * seconds {
		at := float64(i) / rate
		loud := 0.3 + 0.25*math.Sin(2*math.Pi*3*at)
		data = binary.LittleEndian.AppendUint16(data, uint16(int16(32000*loud*math.Sin(2*math.Pi*180*at))))
	}
	head := fmt.Appendf(nil, "RIFF%sWAVEfmt ", binary.LittleEndian.AppendUint32(nil, uint32(36+len(data))))
	for _, n := range []uint32{16, 1 | 1<<16, rate, 2 * rate, 2 | 16<<16} { // PCM, one channel, 16 bits
		head = binary.LittleEndian.AppendUint32(head, n)
	}
	head = binary.LittleEndian.AppendUint32(append(head, "data"...), uint32(len(data)))
	return append(head, data...)
}
