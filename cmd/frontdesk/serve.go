package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/mattn/go-isatty"
)

// server is what serve, stdio and demo have in common.
type server struct {
	storage   `embed:"" group:"Where things are kept"`
	listening `embed:"" group:"How it is reached"`
	desk      `embed:"" group:"How people and agents are served"`
	answering `embed:"" group:"How people and agents are served"`
	reading   `embed:"" group:"How files are read and sent"`
}

// settings checks everything and tells all that is wrong at once.
func (s server) settings() (settings, error) {
	var p problems
	var out settings
	checkEnvironment(&p, os.Environ())
	s.storage.check(&p, &out)
	s.listening.check(&p, &out)
	s.desk.check(&p, &out)
	s.answering.check(&p, &out)
	s.reading.check(&p, &out)
	numberFromEnvironment().check(&p, &out)
	return out, p.err()
}

type serveCommand struct {
	server `embed:""`
	Debug  bool `help:"Log every step."`
}

// Help teaches what to set.
func (serveCommand) Help() string {
	return `The server answers Meta's webhook at /whatsapp, MCP clients at /mcp (and /sse for
older ones) and operators at /admin/v1. The number comes from the environment:

  WHATSAPP_ACCESS_TOKEN         a system user's token for the account
  WHATSAPP_PHONE_NUMBER_ID      Meta's id of the number
  WHATSAPP_APP_SECRET           verifies that Meta calls, App settings > Basic
  WHATSAPP_VERIFY_TOKEN         any words; enter the same at Meta with the callback
  WHATSAPP_BUSINESS_ACCOUNT_ID  the account's id

or from POST /admin/v1/integrations. Nobody is let in until registered:

  frontdesk contacts add "Ada Lovelace" +393331234567

Example, behind a proxy or tunnel that speaks HTTPS:

  frontdesk serve --public-url https://desk.example.com`
}

// Run serves until it is told to stop.
func (c serveCommand) Run(w world) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	log := logger(w.stderr, c.Debug)
	p, err := c.open(w.ctx, s, log)
	if err != nil {
		return err
	}
	log.Info("serving", "address", s.listen, "data", s.data, "agent", s.agent, "numbers", len(p.numbers.integrations()))
	if len(p.numbers.integrations()) == 0 {
		log.Warn("no business number is known yet; set the WHATSAPP_ variables or POST /admin/v1/integrations")
	}
	return p.run(w.ctx)
}

// open prepares the data folder, takes the address and makes the program.
func (server) open(ctx context.Context, s settings, log *slog.Logger) (*program, error) {
	if err := s.prepare(); err != nil {
		return nil, err
	}
	p, err := build(ctx, s, log)
	if err != nil {
		return nil, err
	}
	if err := p.listen(); err != nil {
		return nil, closing(err, p)
	}
	return p, nil
}

// closing closes c after err, which is the one to tell.
func closing(err error, c io.Closer) error {
	if cerr := c.Close(); cerr != nil {
		return fmt.Errorf("%w (and then: %v)", err, cerr)
	}
	return err
}

// logger writes text to a terminal and JSON to anything else.
func logger(to io.Writer, debug bool) *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if debug {
		o.Level = slog.LevelDebug
	}
	if f, ok := to.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		return slog.New(slog.NewTextHandler(to, o))
	}
	return slog.New(slog.NewJSONHandler(to, o))
}
