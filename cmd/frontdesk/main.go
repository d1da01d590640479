// Command frontdesk is WhatsApp for AI agents on Meta's official Cloud API: it
// receives Meta's webhook, keeps every message before it answers, lets in only
// registered contacts, hands people's messages to an agent, and gives that
// agent MCP tools to answer with.
//
// It is the only package that reads flags and environment, and the only one
// that knows all the others: it makes them, binds them, starts them and stops
// them in the order that loses nothing.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"frontdesk"
)

// Exit statuses.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// world is what the program sees of the outside.
type world struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
}

func main() {
	asWorker()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(world{ctx, os.Stdin, os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(status)
}

// run does what args ask for and gives the exit status.
func run(w world, args []string) int {
	var cli commands
	parser, err := kong.New(&cli, options(w)...)
	if err != nil {
		return complain(w, err)
	}
	exited := exitOK
	parser.Exit = func(status int) { exited = status; panic(exit{}) }
	if helped := protect(func() { err = parse(parser, w, args) }); helped {
		return exited
	}
	if err == nil {
		return exitOK
	}
	return complain(w, err)
}

func parse(parser *kong.Kong, w world, args []string) error {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		return usage(err)
	}
	return command.Run(w)
}

// complain tells what went wrong and what would work, and gives the status.
func complain(w world, err error) int {
	var misuse usageError
	if errors.As(err, &misuse) {
		fmt.Fprintf(w.stderr, "frontdesk: %v\n", misuse.error)
		fmt.Fprintln(w.stderr, "Run frontdesk --help, or frontdesk COMMAND --help.")
		return exitUsage
	}
	fmt.Fprintf(w.stderr, "frontdesk: %v\n", err)
	if e := frontdesk.Foreseen(err); e.Next != "" {
		fmt.Fprintf(w.stderr, "What would work: %s\n", e.Next)
	}
	return exitFailure
}

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func usage(err error) error { return usageError{err} }

// exit ends parsing when kong has already answered, as with --help.
type exit struct{}

func protect(f func()) (exited bool) {
	defer func() {
		switch p := recover(); p.(type) {
		case nil:
		case exit:
			exited = true
		default:
			panic(p)
		}
	}()
	f()
	return false
}
