package main

import (
	"context"
	"time"

	"frontdesk"
	"frontdesk/adapter/outbox"
	"frontdesk/contacts"
	"frontdesk/store"
)

func (p *program) makeOutbox() *outbox.Outbox {
	return &outbox.Outbox{
		Book: p.db, Ledger: p.db, Queue: p.db, Chores: p.db,
		MayWrite: func(c frontdesk.Contact) error { return contacts.MayWrite(c, p.policy) },
		Default:  p.onlyNumber,
		Carrier: func(_ context.Context, id frontdesk.IntegrationID) (outbox.Carrier, error) {
			n, err := p.number(id)
			return doubting{n, p.templates.forget, time.Now}, err
		},
		Templates: p.templates.of,
		Fits:      p.fits,
		Upload:    p.upload,
		Forget:    p.forget,
		Rate:      p.allowances.perSecond,
		Lease:     sendingLease,
		Wake:      func() <-chan struct{} { return p.db.Changed(store.Deliveries) },
		Poll:      poll,
		Now:       time.Now,
		Log:       p.log,
		Observe:   p.metrics.attempted,
		Step:      step("outbox"),
	}
}

// makeAllowances makes the knowledge of what Meta allows our numbers; nothing is
// asked yet.
func (p *program) makeAllowances() *allowances {
	return &allowances{
		numbers: p.numbers.integrations,
		ask: func(ctx context.Context, on frontdesk.IntegrationID) (allowance, error) {
			n, err := p.number(on)
			if err != nil {
				return allowance{}, err
			}
			perSecond, tier, quality, err := n.Limits(ctx)
			return allowance{perSecond, tier, quality}, err
		},
		news: func(ctx context.Context) (int64, error) {
			return p.newestEvent(ctx, []frontdesk.EventKind{frontdesk.QualityChanged})
		},
		now: time.Now,
		log: p.log,
	}
}
