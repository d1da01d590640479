package contacts_test

import (
	"fmt"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/contacts"
)

func TestExactMatchActs(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana García", Phone: "+34 600 111 222", UserID: "ES.1"})
	d.register(contacts.Person{Name: "Ana García López", Phone: "+34 600 111 333"})
	bob := d.register(contacts.Person{Name: "Bob O’Neil (work)", UserID: "ES.ENT.2"})
	for _, who := range []string{
		string(ana.ID), "+34600111222", "0034 600-111-222", "34600111222", "wa.me/34600111222", "ES.1",
		"Ana García", "ana garcia", "  ANA   GARCÍA ", "Ana Garci\u0301a",
	} {
		if c, err := d.Resolve(t.Context(), who); err != nil || c.ID != ana.ID {
			t.Errorf("Resolve(%q) = %s, %v; want %s", who, c.ID, err, ana.ID)
		}
	}
	for _, who := range []string{"ES.ENT.2", "bob o’neil (work)"} {
		if c, err := d.Resolve(t.Context(), who); err != nil || c.ID != bob.ID {
			t.Errorf("Resolve(%q) = %s, %v; want %s", who, c.ID, err, bob.ID)
		}
	}
}

func TestAnythingElseSuggestsAndDoesNothing(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana García", Phone: "+34600111222"})
	d.register(contacts.Person{Name: "Bob", Phone: "+34600111333"})
	for _, who := range []string{"ana", "Ana Garcya", "garcía"} {
		_, err := d.Resolve(t.Context(), who)
		e := wantCode(t, err, frontdesk.NotFound)
		if cs := contacts.CandidatesOf(err); len(cs) != 1 || cs[0].ID != ana.ID || !strings.Contains(e.Next, string(ana.ID)) {
			t.Errorf("Resolve(%q) suggests %+v, next %q", who, cs, e.Next)
		}
	}
	for _, who := range []string{"Zoe", "+34600111444", "+34 600 111 444", "600 111 444", "US.404", "c404", "%", "\"", "*"} {
		_, err := d.Resolve(t.Context(), who)
		e := wantCode(t, err, frontdesk.NotFound)
		if cs := contacts.CandidatesOf(err); len(cs) != 0 || e.Next == "" {
			t.Errorf("Resolve(%q) suggests %+v, next %q", who, cs, e.Next)
		}
	}
	for _, who := range []string{"", "  ", strings.Repeat("x", contacts.MaxName+1)} {
		_, err := d.Resolve(t.Context(), who)
		wantCode(t, err, frontdesk.Invalid)
	}
}

func TestNamesakesAreAmbiguous(t *testing.T) {
	d := newDesk(t)
	for i := range contacts.MaxCandidates + 2 {
		d.register(contacts.Person{Name: "Ana", Phone: fmt.Sprintf("+3460011122%d", i)})
	}
	_, err := d.Resolve(t.Context(), "ana")
	wantCode(t, err, frontdesk.Ambiguous)
	if cs := contacts.CandidatesOf(err); len(cs) != contacts.MaxCandidates {
		t.Errorf("%d candidates", len(cs))
	}
}

// What people call themselves must not decide to whom an answer goes.
func TestProfileNameNeverDecides(t *testing.T) {
	d := newDesk(t)
	eve := d.register(contacts.Person{Name: "Eve", Phone: "+15550001111"})
	d.see(frontdesk.Sender{WaID: "15550001111", ProfileName: "The Boss", Username: "boss"})
	for _, who := range []string{"The Boss", "boss"} {
		_, err := d.Resolve(t.Context(), who)
		e := wantCode(t, err, frontdesk.NotFound)
		if cs := contacts.CandidatesOf(err); len(cs) != 1 || cs[0].ID != eve.ID {
			t.Errorf("Resolve(%q) suggests %+v", who, cs)
		}
		if strings.Contains(e.Next, "Boss") {
			t.Errorf("what people call themselves is in a sentence of ours: %q", e.Next)
		}
	}
}

func TestExactNameIsFoundAmongManyThatContainIt(t *testing.T) {
	d := newDesk(t)
	for i := range 150 { // more than one page of what the name finds
		d.register(contacts.Person{Name: fmt.Sprintf("Ana %03d", i), Phone: fmt.Sprintf("+34600111%03d", i)})
	}
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+34600222000"})
	if c, err := d.Resolve(t.Context(), "ana"); err != nil || c.ID != ana.ID {
		t.Errorf("got %s, %v; want %s", c.ID, err, ana.ID)
	}
}

func TestRemovedIsFoundByAddressAndNotByName(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+34600111222"})
	if err := d.Remove(t.Context(), ana.ID); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{string(ana.ID), "+34600111222"} {
		if c, err := d.Resolve(t.Context(), who); err != nil || c.ID != ana.ID || c.Registered {
			t.Errorf("Resolve(%q) = %+v, %v", who, c, err)
		}
	}
	_, err := d.Resolve(t.Context(), "Ana")
	wantCode(t, err, frontdesk.NotFound)
}
