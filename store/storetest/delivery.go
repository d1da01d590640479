package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"ADeliveryIsKeptWhole":                aDeliveryIsKeptWhole,
	"SameKeyIsOneDelivery":                sameKeyIsOneDelivery,
	"CopiesKeepAKeyOnce":                  copiesKeepAKeyOnce,
	"DeliveriesGoInOrder":                 deliveriesGoInOrder,
	"WhatIsSettledHoldsNothingUp":         whatIsSettledHoldsNothingUp,
	"WhoeverIsNextIsDue":                  whoeverIsNextIsDue,
	"OneNumberHidesNothingOfAnother":      oneNumberHidesNothingOfAnother,
	"OneSenderAtATime":                    oneSenderAtATime,
	"StatusesInAnyOrderEndTheSame":        statusesInAnyOrderEndTheSame,
	"AStatusBeforeOurOwnWordIsNotUndone":  aStatusBeforeOurOwnWordIsNotUndone,
	"AStatusIsForItsOwnDelivery":          aStatusIsForItsOwnDelivery,
	"AFailureIsAnEventOnce":               aFailureIsAnEventOnce,
	"WhatADeadSenderLeftIsUnknown":        whatADeadSenderLeftIsUnknown,
	"WeSpokeWhenMetaTookIt":               weSpokeWhenMetaTookIt,
	"WhatWaitsAtMetaSaysSo":               whatWaitsAtMetaSaysSoUntilItArrives,
	"ADraftOfNothingIsRefused":            aDraftOfNothingIsRefused,
	"AnUnknownConversationKeepsNoDraftIn": anUnknownConversationKeepsNoDraftIn,
})

func aDeliveryIsKeptWhole(d *desk) {
	v := d.conversation()
	in := draft(v, "k", "hello")
	in.ReplyTo, in.To.WaID, in.NextAt, in.Asked = "wamid.7", "521", d.clock.Now().Add(time.Minute), "a1"
	kept, existed, err := d.db.KeepDeliveries(d.ctx, []frontdesk.Delivery{in})
	d.ok(err)
	got := get(d.db.Delivery(d.ctx, kept[0].ID))(d)
	in.ID, in.CreatedAt, in.UpdatedAt, in.NextAt = kept[0].ID, got.CreatedAt, got.UpdatedAt, got.NextAt
	d.same([]any{existed, got}, []any{false, in})
	d.same([]bool{got.CreatedAt.Equal(d.clock.Now()), got.NextAt.Equal(d.clock.Now().Add(time.Minute))}, []bool{true, true})
	m := get(d.db.Message(d.ctx, got.ID))(d)
	d.same([]any{m.Direction, m.By, m.Content, m.Seq, m.ReplyTo, *m.Delivery}, []any{frontdesk.Out, frontdesk.ByAgent, in.Content, int64(1), "wamid.7", got})
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).LastOut.IsZero(), true)
}

func sameKeyIsOneDelivery(d *desk) {
	v := d.conversation()
	parts := []frontdesk.Delivery{draft(v, "k", "part one"), draft(v, "k", "part two")}
	parts[0].Parts, parts[1].Parts, parts[1].Part = 2, 2, 2
	first, existed, err := d.db.KeepDeliveries(d.ctx, parts)
	d.ok(err)
	d.same([]any{existed, len(first)}, []any{false, 2})
	parts[0].Content = frontdesk.Text{Body: "something else"}
	again, existed, err := d.db.KeepDeliveries(d.ctx, parts[:1])
	d.ok(err)
	byKey := get(d.db.DeliveriesByKey(d.ctx, "k"))(d)
	d.same([]any{existed, again, contents(byKey)}, []any{true, byKey, []string{"part one", "part two"}})
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).LastSeq, int64(2))
	d.same(len(get(d.db.DeliveriesByKey(d.ctx, "other"))(d)), 0)
}

func contents(some []frontdesk.Delivery) (all []string) {
	for _, v := range some {
		all = append(all, v.Content.Line())
	}
	return all
}

