package storetest

import (
	"context"
	"encoding/json"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AnEditShowsTheLastWordingAndKeepsTheFirst": anEditShowsTheLastWordingAndKeepsTheFirst,
	"ARevokedMessageIsNeitherShownNorFound":     aRevokedMessageIsNeitherShownNorFound,
	"ChangesMayComeBeforeWhatTheyChange":        changesMayComeBeforeWhatTheyChange,
	"OnlyWhoSaidItChangesIt":                    onlyWhoSaidItChangesIt,
	"ANewCaptionKeepsTheFile":                   aNewCaptionKeepsTheFile,
	"ALateReadingChangesOnlyWhatWasNotRead":     aLateReadingChangesOnlyWhatWasNotRead,
	"ALateFileIsFetchedAndNotWaitedFor":         aLateFileIsFetchedAndNotWaitedFor,
	"WhatCouldNotBeReadIsListed":                whatCouldNotBeReadIsListed,
})

// revising is a message in that changes another, at a time after now.
func (d *desk) revising(v frontdesk.Conversation, c frontdesk.Content, after time.Duration) frontdesk.Message {
	m := d.said(v, "")
	m.Content, m.At = c, m.At.Add(after)
	return m
}

func text(body string) frontdesk.Content { return frontdesk.Text{Body: body} }

func (d *desk) reads(m frontdesk.Message) string {
	d.Helper()
	return get(d.db.Message(d.ctx, m.ID))(d).Text()
}

func anEditShowsTheLastWordingAndKeepsTheFirst(d *desk) {
	v := d.conversation()
	first := d.hear(v, "at eight")
	d.keep(d.revising(v, frontdesk.Edit{Of: first.WAMID, Now: text("at ten")}, 2*time.Minute))
	late := d.keep(d.revising(v, frontdesk.Edit{Of: first.WAMID, Now: text("at nine")}, time.Minute)) // told in the wrong order
	d.keep(d.revising(v, frontdesk.Edit{Of: first.WAMID, Now: frontdesk.Unknown{Kind: "hologram"}}, time.Hour))
	d.keep(d.revising(v, frontdesk.Edit{Of: first.WAMID}, time.Hour))
	got := get(d.db.Message(d.ctx, first.ID))(d)
	d.same([]any{got.Text(), got.Content, got.EditedAt.Equal(d.clock.Now().Add(2 * time.Minute))}, []any{"at ten (edited)", text("at ten"), true})
	d.same(get(d.db.FirstSaid(d.ctx, first.ID))(d), text("at eight"))
	d.same(d.reads(late), "Edited ‘at eight’, which now says: at nine")
	d.same(lines(d.messages(store.MessageQuery{Search: "ten", Limit: 1})), []string{"Edited ‘at eight’, which now says: at ten"})
	d.same(len(d.messages(store.MessageQuery{Search: "ten edited", Conversation: v.ID, Limit: 9})), 2)
	d.code(failure(d.db.FirstSaid(d.ctx, "m99")), frontdesk.NotFound)
}

func aRevokedMessageIsNeitherShownNorFound(d *desk) {
	v := d.conversation()
	first := d.said(v, "my number is 4711")
	first.Origin = &frontdesk.Origin{Product: &frontdesk.Product{SKU: "4711"}}
	first = d.keep(first)
	edit := d.keep(d.revising(v, frontdesk.Edit{Of: first.WAMID, Now: text("my number is 4712")}, time.Minute))
	reaction := d.keep(d.revising(v, frontdesk.Reaction{To: first.WAMID, Emoji: "👍"}, time.Minute))
	revoke := d.keep(d.revising(v, frontdesk.Revoke{Of: first.WAMID}, time.Hour))
	after := d.keep(d.revising(v, frontdesk.Edit{Of: first.WAMID, Now: text("my number is 4713")}, 2*time.Hour))
	for _, m := range []frontdesk.Message{first, edit, after} {
		d.same(d.reads(m), frontdesk.Deleted)
	}
	d.same([]string{d.reads(reaction), d.reads(revoke)}, []string{"Reacted 👍 to ‘" + frontdesk.Deleted + "’", "Deleted ‘my number is 4712’"})
	got := get(d.db.Message(d.ctx, first.ID))(d)
	d.same([]any{got.Content, got.Origin == nil}, []any{frontdesk.Revoke{Of: first.WAMID}, true})
	for _, sought := range []string{"4711", "4712", "4713"} {
		for _, m := range d.messages(store.MessageQuery{Search: sought, Limit: 9}) {
			if m.ID != reaction.ID {
				d.Errorf("%s is found in %s", sought, m.ID)
			}
		}
	}
	d.same(get(d.db.FirstSaid(d.ctx, first.ID))(d), text("my number is 4711"))
}

