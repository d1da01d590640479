package storetest

import (
	"fmt"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AnAddressWasSomebodysUntilItMoved":  anAddressWasSomebodysUntilItMoved,
	"RetiredAddressesAreNobodys":         retiredAddressesAreNobodys,
	"AChangeLosesNothingLearntMeanwhile": aChangeLosesNothingLearntMeanwhile,
	"AFailedChangeKeepsNothing":          aFailedChangeKeepsNothing,
	"ComingInAndGoingOutAreEvents":       comingInAndGoingOutAreEvents,
	"APreferenceIsTheLatestWord":         aPreferenceIsTheLatestWord,
	"NoOperatorSpeaksForAPerson":         noOperatorSpeaksForAPerson,
})

// whose gives whose address it was at a time; "" if nobody's.
func (d *desk) whose(a frontdesk.Address, at time.Time) (id frontdesk.ContactID) {
	d.Helper()
	d.apply(func(tx *store.Tx) error {
		c, err := tx.ContactAt(d.ctx, a.Kind, a.Match, at)
		if frontdesk.CodeOf(err) == frontdesk.NotFound {
			return nil
		}
		id = c.ID
		return err
	})
	return id
}

func anAddressWasSomebodysUntilItMoved(d *desk) {
	ana := d.person("Ana")
	old, moved := ana.Addresses[0], d.clock.Now()
	d.apply(func(tx *store.Tx) error { return tx.MoveAddress(d.ctx, ana.ID, old.Match, phone("34699000001"), moved) })
	eva := get(d.db.SaveContact(d.ctx, frontdesk.Contact{Name: "Eva", Addresses: []frontdesk.Address{old}}))(d)
	later := moved.Add(48 * time.Hour)
	d.apply(func(tx *store.Tx) error { return tx.MoveAddress(d.ctx, eva.ID, old.Match, phone("34699000002"), later) })
	for _, tc := range []struct {
		at   time.Time
		want frontdesk.ContactID
	}{
		{moved.Add(-time.Hour), ana.ID}, {moved, ana.ID}, {moved.Add(time.Second), eva.ID}, {later, eva.ID}, {later.Add(time.Second), ""},
	} {
		d.same(d.whose(old, tc.at), tc.want)
	}
	d.same(d.whose(phone("34699000001"), moved.Add(-time.Hour)), ana.ID)
	_, err := d.db.ContactByMatch(d.ctx, old.Kind, old.Match)
	d.code(err, frontdesk.NotFound)
	// Without a time nobody knows until when, so nothing is remembered.
	d.apply(func(tx *store.Tx) error {
		return tx.MoveAddress(d.ctx, ana.ID, "34699000001", phone("34699000003"), time.Time{})
	})
	d.same(d.whose(phone("34699000001"), moved), frontdesk.ContactID(""))
}

func retiredAddressesAreNobodys(d *desk) {
	ana := get(d.db.SaveContact(d.ctx, frontdesk.Contact{Name: "Ana", Addresses: []frontdesk.Address{phone("34600111222"), userID("ES.1"), userID("ES.2")}}))(d)
	until := d.clock.Now()
	for range 2 {
		d.apply(func(tx *store.Tx) error { return tx.RetireAddresses(d.ctx, ana.ID, frontdesk.AtUserID, until) })
	}
	d.same(get(d.db.Contact(d.ctx, ana.ID))(d).Addresses, []frontdesk.Address{phone("34600111222")})
	d.same([]frontdesk.ContactID{d.whose(userID("ES.2"), until), d.whose(userID("ES.2"), until.Add(time.Second))}, []frontdesk.ContactID{ana.ID, ""})
	d.same(len(d.find(store.ContactQuery{Text: "ES.1", Limit: 9})), 0)
}

