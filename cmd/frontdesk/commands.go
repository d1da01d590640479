package main

import "github.com/alecthomas/kong"

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
