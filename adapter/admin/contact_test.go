package admin_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/adapter/admin/view"
	"frontdesk/store"
)

func TestContactFromCreationToRemoval(t *testing.T) {
	d := newDesk(t)
	c := d.contact(`{"name":"Ana García","phone":"+34 600 111 222","metadata":{"city":"Madrid","vip":"no"}}`)
	if c.ID == "" || c.Name != "Ana García" || c.Phone != "+34600111222" || c.Metadata["city"] != "Madrid" || c.CreatedAt.IsZero() {
		t.Fatalf("created as %+v", c)
	}
	at := "/admin/v1/contacts/" + string(c.ID)
	var got view.Contact
	d.ask("GET", at, "").want(200, &got)
	if got.ID != c.ID || got.Phone != c.Phone || got.CreatedAt.Location() != time.UTC {
		t.Errorf("fetched as %+v", got)
	}
	d.ask("DELETE", at, "").want(204, nil)
	d.ask("GET", at, "").problem(404, frontdesk.NotFound, "")
	d.ask("DELETE", at, "").problem(404, frontdesk.NotFound, "")
	d.ask("PATCH", at, `{"name":"x"}`).problem(404, frontdesk.NotFound, "")

	back := d.contact(`{"name":"Ana","phone":"0034600111222"}`)
	if back.ID != c.ID || back.Metadata["city"] != "Madrid" {
		t.Errorf("registered again as %+v, want the same person", back)
	}
}

func TestContactIsMerged(t *testing.T) {
	d := newDesk(t)
	c := d.contact(`{"name":"Ana","phone":"+34600111222","user_id":"ES.1","metadata":{"a":"1","b":"2","c":"3"}}`)
	at := "/admin/v1/contacts/" + string(c.ID)
	for _, step := range []struct {
		patch string
		check func(view.Contact) bool
	}{
		{`{}`, func(c view.Contact) bool { return c.Name == "Ana" && len(c.Metadata) == 3 }},
		{`{"metadata":{"a":null,"b":"22"}}`, func(c view.Contact) bool {
			return len(c.Metadata) == 2 && c.Metadata["b"] == "22" && c.Metadata["c"] == "3"
		}},
		{`{"name":"Anita","phone":"+34 600 111 333"}`, func(c view.Contact) bool {
			return c.Name == "Anita" && c.Phone == "+34600111333" && c.UserID == "ES.1"
		}},
		{`{"phone":null}`, func(c view.Contact) bool { return c.Phone == "" && c.UserID == "ES.1" }},
		{`{"user_id":null,"phone":"+34600111222"}`, func(c view.Contact) bool { return c.Phone != "" && c.UserID == "" }},
		{`{"metadata":null}`, func(c view.Contact) bool { return len(c.Metadata) == 0 }},
	} {
		var got view.Contact
		d.ask("PATCH", at, step.patch, "Content-Type", "application/merge-patch+json").want(200, &got)
		if !step.check(got) {
			t.Fatalf("after %s: %+v", step.patch, got)
		}
	}
	d.ask("PATCH", at, `{"phone":null}`).problem(422, frontdesk.Invalid, "phone")
	d.ask("PATCH", at, `{"name":null}`).problem(422, frontdesk.Invalid, "name")
}