func copiesKeepAKeyOnce(d *desk) {
	v := d.conversation()
	fresh := make([]bool, 8)
	ids := make([]frontdesk.MessageID, 8)
	for _, err := range d.together(8, func(db *store.DB, i int) error {
		kept, existed, err := db.KeepDeliveries(d.ctx, []frontdesk.Delivery{draft(v, "k", "hello")})
		if err == nil {
			fresh[i], ids[i] = !existed, kept[0].ID
		}
		return err
	}) {
		d.ok(err)
	}
	slices.Sort(ids)
	d.same(len(slices.Compact(ids)), 1)
	slices.SortFunc(fresh, func(a, _ bool) int { return map[bool]int{true: -1, false: 1}[a] })
	d.same([]bool{fresh[0], fresh[1]}, []bool{true, false})
}

// due gives the keys of what is due.
func (d *desk) due() []string {
	d.Helper()
	return keys(get(d.db.Due(d.ctx, d.clock.Now(), 99))(d))
}

func keys(some []frontdesk.Delivery) (keys []string) {
	for _, v := range some {
		keys = append(keys, v.Key)
	}
	return keys
}

func deliveriesGoInOrder(d *desk) {
	v, other := d.conversation(), d.conversation()
	first := d.queue(v, "first")
	second := d.queue(v, "second")
	d.queue(other, "elsewhere")
	d.same(d.due(), []string{"first", "elsewhere"})
	_, ok, err := d.db.Begin(d.ctx, second.ID, time.Minute)
	d.same([]any{ok, err}, []any{false, nil})

	begun := d.begin(first.ID)
	d.same([]any{begun.State, begun.Attempts}, []any{frontdesk.Sending, 1})
	d.same(d.due(), []string{"elsewhere"})
	begun.State, begun.NextAt = frontdesk.Queued, d.clock.Now().Add(time.Minute)
	get(d.db.Finish(d.ctx, begun))(d)
	d.same(d.due(), []string{"elsewhere"}) // the second waits for the first
	d.clock.pass(time.Minute)
	d.same(d.due(), []string{"elsewhere", "first"})
	d.ok(d.db.Postpone(d.ctx, first.ID, d.clock.Now().Add(time.Hour)))
	d.same(d.due(), []string{"elsewhere"})
	d.clock.pass(time.Hour)
	begun = d.begin(first.ID)
	d.same(begun.Attempts, 2)
	begun.State, begun.WAMID = frontdesk.Sent, "wamid.out1"
	get(d.db.Finish(d.ctx, begun))(d)
	d.same(d.due(), []string{"second", "elsewhere"}) // the longest due first
}

func oneNumberHidesNothingOfAnother(d *desk) {
	busy := d.number()
	for i := range 5 {
		d.queue(get(d.db.OpenConversation(d.ctx, d.person("Ana").ID, busy))(d), key(i))
	}
	d.clock.pass(time.Second)
	d.queue(d.conversation(), "elsewhere")
	d.same(keys(get(d.db.Due(d.ctx, d.clock.Now(), 2))(d)), []string{key(0), key(1), "elsewhere"})
}

func whatIsSettledHoldsNothingUp(d *desk) {
	v := d.conversation()
	for i, end := range []frontdesk.State{frontdesk.Failed, frontdesk.InDoubt, frontdesk.Sent} {
		x := d.begin(d.queue(v, key(i)).ID)
		d.queue(v, key(i, i))
		d.same(len(d.due()), 0)
		x.State = end
		get(d.db.Finish(d.ctx, x))(d)
		d.same(d.due(), []string{key(i, i)})
		y := get(d.db.DeliveriesByKey(d.ctx, key(i, i)))(d)[0]
		d.begin(y.ID)
		y.State = frontdesk.Sent
		get(d.db.Finish(d.ctx, y))(d)
	}
}

