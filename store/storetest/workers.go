package storetest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){"WorkersShareTheWorkOnce": workersShareTheWorkOnce})

// handed collects what workers were handed, by conversation.
type handed struct {
	sync.Mutex
	seqs map[frontdesk.ConversationID][]int64
	held map[frontdesk.ConversationID]bool
	odd  []string
}

// take notes a batch, and whether two hold one conversation at a time or what
// comes is not what comes next.
func (h *handed) take(b frontdesk.Batch) {
	h.Lock()
	defer h.Unlock()
	id := b.Conversation.ID
	if h.held[id] {
		h.odd = append(h.odd, fmt.Sprintf("%s was handed to two", id))
	}
	h.held[id] = true
	for _, m := range b.Messages {
		if n := len(h.seqs[id]); m.Seq != int64(n+1) {
			h.odd = append(h.odd, fmt.Sprintf("%s: %d came after %d", id, m.Seq, n))
		}
		h.seqs[id] = append(h.seqs[id], m.Seq)
	}
}

func (h *handed) give(b frontdesk.Batch) {
	h.Lock()
	defer h.Unlock()
	h.held[b.Conversation.ID] = false
}

func (h *handed) count() (n int) {
	h.Lock()
	defer h.Unlock()
	for _, seqs := range h.seqs {
		n += len(seqs)
	}
	return n
}

// Twelve workers on two copies claim, and acknowledge, while four writers add.
// Without its condition asked twice, PostgreSQL hands work to two.
func workersShareTheWorkOnce(d *desk) {
	const conversations, each, writers, workers = 10, 12, 4, 12
	d.follow(store.Pull)
	var vs []frontdesk.Conversation
	for range conversations {
		vs = append(vs, d.conversation())
	}
	h := &handed{seqs: map[frontdesk.ConversationID][]int64{}, held: map[frontdesk.ConversationID]bool{}}
	var gaveUp atomic.Bool
	for _, err := range d.together(writers+workers, func(db *store.DB, i int) (err error) {
		defer func() {
			if err != nil {
				gaveUp.Store(true)
			}
		}()
		if i < writers {
			return d.write(db, vs, i, each/writers)
		}
		for err == nil && h.count() < conversations*each && !gaveUp.Load() {
			err = d.work(db, h)
		}
		return err
	}) {
		d.ok(err)
	}
	if len(h.odd) > 0 {
		d.Errorf("%d oddities, the first: %s", len(h.odd), h.odd[0])
	}
	for _, v := range vs {
		noGaps(d, slices.Clone(h.seqs[v.ID]), each)
		d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Unread, int64(0))
	}
}

func (d *desk) write(db *store.DB, vs []frontdesk.Conversation, writer, each int) error {
	for n := range each * len(vs) {
		v := vs[(n+writer)%len(vs)]
		if err := d.applyOn(db, func(tx *store.Tx) error { return third(tx.KeepMessage(d.ctx, d.said(v, "x"))) }); err != nil {
			return err
		}
	}
	return nil
}

// work does one batch, if there is one.
func (d *desk) work(db *store.DB, h *handed) error {
	change := db.Changed(store.Messages)
	b, ok, err := db.Claim(d.ctx, store.Claim{Follower: store.Pull, Lease: time.Hour, Limit: 3})
	if err != nil {
		return err
	}
	if !ok {
		select {
		case <-change:
		case <-time.After(5 * time.Millisecond):
		}
		return nil
	}
	h.take(b)
	_, err = db.Conversation(d.ctx, b.Conversation.ID) // some time passes
	h.give(b)
	if err != nil {
		return err
	}
	return db.Ack(d.ctx, b.Lease, b.UpTo)
}
