package storetest

import (
	"fmt"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AFollowerIsHandedEverythingInOrder": aFollowerIsHandedEverythingInOrder,
	"ANewFollowerStartsAtTheEnd":         aNewFollowerStartsAtTheEnd,
	"FollowersDoNotDisturbEachOther":     followersDoNotDisturbEachOther,
	"ALeaseIsOnesOwn":                    aLeaseIsOnesOwn,
	"ALostLeaseIsSaid":                   aLostLeaseIsSaid,
	"WhatIsReleasedWaitsItsTime":         whatIsReleasedWaitsItsTime,
	"WhatComesBackIsTheSame":             whatComesBackIsTheSame,
	"ABurstIsHandedOverWhole":            aBurstIsHandedOverWhole,
	"ABurstWithoutEndIsHandedOver":       aBurstWithoutEndIsHandedOver,
	"WhatCameMeanwhileIsABurstOfItsOwn":  whatCameMeanwhileIsABurstOfItsOwn,
	"ABatchHasALimit":                    aBatchHasALimit,
	"AnsweringAcknowledges":              answeringAcknowledges,
	"PullingLowersTheUnread":             pullingLowersTheUnread,
	"OnePersonCanBeWaitedFor":            onePersonCanBeWaitedFor,
	"TheLongestWaitingComesFirst":        theLongestWaitingComesFirst,
})

// asking is an ordinary claim.
var asking = store.Claim{Follower: "agent", Lease: time.Minute, Limit: 50}

// claim wants work.
func (d *desk) claim(c store.Claim) frontdesk.Batch {
	d.Helper()
	b, ok, err := d.db.Claim(d.ctx, c)
	d.ok(err)
	if !ok {
		d.Fatal("there is nothing to do")
	}
	return b
}

// idle wants there to be none.
func (d *desk) idle(c store.Claim) {
	d.Helper()
	b, ok, err := d.db.Claim(d.ctx, c)
	d.ok(err)
	if ok {
		d.Fatalf("somebody was handed %v, %v", lines(b.Messages), b.Events)
	}
}

func (d *desk) follow(name string) { d.Helper(); d.ok(d.db.Follow(d.ctx, name, false)) }

func aFollowerIsHandedEverythingInOrder(d *desk) {
	d.follow("agent")
	v := d.conversation()
	d.idle(asking)
	d.hear(v, "one")
	d.queue(v, "ours is not handed over")
	get(d.db.EditConversation(d.ctx, v.ID, store.Edit{NewSession: true}))(d)
	d.hear(v, "two")
	b := d.claim(asking)
	d.same([]any{lines(b.Messages), kinds(b.Events), b.UpTo}, []any{[]string{"one", "two"}, []frontdesk.EventKind{frontdesk.SessionStarted}, int64(4)})
	d.same([]any{b.Conversation.ID, b.Contact.ID, len(b.Contact.Addresses), b.Until.Equal(d.clock.Now().Add(time.Minute))}, []any{v.ID, v.Contact, 1, true})
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	d.idle(asking)
	d.queue(v, "nor does it wake")
	d.idle(asking)
	d.hear(v, "three")
	b = d.claim(asking)
	d.same([]any{lines(b.Messages), len(b.Events)}, []any{[]string{"three"}, 0})
}

func aNewFollowerStartsAtTheEnd(d *desk) {
	v := d.conversation()
	d.hear(v, "before")
	d.follow("agent")
	d.ok(d.db.Follow(d.ctx, "archive", true))
	d.hear(v, "after")
	for range 2 { // doing it again changes nothing
		d.same(lines(d.claim(asking).Messages), []string{"after"})
		d.clock.pass(time.Hour)
		d.ok(d.db.Follow(d.ctx, "agent", true))
	}
	d.same(lines(d.claim(store.Claim{Follower: "archive", Lease: time.Minute, Limit: 9}).Messages), []string{"before", "after"})
	d.idle(store.Claim{Follower: "nobody", Lease: time.Minute, Limit: 9})
}

func followersDoNotDisturbEachOther(d *desk) {
	d.follow("agent")
	d.follow("console")
	d.hear(d.conversation(), "hello")
	for _, name := range []string{"agent", "console"} {
		c := asking
		c.Follower = name
		b := d.claim(c)
		d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
		d.idle(c)
	}
}

