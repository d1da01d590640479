package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

type versionCommand struct {
	Engines bool `help:"Also tell which engines for documents, pictures and speech were found."`
	reading `embed:""`
}

// Run prints one line, and one for each engine if asked.
func (c versionCommand) Run(w world) error {
	if err := tellVersion(w.stdout); err != nil || !c.Engines {
		return err
	}
	var p problems
	var s settings
	c.reading.check(&p, &s)
	if err := p.err(); err != nil {
		return err
	}
	f, err := s.engines.find(w.ctx)
	if err != nil {
		return err
	}
	return f.tell(w.stdout)
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
