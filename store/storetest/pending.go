package storetest

import (
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){"AStrangerIsOneEntry": aStrangerIsOneEntry})

func aStrangerIsOneEntry(d *desk) {
	on := d.number()
	knock := func(at time.Time, name string, as ...frontdesk.Address) {
		d.apply(func(tx *store.Tx) error {
			return tx.NotePending(d.ctx, frontdesk.Pending{Integration: on, Addresses: as, ProfileName: name, FirstAt: at, LastAt: at, Count: 1})
		})
	}
	first := d.clock.Now()
	knock(first, "Zoe", phone("34600000001"))
	knock(first.Add(time.Hour), "", phone("34600000001"), userID("ES.9"))
	knock(first.Add(time.Minute), "Zoey", userID("ES.9"))
	knock(first, "Other", phone("34600000002"))
	page, next, err := d.db.PendingContacts(d.ctx, "", 1)
	d.ok(err)
	rest, end, err := d.db.PendingContacts(d.ctx, next, 1)
	d.ok(err)
	d.same([]any{len(page), len(rest), end}, []any{1, 1, ""})
	zoe := page[0]
	d.same([]any{zoe.Count, zoe.ProfileName, len(zoe.Addresses)}, []any{int64(3), "Zoey", 2})
	d.same([]bool{zoe.FirstAt.Equal(first), zoe.LastAt.Equal(first.Add(time.Hour))}, []bool{true, true})
	d.same(get(d.db.Pending(d.ctx, zoe.ID))(d), zoe)
	d.same(get(d.db.Stats(d.ctx))(d).Pending, int64(2))
	d.ok(d.db.ForgetPending(d.ctx, zoe.ID))
	d.code(failure(d.db.Pending(d.ctx, zoe.ID)), frontdesk.NotFound)
}
