package inbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/contacts"
)

// Ada's addresses before and after she gets a new number, which brings a new
// user id with it.
const (
	oldPhone, newPhone   = "16505551234", "12195555358"
	oldID, newID         = "US.1", "US.2"
	oldParent, newParent = "US.ENT.1", "US.ENT.2"
)

// said is a message at a second of the story, from a phone, a user id, or both.
func saidBy(at int, phone, id, body string) string {
	return fmt.Sprintf(`"messages":[{"id":"m%d%s","timestamp":"%d","from":%q,"from_user_id":%q,"type":"text","text":{"body":%q}}]`,
		at, body, 1779980000+at, phone, id, body)
}

// changed is a system message of the kind with some fields.
func changed(at int, kind, from, fields string) string {
	return fmt.Sprintf(`"messages":[{"id":"s%d","timestamp":"%d",%s"type":"system","system":{"body":"changed","type":%q,%s}}]`,
		at, 1779980000+at, from, kind, fields)
}

// ownCard is somebody known by user id giving their number: as asked, if origin
// is contact_request.
func ownCard(id, origin string, numbers ...string) string {
	var phones []string
	for _, n := range numbers {
		phones = append(phones, fmt.Sprintf(`{"phone":"+%s","wa_id":%q}`, n, n))
	}
	return fmt.Sprintf(`"messages":[{"id":"mcard","timestamp":"1779980002","from_user_id":%q,"type":"contacts","contacts":[{"name":{"formatted_name":"A"},"phones":[%s],"origin":%q}]}]`,
		id, strings.Join(phones, ","), origin)
}

func delivered(state, phone, id string) string {
	return fmt.Sprintf(`"statuses":[{"id":"wamid.OURS","status":%q,"timestamp":"1779980005","recipient_id":%q,"recipient_user_id":%q}]`, state, phone, id)
}

