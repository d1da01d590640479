package contacts_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
)

// recognise tells that a message to an address of a contact reached somebody.
func (d desk) recognise(of frontdesk.ContactID, to frontdesk.Address, s frontdesk.Sender) (a contacts.Admission) {
	d.t.Helper()
	d.inTx(func(ctx context.Context, tx *store.Tx) (err error) {
		a, err = contacts.Recognise(ctx, tx, of, to, contacts.Sighting{Sender: s, Integration: d.on, At: time.Now()})
		return err
	})
	return a
}

func TestWhomAMessageReachedIsKnownByItsAddresses(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+55 11 98765 4321"})
	eve := d.register(contacts.Person{Name: "Eve", UserID: "BR.9"})
	to := contacts.PhoneAddress("+5511987654321")

	if a := d.recognise(eve.ID, to, frontdesk.Sender{UserID: "BR.1"}); a.Contact.ID != "" {
		t.Errorf("a message to Ana is taken for one to Eve: %+v", a)
	}
	if a := d.recognise(ana.ID, to, frontdesk.Sender{WaID: "551187654321", UserID: "BR.9"}); a.Conflict == nil || a.With.Value != "BR.9" {
		t.Errorf("Eve's id came with Ana's number: %+v", a)
	}
	if a := d.recognise(ana.ID, to, frontdesk.Sender{WaID: "551187654321", UserID: "BR.1"}); len(a.Bound) != 1 || a.Conflict != nil {
		t.Errorf("recognised as %+v", a)
	}
	if c := d.contact(ana.ID); c.UserID() != "BR.1" || c.Address(frontdesk.AtPhone).WaID != "551187654321" {
		t.Errorf("Ana has %+v", c.Addresses)
	}
	if err := d.Remove(t.Context(), ana.ID); err != nil {
		t.Fatal(err)
	}
	if a := d.recognise(ana.ID, to, frontdesk.Sender{ParentUserID: "BR.ENT.1"}); a.Contact.ID != "" || len(d.contact(ana.ID).Addresses) != 2 {
		t.Errorf("somebody removed is bound: %+v", a)
	}
	if a := d.recognise(ana.ID, contacts.PhoneAddress("+34600111222"), frontdesk.Sender{UserID: "BR.2"}); a.Contact.ID != "" {
		t.Errorf("recognised at an address that is nobody's: %+v", a)
	}
}

func TestASecondUserIDIsNotGuessedToBeTheirs(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111", UserID: "US.1"})
	a := d.see(frontdesk.Sender{WaID: "15550001111", UserID: "US.2"})
	if !a.Admitted || a.Contact.ID != ana.ID || a.Conflict == nil || a.Conflict.Next == "" || a.With.Value != "US.2" {
		t.Fatalf("admission is %+v, want Ana, and word of the id", a)
	}
	if c := d.contact(ana.ID); c.UserID() != "US.1" || len(c.Addresses) != 2 {
		t.Errorf("Ana has %+v", c.Addresses)
	}
}

// A business with several portfolios sees one person by a user id in each, and
// by one parent id in all.
func TestAParentIDTellsTheUserIDOfAnotherPortfolio(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	d.see(frontdesk.Sender{WaID: "15550001111", UserID: "US.1", ParentUserID: "US.ENT.1"})
	if a := d.see(frontdesk.Sender{UserID: "US.2", ParentUserID: "US.ENT.1"}); a.Contact.ID != ana.ID || a.Conflict != nil || len(a.Bound) != 1 {
		t.Errorf("admission is %+v", a)
	}
	if a := d.see(frontdesk.Sender{UserID: "US.2"}); a.Contact.ID != ana.ID {
		t.Errorf("by the second id: %+v", a)
	}
	if a := d.see(frontdesk.Sender{WaID: "15550001111", ParentUserID: "US.ENT.9"}); a.Conflict == nil {
		t.Errorf("by another parent id: %+v", a)
	}
}