// Whatever happens to deliveries, in whatever order, what is due is the oldest
// unsettled one of each conversation, if it is queued.
func whoeverIsNextIsDue(d *desk) {
	vs := []frontdesk.Conversation{d.conversation(), d.conversation()}
	var all []frontdesk.Delivery
	for range 60 {
		if v := vs[rand.IntN(2)]; rand.IntN(3) == 0 || len(all) == 0 {
			all = append(all, d.queue(v, key(len(all))))
		} else {
			d.befall(all[rand.IntN(len(all))].ID)
		}
		next := map[frontdesk.ConversationID]bool{}
		var want []string
		for _, x := range all {
			now := get(d.db.Delivery(d.ctx, x.ID))(d)
			if open := !now.State.Settled(); open && !next[x.Conversation] {
				next[x.Conversation] = true
				if now.State == frontdesk.Queued {
					want = append(want, x.Key)
				}
			}
		}
		got := d.due()
		slices.Sort(got)
		slices.Sort(want)
		d.same(got, want)
	}
}

// befall lets something happen to a delivery that can.
func (d *desk) befall(id frontdesk.MessageID) {
	d.Helper()
	switch rand.IntN(4) {
	case 0:
		x := get(d.db.Delivery(d.ctx, id))(d)
		state := []frontdesk.State{frontdesk.Sent, frontdesk.Read, frontdesk.Failed}[rand.IntN(3)]
		d.settle(frontdesk.Status{Integration: x.Integration, WAMID: "wamid." + x.Key, Delivery: id, State: state})
	case 1:
		d.clock.pass(2 * time.Minute)
		get(d.db.Abandon(d.ctx))(d)
	default:
		x, ok, err := d.db.Begin(d.ctx, id, time.Minute)
		d.ok(err)
		if ok && rand.IntN(3) > 0 {
			x.State = []frontdesk.State{frontdesk.Queued, frontdesk.Sent, frontdesk.Failed, frontdesk.InDoubt}[rand.IntN(4)]
			get(d.db.Finish(d.ctx, x))(d)
		}
	}
}

// Many senders on two copies ask for the same work.
func oneSenderAtATime(d *desk) {
	const conversations, each = 5, 8
	for i := range conversations {
		v := d.conversation()
		for n := range each {
			d.queue(v, fmt.Sprintf("%d-%d", i, n))
		}
	}
	sent := make([]map[string][]string, 12)
	for _, err := range d.together(12, func(db *store.DB, i int) (err error) {
		sent[i] = map[string][]string{}
		for err == nil {
			var due []frontdesk.Delivery
			if due, err = db.Due(d.ctx, d.clock.Now(), 3); err != nil || len(due) == 0 && everythingSent(d, db) {
				return err
			}
			err = d.sendAll(db, due, sent[i])
		}
		return err
	}) {
		d.ok(err)
	}
	total := 0
	for _, by := range sent {
		for _, keys := range by {
			total += len(keys)
		}
	}
	d.same(total, conversations*each)
	for i := range conversations {
		for n := range each {
			got := get(d.db.DeliveriesByKey(d.ctx, fmt.Sprintf("%d-%d", i, n)))(d)[0]
			d.same([]any{got.State, got.Attempts, got.WAMID}, []any{frontdesk.Sent, 1, fmt.Sprintf("wamid.%d-%d", i, n)})
		}
	}
}

func everythingSent(d *desk, db *store.DB) bool {
	s, err := db.Stats(d.ctx)
	return err == nil && s.Queued+s.Sending == 0
}

// sendAll sends what it gets, after looking that everything older was sent.
func (d *desk) sendAll(db *store.DB, due []frontdesk.Delivery, sent map[string][]string) error {
	for _, v := range due {
		x, ok, err := db.Begin(d.ctx, v.ID, time.Minute)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		older, _, err := db.Messages(d.ctx, store.MessageQuery{Conversation: v.Conversation, Before: v.ID, Limit: 99})
		if err != nil {
			return err
		}
		for _, m := range older {
			if m.Delivery.State != frontdesk.Sent {
				return fmt.Errorf("%s is %s while %s is sent", m.ID, m.Delivery.State, v.ID)
			}
		}
		sent[string(v.Conversation)] = append(sent[string(v.Conversation)], v.Key)
		x.State, x.WAMID = frontdesk.Sent, "wamid."+v.Key
		if _, err := db.Finish(d.ctx, x); err != nil {
			return err
		}
	}
	return nil
}

