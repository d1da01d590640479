package storetest

import (
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){"EventsAreFoundByWhatTheyAreAbout": eventsAreFoundByWhatTheyAreAbout, "EventsAreFoundByTheirTime": eventsAreFoundByTheirTime})

func eventsAreFoundByWhatTheyAreAbout(d *desk) {
	v, other := d.conversation(), d.conversation()
	e := frontdesk.Event{
		Kind: frontdesk.AddressChanged, At: d.clock.Now(), Integration: v.Integration, Conversation: v.ID, Contact: v.Contact, Message: "m1",
		Text: "moved", Data: map[string]string{"old": "1"}, Trace: "u1",
	}
	for range 3 {
		d.apply(func(tx *store.Tx) error { return failure(tx.AddEvent(d.ctx, e)) })
		d.apply(func(tx *store.Tx) error {
			return failure(tx.AddEvent(d.ctx, frontdesk.Event{Kind: frontdesk.MetaReported, At: d.clock.Now(), Contact: other.Contact, Text: "news"}))
		})
	}
	moved, news := []frontdesk.EventKind{frontdesk.AddressChanged}, []frontdesk.EventKind{frontdesk.AddressChanged, frontdesk.MetaReported}
	for _, c := range []struct {
		want int
		q    store.EventQuery
	}{
		{8, store.EventQuery{}}, {3, store.EventQuery{Kinds: moved}}, {6, store.EventQuery{Kinds: news}}, {4, store.EventQuery{Contact: v.Contact}},
		{1, store.EventQuery{Conversation: v.ID, Kinds: moved, Contact: v.Contact, Before: 5}}, {3, store.EventQuery{Conversation: v.ID, Kinds: news}},
		{0, store.EventQuery{Contact: other.Contact, Kinds: moved}}, {0, store.EventQuery{Conversation: v.ID, Contact: other.Contact}},
		{0, store.EventQuery{Conversation: "v99"}}, {0, store.EventQuery{Conversation: "nonsense"}}, {0, store.EventQuery{Contact: "c0"}},
		{0, store.EventQuery{Kinds: []frontdesk.EventKind{"surprise"}}},
	} {
		c.q.Limit = 9
		if got := len(d.events(c.q)); got != c.want {
			d.Errorf("%+v finds %d events, want %d", c.q, got, c.want)
		}
	}
	some, more, err := d.db.Events(d.ctx, store.EventQuery{Conversation: v.ID, Limit: 2})
	d.ok(err)
	d.same([]any{len(some), more, some[0].Seq, some[1].Seq}, []any{2, true, int64(3), int64(2)})
	e.ID, e.Seq, e.Session, e.At = some[0].ID, 3, 1, some[0].At
	d.same(some[0], e)
}

func eventsAreFoundByTheirTime(d *desk) {
	began := d.clock.Now()
	for range 3 {
		d.apply(func(tx *store.Tx) error {
			return failure(tx.AddEvent(d.ctx, frontdesk.Event{Kind: frontdesk.MetaReported, At: d.clock.Now(), Text: "news"}))
		})
		d.clock.pass(time.Hour)
	}
	hour := func(n time.Duration) time.Time { return began.Add(n * time.Hour) }
	for _, c := range []struct {
		want         int
		since, until time.Time
	}{
		{3, hour(0), time.Time{}}, {2, hour(1), time.Time{}}, {1, hour(1), hour(2)}, {1, time.Time{}, hour(1)}, {0, hour(3), time.Time{}}, {0, hour(2), hour(1)},
	} {
		if got := len(d.events(store.EventQuery{Since: c.since, Until: c.until, Limit: 9})); got != c.want {
			d.Errorf("from %s to %s there are %d events, want %d", c.since, c.until, got, c.want)
		}
	}
}
