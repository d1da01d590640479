package storetest

import (
	"slices"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AConversationIsOne":               aConversationIsOne,
	"TheOneWrittenToLastIsFound":       theOneWrittenToLastIsFound,
	"AChangeOfAConversationIsAnEvent":  aChangeOfAConversationIsAnEvent,
	"ArchivingGivesBackToTheAgent":     archivingGivesBackToTheAgent,
	"SessionsPartMessagesInOrder":      sessionsPartMessagesInOrder,
	"NumbersInAConversationHaveNoGaps": numbersInAConversationHaveNoGaps,
})

func aConversationIsOne(d *desk) {
	c, on := d.person("Ana").ID, d.number()
	ids := make([]frontdesk.ConversationID, 8)
	for _, err := range d.together(8, func(db *store.DB, i int) error {
		v, err := db.OpenConversation(d.ctx, c, on)
		ids[i] = v.ID
		return err
	}) {
		d.ok(err)
	}
	d.same(len(slices.Compact(ids)), 1)
	v := get(d.db.Conversation(d.ctx, ids[0]))(d)
	want := frontdesk.Conversation{
		ID: ids[0], Contact: c, Integration: on, Mode: frontdesk.Automatic,
		Session: frontdesk.Session{Number: 1, StartedAt: v.Session.StartedAt}, CreatedAt: v.CreatedAt,
	}
	d.same(v, want)
	d.code(failure(d.db.OpenConversation(d.ctx, c, "i99")), frontdesk.NotFound)
	d.code(failure(d.db.OpenConversation(d.ctx, "c99", on)), frontdesk.NotFound)
	d.code(failure(d.db.OpenConversation(d.ctx, c, "")), frontdesk.NotFound)
}

func theOneWrittenToLastIsFound(d *desk) {
	ana := d.person("Ana").ID
	d.code(failure(d.db.ConversationOf(d.ctx, ana, "")), frontdesk.NotFound)
	var vs []frontdesk.Conversation
	for range 3 {
		vs = append(vs, get(d.db.OpenConversation(d.ctx, ana, d.number()))(d))
	}
	for _, i := range []int{1, 2, 0} {
		d.clock.pass(time.Minute)
		d.hear(vs[i], "hello")
		d.same(get(d.db.ConversationOf(d.ctx, ana, ""))(d).ID, vs[i].ID)
		d.same(get(d.db.ConversationOf(d.ctx, ana, vs[2].Integration))(d).ID, vs[2].ID)
	}
	other := d.conversation()
	found := get(d.db.ConversationsOf(d.ctx, []frontdesk.ContactID{ana, other.Contact, "c99"}))(d)
	d.same(len(found), 4)
	d.same(len(get(d.db.ConversationsOf(d.ctx, nil))(d)), 0)
}

func aChangeOfAConversationIsAnEvent(d *desk) {
	v := d.conversation()
	manual, automatic := frontdesk.Manual, frontdesk.Automatic
	for range 2 { // the second changes nothing
		got := get(d.db.EditConversation(d.ctx, v.ID, store.Edit{Mode: &manual, By: frontdesk.ByOperator, Reason: "answered", Trace: "t1"}))(d)
		d.same([]any{got.Mode, got.LastSeq}, []any{frontdesk.Manual, int64(1)})
	}
	get(d.db.EditConversation(d.ctx, v.ID, store.Edit{Mode: &automatic, NewSession: true}))(d)
	events := d.events(store.EventQuery{Conversation: v.ID, Limit: 9})
	d.same(kinds(events), []frontdesk.EventKind{frontdesk.SessionStarted, frontdesk.ModeChanged, frontdesk.ModeChanged})
	d.same(events[0].Data["reason"], "call")
	d.same([]any{events[2].Data["mode"], events[2].Data["by"], events[2].Data["reason"], events[2].Trace}, []any{"manual", "operator", "answered", "t1"})
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Session.Number, int64(2))
}

func (d *desk) events(q store.EventQuery) []frontdesk.Event {
	d.Helper()
	some, _, err := d.db.Events(d.ctx, q)
	d.ok(err)
	return some
}

func kinds(some []frontdesk.Event) (all []frontdesk.EventKind) {
	for _, e := range some {
		all = append(all, e.Kind)
	}
	return all
}

func archivingGivesBackToTheAgent(d *desk) {
	v := d.conversation()
	manual, yes := frontdesk.Manual, true
	get(d.db.EditConversation(d.ctx, v.ID, store.Edit{Mode: &manual}))(d)
	got := get(d.db.EditConversation(d.ctx, v.ID, store.Edit{Archived: &yes}))(d)
	d.same([]any{got.Mode, got.Archived}, []any{frontdesk.Automatic, true})
	d.hear(v, "I am back")
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Archived, false)
}

func sessionsPartMessagesInOrder(d *desk) {
	v := d.conversation()
	before := d.hear(v, "before")
	d.clock.pass(time.Minute)
	var e frontdesk.Event
	d.apply(func(tx *store.Tx) (err error) {
		e, err = tx.StartSession(d.ctx, v.ID, d.clock.Now(), "phrase", "u7")
		return err
	})
	after := d.hear(v, "after")
	d.same([]int64{before.Seq, e.Seq, after.Seq}, []int64{1, 2, 3})
	d.same([]int64{before.Session, e.Session, after.Session}, []int64{1, 2, 2})
	d.same([]any{e.Kind, e.Data["reason"], e.Trace, e.Text != ""}, []any{frontdesk.SessionStarted, "phrase", "u7", true})
	got := get(d.db.Conversation(d.ctx, v.ID))(d)
	d.same([]any{got.Session.Number, got.Session.StartedAt.Equal(d.clock.Now()), got.LastSeq}, []any{int64(2), true, int64(3)})
}

// Messages in, messages out and events are numbered by several copies at once.
func numbersInAConversationHaveNoGaps(d *desk) {
	v := d.conversation()
	const each = 10
	writers := []func(db *store.DB, i, n int) error{
		func(db *store.DB, _, _ int) error {
			return d.applyOn(db, func(tx *store.Tx) error { return third(tx.KeepMessage(d.ctx, d.said(v, "in"))) })
		},
		func(db *store.DB, i, n int) error {
			return third(db.KeepDeliveries(d.ctx, []frontdesk.Delivery{draft(v, key(i, n), "out")}))
		},
		func(db *store.DB, _, _ int) error {
			return failure(db.EditConversation(d.ctx, v.ID, store.Edit{NewSession: true}))
		},
	}
	for _, err := range d.together(6, func(db *store.DB, i int) error {
		for n := range each {
			if err := writers[i%3](db, i, n); err != nil {
				return err
			}
		}
		return nil
	}) {
		d.ok(err)
	}
	var seqs []int64
	for _, m := range d.messages(store.MessageQuery{Conversation: v.ID, Limit: 99}) {
		seqs = append(seqs, m.Seq)
	}
	for _, e := range d.events(store.EventQuery{Conversation: v.ID, Limit: 99}) {
		seqs = append(seqs, e.Seq)
	}
	noGaps(d, seqs, 6*each)
}

func noGaps(t testing.TB, seqs []int64, n int) {
	t.Helper()
	slices.Sort(seqs)
	for i, seq := range seqs {
		if seq != int64(i+1) {
			t.Fatalf("the numbers are %v", seqs)
		}
	}
	if len(seqs) != n {
		t.Fatalf("there are %d numbers, want %d", len(seqs), n)
	}
}
