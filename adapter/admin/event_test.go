package admin_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/adapter/admin/view"
	"frontdesk/store"
)

func TestUnreadableUpdatesAreShownToTheOperator(t *testing.T) {
	d := newDesk(t)
	d.inTx(func(ctx context.Context, tx *store.Tx) error {
		for i := range 5 {
			kind := frontdesk.UnreadableUpdate
			if i%2 == 1 {
				kind = frontdesk.UnknownNumber
			}
			_, err := tx.AddEvent(ctx, frontdesk.Event{Kind: kind, At: time.Now(), Text: fmt.Sprint("event ", i), Trace: "u1", Data: map[string]string{"update": "1"}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	var first, second admin.List[view.Event]
	d.ask("GET", "/admin/v1/events?kind=unreadable_update&limit=2", "").want(200, &first)
	if len(first.Items) != 2 || first.Items[0].Text != "event 4" || first.Items[1].Text != "event 2" || first.NextCursor == "" || first.Items[0].Data["update"] != "1" {
		t.Fatalf("the first page is %+v", first)
	}
	d.ask("GET", "/admin/v1/events?kind=unreadable_update&limit=2&cursor="+first.NextCursor, "").want(200, &second)
	if len(second.Items) != 1 || second.Items[0].Text != "event 0" || second.NextCursor != "" {
		t.Errorf("the second page is %+v", second)
	}
	var none admin.List[view.Event]
	if d.ask("GET", "/admin/v1/events?contact=c404", "").want(200, &none); len(none.Items) != 0 {
		t.Errorf("events of nobody: %+v", none.Items)
	}
	if d.ask("GET", "/admin/v1/events?conversation=v404", "").want(200, &none); len(none.Items) != 0 {
		t.Errorf("events of no conversation: %+v", none.Items)
	}
	var both admin.List[view.Event]
	if d.ask("GET", "/admin/v1/events?kind=unreadable_update,unknown_number&limit=9", "").want(200, &both); len(both.Items) != 5 {
		t.Errorf("events of two kinds: %+v", both.Items)
	}
	if p := d.ask("GET", "/admin/v1/events?kind=unreadable_update,nonsense", "").problem(422, frontdesk.Invalid, "kind"); !strings.Contains(p.Next, "template_status") {
		t.Errorf("the remedy is %q", p.Next)
	}
	for _, cursor := range []string{"x", "0", "-1", "99999999999999999999"} {
		d.ask("GET", "/admin/v1/events?cursor="+cursor, "").problem(422, frontdesk.Invalid, "cursor")
	}
}

func TestEventsAreFoundByTheirTime(t *testing.T) {
	d := newDesk(t)
	began := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	d.inTx(func(ctx context.Context, tx *store.Tx) error {
		for i := range 4 {
			if _, err := tx.AddEvent(ctx, frontdesk.Event{Kind: frontdesk.AccountAlert, At: began.Add(time.Duration(i) * time.Hour), Text: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	var page admin.List[view.Event]
	d.ask("GET", "/admin/v1/events?since=2026-05-04T13:00:00Z&until="+url.QueryEscape("2026-05-04T17:00:00+02:00"), "").want(200, &page)
	if len(page.Items) != 2 || page.Items[0].Text != "2" || page.Items[1].Text != "1" {
		t.Errorf("between one and three there are %+v", page.Items)
	}
	d.ask("GET", "/admin/v1/events?since=yesterday", "").problem(422, frontdesk.Invalid, "since")
}

// Whoever adds a kind of event tells operators of it.
func TestEveryKindOfEventIsDocumented(t *testing.T) {
	d := newDesk(t)
	for _, kind := range constants(t, "../../event.go", "EventKind") {
		if !strings.Contains(string(d.schemas.raw), "`"+kind+"`: ") {
			t.Errorf("operators are not told of events of the kind %s", kind)
		}
		d.ask("GET", "/admin/v1/events?kind="+kind, "").want(200, nil)
	}
}
