package storetest

import (
	"fmt"
	"slices"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"WhatStandsBesideAMessageComesBack": whatStandsBesideAMessageComesBack,
	"ThePastIsNotHandedOver":            thePastIsNotHandedOver,
	"ThePastIsReadBeforeThePresent":     thePastIsReadBeforeThePresent,
	"ThePhoneAppSpeaksForUs":            thePhoneAppSpeaksForUs,
	"AMessageIsGivenWithWhatItIsAbout":  aMessageIsGivenWithWhatItIsAbout,
	"WhatChangesNothingOpensNoWindow":   whatChangesNothingOpensNoWindow,
	"AModeIsChangedOnce":                aModeIsChangedOnce,
})

func whatStandsBesideAMessageComesBack(d *desk) {
	v := d.conversation()
	for _, o := range []*frontdesk.Origin{
		nil,
		{QuotedFrom: "34600111222", FrequentlyForwarded: true},
		{Product: &frontdesk.Product{Catalog: "7", SKU: "a"}, Ad: &frontdesk.Ad{SourceType: "ad", Headline: "Caf\u00e9", ClickID: "x"}},
	} {
		m := d.said(v, "hello")
		m.Origin = o
		d.same(get(d.db.Message(d.ctx, d.keep(m).ID))(d).Origin, o)
	}
}

func thePastIsNotHandedOver(d *desk) {
	d.ok(d.db.Follow(d.ctx, store.Pull, true))
	v := d.conversation()
	claim := func() []string {
		b, ok, err := d.db.Claim(d.ctx, store.Claim{Follower: store.Pull, Lease: time.Minute, Limit: 9})
		d.ok(err)
		if ok {
			d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
		}
		return lines(b.Messages)
	}
	past := d.said(v, "long ago")
	past.Past = true
	kept := d.keep(past)
	d.same([]any{kept.Session, kept.Seq}, []any{int64(0), int64(1)})
	got := get(d.db.Conversation(d.ctx, v.ID))(d)
	d.same([]any{got.Unread, got.LastIn.IsZero(), got.LastSeq}, []any{int64(0), true, int64(1)})
	d.same(len(claim()), 0)
	d.hear(v, "now")
	past = d.said(v, "longer ago")
	past.Past = true
	d.keep(past)
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Unread, int64(1))
	d.same(claim(), []string{"now"})
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Unread, int64(0))
	all := d.messages(store.MessageQuery{Conversation: v.ID, Limit: 9})
	d.same([]bool{all[0].Past, all[1].Past, all[2].Past}, []bool{true, true, false})
	d.same(len(d.messages(store.MessageQuery{Search: "ago", Limit: 9})), 2)
}

func thePastIsReadBeforeThePresent(d *desk) {
	v, other := d.conversation(), d.conversation()
	began := d.clock.Now()
	d.hear(other, "not this")
	d.hear(v, "now 1")
	for _, day := range []int{3, 1, 2, 2, 4} { // as they come, and two in one second
		m := d.said(v, fmt.Sprint("day ", day))
		m.Past, m.At = true, began.AddDate(-1, 0, day)
		d.keep(m)
	}
	d.hear(v, "now 2")
	want := []string{"day 1", "day 2", "day 2", "day 3", "day 4", "now 1", "now 2"}
	for _, q := range []store.MessageQuery{{Conversation: v.ID}, {Contact: v.Contact}} {
		for _, q.Limit = range []int{1, 2, 3, 7, 8} {
			q.Before = ""
			var got []string
			for more := true; more; {
				var page []frontdesk.Message
				var err error
				page, more, err = d.db.Messages(d.ctx, q)
				d.ok(err)
				got = slices.Concat(lines(page), got)
				q.Before = page[0].ID
			}
			d.same(got, want)
		}
	}
	d.same(lines(d.messages(store.MessageQuery{Limit: 3})), []string{"not this", "now 1", "now 2"})
	d.same(len(d.messages(store.MessageQuery{Limit: 99})), 8)
}

