package contacts_test

import (
	"maps"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/contacts"
)

func TestRegisterKeepsAPerson(t *testing.T) {
	d := newDesk(t)
	c := d.register(contacts.Person{Name: "  Ana   García ", Phone: "+34 600 111 222", UserID: "ES.1", Metadata: map[string]string{"vip": "yes"}})
	got, err := d.Get(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "Ana García" || got.Phone() != "+34600111222" || got.UserID() != "ES.1" || !got.Registered || got.Metadata["vip"] != "yes" {
		t.Errorf("kept as %+v", got)
	}
	if got.CreatedAt.IsZero() {
		t.Error("it is not known since when")
	}
}

func TestRegisterRefuses(t *testing.T) {
	d := newDesk(t)
	for name, tc := range map[string]struct {
		person contacts.Person
		field  string
	}{
		"no name":        {contacts.Person{Phone: "+34600111222"}, "name"},
		"invisible name": {contacts.Person{Name: "\u200b \u202e", Phone: "+34600111222"}, "name"},
		"long name":      {contacts.Person{Name: strings.Repeat("é", contacts.MaxName+1), Phone: "+34600111222"}, "name"},
		"no address":     {contacts.Person{Name: "Ana"}, "phone"},
		"bad phone":      {contacts.Person{Name: "Ana", Phone: "600111222"}, "phone"},
		"bad user id":    {contacts.Person{Name: "Ana", UserID: "nobody"}, "user_id"},
		"no key":         {contacts.Person{Name: "Ana", Phone: "+34600111222", Metadata: map[string]string{"": "x"}}, "metadata"},
		"invisible key":  {contacts.Person{Name: "Ana", Phone: "+34600111222", Metadata: map[string]string{"a\u200b": "x"}}, "metadata"},
		"long key":       {contacts.Person{Name: "Ana", Phone: "+34600111222", Metadata: map[string]string{strings.Repeat("k", contacts.MaxMetadataKey+1): "x"}}, "metadata"},
		"long value":     {contacts.Person{Name: "Ana", Phone: "+34600111222", Metadata: map[string]string{"k": strings.Repeat("é", contacts.MaxMetadataValue+1)}}, "metadata"},
		"much metadata":  {contacts.Person{Name: "Ana", Phone: "+34600111222", Metadata: entries(contacts.MaxMetadata + 1)}, "metadata"},
	} {
		_, err := d.Register(t.Context(), tc.person)
		if e := wantCode(t, err, frontdesk.Invalid); e.Field != tc.field || e.Next == "" {
			t.Errorf("%s: field %q, next %q", name, e.Field, e.Next)
		}
	}
	edge := entries(contacts.MaxMetadata - 1)
	edge[strings.Repeat("k", contacts.MaxMetadataKey)] = strings.Repeat("é", contacts.MaxMetadataValue)
	c := d.register(contacts.Person{Name: strings.Repeat("é", contacts.MaxName), Phone: "+34600111222", Metadata: edge})
	if got := d.contact(c.ID); !maps.Equal(got.Metadata, edge) || len([]rune(got.Name)) != contacts.MaxName {
		t.Errorf("at every limit it is kept as %+v", got)
	}
}

func entries(n int) map[string]string {
	m := map[string]string{}
	for i := range n {
		m[strings.Repeat("a", i%60+1)+string(rune('a'+i/60))+string(rune('a'+i%26))] = "x"
	}
	return m
}

func TestOneAddressIsOnePersons(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+55 11 98765 4321", UserID: "BR.1"})
	for _, p := range []contacts.Person{
		{Name: "Eve", Phone: "+55 11 98765 4321"},
		{Name: "Eve", Phone: "+55 11 8765 4321"}, // the same number in its older spelling
		{Name: "Eve", UserID: "BR.1"},
		{Name: "Eve", Phone: "+34600111222", UserID: "BR.1"},
	} {
		_, err := d.Register(t.Context(), p)
		e := wantCode(t, err, frontdesk.Conflict)
		if !strings.Contains(e.Message, string(ana.ID)) || e.Field == "" || e.Next == "" {
			t.Errorf("%+v: %q, next %q of field %q", p, e.Message, e.Next, e.Field)
		}
	}
	bob := d.register(contacts.Person{Name: "Bob", Phone: "+34600111222"})
	phone := "+5511987654321"
	_, err := d.Update(t.Context(), bob.ID, contacts.Edit{Phone: &phone})
	wantCode(t, err, frontdesk.Conflict)
	if got := d.contact(bob.ID).Phone(); got != "+34600111222" {
		t.Errorf("Bob has %s now", got)
	}
}

func TestRemovedPersonComesBackTheSame(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+34600111222", Metadata: map[string]string{"since": "2020"}})
	if err := d.Remove(t.Context(), ana.ID); err != nil {
		t.Fatal(err)
	}
	_, err := d.Get(t.Context(), ana.ID)
	wantCode(t, err, frontdesk.NotFound)
	wantCode(t, d.Remove(t.Context(), ana.ID), frontdesk.NotFound)
	_, err = d.Update(t.Context(), ana.ID, contacts.Edit{})
	wantCode(t, err, frontdesk.NotFound)

	back := d.register(contacts.Person{Name: "Ana María", Phone: "0034 600 111 222", UserID: "ES.1", Metadata: map[string]string{"vip": "yes"}})
	if back.ID != ana.ID || back.Name != "Ana María" || back.UserID() != "ES.1" || len(back.Metadata) != 2 || !back.Registered {
		t.Errorf("back as %+v, want %s with everything", back, ana.ID)
	}
}

func TestRemovedOwnersAreNotMadeOne(t *testing.T) {
	d := newDesk(t)
	ana := d.register(contacts.Person{Name: "Ana", Phone: "+34600111222"})
	bob := d.register(contacts.Person{Name: "Bob", UserID: "ES.2"})
	for _, c := range []frontdesk.Contact{ana, bob} {
		if err := d.Remove(t.Context(), c.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err := d.Register(t.Context(), contacts.Person{Name: "Who", Phone: "+34600111222", UserID: "ES.2"})
	wantCode(t, err, frontdesk.Conflict)
}

func TestUpdateMerges(t *testing.T) {
	d := newDesk(t)
	c := d.register(contacts.Person{Name: "Ana", Phone: "+55 11 98765 4321", UserID: "BR.1", Metadata: map[string]string{"a": "1", "b": "2"}})
	d.see(frontdesk.Sender{WaID: "551187654321"})

	two := "22"
	got, err := d.Update(t.Context(), c.ID, contacts.Edit{Metadata: map[string]*string{"a": nil, "b": &two, "never": nil}})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got.Metadata, map[string]string{"b": "22"}) || got.Name != "Ana" || got.Phone() != "+5511987654321" || got.UserID() != "BR.1" {
		t.Errorf("after metadata: %+v", got)
	}
	name, older := "Anita", "+55 11 8765 4321"
	got, err = d.Update(t.Context(), c.ID, contacts.Edit{Name: &name, Phone: &older})
	if err != nil {
		t.Fatal(err)
	}
	if at := got.Address(frontdesk.AtPhone); got.Name != "Anita" || at.Value != "+551187654321" || at.WaID != "551187654321" {
		t.Errorf("after the same number in another spelling: %+v", got)
	}
	number, none := "+34600111222", ""
	got, err = d.Update(t.Context(), c.ID, contacts.Edit{Phone: &number, UserID: &none})
	if err != nil {
		t.Fatal(err)
	}
	if at := got.Address(frontdesk.AtPhone); at.Value != "+34600111222" || at.WaID != "" || got.UserID() != "" {
		t.Errorf("after a new number: %+v", got)
	}
	_, err = d.Update(t.Context(), c.ID, contacts.Edit{Phone: &none})
	wantCode(t, err, frontdesk.Invalid)
	_, err = d.Update(t.Context(), c.ID, contacts.Edit{Name: &none})
	wantCode(t, err, frontdesk.Invalid)
	if got := d.contact(c.ID); got.Phone() != "+34600111222" || got.Name != "Anita" {
		t.Errorf("a refused update changed it to %+v", got)
	}
}

func TestPendingIsRegisteredWithOneCall(t *testing.T) {
	d := newDesk(t)
	d.see(frontdesk.Sender{WaID: "551187654321", UserID: "BR.1", ProfileName: "Eve", Username: "eve"})
	id := d.strangers()[0].ID

	c, err := d.RegisterPending(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "Eve" || c.Username != "eve" || c.Address(frontdesk.AtPhone).WaID != "551187654321" || c.UserID() != "BR.1" || !c.Registered {
		t.Errorf("registered as %+v", c)
	}
	if ps := d.strangers(); len(ps) != 0 {
		t.Errorf("still pending: %+v", ps)
	}
	if a := d.see(frontdesk.Sender{WaID: "551187654321"}); !a.Admitted || a.Contact.ID != c.ID {
		t.Errorf("the next message: %+v", a)
	}
	_, err = d.RegisterPending(t.Context(), id, "")
	wantCode(t, err, frontdesk.NotFound)
}

func TestPendingTakesTheOperatorsName(t *testing.T) {
	d := newDesk(t)
	d.see(frontdesk.Sender{WaID: "15550001111", ProfileName: "Eve"})
	_, err := d.RegisterPending(t.Context(), d.strangers()[0].ID, strings.Repeat("x", contacts.MaxName+1))
	wantCode(t, err, frontdesk.Invalid)
	c, err := d.RegisterPending(t.Context(), d.strangers()[0].ID, "Eva from the shop")
	if err != nil || c.Name != "Eva from the shop" || c.ProfileName != "Eve" {
		t.Errorf("registered as %+v, %v", c, err)
	}
}

func TestPendingWithoutANameIsCalledByAddress(t *testing.T) {
	d := newDesk(t)
	d.see(frontdesk.Sender{WaID: "15550001111"})
	if c, err := d.RegisterPending(t.Context(), d.strangers()[0].ID, ""); err != nil || c.Name != "+15550001111" {
		t.Errorf("registered as %+v, %v", c, err)
	}
}

func TestRegisteringSomebodyPendingEndsTheirWait(t *testing.T) {
	d := newDesk(t)
	d.see(frontdesk.Sender{WaID: "551187654321", ProfileName: "Eve"})
	d.see(frontdesk.Sender{WaID: "15550001111", ProfileName: "Mallory"})
	d.see(frontdesk.Sender{UserID: "US.1", ProfileName: "Trudy"})
	d.register(contacts.Person{Name: "Eva", Phone: "+55 11 98765 4321"})
	d.take("name,user_id\nTrudy,US.1\n", contacts.Import{})
	if ps := d.strangers(); len(ps) != 1 || ps[0].ProfileName != "Mallory" {
		t.Errorf("pending is %+v, want Mallory alone", ps)
	}
}

func TestMayWrite(t *testing.T) {
	known, stranger := frontdesk.Contact{ID: "c1", Registered: true}, frontdesk.Contact{ID: "c2"}
	for _, tc := range []struct {
		to     frontdesk.Contact
		policy contacts.Policy
		want   frontdesk.Code
	}{
		{known, contacts.Registered, ""},
		{known, contacts.Anyone, ""},
		{stranger, contacts.Registered, frontdesk.NotRegistered},
		{stranger, contacts.Anyone, ""},
		{stranger, "", frontdesk.NotRegistered}, // no policy is the strict one
	} {
		wantCode(t, contacts.MayWrite(tc.to, tc.policy), tc.want)
	}
	if p, err := contacts.ParsePolicy("anyone"); err != nil || p != contacts.Anyone {
		t.Errorf("anyone is read as %q, %v", p, err)
	}
	_, err := contacts.ParsePolicy("everyone")
	wantCode(t, err, frontdesk.Invalid)
}
