package storetest

import (
	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){"WhatIsNotWithThePersonIsListed": whatIsNotWithThePersonIsListed})

func whatIsNotWithThePersonIsListed(d *desk) {
	v, other := d.conversation(), d.conversation()
	for i, state := range []frontdesk.State{frontdesk.Failed, frontdesk.InDoubt, frontdesk.Failed, frontdesk.Sent, frontdesk.Failed} {
		x := d.begin(d.queue(v, key(i)).ID)
		x.State, x.Problem = state, "why"
		get(d.db.Finish(d.ctx, x))(d)
	}
	d.queue(v, "waits")
	d.begin(d.queue(other, "goes").ID)
	for _, c := range []struct {
		want []string
		q    store.DeliveryQuery
	}{
		{[]string{key(4), key(2), key(0)}, store.DeliveryQuery{State: frontdesk.Failed}},
		{[]string{key(1)}, store.DeliveryQuery{State: frontdesk.InDoubt}},
		{[]string{"waits"}, store.DeliveryQuery{State: frontdesk.Queued}},
		{[]string{"goes"}, store.DeliveryQuery{State: frontdesk.Sending, Contact: other.Contact}},
		{nil, store.DeliveryQuery{State: frontdesk.Sending, Contact: v.Contact}},
		{nil, store.DeliveryQuery{State: frontdesk.Failed, Contact: "nobody"}},
		{nil, store.DeliveryQuery{State: frontdesk.Failed, Before: "nonsense"}},
	} {
		c.q.Limit = 9
		some, more, err := d.db.Deliveries(d.ctx, c.q)
		d.ok(err)
		d.same([]any{keys(some), more}, []any{c.want, false})
	}
	first, more, err := d.db.Deliveries(d.ctx, store.DeliveryQuery{State: frontdesk.Failed, Limit: 2})
	d.ok(err)
	d.same([]any{keys(first), more, first[0].Problem}, []any{[]string{key(4), key(2)}, true, "why"})
	rest, more, err := d.db.Deliveries(d.ctx, store.DeliveryQuery{State: frontdesk.Failed, Before: first[1].ID, Limit: 2})
	d.ok(err)
	d.same([]any{keys(rest), more}, []any{[]string{key(0)}, false})
	_, _, err = d.db.Deliveries(d.ctx, store.DeliveryQuery{State: frontdesk.Read, Limit: 9})
	d.code(err, frontdesk.Invalid)
}
