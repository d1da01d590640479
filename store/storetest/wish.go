package storetest

import (
	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){"AWishIsKeptOnce": aWishIsKeptOnce})

func aWishIsKeptOnce(d *desk) {
	wish := frontdesk.Draft{
		Key: "session:1", By: frontdesk.ByOperator, To: "c1", Integration: "i1", Content: frontdesk.Attachment{Media: frontdesk.Image, File: "f1"}, ReplyTo: "m1", Trace: "u1",
	}
	for range 2 {
		d.apply(func(tx *store.Tx) error { return tx.Wish(d.ctx, wish) })
	}
	all := get(d.db.Wishes(d.ctx, 9))(d)
	d.same(len(all), 1)
	d.same(all[0].Draft, wish)
	d.ok(d.db.DropWish(d.ctx, all[0].ID))
	d.ok(d.db.DropWish(d.ctx, all[0].ID))
	d.same(len(get(d.db.Wishes(d.ctx, 9))(d)), 0)
}
