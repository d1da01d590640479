package contacts_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
)

func TestStrangerIsNotedAndStaysOutside(t *testing.T) {
	d := newDesk(t)
	for range 2 {
		a := d.see(frontdesk.Sender{WaID: "15550001111", ProfileName: "  Eve\u202e \n ", Username: "@eve"})
		if a.Admitted || a.Contact.ID != "" {
			t.Fatalf("a stranger came in: %+v", a)
		}
	}
	ps := d.strangers()
	if len(ps) != 1 || ps[0].Count != 2 || ps[0].ProfileName != "Eve" || ps[0].Username != "eve" || ps[0].Integration != d.on {
		t.Fatalf("pending is %+v, want Eve, twice", ps)
	}
	if got := ps[0].Addresses; len(got) != 1 || got[0].WaID != "15550001111" {
		t.Errorf("pending has the addresses %+v", got)
	}
}

func TestRepeatedKnockIsCountedOnce(t *testing.T) {
	d := newDesk(t)
	s := contacts.Sighting{Sender: frontdesk.Sender{WaID: "15550001111"}, Integration: d.on, At: time.Now()}
	for _, again := range []bool{false, true, true} {
		s.Again = func(context.Context) (bool, error) { return again, nil }
		d.inTx(func(ctx context.Context, tx *store.Tx) error {
			_, err := contacts.Admit(ctx, tx, s)
			return err
		})
	}
	if ps := d.strangers(); len(ps) != 1 || ps[0].Count != 1 {
		t.Errorf("pending is %+v, want one knock", ps)
	}
}

func TestNobodyAtAllIsNotNoted(t *testing.T) {
	d := newDesk(t)
	if a := d.see(frontdesk.Sender{ProfileName: "Eve"}); a.Admitted {
		t.Error("somebody without an address came in")
	}
	if ps := d.strangers(); len(ps) != 0 {
		t.Errorf("pending is %+v; nobody could register that", ps)
	}
}

func TestFirstSightBindsTheUserID(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+55 11 98765 4321"})

	a := d.see(frontdesk.Sender{WaID: "551187654321", UserID: "BR.1", ParentUserID: "BR.ENT.1", ProfileName: "Aninha"})
	if !a.Admitted || a.Contact.ID != ana.ID || a.Conflict != nil || len(a.Bound) != 2 {
		t.Fatalf("admission is %+v, want Ana bound to two ids", a)
	}
	for _, by := range []frontdesk.Sender{{UserID: "BR.1"}, {ParentUserID: "BR.ENT.1"}, {WaID: "5511987654321"}, {WaID: "551187654321"}} {
		if a := d.see(by); !a.Admitted || a.Contact.ID != ana.ID || len(a.Bound) != 0 {
			t.Errorf("seen by %+v: %+v, want Ana", by, a)
		}
	}
	c := d.contact(ana.ID)
	if c.UserID() != "BR.1" || c.Phone() != "+5511987654321" || c.ProfileName != "Aninha" || c.Name != "Ana" {
		t.Errorf("Ana is kept as %+v", c)
	}
	if at := c.Address(frontdesk.AtPhone); at.WaID != "551187654321" {
		t.Errorf("Meta's spelling is kept as %q", at.WaID)
	}
}

func TestFirstSightBindsThePhone(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", UserID: "US.1"})
	if a := d.see(frontdesk.Sender{UserID: "US.1", WaID: "15550001111"}); !a.Admitted || len(a.Bound) != 1 {
		t.Fatalf("admission is %+v", a)
	}
	if c := d.contact(ana.ID); c.Phone() != "+15550001111" {
		t.Errorf("the phone is kept as %q", c.Phone())
	}
}

func TestSeeingTheSameTwiceChangesNothing(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	s := frontdesk.Sender{WaID: "15550001111", UserID: "US.1", ProfileName: "Annie", Username: "annie"}
	d.see(s)
	before := d.contact(ana.ID)
	d.see(s)
	d.see(frontdesk.Sender{WaID: "15550001111"}) // says no name, and takes none away
	if after := d.contact(ana.ID); !reflect.DeepEqual(before, after) {
		t.Errorf("was %+v, is %+v", before, after)
	}
}

func TestRemovedContactStaysOutside(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	if err := d.Remove(t.Context(), ana.ID); err != nil {
		t.Fatal(err)
	}
	a := d.see(frontdesk.Sender{WaID: "15550001111", UserID: "US.1"})
	if a.Admitted || a.Contact.ID != ana.ID {
		t.Errorf("admission is %+v, want Ana outside", a)
	}
	if len(d.strangers()) != 1 {
		t.Error("the knock was not noted")
	}
	if c := d.contact(ana.ID); c.UserID() != "" {
		t.Errorf("a removed contact was bound to %q", c.UserID())
	}
}

func TestTwoOwnersAreAConflictAndNothingIsRebound(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	bob := d.register(contacts.Person{Name: "Bob", UserID: "US.2"})

	a := d.see(frontdesk.Sender{WaID: "15550001111", UserID: "US.2", ParentUserID: "US.ENT.2"})
	if !a.Admitted || a.Contact.ID != bob.ID {
		t.Fatalf("admission is %+v, want the owner of the user id", a)
	}
	if a.Conflict == nil || !strings.Contains(a.Conflict.Message, string(ana.ID)) {
		t.Errorf("the conflict is %v, want it to name %s", a.Conflict, ana.ID)
	}
	if c := d.contact(ana.ID); c.Phone() != "+15550001111" || len(c.Addresses) != 1 {
		t.Errorf("Ana has %+v now", c.Addresses)
	}
	if c := d.contact(bob.ID); c.Phone() != "" || c.UserID() != "US.2" {
		t.Errorf("Bob has %+v now", c.Addresses)
	}
}

func TestRegisteredOwnerGoesBeforeARemovedOne(t *testing.T) {
	d := newDesk(t)
	old := d.register(contacts.Person{Name: "Old", UserID: "US.1"})
	if err := d.Remove(t.Context(), old.ID); err != nil {
		t.Fatal(err)
	}
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	a := d.see(frontdesk.Sender{WaID: "15550001111", UserID: "US.1"})
	if !a.Admitted || a.Contact.ID != ana.ID || a.Conflict == nil {
		t.Errorf("admission is %+v, want Ana, and word of the conflict", a)
	}
}

func TestSecondPhoneIsNotGuessedToBeAMove(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111", UserID: "US.1"})
	a := d.see(frontdesk.Sender{UserID: "US.1", WaID: "15550009999"})
	if !a.Admitted || a.Contact.ID != ana.ID || a.Conflict == nil {
		t.Fatalf("admission is %+v, want Ana, and word of the number", a)
	}
	if c := d.contact(ana.ID); c.Phone() != "+15550001111" || len(c.Addresses) != 2 {
		t.Errorf("Ana has %+v now", c.Addresses)
	}
}

func TestLongNameFromOutsideIsCut(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	for _, long := range []string{strings.Repeat("é", 10_000), strings.Repeat("\u200b", 10_000) + "x"} {
		d.see(frontdesk.Sender{WaID: "15550001111", ProfileName: long})
		if n := len([]rune(d.contact(ana.ID).ProfileName)); n > contacts.MaxName {
			t.Errorf("a name of %d characters is kept", n)
		}
	}
	d.see(frontdesk.Sender{WaID: "15550001111", ProfileName: strings.Repeat("é", contacts.MaxName)})
	if n := len([]rune(d.contact(ana.ID).ProfileName)); n != contacts.MaxName {
		t.Errorf("a name of %d characters is kept of one of %d", n, contacts.MaxName)
	}
}
