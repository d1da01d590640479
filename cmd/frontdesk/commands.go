package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// commands is the whole command line.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Try everything on this machine, without an account: the server, a sandbox that plays Meta, a phone in the browser and an agent that echoes."`
	Serve    serveCommand    `cmd:"" help:"Run the server: Meta's webhook, MCP over HTTP, the admin endpoints."`
	Stdio    stdioCommand    `cmd:"" help:"Run the server with MCP on standard input and output as well, for desktop clients."`
	Contacts contactsCommand `cmd:"" help:"Say who may write in and be written to."`
	Replay   replayCommand   `cmd:"" help:"Read again what could not be read or understood when it came, as this version does."`
	Bench    benchCommand    `cmd:"" help:"Measure what this machine can carry, on data that is thrown away."`
	Version  versionCommand  `cmd:"" help:"Print the version, the commit and the Go version, and with --engines what can be read."`
}

const description = `WhatsApp for AI agents, on Meta's official Cloud API.

People write to a business number; an agent reads, understands and answers
through MCP tools. Try it now, without an account:

  frontdesk demo

Then open the phone it prints, type, and be answered; or point an MCP client
at it with one of the lines it prints. To go live, see "frontdesk serve --help".`

func options(w world) []kong.Option {
	return []kong.Option{
		kong.Name("frontdesk"),
		kong.Description(description),
		kong.Writers(w.stdout, w.stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Bind(w),
	}
}

// tellVersion prints one line.
func tellVersion(w io.Writer) error {
	_, err := fmt.Fprintf(w, "frontdesk %s (%s) %s\n", version(), commit(), runtime.Version())
	return err
}

// release is set by the linker when a release is made.
var release string

func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}

func commit() string {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return "unknown commit"
	}
	revision, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			revision = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", modified"
		}
	}
	if revision == "" {
		return "unknown commit"
	}
	return revision + modified
}

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