func changesMayComeBeforeWhatTheyChange(d *desk) {
	v := d.conversation()
	edit := d.keep(d.revising(v, frontdesk.Edit{Of: "wamid.late", Now: text("at nine")}, time.Minute))
	d.same(d.reads(edit), "Edited an earlier message, which now says: at nine")
	first := d.said(v, "at eight")
	first.WAMID = "wamid.late"
	first = d.keep(first)
	d.same([]string{d.reads(first), d.reads(edit)}, []string{"at nine (edited)", "Edited ‘at eight’, which now says: at nine"})
	d.same(len(d.messages(store.MessageQuery{Search: "nine edited", Limit: 9})), 2)

	d.keep(d.revising(v, frontdesk.Revoke{Of: "wamid.later"}, time.Minute))
	gone := d.said(v, "a slip")
	gone.WAMID = "wamid.later"
	gone = d.keep(gone)
	d.same([]any{d.reads(gone), len(d.messages(store.MessageQuery{Search: "slip", Limit: 9}))}, []any{frontdesk.Deleted, 0})
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).LastIn.Equal(gone.At), true) // they wrote it all the same
}

func onlyWhoSaidItChangesIt(d *desk) {
	v, other := d.conversation(), d.conversation()
	first := d.hear(v, "mine")
	other.Integration = v.Integration // another person on the same number
	for _, by := range []frontdesk.Message{
		d.revising(other, frontdesk.Revoke{Of: first.WAMID}, time.Minute),
		d.revising(other, frontdesk.Edit{Of: first.WAMID, Now: text("theirs")}, time.Minute),
	} {
		d.same(d.keep(by).About, (*frontdesk.Message)(nil))
	}
	ours := d.revising(v, frontdesk.Revoke{Of: first.WAMID}, time.Minute)
	ours.Direction, ours.By = frontdesk.Out, frontdesk.ByPhoneApp
	d.keep(ours)
	d.same(d.reads(first), "mine")
}

func aNewCaptionKeepsTheFile(d *desk) {
	v := d.conversation()
	picture := d.said(v, "")
	picture.Content = frontdesk.Attachment{Media: frontdesk.Image, MediaID: "1", Caption: "the hall"}
	picture = d.keep(picture)
	file := picture.Content.(frontdesk.Attachment).File
	d.keep(d.revising(v, frontdesk.Edit{Of: picture.WAMID, Now: frontdesk.Attachment{Media: frontdesk.Image, MediaID: "1", Caption: "the garden"}}, time.Minute))
	got := get(d.db.Message(d.ctx, picture.ID))(d)
	d.same([]any{got.Content.(frontdesk.Attachment).Caption, got.Content.(frontdesk.Attachment).File, len(got.Files)}, []any{"the garden", file, 1})
}

