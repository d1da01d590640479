package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"time"

	"frontdesk"
	"frontdesk/adapter/agent"
	"frontdesk/adapter/graph"
	"frontdesk/adapter/inbox"
	"frontdesk/adapter/webhook"
	"frontdesk/contacts"
	"frontdesk/store"
)

// How a burst is joined before the agent is asked.
const (
	burstQuiet = 700 * time.Millisecond
	burstWait  = 5 * time.Second
	burstSize  = 50
)

// checkpoint is called between the steps of every loop. A test replaces it to
// kill the program there.
var checkpoint = func(string) {}

// step names the steps of one loop.
func step(loop string) func(string) {
	return func(name string) { checkpoint(loop + ":" + name) }
}

// registryOf is the register of people in a store.
func registryOf(db *store.DB) *contacts.Registry {
	return &contacts.Registry{
		Store:   db,
		Pending: db,
		Find: func(ctx context.Context, q contacts.Query) ([]frontdesk.Contact, string, error) {
			return db.Contacts(ctx, store.ContactQuery(q))
		},
	}
}

func (p *program) makeHook() *webhook.Hook {
	h := webhook.New(p.numbers.webhookApps, p.db.Append)
	h.Kept = func(ctx context.Context, id frontdesk.UpdateID, n int) {
		p.metrics.webhookKept(ctx, id, n)
		if p.log.Enabled(ctx, slog.LevelDebug) { // else the path has no time for it
			p.log.Debug("update kept", "trace", inbox.Trace(id), "bytes", n)
		}
		checkpoint("webhook:kept")
	}
	return h
}

// updates is the log as the inbox reads it.
type updates struct{ db *store.DB }

func (u updates) Apply(ctx context.Context, max int, f func(context.Context, inbox.Tx, []frontdesk.Update) error) (int, error) {
	return u.db.Apply(ctx, "inbox", max, func(ctx context.Context, tx *store.Tx, us []frontdesk.Update) error { return f(ctx, tx, us) })
}

func (p *program) makeInbox() *inbox.Inbox {
	return &inbox.Inbox{
		Log:          updates{p.db},
		Parse:        readers,
		Integrations: p.numbers.integrations,
		Idle:         p.idle,
		Groups:       p.groups,
		Wake:         func() <-chan struct{} { return p.db.Changed(store.Log) },
		Poll:         poll,
		Observe:      p.metrics.heardAs,
		Step:         step("inbox"),
		Logger:       p.log,
	}
}

// The leases are the outbox's and the agent's own unless a test shortens them.
var (
	sendingLease  time.Duration
	thinkingLease = agent.Lease
)

// onlyNumber is the number to write from to somebody who never wrote.
func (p *program) onlyNumber(context.Context) (frontdesk.IntegrationID, error) {
	switch all := p.numbers.integrations(); len(all) {
	case 0:
		return "", frontdesk.Errorf(frontdesk.NoAddress, "there is no business number to send from").
			WithNext("set the WHATSAPP_ variables, or POST /admin/v1/integrations")
	case 1:
		return all[0].ID, nil
	default:
		return "", frontdesk.Errorf(frontdesk.Ambiguous, "there are several business numbers, and this person has written to none").
			WithNext("say which integration to send from")
	}
}

// number is one of our numbers at Meta.
func (p *program) number(id frontdesk.IntegrationID) (graph.Number, error) {
	in, err := p.numbers.integration(id)
	return graph.Number{Integration: in, BaseURL: p.graphURL, Version: p.graphVersion, HTTP: p.calls, Files: p.paper.calls}, err
}

// newestEvent is the id of the newest event of some kinds; 0 if there is none.
func (p *program) newestEvent(ctx context.Context, kinds []frontdesk.EventKind) (int64, error) {
	some, _, err := p.db.Events(ctx, store.EventQuery{Kinds: kinds, Limit: 1})
	if err != nil || len(some) == 0 {
		return 0, err
	}
	return some[0].ID, nil
}

// markRead shows a person that their message was read.
func (p *program) markRead(ctx context.Context, m frontdesk.Message, typing bool) error {
	n, err := p.number(m.Integration)
	if err != nil {
		return err
	}
	return n.MarkRead(ctx, m.WAMID, typing)
}

// echoName is the echo agent as a follower.
const echoName = "agent:echo"

func (p *program) makeAgent() *agent.Agent {
	if p.settings.agent != "echo" {
		return nil
	}
	claim := store.Claim{Follower: echoName, Lease: thinkingLease, Quiet: burstQuiet, MaxWait: burstWait, Limit: burstSize}
	return &agent.Agent{
		Name:     echoName,
		Claim:    func(ctx context.Context) (frontdesk.Batch, bool, error) { return p.db.Claim(ctx, claim) },
		Leases:   p.db,
		Think:    agent.Echo,
		MarkRead: p.markRead,
		Enqueue:  p.outbox.Enqueue,
		Wake:     func() <-chan struct{} { return p.db.Changed(store.Messages) },
		Poll:     poll,
		Now:      time.Now,
		Log:      p.log,
		Step:     step("agent"),
	}
}

// follow makes the followers of this program known to the store.
func (p *program) follow(ctx context.Context) error {
	if err := p.db.Follow(ctx, store.Pull, true); err != nil {
		return err
	}
	if p.settings.agent == "echo" {
		return p.db.Follow(ctx, echoName, false)
	}
	return nil
}

// firstNumber keeps the integration of the environment, made or renewed.
func (p *program) firstNumber(ctx context.Context) error {
	if p.first == nil {
		return nil
	}
	in := *p.first
	all, err := p.db.Integrations(ctx)
	if err != nil {
		return err
	}
	in.PathToken = frontdesk.Secret(rand.Text())
	for _, had := range all {
		if had.PhoneNumberID == in.PhoneNumberID {
			in = renewed(had, in)
		}
	}
	if in.VerifyToken == "" {
		in.VerifyToken = frontdesk.Secret(rand.Text())
	}
	_, err = p.db.SaveIntegration(ctx, in)
	return err
}

// renewed is an integration with the credentials that the environment gives.
func renewed(had, given frontdesk.Integration) frontdesk.Integration {
	had.AccessToken, had.AppSecret = given.AccessToken, given.AppSecret
	if given.VerifyToken != "" {
		had.VerifyToken = given.VerifyToken
	}
	if given.BusinessAccountID != "" {
		had.BusinessAccountID = given.BusinessAccountID
	}
	if given.DisplayPhone != "" {
		had.DisplayPhone = given.DisplayPhone
	}
	return had
}

// derive makes a key for another purpose from the one that seals credentials.
func derive(key frontdesk.Secret, purpose string) []byte {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}