func aLeaseIsOnesOwn(d *desk) {
	d.follow("agent")
	d.hear(d.conversation(), "hello")
	b := d.claim(asking)
	d.idle(asking)
	d.clock.pass(50 * time.Second)
	d.ok(d.db.Renew(d.ctx, b.Lease, time.Minute))
	d.clock.pass(50 * time.Second)
	d.idle(asking)
	d.clock.pass(20 * time.Second) // its holder has died
	again := d.claim(asking)
	d.same([]any{lines(again.Messages), again.Lease != b.Lease}, []any{[]string{"hello"}, true})
}

func aLostLeaseIsSaid(d *desk) {
	d.follow("agent")
	d.hear(d.conversation(), "hello")
	lost := d.claim(asking)
	d.clock.pass(2 * time.Minute)
	d.ok(d.db.Renew(d.ctx, lost.Lease, time.Second)) // it ran out and nobody took it
	d.clock.pass(2 * time.Minute)
	now := d.claim(asking)
	for _, lease := range []string{lost.Lease, "", "never given"} {
		d.code(d.db.Renew(d.ctx, lease, time.Minute), frontdesk.LeaseLost)
		d.code(d.db.Ack(d.ctx, lease, 1), frontdesk.LeaseLost)
		d.code(d.db.Release(d.ctx, lease, d.clock.Now()), frontdesk.LeaseLost)
	}
	d.ok(d.db.Ack(d.ctx, now.Lease, now.UpTo))
	err := d.db.Ack(d.ctx, now.Lease, now.UpTo)
	d.code(err, frontdesk.LeaseLost)
	d.same(strings.Contains(frontdesk.Sentence(err), "was done with already"), true)
}

func whatIsReleasedWaitsItsTime(d *desk) {
	d.follow("agent")
	v := d.conversation()
	d.hear(v, "hello")
	d.ok(d.db.Release(d.ctx, d.claim(asking).Lease, d.clock.Now().Add(time.Minute)))
	d.hear(v, "are you there?")
	d.idle(asking)
	d.clock.pass(time.Minute)
	d.ok(d.db.Release(d.ctx, d.claim(asking).Lease, time.Time{}))
	d.claim(asking)
}

// Whoever died after answering answers again, and the key it makes of what it
// was handed must be the same.
func whatComesBackIsTheSame(d *desk) {
	d.follow("agent")
	v := d.conversation()
	d.hear(v, "one")
	d.hear(v, "two")
	for range 3 {
		b := d.claim(asking)
		d.same([]any{lines(b.Messages), b.UpTo}, []any{[]string{"one", "two"}, int64(2)})
		d.hear(v, "later")
		d.clock.pass(2 * time.Minute)
	}
	d.ok(d.db.Release(d.ctx, d.claim(asking).Lease, d.clock.Now()))
	b := d.claim(asking)
	d.same(b.UpTo, int64(2))
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	d.same(lines(d.claim(asking).Messages), []string{"later", "later", "later"})
}

func aBurstIsHandedOverWhole(d *desk) {
	d.follow("agent")
	v := d.conversation()
	c := asking
	c.Quiet, c.MaxWait = time.Second, 10*time.Second
	for _, said := range []string{"I", "would", "like"} {
		d.hear(v, said)
		d.clock.pass(900 * time.Millisecond)
		d.idle(c)
	}
	d.clock.pass(100 * time.Millisecond)
	d.same(lines(d.claim(c).Messages), []string{"I", "would", "like"})
}

func aBurstWithoutEndIsHandedOver(d *desk) {
	d.follow("agent")
	v := d.conversation()
	c := asking
	c.Quiet, c.MaxWait = time.Second, 2*time.Second
	for i := range 4 {
		d.hear(v, fmt.Sprint(i))
		d.idle(c)
		d.clock.pass(500 * time.Millisecond)
	}
	d.same(len(d.claim(c).Messages), 4)
}