func statusesInAnyOrderEndTheSame(d *desk) {
	v := d.conversation()
	news := []frontdesk.State{frontdesk.Sent, frontdesk.Delivered, frontdesk.Read, frontdesk.Played, frontdesk.Sent, "surprise"}
	for round := range 6 {
		x := d.begin(d.queue(v, key(round)).ID)
		rand.Shuffle(len(news), func(i, j int) { news[i], news[j] = news[j], news[i] })
		for _, state := range news {
			d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid." + x.Key, Delivery: x.ID, State: state, At: d.clock.Now()})
		}
		got := get(d.db.Delivery(d.ctx, x.ID))(d)
		d.same([]any{got.State, got.WAMID}, []any{frontdesk.Played, "wamid." + x.Key})
		_, moved := d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid." + x.Key, State: frontdesk.Read})
		d.same(moved, false)
	}
}

// A status may come before the answer to the call that sent it.
func aStatusBeforeOurOwnWordIsNotUndone(d *desk) {
	v := d.conversation()
	for i, word := range []frontdesk.State{frontdesk.Sent, frontdesk.Queued, frontdesk.InDoubt, frontdesk.Failed} {
		x := d.begin(d.queue(v, key(i)).ID)
		_, moved := d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid." + x.Key, Delivery: x.ID, State: frontdesk.Delivered})
		d.same(moved, true)
		x.State, x.WAMID, x.Code, x.Problem = word, "", frontdesk.Uncertain, "what we thought"
		now := get(d.db.Finish(d.ctx, x))(d)
		d.same([]any{now.State, now.WAMID, now.Problem}, []any{frontdesk.Delivered, "wamid." + x.Key, ""})
		now.UpdatedAt = get(d.db.Delivery(d.ctx, x.ID))(d).UpdatedAt
		d.same(get(d.db.Delivery(d.ctx, x.ID))(d), now)
	}
	d.same(len(d.events(store.EventQuery{Kinds: []frontdesk.EventKind{frontdesk.DeliveryFailed}, Limit: 9})), 0)
}

func aStatusIsForItsOwnDelivery(d *desk) {
	v, other := d.conversation(), d.conversation()
	x := d.begin(d.queue(v, "k").ID)
	for _, s := range []frontdesk.Status{
		{Integration: other.Integration, WAMID: "wamid.1", Delivery: x.ID, State: frontdesk.Sent},
		{Integration: v.Integration, WAMID: "wamid.1", State: frontdesk.Sent},
		{Integration: v.Integration, WAMID: "wamid.1", Delivery: "m99", State: frontdesk.Sent},
		{Integration: v.Integration, WAMID: "", Delivery: "nonsense", State: frontdesk.Sent},
		{Integration: v.Integration, WAMID: "wamid.in", Delivery: d.hear(v, "a message in").ID, State: frontdesk.Sent},
	} {
		d.code(d.applyOn(d.db, func(tx *store.Tx) error { return third(tx.Settle(d.ctx, s)) }), frontdesk.NotFound)
	}
	x.State, x.WAMID = frontdesk.Sent, "wamid.1"
	get(d.db.Finish(d.ctx, x))(d)
	got, moved := d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid.1", State: frontdesk.Read})
	d.same([]any{got.ID, got.State, moved}, []any{x.ID, frontdesk.Read, true})
}

func aFailureIsAnEventOnce(d *desk) {
	d.follow("agent")
	v := d.conversation()
	problem := frontdesk.Errorf(frontdesk.Undeliverable, "this person cannot be reached").WithMeta(131026)
	x := d.begin(d.queue(v, "k").ID)
	x.State, x.WAMID = frontdesk.Sent, "wamid.1"
	get(d.db.Finish(d.ctx, x))(d)
	for range 2 {
		d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid.1", State: frontdesk.Failed, Problem: problem})
	}
	x.State, x.Problem = frontdesk.Failed, "what we thought"
	now := get(d.db.Finish(d.ctx, x))(d)
	d.same([]any{now.State, now.Code, now.Problem, now.MetaCode}, []any{frontdesk.Failed, frontdesk.Undeliverable, problem.Message, 131026})
	b := d.claim(asking)
	d.same([]any{len(b.Messages), len(b.Events)}, []any{0, 1})
	e := b.Events[0]
	d.same([]any{e.Kind, e.Message, e.Data["code"], e.Data["meta_code"]}, []any{frontdesk.DeliveryFailed, x.ID, "undeliverable", "131026"})
	d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid.1", State: frontdesk.Delivered}) // it did arrive
	got := get(d.db.Delivery(d.ctx, x.ID))(d)
	d.same([]any{got.State, got.Code, got.Problem}, []any{frontdesk.Delivered, frontdesk.Code(""), ""})
}