// Whatever is told of Ada, in whatever order, she is one person, nobody else is
// her, and what is contradictory is told and not guessed.
func TestOnePersonThroughout(t *testing.T) {
	phone, id := contacts.PhoneAddress("+"+oldPhone), contacts.UserIDAddress(oldID)
	parent := contacts.ParentUserIDAddress(oldParent)
	moved := changed(10, "user_changed_number", `"from":"`+oldPhone+`",`, `"wa_id":"`+newPhone+`"`)
	movedBoth := changed(10, "user_changed_number", `"from":"`+oldPhone+`",`,
		`"wa_id":"`+newPhone+`","user_id":"`+newID+`","previous_user_id":"`+oldID+`","parent_user_id":"`+newParent+`","previous_parent_user_id":"`+oldParent+`"`)
	renamed := changed(10, "user_changed_user_id", "", `"user_id":"`+newID+`","previous_user_id":"`+oldID+`"`)
	renamedUntold := changed(10, "user_changed_user_id", `"from":"`+oldPhone+`",`, `"user_id":"`+newID+`"`)

	for name, tc := range map[string]struct {
		has       []frontdesk.Address
		story     []string
		want      string // Ada's addresses at the end
		heard     int    // messages of hers that were kept, but for WhatsApp's own
		conflicts int
	}{
		"by phone, then both, then user id": {[]frontdesk.Address{phone},
			[]string{saidBy(1, oldPhone, "", "a"), saidBy(2, oldPhone, oldID, "b"), saidBy(3, "", oldID, "c")},
			"+" + oldPhone + " " + oldID, 3, 0},
		"by user id, then their own card, then phone": {[]frontdesk.Address{id},
			[]string{saidBy(1, "", oldID, "a"), ownCard(oldID, "contact_request", oldPhone), saidBy(3, oldPhone, "", "c")},
			"+" + oldPhone + " " + oldID, 2, 0},
		"their own card with another's number": {[]frontdesk.Address{id},
			[]string{ownCard(oldID, "contact_request", "15550007777")}, oldID, 0, 1},
		"by user id, with the card of somebody else": {[]frontdesk.Address{id},
			[]string{ownCard(oldID, "other", newPhone)}, oldID, 0, 0},
		"by user id, with a card of two numbers": {[]frontdesk.Address{id},
			[]string{ownCard(oldID, "contact_request", oldPhone, newPhone)}, oldID, 0, 0},
		"their own card with another number": {[]frontdesk.Address{phone, id},
			[]string{ownCard(oldID, "contact_request", newPhone)}, "+" + oldPhone + " " + oldID, 0, 1},
		"a stranger's card with Ada's number": {[]frontdesk.Address{phone},
			[]string{ownCard(newID, "contact_request", oldPhone)}, "+" + oldPhone, 0, 0},
		"by user id, then both, then phone": {[]frontdesk.Address{id},
			[]string{saidBy(1, "", oldID, "a"), saidBy(2, oldPhone, oldID, "b"), saidBy(3, oldPhone, "", "c")},
			"+" + oldPhone + " " + oldID, 3, 0},
		"by phone, and a status tells the user id": {[]frontdesk.Address{phone},
			[]string{delivered("delivered", oldPhone, oldID), saidBy(9, "", oldID, "a")},
			"+" + oldPhone + " " + oldID, 1, 0},
		"the number moves, and both are told": {[]frontdesk.Address{phone, id, parent},
			[]string{saidBy(1, oldPhone, oldID, "a"), movedBoth, saidBy(11, newPhone, newID, "b"), saidBy(12, "", newID, "c")},
			"+" + newPhone + " " + newID + " " + newParent, 3, 0},
		"what was said before comes after": {[]frontdesk.Address{phone, id, parent},
			[]string{movedBoth, saidBy(1, oldPhone, oldID, "a"), saidBy(2, oldPhone, "", "b"), saidBy(3, "", oldID, "c"), saidBy(11, newPhone, newID, "d")},
			"+" + newPhone + " " + newID + " " + newParent, 4, 0},
		"the old number is somebody else's then": {[]frontdesk.Address{phone, id, parent},
			[]string{movedBoth, saidBy(11, oldPhone, "US.9", "not Ada")},
			"+" + newPhone + " " + newID + " " + newParent, 0, 0},
		"the number moves, and the new id comes with the next message": {[]frontdesk.Address{phone, id},
			[]string{moved, saidBy(1, oldPhone, oldID, "late"), saidBy(11, newPhone, newID, "b"), saidBy(12, "", newID, "c")},
			"+" + newPhone + " " + newID, 3, 0},
		"the user id moves": {[]frontdesk.Address{phone, id},
			[]string{renamed, saidBy(11, "", newID, "a"), saidBy(1, "", oldID, "late")},
			"+" + oldPhone + " " + newID, 2, 0},
		"the user id moves, and the old one is not told": {[]frontdesk.Address{phone, id},
			[]string{renamedUntold, saidBy(11, "", newID, "a")},
			"+" + oldPhone + " " + newID, 1, 0},
		"a message tells the new id before the notice": {[]frontdesk.Address{phone, id},
			[]string{saidBy(11, oldPhone, newID, "a"), renamed, saidBy(12, "", newID, "b")},
			"+" + oldPhone + " " + newID, 2, 1},
		"a message tells the new number before the notice": {[]frontdesk.Address{phone, id},
			[]string{saidBy(11, newPhone, oldID, "a"), moved, saidBy(12, newPhone, "", "b")},
			"+" + newPhone, 2, 1},
		"a second phone is not guessed to be hers": {[]frontdesk.Address{phone, id},
			[]string{saidBy(1, newPhone, oldID, "a"), saidBy(2, newPhone, oldID, "b")},
			"+" + oldPhone + " " + oldID, 2, 1},
		"a second user id is not guessed to be hers": {[]frontdesk.Address{phone, id},
			[]string{saidBy(1, oldPhone, newID, "a"), saidBy(2, oldPhone, newID, "b"), saidBy(3, "", newID, "nobody we know")},
			"+" + oldPhone + " " + oldID, 2, 1},
		"nor is one that a status tells": {[]frontdesk.Address{phone, id},
			[]string{delivered("delivered", oldPhone, newID), delivered("read", oldPhone, newID)},
			"+" + oldPhone + " " + oldID, 0, 1},
		"her number with another's user id": {[]frontdesk.Address{phone},
			[]string{saidBy(1, oldPhone, "US.77", "Bea, it seems")},
			"+" + oldPhone, 0, 1},
		"a new number told with another's user id": {[]frontdesk.Address{phone},
			[]string{changed(10, "user_changed_number", `"from":"`+oldPhone+`","from_user_id":"US.77",`, `"wa_id":"`+newPhone+`"`)},
			"+" + oldPhone, 0, 1},
		"a new number that is another's": {[]frontdesk.Address{phone},
			[]string{changed(10, "user_changed_number", `"from":"`+oldPhone+`",`, `"wa_id":"15550007777"`)},
			"+" + oldPhone, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ada := d.register("Ada", tc.has...)
			bea := d.register("Bea", contacts.PhoneAddress("+15550007777"), contacts.UserIDAddress("US.77"))
			d.sent(ada, tc.has[0])
			for _, told := range tc.story {
				d.hear(notice("1000", told))
				d.hear(notice("1000", told))
			}
			if got := d.addresses(ada); got != tc.want {
				t.Errorf("Ada has %s, want %s", got, tc.want)
			}
			if got := d.addresses(bea); got != "+15550007777 US.77" {
				t.Errorf("Bea has %s", got)
			}
			heard := 0
			for _, m := range d.messages() {
				if m.Contact == ada.ID && m.Direction == frontdesk.In && m.Content.Type() == "text" {
					heard++
				}
			}
			if heard != tc.heard {
				t.Errorf("%d messages of Ada's are kept, want %d:\n%s", heard, tc.heard, d.said())
			}
			if es := d.events(frontdesk.AddressConflict); len(es) != tc.conflicts {
				t.Errorf("%d conflicts, want %d: %+v", len(es), tc.conflicts, es)
			}
		})
	}
}

