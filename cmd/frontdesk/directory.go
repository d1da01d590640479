package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk"
	"frontdesk/adapter/webhook"
)

// reload is how often the directory looks for integrations that another
// process has changed.
const reload = 2 * time.Second

// directory is the integrations as of now, in memory, because the webhook's
// path has no time to ask the store.
type directory struct {
	load func(context.Context) ([]frontdesk.Integration, error)
	log  *slog.Logger
	now  atomic.Pointer[[]frontdesk.Integration]
	apps atomic.Pointer[[]webhook.App]

	refreshing sync.Mutex
}

// refresh reads the integrations anew, one at a time: who read them before a
// change must not put them over those read after it.
func (d *directory) refresh(ctx context.Context) error {
	d.refreshing.Lock()
	defer d.refreshing.Unlock()
	all, err := d.load(ctx)
	if err != nil {
		return err
	}
	apps := make([]webhook.App, len(all))
	for i, in := range all {
		apps[i] = webhook.App{
			Integration: in.ID, AppSecret: in.AppSecret, VerifyToken: in.VerifyToken, PathToken: in.PathToken,
			Signer: frontdesk.Signer(in.AppSecret),
		}
	}
	d.now.Store(&all)
	d.apps.Store(&apps)
	return nil
}

// Run keeps the directory fresh until ctx ends. While the store is away the
// last known integrations serve on.
func (d *directory) Run(ctx context.Context) error {
	tick := time.NewTicker(reload)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := d.refresh(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("integrations could not be read anew; serving those last known", "error", err)
		}
	}
}

func (d *directory) integrations() []frontdesk.Integration {
	if all := d.now.Load(); all != nil {
		return *all
	}
	return nil
}

func (d *directory) webhookApps() []webhook.App {
	if all := d.apps.Load(); all != nil {
		return *all
	}
	return nil
}

func (d *directory) integration(id frontdesk.IntegrationID) (frontdesk.Integration, error) {
	for _, in := range d.integrations() {
		if in.ID == id {
			return in, nil
		}
	}
	return frontdesk.Integration{}, frontdesk.Errorf(frontdesk.NotFound, "there is no integration %s", id).
		WithNext("list them with GET /admin/v1/integrations")
}
