package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AnAddressIsOnePersons":            anAddressIsOnePersons,
	"ASavedContactIsReplaced":          aSavedContactIsReplaced,
	"AMovedAddressKeepsThePerson":      aMovedAddressKeepsThePerson,
	"AnAddressIsRenewedWithoutAChange": anAddressIsRenewedWithoutAChange,
	"AProfileIsKept":                   aProfileIsKept,
	"ContactsAreFoundHoweverSpelt":     contactsAreFoundHoweverSpelt,
	"ContactsComeInPages":              contactsComeInPages,
	"AnyStringCanBeKept":               anyStringCanBeKept,
	"AnIDWeNeverGaveIsNotFound":        anIDWeNeverGaveIsNotFound,
	"CopiesDoNotMakeTwoPeopleOfOne":    copiesDoNotMakeTwoPeopleOfOne,
})

func anAddressIsOnePersons(d *desk) {
	ana := get(d.db.SaveContact(d.ctx, frontdesk.Contact{Name: "Ana", Addresses: []frontdesk.Address{phone("34600111222"), userID("ES.1")}}))(d)
	eva := d.person("Eva")
	for _, c := range []struct {
		a     frontdesk.Address
		field string
	}{{phone("34600111222"), "phone"}, {userID("ES.1"), "user_id"}} {
		_, err := d.db.SaveContact(d.ctx, frontdesk.Contact{Name: "Not Ana", Addresses: []frontdesk.Address{phone("34600999999"), c.a}})
		d.code(err, frontdesk.Conflict)
		e := frontdesk.Foreseen(err)
		if e.Field != c.field || !strings.Contains(e.Message, string(ana.ID)) {
			d.Errorf("the refusal is %q about %q", e.Message, e.Field)
		}
		d.code(d.applyOn(d.db, func(tx *store.Tx) error { return tx.PutAddress(d.ctx, eva.ID, c.a) }), frontdesk.Conflict)
		d.same(get(d.db.ContactByMatch(d.ctx, c.a.Kind, c.a.Match))(d), ana)
	}
	_, err := d.db.ContactByMatch(d.ctx, frontdesk.AtPhone, "34600999999")
	d.code(err, frontdesk.NotFound) // the refused one was not half kept
}

func aSavedContactIsReplaced(d *desk) {
	c := frontdesk.Contact{
		Name: "Ana", ProfileName: "ana", Username: "ana", Registered: true, Metadata: map[string]string{"a": "1", "b": "2"},
		Addresses: []frontdesk.Address{userID("ES.1"), phone("34600111222")},
	}
	made := get(d.db.SaveContact(d.ctx, c))(d)
	c.ID, c.CreatedAt, c.UpdatedAt = made.ID, made.CreatedAt, made.UpdatedAt
	d.same(made, c)
	d.same(made.CreatedAt.Equal(d.clock.Now()), true)

	d.clock.pass(time.Hour)
	c.Name, c.Registered, c.Metadata, c.Addresses = "Ana Maria", false, nil, []frontdesk.Address{phone("34600333444")}
	c.CreatedAt = time.Time{}
	got := get(d.db.SaveContact(d.ctx, c))(d)
	c.CreatedAt, c.UpdatedAt = made.CreatedAt, got.UpdatedAt
	d.same(got, c)
	d.same(got.UpdatedAt.Equal(d.clock.Now()), true)
	_, err := d.db.ContactByMatch(d.ctx, frontdesk.AtUserID, "ES.1")
	d.code(err, frontdesk.NotFound)
	_, err = d.db.SaveContact(d.ctx, frontdesk.Contact{ID: "c99", Name: "nobody"})
	d.code(err, frontdesk.NotFound)
}

