package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"frontdesk"
	"frontdesk/adapter/sandbox"
	"frontdesk/contacts"
)

// The number and the phone of the demo. 555 numbers belong to nobody.
const (
	demoNumber  = "15550100"
	demoAccount = "15550101"
	demoDisplay = "+1 555 010 0000"
	demoPhone   = "+15550001111"
	demoName    = "You"
)

type demoCommand struct {
	storage   `embed:""`
	listening `embed:""`
	desk      `embed:""`
	reading   `embed:""`
	Agent     string `name:"agent" env:"FRONTDESK_AGENT" default:"echo" placeholder:"WHO" help:"Who answers by itself: echo, or none (an agent of yours, over MCP)."`
	Debug     bool   `help:"Log every step."`
}

// Help teaches what to try.
func (demoCommand) Help() string {
	return `Everything runs on this machine and nothing leaves it: a sandbox plays Meta, with a
phone to type on in the browser, and an agent echoes what you write. MCP clients
can be pointed at it with the lines it prints. The data is thrown away at the end
unless --data names a folder to keep it in.`
}

// Run plays everything until it is told to stop.
func (c demoCommand) Run(w world) error {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "frontdesk-demo-")
		if err != nil {
			return frontdesk.Errorf(frontdesk.Unavailable, "no temporary folder can be made").WithCause(err)
		}
		defer os.RemoveAll(dir)
		c.Data = dir
	}
	s, err := server{storage: c.storage, listening: c.listening, desk: c.desk, answering: answering{c.Agent}, reading: c.reading}.settings()
	if err != nil {
		return err
	}
	if s.listen == "" {
		return usage(errors.New("--listen: a demo without an address shows nothing; leave it out, or give another"))
	}
	return c.play(w, s)
}

func (c demoCommand) play(w world, s settings) error {
	log := logger(w.stderr, c.Debug)
	if err := s.prepare(); err != nil {
		return err
	}
	l, err := listenOn(s.listen)
	if err != nil {
		return err
	}
	base := "http://" + l.Addr().String()
	s.graphURL = base + "/sandbox/graph"
	number := demoSandboxNumber(base)
	s.first = integrationOf(number)
	p, err := build(w.ctx, s, log)
	if err != nil {
		return closing(err, l)
	}
	p.listener = l
	p.sandbox = &sandbox.Sandbox{Numbers: []sandbox.Number{number}, Journal: filepath.Join(s.data, "sandbox.jsonl"), Media: filepath.Join(s.data, "sandbox-media"), URL: base + "/sandbox", Log: log.With("part", "sandbox")}
	if err := p.welcome(w.ctx); err != nil {
		return closing(err, p)
	}
	if err := guide(w.stdout, base, s); err != nil {
		return closing(err, p)
	}
	return p.run(w.ctx)
}

// demoSandboxNumber is the number the sandbox plays. Its credentials are made
// anew at each start: both sides are this process.
func demoSandboxNumber(base string) sandbox.Number {
	return sandbox.Number{
		PhoneNumberID: demoNumber, BusinessAccountID: demoAccount, DisplayPhone: demoDisplay, VerifiedName: "Front desk",
		AccessToken: "demo-" + rand.Text(), AppSecret: rand.Text(), VerifyToken: rand.Text(), Webhook: base + "/whatsapp",
	}
}

func integrationOf(n sandbox.Number) *frontdesk.Integration {
	return &frontdesk.Integration{
		Kind: frontdesk.CloudAPI, Name: "sandbox", PhoneNumberID: n.PhoneNumberID, BusinessAccountID: n.BusinessAccountID,
		DisplayPhone: n.DisplayPhone, AccessToken: frontdesk.Secret(n.AccessToken),
		AppSecret: frontdesk.Secret(n.AppSecret), VerifyToken: frontdesk.Secret(n.VerifyToken),
	}
}

// welcome registers the phone of the demo, so that it is let in.
func (p *program) welcome(ctx context.Context) error {
	_, err := p.people.Register(ctx, contacts.Person{Name: demoName, Phone: demoPhone})
	if frontdesk.CodeOf(err) == frontdesk.Conflict {
		return nil // the data is from an earlier demo
	}
	return err
}

// phoneLink is the demo's phone page.
func phoneLink(base string) string {
	return fmt.Sprintf("%s/sandbox/?phone=%s", base, frontdesk.Phone(demoPhone).Digits())
}
