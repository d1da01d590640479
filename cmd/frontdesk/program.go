package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"frontdesk"
	"frontdesk/adapter/agent"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/inbox"
	"frontdesk/adapter/outbox"
	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/webhook"
	"frontdesk/contacts"
	"frontdesk/store"
	"frontdesk/tools"
)

// The time each stage has to stop, ten seconds in all.
const (
	stopHTTP      = 3 * time.Second
	stopFollowers = 2 * time.Second
	stopOutbox    = 4 * time.Second
	stopStore     = 1 * time.Second
)

// poll is how often loops look when nothing wakes them.
const poll = time.Second

// program is everything, made and not yet started.
type program struct {
	settings
	log *slog.Logger

	db         *store.DB
	numbers    *directory
	people     *contacts.Registry
	hook       *webhook.Hook
	inbox      *inbox.Inbox
	outbox     *outbox.Outbox
	templates  *templates
	allowances *allowances
	agent      *agent.Agent // nil without one
	paper      *paper
	tools      *tools.Server
	admin      http.Handler
	calls      *http.Client     // to Meta
	sandbox    *sandbox.Sandbox // nil outside demo
	metrics    *metrics
	listener   net.Listener // nil for none
}

// build makes the program and starts nothing that needs stopping but the
// connection to the store. Close undoes it.
func build(ctx context.Context, s settings, log *slog.Logger) (*program, error) {
	db, err := store.Open(ctx, store.Options{URL: s.database, Key: s.key, Hold: fileHold, Log: log})
	if err != nil {
		return nil, err
	}
	p := &program{settings: s, log: log, db: db, metrics: newMetrics(db), calls: graph.NewClient()}
	if err := p.make(ctx); err != nil {
		return nil, closing(err, db)
	}
	return p, nil
}

// make makes the parts, each of those before it.
func (p *program) make(ctx context.Context) (err error) {
	p.numbers = &directory{load: p.db.Integrations, log: p.log}
	p.people = registryOf(p.db)
	if err := errors.Join(p.firstNumber(ctx), p.numbers.refresh(ctx), p.follow(ctx)); err != nil {
		return err
	}
	if err := p.makePaper(ctx); err != nil {
		return err
	}
	p.hook = p.makeHook()
	p.inbox = p.makeInbox()
	p.templates = p.makeTemplates()
	p.allowances = p.makeAllowances()
	p.outbox = p.makeOutbox()
	p.agent = p.makeAgent()
	if p.tools, err = p.makeTools(); err != nil {
		return err
	}
	p.admin, err = p.makeAdmin()
	return err
}

// Close lets go of the store and of the address, for a program that is not run.
func (p *program) Close() error {
	var err error
	if p.listener != nil {
		err = p.listener.Close()
	}
	return errors.Join(err, p.db.Close())
}

// run starts everything and stops it when ctx ends: HTTP first, then those who
// follow the messages, then the outbox, then the store.
func (p *program) run(ctx context.Context, foreground ...func(context.Context) error) error {
	stages := []stage{
		{"store", []func(context.Context) error{p.db.Run, p.numbers.Run, p.prune, p.paper.workers.Run}, stopStore},
		{"outbox", []func(context.Context) error{p.outbox.Run, p.allowances.Run}, stopOutbox},
		{"followers", p.followers(), stopFollowers},
		{"http", append(foreground, p.serve), stopHTTP},
	}
	err := runStages(ctx, p.log, stages)
	if p.sandbox != nil {
		err = errors.Join(err, p.sandbox.Close())
	}
	return errors.Join(err, p.db.Close())
}

func (p *program) followers() []func(context.Context) error {
	runs := []func(context.Context) error{p.inbox.Run, p.paper.intake.Run, p.tools.Run}
	if p.agent != nil {
		runs = append(runs, p.agent.Run)
	}
	if p.sandbox != nil {
		runs = append(runs, p.sandbox.Run)
	}
	return runs
}

// listen takes the address, so that a taken one is told before anything starts.
func (p *program) listen() (err error) {
	if p.settings.listen != "" {
		p.listener, err = listenOn(p.settings.listen)
	}
	return err
}

func listenOn(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, frontdesk.Errorf(frontdesk.Unavailable, "the address %s cannot be listened on", address).
			WithNext("stop what is using it, or choose another with --listen, for example --listen 127.0.0.1:8090").WithCause(err)
	}
	return l, nil
}

// serve answers HTTP until ctx ends. Requests in flight have a moment to
// finish; streams are told to end at once, since they never would.
func (p *program) serve(ctx context.Context) error {
	if p.listener == nil {
		<-ctx.Done()
		return nil
	}
	base, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	srv := &http.Server{
		Handler:           p.routes(),
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(p.listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	hangUp()
	p.tools.Shutdown()
	if p.sandbox != nil {
		p.sandbox.HangUp()
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopHTTP-500*time.Millisecond)
	defer cancel()
	if srv.Shutdown(grace) != nil {
		_ = srv.Close() // somebody would not let go; they see the connection end
	}
	<-done
	return nil
}

// prune forgets raw updates that are read, and the bytes of files, once they are
// older than the settings keep them.
func (p *program) prune(ctx context.Context) error {
	if p.retain == 0 {
		return nil
	}
	for {
		n, err := p.db.Prune(ctx, time.Now().Add(-p.retain))
		switch {
		case err != nil && ctx.Err() == nil:
			p.log.Warn("old notifications could not be removed", "error", err)
		case n > 0:
			p.log.Info("old notifications removed", "count", n)
		}
		switch n, err := p.pruneFiles(ctx); {
		case err != nil && ctx.Err() == nil:
			p.log.Warn("the bytes of old files could not be removed", "error", err)
		case n > 0:
			p.log.Info("the bytes of old files removed", "count", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Hour):
		}
	}
}