func TestWhoIsBindsAndNotesNothing(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	for _, tc := range []struct {
		s    frontdesk.Sender
		want frontdesk.ContactID
	}{
		{frontdesk.Sender{WaID: "15550001111", UserID: "US.1"}, ana.ID}, {frontdesk.Sender{UserID: "US.1"}, ""}, {frontdesk.Sender{}, ""},
	} {
		d.inTx(func(ctx context.Context, tx *store.Tx) error {
			c, err := contacts.WhoIs(ctx, tx, tc.s, time.Now())
			if c.ID != tc.want {
				t.Errorf("%+v is %q, want %q", tc.s, c.ID, tc.want)
			}
			return err
		})
	}
	if len(d.contact(ana.ID).Addresses) != 1 || len(d.strangers()) != 0 {
		t.Error("somebody was bound or noted")
	}
}

func TestTwoWhoCouldBeMeantAreNotMoved(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	bob := d.register(contacts.Person{Name: "Bob", UserID: "US.2"})
	m := d.move(frontdesk.Sender{WaID: "15550001111", UserID: "US.2"}, changedNumber("15550001111", "15550002222"))
	if m.Moved || m.Conflict == nil || m.Conflict.Next == "" {
		t.Fatalf("movement is %+v, want a conflict", m)
	}
	if d.contact(ana.ID).Phone() != "+15550001111" || d.contact(bob.ID).Phone() != "" {
		t.Error("a number was rebound")
	}
	// Whom an operator has removed stands in nobody's way.
	if err := d.Remove(t.Context(), bob.ID); err != nil {
		t.Fatal(err)
	}
	if m := d.move(frontdesk.Sender{WaID: "15550001111", UserID: "US.2"}, changedNumber("15550001111", "15550002222")); !m.Moved {
		t.Errorf("movement is %+v", m)
	}
}

func TestAnIDWhoseOldOneIsNotToldMoves(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111", UserID: "US.1"})
	from := frontdesk.Sender{WaID: "15550001111"}
	ch := frontdesk.Change{Kind: frontdesk.AtUserID, New: "US.2"}
	for range 2 {
		d.move(from, ch)
		if c := d.contact(ana.ID); c.UserID() != "US.2" || len(c.Addresses) != 2 {
			t.Fatalf("Ana has %+v", c.Addresses)
		}
	}
}

// An operator edits a contact while messages bring its addresses.
func TestAnEditLosesNothingTheInboxLearns(t *testing.T) {
	d := newDesk(t)
	for i := range 20 {
		phone := fmt.Sprintf("+3460011%04d", i)
		ana := d.register(contacts.Person{Name: "Ana", Phone: phone})
		done := make(chan error, 1)
		go func() {
			name := "Ana Maria"
			_, err := d.Update(t.Context(), ana.ID, contacts.Edit{Name: &name, Phone: &phone})
			done <- err
		}()
		d.see(frontdesk.Sender{WaID: phone[1:], UserID: fmt.Sprintf("ES.%d", i)})
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if c := d.contact(ana.ID); c.Name != "Ana Maria" || c.UserID() == "" {
			t.Fatalf("Ana is %+v", c)
		}
	}
}

func TestTheRegisterTellsWhoComesAndGoes(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+34600111222"})
	if err := d.Remove(t.Context(), ana.ID); err != nil {
		t.Fatal(err)
	}
	d.see(frontdesk.Sender{WaID: "34600111222"})
	if _, err := d.RegisterPending(t.Context(), d.strangers()[0].ID, "Ana"); err != nil {
		t.Fatal(err)
	}
	es, _, err := d.db.Events(t.Context(), store.EventQuery{Contact: ana.ID, Limit: 9})
	if err != nil || len(es) != 3 || es[0].Kind != frontdesk.ContactRegistered || es[1].Kind != frontdesk.ContactRemoved || es[2].Kind != frontdesk.ContactRegistered {
		t.Errorf("events %+v, %v", es, err)
	}
}
