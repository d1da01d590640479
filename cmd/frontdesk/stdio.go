package main

import (
	"context"
	"errors"
	"syscall"
)

type stdioCommand struct {
	server `embed:""`
	Debug  bool `help:"Log every step."`
}

// Help teaches how a client starts it.
func (stdioCommand) Help() string {
	return `For clients that start a program and speak MCP with it over its standard input and
output, such as Claude Desktop. It is the whole server; if another Frontdesk is
running on the same address, that one goes on answering Meta, and this one serves
its client from the same data. It ends when its input does. Example:

  claude mcp add frontdesk -- frontdesk stdio`
}

// Run serves one MCP client on stdin and stdout until its input ends.
func (c stdioCommand) Run(w world) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	log := logger(w.stderr, c.Debug)
	if err := s.prepare(); err != nil {
		return err
	}
	p, err := build(w.ctx, s, log)
	if err != nil {
		return err
	}
	switch err := p.listen(); {
	case errors.Is(err, syscall.EADDRINUSE):
		log.Info("the address is taken, it seems by another Frontdesk; MCP on stdin and stdout is served from the shared store", "address", s.listen, "data", s.data)
	case err != nil:
		return closing(err, p)
	}
	ctx, ended := context.WithCancel(w.ctx)
	return p.run(ctx, func(ctx context.Context) error {
		defer ended()
		return p.tools.ServeStdio(ctx, w.stdin, w.stdout)
	})
}
