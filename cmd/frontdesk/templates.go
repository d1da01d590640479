package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk"
	"frontdesk/adapter/outbox"
)

// templatesFresh is how long templates are taken to be as Meta had them. News
// of a template ends it at once.
const templatesFresh = 5 * time.Minute

// templateNews are the events after which templates are not what they were.
var templateNews = []frontdesk.EventKind{frontdesk.TemplateStatus, frontdesk.TemplateChanged}

// templates knows the templates of each number, as Meta has them. They are
// asked for when somebody wants them, so that numbers without templates cost
// nothing; what is known serves on while Meta does not answer.
type templates struct {
	// fetch asks Meta for all templates of a number.
	fetch func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error)
	// newest is the id of the newest event of some kinds; 0 if there is none.
	newest func(context.Context, []frontdesk.EventKind) (int64, error)
	now    func() time.Time
	log    *slog.Logger

	forgotten atomic.Int64 // how often all of it was
	mu        sync.Mutex
	known     map[frontdesk.IntegrationID]*approved
}

// approved is what is known of one number. Who has the turn may look and may
// ask Meta, so that Meta is asked once however many want to know.
type approved struct {
	turn chan struct{}
	all  []frontdesk.TemplateDefinition
	at   time.Time // when Meta was asked; zero for never
	news news      // the newest by then
}

// of gives the templates of a number.
func (t *templates) of(ctx context.Context, on frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
	k := t.entry(on)
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	latest, err := t.latest(ctx)
	if err != nil {
		return nil, err
	}
	now := t.now()
	if !k.at.IsZero() && latest == k.news && now.Sub(k.at) < templatesFresh {
		return k.all, nil
	}
	all, err := t.fetch(ctx, on)
	switch {
	case err == nil:
		k.all, k.at, k.news = all, now, latest
	case k.at.IsZero():
		return nil, err
	default:
		t.log.Warn("templates could not be read anew; serving those last known", "integration", on, "error", err)
	}
	return k.all, nil
}

func (t *templates) entry(on frontdesk.IntegrationID) *approved {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = map[frontdesk.IntegrationID]*approved{}
	}
	if t.known[on] == nil {
		t.known[on] = &approved{turn: make(chan struct{}, 1)}
	}
	return t.known[on]
}

// news is after what templates are no longer what they were.
type news struct{ event, forgotten int64 }

// latest is the id of the newest event that is about templates, and how often
// they were forgotten. Which number it is about does not matter: such news is
// rare.
func (t *templates) latest(ctx context.Context) (n news, err error) {
	n.forgotten = t.forgotten.Load()
	n.event, err = t.newest(ctx, templateNews)
	return n, err
}

// forget has Meta asked anew the next time: it said something else of a
// template than what is known here, or the operator changed one. Who is asking
// Meta just now may have asked too early, so they are not waited for: what they
// learn is forgotten too.
func (t *templates) forget() {
	t.forgotten.Add(1)
}

// makeTemplates makes the knowledge of templates; nothing is asked yet.
func (p *program) makeTemplates() *templates {
	return &templates{
		fetch: func(ctx context.Context, on frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
			n, err := p.number(on)
			if err != nil {
				return nil, err
			}
			return n.AllTemplates(ctx)
		},
		newest: p.newestEvent, now: time.Now, log: p.log,
	}
}

// templatesFor gives the templates of the number that a contact would be
// written to from, chosen as the outbox does; of all numbers if it is "".
func (p *program) templatesFor(ctx context.Context, to frontdesk.ContactID) ([]frontdesk.TemplateDefinition, error) {
	if to == "" {
		return p.allTemplates(ctx)
	}
	conv, err := p.db.ConversationOf(ctx, to, "")
	on := conv.Integration
	if frontdesk.CodeOf(err) == frontdesk.NotFound {
		on, err = p.onlyNumber(ctx)
	}
	if err != nil {
		return nil, err
	}
	return p.templates.of(ctx, on)
}

// allTemplates gives the templates of each account once. A number whose account
// is not known, or does not answer, does not cost the others.
func (p *program) allTemplates(ctx context.Context) (all []frontdesk.TemplateDefinition, err error) {
	asked, answered := map[string]bool{}, false
	for _, in := range p.numbers.integrations() {
		if in.BusinessAccountID != "" && asked[in.BusinessAccountID] {
			continue
		}
		some, why := p.templates.of(ctx, in.ID)
		if why != nil {
			p.log.Warn("the templates of a number are left out", "integration", in.ID, "error", why)
			err = why
			continue
		}
		all, answered, asked[in.BusinessAccountID] = append(all, some...), true, true
	}
	if answered {
		return all, nil
	}
	return nil, err
}

// doubting is a carrier that has the templates forgotten when one is refused: it
// may not be what it was taken to be. They are forgotten before anybody hears of
// the refusal, or who tries again at once would pass the gate as before.
type doubting struct {
	outbox.Carrier
	forget func()
	now    func() time.Time
}

func (c doubting) Send(ctx context.Context, d frontdesk.Delivery) (wamid string, err error) {
	wamid, err = c.Carrier.Send(ctx, d)
	if _, is := d.Content.(frontdesk.Template); is && outbox.Outcome(d, wamid, err, c.now()).State == frontdesk.Failed {
		c.forget()
	}
	return wamid, err
}