func whatCameMeanwhileIsABurstOfItsOwn(d *desk) {
	d.follow("agent")
	v := d.conversation()
	c := asking
	c.Quiet, c.MaxWait = time.Second, 5*time.Second
	d.hear(v, "first")
	d.clock.pass(time.Second)
	b := d.claim(c)
	d.clock.pass(20 * time.Second) // the agent thinks
	d.hear(v, "and")
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	d.idle(c)
	d.clock.pass(500 * time.Millisecond)
	d.hear(v, "another thing")
	d.clock.pass(time.Second)
	d.same(lines(d.claim(c).Messages), []string{"and", "another thing"})
}

func aBatchHasALimit(d *desk) {
	d.follow("agent")
	v := d.conversation()
	for i := range 5 {
		d.hear(v, fmt.Sprint(i))
		if i == 1 {
			get(d.db.EditConversation(d.ctx, v.ID, store.Edit{NewSession: true}))(d)
		}
	}
	c := asking
	c.Limit = 2
	var got []string
	for range 3 {
		b := d.claim(c)
		got = append(got, fmt.Sprint(lines(b.Messages), len(b.Events), b.UpTo))
		d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	}
	d.same(got, []string{"[0 1] 0 2", "[2] 1 4", "[3 4] 0 6"})
	d.idle(c)
}

func answeringAcknowledges(d *desk) {
	d.follow("agent")
	v := d.conversation()
	d.ok(d.db.AckAnswered(d.ctx, "agent", v.ID, d.queue(v, "unasked").ID)) // nothing is leased
	d.hear(v, "hello")
	d.ok(d.db.AckAnswered(d.ctx, "agent", v.ID, d.queue(v, "still").ID))
	b := d.claim(asking)
	answer := d.queue(v, "an answer")
	d.hear(v, "and another thing")
	d.ok(d.db.AckAnswered(d.ctx, "somebody else", v.ID, answer.ID))
	d.ok(d.db.AckAnswered(d.ctx, "agent", v.ID, answer.ID))
	d.code(d.db.Ack(d.ctx, b.Lease, b.UpTo), frontdesk.LeaseLost)
	b = d.claim(asking)
	d.same(lines(b.Messages), []string{"and another thing"}) // what was not handed over is not answered
	d.ok(d.db.AckAnswered(d.ctx, "agent", v.ID, answer.ID))  // nor by what was said before it
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
}

func pullingLowersTheUnread(d *desk) {
	d.follow("agent")
	d.follow(store.Pull)
	v := d.conversation()
	unread := func(want int64) { d.Helper(); d.same(get(d.db.Conversation(d.ctx, v.ID))(d).Unread, want) }
	d.hear(v, "one")
	d.hear(v, "two")
	unread(2)
	b := d.claim(asking)
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	unread(2)
	pull := store.Claim{Follower: store.Pull, Lease: time.Minute, Limit: 1}
	b = d.claim(pull)
	d.ok(d.db.Ack(d.ctx, b.Lease, b.UpTo))
	unread(1)
	b = d.claim(pull)
	d.hear(v, "three")
	d.ok(d.db.AckAnswered(d.ctx, store.Pull, v.ID, d.queue(v, "answer").ID))
	unread(1)
}

func onePersonCanBeWaitedFor(d *desk) {
	d.follow("agent")
	ana, eva := d.conversation(), d.conversation()
	d.hear(ana, "from Ana")
	c := asking
	c.Contact = eva.Contact
	d.idle(c)
	c.Contact = "nonsense"
	d.idle(c)
	d.hear(eva, "from Eva")
	c.Contact = eva.Contact
	d.same(lines(d.claim(c).Messages), []string{"from Eva"})
	d.idle(c)
	d.same(lines(d.claim(asking).Messages), []string{"from Ana"})
}

func theLongestWaitingComesFirst(d *desk) {
	d.follow("agent")
	vs := []frontdesk.Conversation{d.conversation(), d.conversation(), d.conversation()}
	for _, i := range []int{2, 0, 1} {
		d.hear(vs[i], fmt.Sprint(i))
		d.clock.pass(time.Second)
	}
	d.hear(vs[2], "more")
	for _, want := range []int{2, 0, 1} {
		d.same(d.claim(asking).Conversation.ID, vs[want].ID)
	}
}