// An operator edits a contact while the inbox binds addresses to it.
func aChangeLosesNothingLearntMeanwhile(d *desk) {
	ana := d.person("Ana")
	const each = 10
	for _, err := range d.together(4, func(db *store.DB, i int) error {
		for n := range each {
			bind := func(tx *store.Tx) error { return tx.PutAddress(d.ctx, ana.ID, userID(fmt.Sprintf("ES.%d.%d", i, n))) }
			if i < 2 {
				if err := d.applyOn(db, bind); err != nil {
					return err
				}
				continue
			}
			if _, err := db.ChangeContact(d.ctx, ana.ID, func(c *frontdesk.Contact) error {
				c.Metadata = map[string]string{"last": fmt.Sprint(i, n)}
				c.Name += "a"
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	}) {
		d.ok(err)
	}
	got := get(d.db.Contact(d.ctx, ana.ID))(d)
	d.same([]int{len(got.Addresses), len(got.Name)}, []int{1 + 2*each, len("Ana") + 2*each})
}

func aFailedChangeKeepsNothing(d *desk) {
	ana, eva := d.person("Ana"), d.person("Eva")
	for want, change := range map[frontdesk.Code]func(*frontdesk.Contact) error{
		frontdesk.Invalid: func(c *frontdesk.Contact) error {
			c.Name = "half"
			return frontdesk.Errorf(frontdesk.Invalid, "on purpose")
		},
		frontdesk.Conflict: func(c *frontdesk.Contact) error {
			c.Name, c.Addresses = "half", append(c.Addresses, eva.Addresses...)
			return nil
		},
	} {
		d.code(failure(d.db.ChangeContact(d.ctx, ana.ID, change)), want)
		d.same(get(d.db.Contact(d.ctx, ana.ID))(d), ana)
	}
	never := func(*frontdesk.Contact) error { return nil }
	d.code(failure(d.db.ChangeContact(d.ctx, "c99", never)), frontdesk.NotFound)
}

func comingInAndGoingOutAreEvents(d *desk) {
	set := func(c frontdesk.Contact, registered bool) frontdesk.Contact {
		c.Registered = registered
		return get(d.db.SaveContact(d.ctx, c))(d)
	}
	ana := set(frontdesk.Contact{Name: "Ana"}, true)
	ana = set(ana, true)
	ana = set(ana, false)
	set(ana, true)
	set(frontdesk.Contact{Name: "Eva"}, false)
	events := d.events(store.EventQuery{Limit: 9})
	d.same(kinds(events), []frontdesk.EventKind{frontdesk.ContactRegistered, frontdesk.ContactRemoved, frontdesk.ContactRegistered})
	for _, e := range events {
		d.same([]any{e.Contact, e.Seq, e.At.Equal(d.clock.Now()), e.Text != ""}, []any{ana.ID, int64(0), true, true})
	}
}

func aPreferenceIsTheLatestWord(d *desk) {
	ana := d.person("Ana")
	now := d.clock.Now()
	for _, tc := range []struct {
		value   string
		at      time.Duration
		changed bool
		wants   bool
	}{
		{"resume", -time.Hour, false, true}, {"stop", 0, true, false}, {"stop", 0, false, false}, {"stop", time.Hour, false, false},
		{"resume", time.Minute, false, false}, {"perhaps", 3 * time.Hour, false, false}, {"resume", 2 * time.Hour, true, true},
	} {
		d.apply(func(tx *store.Tx) error {
			changed, err := tx.PutPreference(d.ctx, ana.ID, frontdesk.Preference{At: now.Add(tc.at), Category: "marketing_messages", Value: tc.value})
			d.same(changed, tc.changed)
			return err
		})
		d.same(get(d.db.Contact(d.ctx, ana.ID))(d).WantsMarketing(), tc.wants)
	}
	stop := frontdesk.Preference{At: now.Add(5 * time.Hour), Category: "something_else", Value: "stop"}
	d.apply(func(tx *store.Tx) error { return failure(tx.PutPreference(d.ctx, ana.ID, stop)) })
	d.same(get(d.db.Contact(d.ctx, ana.ID))(d).WantsMarketing(), true)
	stop.Category = "marketing_messages"
	d.code(d.applyOn(d.db, func(tx *store.Tx) error { return failure(tx.PutPreference(d.ctx, "c99", stop)) }), frontdesk.NotFound)
}

func noOperatorSpeaksForAPerson(d *desk) {
	ana, at := d.person("Ana"), d.clock.Now()
	d.apply(func(tx *store.Tx) error {
		return failure(tx.PutPreference(d.ctx, ana.ID, frontdesk.Preference{At: at, Category: "marketing_messages", Value: "stop"}))
	})
	ana.Name = "Ana Maria"
	got := get(d.db.SaveContact(d.ctx, ana))(d)
	d.same([]any{got.Name, got.MarketingStoppedAt.Equal(at)}, []any{"Ana Maria", true})
}