func aMovedAddressKeepsThePerson(d *desk) {
	ana, eva := d.person("Ana"), d.person("Eva")
	move := func(from string, to frontdesk.Address) error {
		return d.applyOn(d.db, func(tx *store.Tx) error { return tx.MoveAddress(d.ctx, ana.ID, from, to, d.clock.Now()) })
	}
	old := ana.Addresses[0].Match
	d.ok(move(old, phone("34699000001")))
	d.same(get(d.db.ContactByMatch(d.ctx, frontdesk.AtPhone, "34699000001"))(d).ID, ana.ID)
	_, err := d.db.ContactByMatch(d.ctx, frontdesk.AtPhone, old)
	d.code(err, frontdesk.NotFound)

	before := get(d.db.Contact(d.ctx, ana.ID))(d)
	d.code(move("34699000001", eva.Addresses[0]), frontdesk.Conflict)
	d.code(move("34699999999", phone("34699000002")), frontdesk.NotFound)
	d.same(get(d.db.Contact(d.ctx, ana.ID))(d), before)

	// Who has the new address already only loses the old one.
	d.apply(func(tx *store.Tx) error { return tx.PutAddress(d.ctx, ana.ID, phone("34699000003")) })
	d.ok(move("34699000001", phone("34699000003")))
	d.same(get(d.db.Contact(d.ctx, ana.ID))(d).Addresses, []frontdesk.Address{phone("34699000003")})
}

func anAddressIsRenewedWithoutAChange(d *desk) {
	first := frontdesk.Address{Kind: frontdesk.AtPhone, Value: "+5511987654321", Match: "55119"}
	ana := get(d.db.SaveContact(d.ctx, frontdesk.Contact{Addresses: []frontdesk.Address{first}}))(d)
	renewed := frontdesk.Address{Kind: frontdesk.AtPhone, Value: "+5511987654321", WaID: "551187654321", Match: "55119"}
	d.apply(func(tx *store.Tx) error { return tx.PutAddress(d.ctx, ana.ID, renewed) })
	d.apply(func(tx *store.Tx) error { return tx.PutAddress(d.ctx, ana.ID, userID("BR.7")) })
	d.same(get(d.db.Contact(d.ctx, ana.ID))(d).Addresses, []frontdesk.Address{renewed, userID("BR.7")})
}

func aProfileIsKept(d *desk) {
	ana := d.person("Ana")
	d.apply(func(tx *store.Tx) error { return tx.PutProfile(d.ctx, ana.ID, "Anita", "anita99") })
	got := get(d.db.Contact(d.ctx, ana.ID))(d)
	d.same([]string{got.Name, got.ProfileName, got.Username}, []string{"Ana", "Anita", "anita99"})
	d.same(len(d.find(store.ContactQuery{Text: "ANITA99", Limit: 9})), 1)
	d.code(d.applyOn(d.db, func(tx *store.Tx) error { return tx.PutProfile(d.ctx, "c99", "x", "y") }), frontdesk.NotFound)
}

// find gives the first page of contacts.
func (d *desk) find(q store.ContactQuery) []frontdesk.Contact {
	d.Helper()
	some, _, err := d.db.Contacts(d.ctx, q)
	d.ok(err)
	return some
}

