package contacts_test

import (
	"reflect"
	"testing"

	"frontdesk"
	"frontdesk/contacts"
)

func changedNumber(from, to string) frontdesk.Change {
	return frontdesk.Change{Kind: frontdesk.AtPhone, Old: from, New: to, Name: "user_changed_number"}
}

func TestNumberMovesWithThePerson(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	from := frontdesk.Sender{WaID: "15550001111"}

	if m := d.move(from, changedNumber("15550001111", "15550002222")); !m.Moved || m.Contact.ID != ana.ID || m.Conflict != nil {
		t.Fatalf("movement is %+v", m)
	}
	if c := d.contact(ana.ID); c.Phone() != "+15550002222" || len(c.Addresses) != 1 {
		t.Errorf("Ana has %+v now", c.Addresses)
	}
	if a := d.see(frontdesk.Sender{WaID: "15550002222"}); a.Contact.ID != ana.ID || !a.Admitted {
		t.Errorf("from the new number: %+v", a)
	}
	if a := d.see(frontdesk.Sender{WaID: "15550001111"}); a.Admitted {
		t.Errorf("from the old number, which is somebody else's now: %+v", a)
	}
}

func TestMoveToldAgainChangesNothing(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111", UserID: "US.1"})
	ch := changedNumber("15550001111", "15550002222")
	from := frontdesk.Sender{WaID: "15550001111", UserID: "US.1"}
	d.move(from, ch)
	before := d.contact(ana.ID)
	if m := d.move(from, ch); m.Moved || m.Conflict != nil {
		t.Errorf("the second time: %+v", m)
	}
	if after := d.contact(ana.ID); !reflect.DeepEqual(before, after) {
		t.Errorf("was %+v, is %+v", before, after)
	}
}

func TestUserIDMovesWithThePerson(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111", UserID: "US.1"})
	ch := frontdesk.Change{Kind: frontdesk.AtUserID, Old: "US.1", New: "US.9", Name: "user_changed_user_id"}
	if m := d.move(frontdesk.Sender{}, ch); !m.Moved || m.Contact.ID != ana.ID {
		t.Fatalf("movement is %+v", m)
	}
	if c := d.contact(ana.ID); c.UserID() != "US.9" || c.Phone() != "+15550001111" {
		t.Errorf("Ana has %+v now", c.Addresses)
	}
}

// A message may tell the new id before the notice of the change is read.
func TestLateNoticeTakesTheOldUserIDAway(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111", UserID: "US.1"})
	d.see(frontdesk.Sender{WaID: "15550001111", UserID: "US.9"})
	d.move(frontdesk.Sender{WaID: "15550001111"}, frontdesk.Change{Kind: frontdesk.AtUserID, Old: "US.1", New: "US.9"})
	if c := d.contact(ana.ID); c.UserID() != "US.9" || len(c.Addresses) != 2 {
		t.Errorf("Ana has %+v now", c.Addresses)
	}
}

func TestMoveToAnothersNumberIsAConflict(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	bob := d.register(contacts.Person{Name: "Bob", Phone: "+15550002222"})
	m := d.move(frontdesk.Sender{}, changedNumber("15550001111", "15550002222"))
	if m.Moved || m.Conflict == nil || m.Contact.ID != ana.ID {
		t.Fatalf("movement is %+v, want a conflict", m)
	}
	if d.contact(ana.ID).Phone() != "+15550001111" || d.contact(bob.ID).Phone() != "+15550002222" {
		t.Error("a number was rebound")
	}
}

func TestMoveOfAStrangerIsNothing(t *testing.T) {
	d := newDesk(t)
	if m := d.move(frontdesk.Sender{WaID: "15550001111"}, changedNumber("15550001111", "15550002222")); m.Moved || m.Contact.ID != "" || m.Conflict != nil {
		t.Errorf("movement is %+v", m)
	}
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+15550001111"})
	if m := d.move(frontdesk.Sender{}, changedNumber("15550001111", "")); m.Moved || d.contact(ana.ID).Phone() == "" {
		t.Errorf("a move to nowhere: %+v", m)
	}
}

func TestNewNumberOfSomebodyKnownByUserID(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", UserID: "US.1"})
	from := frontdesk.Sender{UserID: "US.1"}
	if m := d.move(from, changedNumber("15550001111", "15550002222")); !m.Moved || m.Contact.ID != ana.ID {
		t.Fatalf("movement is %+v", m)
	}
	if c := d.contact(ana.ID); c.Phone() != "+15550002222" {
		t.Errorf("Ana has %+v now", c.Addresses)
	}
	// Now her number is known, and this is not the one she moves from.
	if m := d.move(from, changedNumber("15550007777", "15550008888")); m.Moved || m.Conflict == nil {
		t.Errorf("movement is %+v, want word of the contradiction", m)
	}
}
