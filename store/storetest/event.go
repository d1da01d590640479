package storetest

import (
	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){"EventsAreFoundByWhatTheyAreAbout": eventsAreFoundByWhatTheyAreAbout})

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
	for want, q := range map[int]store.EventQuery{
		8: {Limit: 9}, 3: {Kind: frontdesk.AddressChanged, Limit: 9}, 4: {Contact: v.Contact, Limit: 9}, 0: {Conversation: "v99", Limit: 9},
		1: {Conversation: v.ID, Kind: frontdesk.AddressChanged, Contact: v.Contact, Before: 5, Limit: 9},
	} {
		d.same(len(d.events(q)), want)
	}
	d.same(len(d.events(store.EventQuery{Contact: other.Contact, Kind: frontdesk.AddressChanged, Limit: 9})), 0)
	d.same(len(d.events(store.EventQuery{Conversation: v.ID, Contact: other.Contact, Limit: 9})), 0)
	some, more, err := d.db.Events(d.ctx, store.EventQuery{Conversation: v.ID, Limit: 2})
	d.ok(err)
	d.same([]any{len(some), more, some[0].Seq, some[1].Seq}, []any{2, true, int64(3), int64(2)})
	e.ID, e.Seq, e.Session, e.At = some[0].ID, 3, 1, some[0].At
	d.same(some[0], e)
}