func thePhoneAppSpeaksForUs(d *desk) {
	v := d.conversation()
	yes := true
	get(d.db.EditConversation(d.ctx, v.ID, store.Edit{Archived: &yes}))(d)
	echo := d.said(v, "I look after this")
	echo.Direction, echo.By = frontdesk.Out, frontdesk.ByPhoneApp
	for range 2 {
		d.keep(echo)
	}
	got := get(d.db.Conversation(d.ctx, v.ID))(d)
	d.same([]any{got.Unread, got.Archived, got.LastIn.IsZero(), got.LastOut.Equal(echo.At), got.LastSeq}, []any{int64(0), false, true, true, int64(1)})
	all := d.messages(store.MessageQuery{Conversation: v.ID, Limit: 9})
	d.same([]any{len(all), all[0].Delivery == nil, all[0].By}, []any{1, true, frontdesk.ByPhoneApp})
	d.same(len(get(d.db.Due(d.ctx, d.clock.Now().Add(time.Hour), 9))(d)), 0)
}

func aMessageIsGivenWithWhatItIsAbout(d *desk) {
	d.ok(d.db.Follow(d.ctx, store.Pull, true))
	v, other := d.conversation(), d.conversation()
	first := d.hear(v, "the first")
	reply := d.said(v, "and this")
	reply.ReplyTo = first.WAMID
	reply = d.keep(reply)
	foreign := d.said(other, "of another's")
	foreign.ReplyTo, foreign.Integration = first.WAMID, v.Integration
	d.keep(foreign)
	never := d.said(v, "of what we never had")
	never.ReplyTo = "wamid.never"
	d.keep(never)
	want := []string{"the first", "In reply to ‘the first’: and this", "of what we never had"}
	d.same(lines(d.messages(store.MessageQuery{Conversation: v.ID, Limit: 9})), want)
	d.same(lines(d.messages(store.MessageQuery{Conversation: other.ID, Limit: 9})), []string{"of another's"})
	d.same(get(d.db.MessageByWAMID(d.ctx, v.Integration, reply.WAMID))(d).About.ID, first.ID)
	b, _, err := d.db.Claim(d.ctx, store.Claim{Follower: store.Pull, Contact: v.Contact, Lease: time.Minute, Limit: 9})
	d.ok(err)
	d.same(lines(b.Messages), want)
	d.same(lines(d.messages(store.MessageQuery{Search: "first this", Limit: 9})), []string{want[1]})
}

func whatChangesNothingOpensNoWindow(d *desk) {
	for _, c := range []frontdesk.Content{
		frontdesk.System{Change: "user_changed_number"}, frontdesk.Edit{Of: "wamid.x", Now: text("x")}, frontdesk.Revoke{Of: "wamid.x"},
	} {
		v := d.conversation()
		m := d.said(v, "")
		m.Content = c
		d.keep(m)
		got := get(d.db.Conversation(d.ctx, v.ID))(d)
		d.same([]any{got.LastIn.IsZero(), got.Unread}, []any{true, int64(1)})
	}
}

func aModeIsChangedOnce(d *desk) {
	v := d.conversation()
	for range 2 {
		d.apply(func(tx *store.Tx) error {
			return tx.ChangeMode(d.ctx, v.ID, frontdesk.Manual, frontdesk.ByPhoneApp, "phone_app", "u1")
		})
	}
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Mode, frontdesk.Manual)
	events := d.events(store.EventQuery{Conversation: v.ID, Limit: 9})
	d.same([]any{len(events), events[0].Data["reason"], events[0].Trace}, []any{1, "phone_app", "u1"})
	d.code(d.applyOn(d.db, func(tx *store.Tx) error {
		return tx.ChangeMode(d.ctx, "v99", frontdesk.Manual, frontdesk.ByPhoneApp, "", "")
	}), frontdesk.NotFound)
}