func contactsAreFoundHoweverSpelt(d *desk) {
	get(d.db.SaveContact(d.ctx, frontdesk.Contact{Name: "Jos\u00e9 \u00d1\u00fa\u00f1ez", Registered: true, Addresses: []frontdesk.Address{phone("5511987654321")}}))(d)
	get(d.db.SaveContact(d.ctx, frontdesk.Contact{Name: "100% _wild_", ProfileName: "stra\u00dfe"}))(d)
	for text, want := range map[string]int{
		"": 2, "jose": 1, "NUNEZ": 1, "jos\u00e9 \u00f1": 1, "+55 11 98765-4321": 1, "98765": 1, "%": 1, "_": 1, `\`: 0, "stra\u00dfe": 1,
		"nobody": 0, "jose\x00": 1, "'": 0,
	} {
		if found := d.find(store.ContactQuery{Text: text, Limit: 9}); len(found) != want {
			d.Errorf("%q finds %d, want %d", text, len(found), want)
		}
	}
	d.same(len(d.find(store.ContactQuery{Registered: true, Limit: 9})), 1)
}

func contactsComeInPages(d *desk) {
	var want, got []string
	for i := range 7 {
		want = append(want, d.person(fmt.Sprint("person ", i)).Name)
	}
	q, pages := store.ContactQuery{Limit: 3}, 0
	for more := true; more; pages++ {
		some, next, err := d.db.Contacts(d.ctx, q)
		d.ok(err)
		for _, c := range some {
			got = append(got, c.Name)
			d.same(len(c.Addresses), 1)
		}
		q.After, more = next, next != ""
	}
	d.same(got, want)
	d.same(pages, 3)
	for _, limit := range []int{-1, 0, 1} {
		d.same(len(d.find(store.ContactQuery{Limit: limit})), 1)
	}
	for _, cursor := range []string{"x", "-1", "c3", "99999999999999999999"} {
		_, _, err := d.db.Contacts(d.ctx, store.ContactQuery{After: cursor, Limit: 3})
		d.code(err, frontdesk.Invalid)
	}
}

// Names and words come from outside. PostgreSQL takes no NUL and nothing but
// UTF-8.
func anyStringCanBeKept(d *desk) {
	v := d.conversation()
	for in, want := range map[string]string{
		"nul\x00nul": "nulnul", "bad\xffutf8": "bad\ufffdutf8", "\U0001f642 \u05e9\u05dc \u202e": "\U0001f642 \u05e9\u05dc \u202e", "": "",
		strings.Repeat("x", 10_000): strings.Repeat("x", 10_000), `'; DROP TABLE contacts; --`: `'; DROP TABLE contacts; --`,
	} {
		c := get(d.db.SaveContact(d.ctx, frontdesk.Contact{Name: in, ProfileName: in, Username: in, Metadata: map[string]string{"k": in}}))(d)
		d.same(get(d.db.Contact(d.ctx, c.ID))(d).Name, want)
		m := d.hear(v, in)
		kept := get(d.db.Message(d.ctx, m.ID))(d)
		// JSON may say a NUL in letters, and so keep it.
		d.same(strings.ReplaceAll(kept.Content.(frontdesk.Text).Body, "\x00", ""), want)
	}
}

func anIDWeNeverGaveIsNotFound(d *desk) {
	d.conversation()
	for _, id := range []string{"", "1", "x", "c", "c0", "c-1", "c01", "c1 ", "C1", "c99", "c99999999999999999999", "v1x", "m0", "i9", "p9", "c\x00"} {
		errs := []error{
			failure(d.db.Contact(d.ctx, frontdesk.ContactID(id))),
			failure(d.db.Conversation(d.ctx, frontdesk.ConversationID(id))),
			failure(d.db.Message(d.ctx, frontdesk.MessageID(id))),
			failure(d.db.Delivery(d.ctx, frontdesk.MessageID(id))),
			failure(d.db.Integration(d.ctx, frontdesk.IntegrationID(id))),
			d.db.RemoveIntegration(d.ctx, frontdesk.IntegrationID(id)),
			failure(d.db.Pending(d.ctx, id)),
			d.db.ForgetPending(d.ctx, id),
			failure(d.db.EditConversation(d.ctx, frontdesk.ConversationID(id), store.Edit{NewSession: true})),
			failure(d.db.OpenConversation(d.ctx, frontdesk.ContactID(id), "i1")),
			failure(d.db.OpenConversation(d.ctx, "c1", frontdesk.IntegrationID(id+"x"))),
			failure(d.db.Finish(d.ctx, frontdesk.Delivery{ID: frontdesk.MessageID(id)})),
		}
		if i := slices.IndexFunc(errs, func(err error) bool { return frontdesk.CodeOf(err) != frontdesk.NotFound }); i >= 0 {
			d.Errorf("%q: call %d gives %v", id, i, errs[i])
		}
	}
}

func failure[T any](_ T, err error) error { return err }

func copiesDoNotMakeTwoPeopleOfOne(d *desk) {
	made := 0
	for _, err := range d.together(8, func(db *store.DB, _ int) error {
		_, err := db.SaveContact(d.ctx, frontdesk.Contact{Name: "Ana", Addresses: []frontdesk.Address{phone("34600111222")}})
		return err
	}) {
		if err == nil {
			made++
			continue
		}
		d.code(err, frontdesk.Conflict)
	}
	d.same(made, 1)
}
