package storetest

import (
	"sync"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AChangeIsHeardByOtherCopies": aChangeIsHeardByOtherCopies,
	"CopiesMayStartTogether":      copiesMayStartTogether,
	"WhatIsKeptIsCounted":         whatIsKeptIsCounted,
})

// long is how long a test waits for what comes at once, but on a busy machine.
const long = time.Minute

func aChangeIsHeardByOtherCopies(d *desk) {
	v := d.conversation()
	other := d.copy()
	for topic, change := range map[store.Topic]func(){
		store.Log: func() { get(d.db.Append(d.ctx, frontdesk.Update{Kind: "test", Body: []byte("{}")}))(d) },
		store.Messages: func() {
			get(d.db.EditConversation(d.ctx, v.ID, store.Edit{NewSession: true}))(d)
		},
		store.Deliveries: func() { d.queue(v, key(int(d.next()))) },
	} {
		for _, db := range []*store.DB{d.db, other} {
			rung := db.Changed(topic)
			change()
			select {
			case <-rung:
			case <-time.After(long):
				d.Errorf("topic %d was not heard of", topic)
			}
		}
	}
}

func copiesMayStartTogether(d *desk) {
	url := d.elsewhere()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			db, err := store.Open(d.ctx, store.Options{URL: url, Key: Key})
			if err != nil {
				d.Error(err)
				return
			}
			if _, err := db.SaveContact(d.ctx, frontdesk.Contact{Name: "Ana"}); err != nil {
				d.Error(err)
			}
			if err := db.Close(); err != nil {
				d.Error(err)
			}
		})
	}
	all.Wait()
	db := Open(d, store.Options{URL: url})
	d.same(get(db.Stats(d.ctx))(d).Messages, int64(0))
	some, _, err := db.Contacts(d.ctx, store.ContactQuery{Limit: 99})
	d.ok(err)
	d.same(len(some), 8)
}

func whatIsKeptIsCounted(d *desk) {
	v := d.conversation()
	d.hear(v, "hello")
	a, b := d.queue(v, "a"), d.queue(v, "b")
	d.begin(a.ID)
	got := get(d.db.Stats(d.ctx))(d)
	d.same([]int64{got.Messages, got.Contacts, got.Queued, got.Sending}, []int64{3, 1, 1, 1})
	a.State, a.Problem = frontdesk.InDoubt, "?"
	get(d.db.Finish(d.ctx, a))(d)
	b = d.begin(b.ID)
	b.State, b.Code = frontdesk.Failed, frontdesk.Rejected
	get(d.db.Finish(d.ctx, b))(d)
	got = get(d.db.Stats(d.ctx))(d)
	d.same([]int64{got.Queued, got.Sending, got.InDoubt, got.Failed}, []int64{0, 0, 1, 1})
	d.ok(d.db.Ping(d.ctx))
}