// sent is a message of ours that Meta took.
func (d *desk) sent(c frontdesk.Contact, to frontdesk.Address) {
	d.Helper()
	v, err := d.db.OpenConversation(d.Context(), c.ID, d.on.ID)
	if err != nil {
		d.Fatal(err)
	}
	kept, _, err := d.db.KeepDeliveries(d.Context(), []frontdesk.Delivery{{
		Key: "k", Part: 1, Parts: 1, Conversation: v.ID, Integration: d.on.ID, Contact: c.ID, By: frontdesk.ByAgent, To: to, Content: frontdesk.Text{Body: "ours"},
	}})
	if err != nil {
		d.Fatal(err)
	}
	now, ok, err := d.db.Begin(d.Context(), kept[0].ID, time.Minute)
	if err != nil || !ok {
		d.Fatal(ok, err)
	}
	now.State, now.WAMID = frontdesk.Sent, "wamid.OURS"
	if _, err := d.db.Finish(d.Context(), now); err != nil {
		d.Fatal(err)
	}
}

// addresses are a contact's, phone first.
func (d *desk) addresses(c frontdesk.Contact) string {
	d.Helper()
	c, err := d.db.Contact(d.Context(), c.ID)
	if err != nil {
		d.Fatal(err)
	}
	var all []string
	for _, kind := range []frontdesk.AddressKind{frontdesk.AtPhone, frontdesk.AtUserID, frontdesk.AtParentUserID} {
		for _, a := range c.Addresses {
			if a.Kind == kind {
				all = append(all, a.Value)
			}
		}
	}
	return strings.Join(all, " ")
}

// A notice that Meta repeats days later must not move what is another's by then.
func TestARepeatedNoticeMovesNobodyElse(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", contacts.PhoneAddress("+"+oldPhone))
	moved := notice("1000", changed(10, "user_changed_number", `"from":"`+oldPhone+`",`, `"wa_id":"`+newPhone+`"`))
	d.hear(moved)
	bea := d.register("Bea", contacts.PhoneAddress("+"+oldPhone))
	d.hear(moved)
	if a, b := d.addresses(ada), d.addresses(bea); a != "+"+newPhone || b != "+"+oldPhone || len(d.events(frontdesk.AddressConflict)) != 0 {
		t.Errorf("Ada has %s, Bea %s", a, b)
	}
}

// Somebody who was removed moves, so that they are found again, but says nothing.
func TestWhoWasRemovedMovesInSilence(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", contacts.PhoneAddress("+"+oldPhone))
	ada.Registered = false
	if _, err := d.db.SaveContact(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	d.hear(notice("1000", changed(10, "user_changed_number", `"from":"`+oldPhone+`",`, `"wa_id":"`+newPhone+`"`)))
	if got := d.addresses(ada); got != "+"+newPhone || d.said() != "" {
		t.Errorf("Ada has %s and said %q", got, d.said())
	}
}

// WhatsApp's word of a new number is not the person's, and opens no window.
func TestANoticeOpensNoWindow(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", contacts.PhoneAddress("+"+oldPhone))
	d.hear(notice("1000", changed(10, "user_changed_number", `"from":"`+oldPhone+`",`, `"wa_id":"`+newPhone+`"`)))
	if v := d.conversation(ada); !v.LastIn.IsZero() || v.Unread != 1 {
		t.Errorf("the conversation is %+v", v)
	}
}
