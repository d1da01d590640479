package worker

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"frontdesk"
)

const (
	// Uses is how many jobs a worker does before another takes its place, so
	// that what it leaks, and what a file did to it, does not last.
	Uses = 64
	// IdleTime is how long a worker without work stays.
	IdleTime = 30 * time.Second
)

// Pool is the workers of a program. None is started before there is work.
type Pool struct {
	program  string
	families map[string]Family
	jobs     map[string]string // the family of each job
	temp     string
	log      *slog.Logger
	turns    chan struct{} // as many as workers may work at a time

	mu     sync.Mutex
	idle   map[string][]*process
	closed bool
}

// Options say what workers there may be.
type Options struct {
	// Program is started for each; empty is this program itself.
	Program  string
	Families []Family
	// Workers is how many work at a time.
	Workers int
	// Temp is where they have their folders; empty is the system's place.
	Temp string
	Log  *slog.Logger
}

// New makes a pool. [Pool.Run] keeps it tidy, and ends it.
func New(o Options) (*Pool, error) {
	p := &Pool{
		program: o.Program, families: map[string]Family{}, jobs: map[string]string{}, temp: o.Temp, log: o.Log,
		turns: make(chan struct{}, max(1, o.Workers)), idle: map[string][]*process{},
	}
	if p.program == "" {
		var err error
		if p.program, err = os.Executable(); err != nil {
			return nil, err
		}
	}
	for _, f := range o.Families {
		p.families[f.Name] = f
		for name := range f.Jobs {
			if other, taken := p.jobs[name]; taken {
				return nil, fmt.Errorf("the job %s is in the families %s and %s", name, other, f.Name)
			}
			p.jobs[name] = f.Name
		}
	}
	return p, nil
}

// Do has a job done with the file at path and reads its value into out, which
// may be nil. A file that the job made is given open, and is gone when it is
// closed; nil if it made none. It waits for a turn as long as ctx lasts.
func (p *Pool) Do(ctx context.Context, job, path string, params, out any) (*Made, error) {
	family, known := p.jobs[job]
	if !known {
		return nil, fmt.Errorf("no worker knows the job %q", job)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return p.work(ctx, p.families[family], request{Job: job, Path: path, Params: raw}, out)
}

func (p *Pool) work(ctx context.Context, f Family, r request, out any) (*Made, error) {
	w, a, err := p.ask(ctx, f, r, out)
	if err != nil {
		return nil, err
	}
	defer p.giveBack(w)
	if a.Error != nil {
		return nil, a.Error.problem()
	}
	if a.File == "" {
		return nil, nil
	}
	return p.adopt(a.File, w.temp)
}

// ask hands a request to a worker. One that did jobs before may have been spoilt
// by them; when it breaks off, a new one is asked once more.
func (p *Pool) ask(ctx context.Context, f Family, r request, out any) (*process, answer, error) {
	for {
		w, err := p.take(f)
		if err != nil {
			return nil, answer{}, err
		}
		a, err := w.ask(ctx, r, out)
		if err == nil {
			return w, a, nil
		}
		p.log.Info("a worker was lost", "job", r.Job, "jobs", w.used, "error", err)
		if w.used == 1 || !errors.Is(err, errDied) {
			return nil, a, err
		}
	}
}

// Made is a file that a job made. Its name is there for other jobs until it is
// closed.
type Made struct{ *os.File }

// Close closes and removes it.
func (m *Made) Close() error { return errors.Join(m.File.Close(), os.Remove(m.Name())) }

// adopt takes what a worker made out of its folder. A worker is not believed:
// what is not a file of its own, inside, is refused.
func (p *Pool) adopt(path, temp string) (*Made, error) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(fmt.Errorf("the worker made no file"), err)
	}
	inside, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	root, err := filepath.EvalSymlinks(temp)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(inside, root+string(filepath.Separator)) {
		return nil, fmt.Errorf("what the worker made is not in its folder")
	}
	to := temp + "-made-" + rand.Text()
	if err := os.Rename(inside, to); err != nil {
		return nil, err
	}
	f, err := os.Open(to)
	if err != nil {
		return nil, errors.Join(err, os.Remove(to))
	}
	return &Made{f}, os.RemoveAll(filepath.Dir(path))
}

// take gives a worker of a family, one that is there or a new one.
func (p *Pool) take(f Family) (*process, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, frontdesk.Errorf(frontdesk.Unavailable, "the program is stopping")
	}
	var w *process
	if some := p.idle[f.Name]; len(some) > 0 {
		w = some[len(some)-1]
		p.idle[f.Name] = some[:len(some)-1]
	}
	p.mu.Unlock()
	if w != nil {
		return w, nil
	}
	w, err := start(p.program, f, p.temp)
	if err != nil {
		return nil, frontdesk.Errorf(frontdesk.Unavailable, "no worker can be started to read it").WithNext("try again").WithCause(err)
	}
	return w, nil
}

func (p *Pool) giveBack(w *process) {
	w.idle = time.Now()
	p.mu.Lock()
	keep := !p.closed && !w.family.Fresh && w.used < Uses
	if keep {
		p.idle[w.family.Name] = append(p.idle[w.family.Name], w)
	}
	p.mu.Unlock()
	if !keep {
		w.end()
	}
}

// Run ends workers that have had nothing to do, and all of them when ctx ends.
func (p *Pool) Run(ctx context.Context) error {
	tick := time.NewTicker(IdleTime / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			p.Close()
			return nil
		case now := <-tick.C:
			p.rest(now.Add(-IdleTime))
		}
	}
}

// rest ends the workers that have been idle since a time.
func (p *Pool) rest(since time.Time) {
	var over []*process
	p.mu.Lock()
	for name, some := range p.idle {
		var stay []*process
		for _, w := range some {
			if w.idle.Before(since) {
				over = append(over, w)
			} else {
				stay = append(stay, w)
			}
		}
		p.idle[name] = stay
	}
	p.mu.Unlock()
	for _, w := range over {
		w.end()
	}
}

// Close ends the workers that wait for work; those at work end with their jobs.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.rest(time.Now().Add(time.Hour))
}