func whatADeadSenderLeftIsUnknown(d *desk) {
	v := d.conversation()
	x := d.begin(d.queue(v, "k").ID)
	d.queue(v, "next")
	d.clock.pass(59 * time.Second)
	d.same(get(d.db.Abandon(d.ctx))(d), 0)
	d.clock.pass(2 * time.Second)
	d.same(get(d.db.Abandon(d.ctx))(d), 1)
	d.same(get(d.db.Abandon(d.ctx))(d), 0)
	got := get(d.db.Delivery(d.ctx, x.ID))(d)
	d.same([]any{got.State, got.Code, got.Problem != ""}, []any{frontdesk.InDoubt, frontdesk.Uncertain, true})
	d.same(d.due(), []string{"next"})
	_, ok, err := d.db.Begin(d.ctx, x.ID, time.Minute)
	d.same([]any{ok, err}, []any{false, nil}) // it is not sent again by itself
	x.State = frontdesk.Queued                // nor when its sender wakes up and wants to
	d.same(get(d.db.Finish(d.ctx, x))(d).State, frontdesk.InDoubt)
	now, moved := d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid.1", Delivery: x.ID, State: frontdesk.Sent})
	d.same([]any{now.State, now.Problem, moved}, []any{frontdesk.Sent, "", true})
}

func weSpokeWhenMetaTookIt(d *desk) {
	v := d.conversation()
	x := d.begin(d.queue(v, "k").ID)
	d.clock.pass(time.Second)
	took := d.clock.Now()
	x.State, x.WAMID = frontdesk.Sent, "wamid.1"
	get(d.db.Finish(d.ctx, x))(d)
	d.clock.pass(20 * time.Hour)
	d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid.1", State: frontdesk.Read}) // reading is not our speaking
	d.same(get(d.db.Conversation(d.ctx, v.ID))(d).LastOut.Equal(took), true)
}

func whatWaitsAtMetaSaysSoUntilItArrives(d *desk) {
	v := d.conversation()
	x := d.begin(d.queue(v, "k").ID)
	x.State, x.WAMID, x.Code, x.Problem = frontdesk.Sent, "wamid.1", frontdesk.Paced, "it waits"
	got := get(d.db.Finish(d.ctx, x))(d)
	d.same([]any{got.State, got.Code, got.Problem}, []any{frontdesk.Sent, frontdesk.Paced, "it waits"})
	d.settle(frontdesk.Status{Integration: v.Integration, WAMID: "wamid.1", State: frontdesk.Delivered})
	got = get(d.db.Delivery(d.ctx, x.ID))(d)
	d.same([]any{got.State, got.Code, got.Problem}, []any{frontdesk.Delivered, frontdesk.Code(""), ""})
}

func aDraftOfNothingIsRefused(d *desk) {
	d.code(third(d.db.KeepDeliveries(d.ctx, nil)), frontdesk.Invalid)
	d.code(third(d.db.KeepDeliveries(d.ctx, []frontdesk.Delivery{draft(d.conversation(), "", "x")})), frontdesk.Invalid)
}

func anUnknownConversationKeepsNoDraftIn(d *desk) {
	d.code(third(d.db.KeepDeliveries(d.ctx, []frontdesk.Delivery{draft(frontdesk.Conversation{ID: "v99"}, "k", "x")})), frontdesk.NotFound)
	d.same(len(get(d.db.DeliveriesByKey(d.ctx, "k"))(d)), 0)
}
