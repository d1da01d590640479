package admin_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin"
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
	var first, second admin.List[admin.Event]
	d.ask("GET", "/admin/v1/events?kind=unreadable_update&limit=2", "").want(200, &first)
	if len(first.Items) != 2 || first.Items[0].Text != "event 4" || first.Items[1].Text != "event 2" || first.NextCursor == "" || first.Items[0].Data["update"] != "1" {
		t.Fatalf("the first page is %+v", first)
	}
	d.ask("GET", "/admin/v1/events?kind=unreadable_update&limit=2&cursor="+first.NextCursor, "").want(200, &second)
	if len(second.Items) != 1 || second.Items[0].Text != "event 0" || second.NextCursor != "" {
		t.Errorf("the second page is %+v", second)
	}
	var none admin.List[admin.Event]
	if d.ask("GET", "/admin/v1/events?contact=c404", "").want(200, &none); len(none.Items) != 0 {
		t.Errorf("events of nobody: %+v", none.Items)
	}
	if d.ask("GET", "/admin/v1/events?conversation=v404", "").want(200, &none); len(none.Items) != 0 {
		t.Errorf("events of no conversation: %+v", none.Items)
	}
	for _, cursor := range []string{"x", "0", "-1", "99999999999999999999"} {
		d.ask("GET", "/admin/v1/events?cursor="+cursor, "").problem(422, frontdesk.Invalid, "cursor")
	}
}