func TestContactsAreListedInPages(t *testing.T) {
	d := newDesk(t)
	var empty admin.List[view.Contact]
	if a := d.ask("GET", "/admin/v1/contacts", "").want(200, &empty); !strings.Contains(string(a.body), `"items":[]`) || empty.NextCursor != "" {
		t.Errorf("no contacts are answered as %s", a.body)
	}
	for i, surname := range []string{"Alba", "Bravo", "Cruz", "Díaz", "Egea"} {
		d.contact(fmt.Sprintf(`{"name":"Ana %s","phone":"+3460011122%d"}`, surname, i))
	}
	removed := d.contact(`{"name":"Ana Gone","phone":"+34600111333"}`)
	d.ask("DELETE", "/admin/v1/contacts/"+string(removed.ID), "").want(204, nil)

	seen, cursor := map[frontdesk.ContactID]bool{}, ""
	for pages := 1; ; pages++ {
		var page admin.List[view.Contact]
		d.ask("GET", "/admin/v1/contacts?limit=2&query=ana&cursor="+url.QueryEscape(cursor), "").want(200, &page)
		for _, c := range page.Items {
			if seen[c.ID] {
				t.Errorf("%s was on two pages", c.ID)
			}
			seen[c.ID] = true
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
		if pages > 3 {
			t.Fatal("the pages do not end")
		}
	}
	if len(seen) != 5 || seen[removed.ID] {
		t.Errorf("the pages held %v, want the five who are registered", seen)
	}
	var one admin.List[view.Contact]
	d.ask("GET", "/admin/v1/contacts?query=ANA+diaz", "").want(200, &one)
	if len(one.Items) != 1 || one.Items[0].Name != "Ana Díaz" {
		t.Errorf("the search found %+v", one.Items)
	}
}

func TestContactConflictNamesTheOther(t *testing.T) {
	d := newDesk(t)
	c := d.contact(`{"name":"Ana","phone":"+55 11 98765 4321"}`)
	p := d.ask("POST", "/admin/v1/contacts", `{"name":"Eve","phone":"+55 11 8765 4321"}`).problem(409, frontdesk.Conflict, "phone")
	if !strings.Contains(p.Detail, string(c.ID)) {
		t.Errorf("the conflict says %q, want it to name %s", p.Detail, c.ID)
	}
}

// knock is somebody unknown writing to us.
func (d *desk) knock(on frontdesk.IntegrationID, p frontdesk.Pending) {
	d.t.Helper()
	d.inTx(func(ctx context.Context, tx *store.Tx) error {
		p.Integration, p.FirstAt, p.LastAt, p.Count = on, time.Now(), time.Now(), 1
		return tx.NotePending(ctx, p)
	})
}

func (d *desk) inTx(f func(ctx context.Context, tx *store.Tx) error) {
	d.t.Helper()
	if _, err := d.db.Append(d.t.Context(), frontdesk.Update{At: time.Now(), Kind: frontdesk.CloudAPI, Body: []byte("{}")}); err != nil {
		d.t.Fatal(err)
	}
	_, err := d.db.Apply(d.t.Context(), "test", 1, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error { return f(ctx, tx) })
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestPendingIsListedAndRegistered(t *testing.T) {
	d := newDesk(t)
	on := d.integration(`{"phone_number_id":"1001","access_token":"a","app_secret":"s"}`)
	eve := frontdesk.Pending{ProfileName: "Eve", Addresses: []frontdesk.Address{{Kind: frontdesk.AtPhone, Value: "+15550001111", WaID: "15550001111", Match: "15550001111"}}}
	d.knock(on.ID, eve)
	d.knock(on.ID, eve)
	d.knock(on.ID, frontdesk.Pending{Addresses: []frontdesk.Address{{Kind: frontdesk.AtUserID, Value: "US.1", Match: "US.1"}}})

	var page admin.List[view.Pending]
	d.ask("GET", "/admin/v1/contacts/pending", "").want(200, &page)
	var p view.Pending
	for _, item := range page.Items {
		if item.ProfileName == "Eve" {
			p = item
		}
	}
	if len(page.Items) != 2 || p.Count != 2 || p.Phone != "+15550001111" || p.Integration != on.ID || p.LastAt.Before(p.FirstAt) {
		t.Fatalf("pending is %+v", page.Items)
	}
	var c view.Contact
	d.ask("POST", "/admin/v1/contacts/pending/"+p.ID+"/register", `{"name":"Eva"}`).want(200, &c)
	if c.Name != "Eva" || c.WaID != "15550001111" {
		t.Errorf("registered as %+v", c)
	}
	d.ask("GET", "/admin/v1/contacts/"+string(c.ID), "").want(200, nil)
	d.ask("POST", "/admin/v1/contacts/pending/"+p.ID+"/register", `{}`).problem(404, frontdesk.NotFound, "")

	d.ask("GET", "/admin/v1/contacts/pending", "").want(200, &page)
	if len(page.Items) != 1 {
		t.Fatalf("pending is %+v", page.Items)
	}
	// Without a body the name is what is known.
	d.ask("POST", "/admin/v1/contacts/pending/"+page.Items[0].ID+"/register", "").want(200, &c)
	if c.Name != "US.1" || c.UserID != "US.1" {
		t.Errorf("registered as %+v", c)
	}
}

func TestListsAreImported(t *testing.T) {
	d := newDesk(t)
	list := "name,phone,metadata.city\nAna,+34600111222,Madrid\nBob,600111333,\n"
	var r admin.ImportReport
	d.ask("POST", "/admin/v1/contacts/import?dry_run=true", list, "Content-Type", "text/csv").want(200, &r)
	if r.Added != 1 || r.Failed != 1 || !r.DryRun {
		t.Errorf("the dry run says %+v", r)
	}
	var none admin.List[view.Contact]
	if d.ask("GET", "/admin/v1/contacts", "").want(200, &none); len(none.Items) != 0 {
		t.Errorf("the dry run registered %+v", none.Items)
	}
	r = admin.ImportReport{}
	d.ask("POST", "/admin/v1/contacts/import", list, "Content-Type", "text/csv; charset=utf-8").want(200, &r)
	if r.Added != 1 || r.Failed != 1 || len(r.Problems) != 1 || r.Problems[0].Line != 3 || r.Problems[0].Field != "phone" || r.Problems[0].Next == "" {
		t.Errorf("the import says %+v", r)
	}
	card := "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eve\r\nTEL:+34600111444\r\nEND:VCARD\r\n"
	d.ask("POST", "/admin/v1/contacts/import", card, "Content-Type", "text/vcard").want(200, &r)
	d.ask("POST", "/admin/v1/contacts/import", card, "Content-Type", "application/octet-stream").want(200, &r)
	if r.Existing != 1 {
		t.Errorf("the same card again: %+v", r)
	}
	d.ask("POST", "/admin/v1/contacts/import", "telephone\n", "Content-Type", "text/csv").problem(422, frontdesk.Invalid, "")
	d.ask("POST", "/admin/v1/contacts/import", list, "Content-Type", "application/pdf").problem(415, frontdesk.Unsupported, "Content-Type")
}

func TestBrokenOffImportSaysWhatWasDone(t *testing.T) {
	d := newDesk(t)
	head := "name,phone\nAna,+34600111222\n"
	p := d.ask("POST", "/admin/v1/contacts/import", head+strings.Repeat(strings.Repeat(" ", 1023)+"\n", 16<<10), "Content-Type", "text/csv").
		problem(413, frontdesk.TooLarge, "")
	if !strings.Contains(p.Detail, "1 ") || !strings.Contains(p.Next, "split") {
		t.Errorf("the problem says %q, next %q", p.Detail, p.Next)
	}
}