func aLateReadingChangesOnlyWhatWasNotRead(d *desk) {
	v := d.conversation()
	unknown, right := d.revising(v, frontdesk.Unknown{Kind: "hologram", Raw: json.RawMessage(`{}`)}, 0), d.said(v, "understood")
	kept := d.keep(unknown)
	d.keep(right)
	unread := get(d.db.Conversation(d.ctx, v.ID))(d).Unread
	reread := func(wamid string, c frontdesk.Content) (changed bool) {
		d.apply(func(tx *store.Tx) (err error) {
			changed, err = tx.RereadMessage(d.ctx, v.Integration, wamid, c)
			return err
		})
		return changed
	}
	d.same(reread(right.WAMID, text("understood otherwise")), false)
	d.same(reread(unknown.WAMID, frontdesk.Unknown{Kind: "hologram"}), false)
	d.same(reread(unknown.WAMID, frontdesk.Withheld{Kind: "hologram"}), true)
	d.same(reread(unknown.WAMID, text("a hologram of a cat")), true)
	d.same(reread(unknown.WAMID, text("of a dog")), false)
	got := get(d.db.Message(d.ctx, kept.ID))(d)
	d.same([]any{got.Content, got.Seq, got.WAMID}, []any{text("a hologram of a cat"), kept.Seq, kept.WAMID})
	d.same(lines(d.messages(store.MessageQuery{Search: "hologram", Limit: 9})), []string{"a hologram of a cat"})
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Unread, unread)

	edit := d.keep(d.revising(v, frontdesk.Unknown{Kind: "edit"}, time.Minute))
	d.same(reread(edit.WAMID, frontdesk.Edit{Of: right.WAMID, Now: text("understood better")}), true)
	d.same(d.messages(store.MessageQuery{Conversation: v.ID, Limit: 9})[1].Text(), "understood better (edited)")
	d.code(d.applyOn(d.db, func(tx *store.Tx) error {
		return failure(tx.RereadMessage(d.ctx, v.Integration, "wamid.never", text("x")))
	}), frontdesk.NotFound)
}

func aLateFileIsFetchedAndNotWaitedFor(d *desk) {
	d.ok(d.db.Follow(d.ctx, store.Pull, true))
	v := d.conversation()
	placeholder := d.revising(v, frontdesk.Placeholder{}, 0)
	placeholder.Past = true
	kept := d.keep(placeholder)
	d.apply(func(tx *store.Tx) error {
		return failure(tx.RereadMessage(d.ctx, v.Integration, placeholder.WAMID, frontdesk.Attachment{Media: frontdesk.Image, MediaID: "9"}))
	})
	got := get(d.db.Message(d.ctx, kept.ID))(d)
	d.same([]any{len(got.Files), got.Files[0].State, got.Files[0].MediaID}, []any{1, frontdesk.FileComing, "9"})
	d.hear(v, "now")
	b, ok, err := d.db.Claim(d.ctx, store.Claim{Follower: store.Pull, Lease: time.Minute, Limit: 9})
	d.ok(err)
	d.same([]any{ok, lines(b.Messages)}, []any{true, []string{"now"}})
}

func whatCouldNotBeReadIsListed(d *desk) {
	v := d.conversation()
	for range 4 {
		get(d.db.Append(d.ctx, frontdesk.Update{Kind: "test", Body: []byte("{}")}))(d)
	}
	m := d.revising(v, frontdesk.Unknown{Kind: "hologram"}, 0)
	m.Trace = "u3"
	d.keep(m)
	d.apply(func(tx *store.Tx) error {
		d.ok(tx.Problem(d.ctx, 2, "cut short"))
		return tx.Problem(d.ctx, 2, "twice")
	})
	d.same(get(d.db.Unread(d.ctx))(d), []frontdesk.UpdateID{2, 3})
	n := get(d.db.Reread(d.ctx, []frontdesk.UpdateID{2, 3, 99}, func(_ context.Context, tx *store.Tx, us []frontdesk.Update) error {
		d.same([]frontdesk.UpdateID{us[0].ID, us[1].ID}, []frontdesk.UpdateID{2, 3})
		for id, want := range map[frontdesk.UpdateID]bool{2: true, 3: false} {
			d.same(get(tx.Solved(d.ctx, id))(d), want)
		}
		return nil
	}))(d)
	d.same(n, 2)
	d.same(get(d.db.Unread(d.ctx))(d), []frontdesk.UpdateID{3})
	d.apply(func(tx *store.Tx) error {
		get(tx.Once(d.ctx, v.Integration, "known"))(d)
		d.same([]bool{get(tx.Seen(d.ctx, v.Integration, "known"))(d), get(tx.Seen(d.ctx, v.Integration, "new"))(d)}, []bool{true, false})
		return nil
	})
}
