package admin_test

import (
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/adapter/admin/view"
)

const secretToken, secretKey = "EAAG-the-access-token", "the-app-secret-0123456789"

const shop = `{"name":"Shop","phone_number_id":"1001","business_account_id":"2002","display_phone_number":"+1 555 000 0000",
	"access_token":"` + secretToken + `","app_secret":"` + secretKey + `","metadata":{"a":"1","b":"2"}}`

// silent checks that an answer tells no credential.
func (a answer) silent() answer {
	a.t.Helper()
	for _, secret := range []string{secretToken, secretKey} {
		if strings.Contains(string(a.body), secret) {
			a.t.Errorf("a credential is answered: %s", a.body)
		}
	}
	return a
}

func TestIntegrationFromCreationToRemoval(t *testing.T) {
	d := newDesk(t)
	var i view.Integration
	d.ask("POST", "/admin/v1/integrations", shop).silent().want(201, &i)
	if i.ID == "" || i.Kind != frontdesk.CloudAPI || i.PhoneNumberID != "1001" || i.BusinessAccountID != "2002" ||
		i.AccessToken != "********" || i.AppSecret != "********" || len(i.VerifyToken) < 20 {
		t.Fatalf("created as %+v", i)
	}
	kept, err := d.db.Integration(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	if kept.AccessToken.Reveal() != secretToken || kept.AppSecret.Reveal() != secretKey || i.CallbackPath != "/whatsapp/"+kept.PathToken.Reveal() || len(kept.PathToken.Reveal()) < 20 {
		t.Error("the credentials are not kept as sent, or the callback path is not told")
	}
	at := "/admin/v1/integrations/" + string(i.ID)
	var got view.Integration
	d.ask("GET", at, "").silent().want(200, &got)
	if got.VerifyToken != i.VerifyToken || got.Metadata["b"] != "2" {
		t.Errorf("fetched as %+v", got)
	}
	d.ask("DELETE", at, "").want(204, nil)
	d.ask("GET", at, "").problem(404, frontdesk.NotFound, "")
	d.ask("DELETE", at, "").problem(404, frontdesk.NotFound, "")
	d.ask("PATCH", at, `{"name":"x"}`).problem(404, frontdesk.NotFound, "")
	if d.changes != 2 {
		t.Errorf("%d changes were told, want the creation and the removal", d.changes)
	}
}

func TestIntegrationIsMerged(t *testing.T) {
	d := newDesk(t)
	i := d.integration(shop)
	at := "/admin/v1/integrations/" + string(i.ID)
	// What was answered may be sent back: the stand-ins keep the credentials.
	var got view.Integration
	d.ask("PATCH", at, `{"name":"Store","access_token":"********","app_secret":"********","verify_token":"`+i.VerifyToken+`","metadata":{"a":null,"c":"3"}}`).
		silent().want(200, &got)
	if got.Name != "Store" || len(got.Metadata) != 2 || got.Metadata["c"] != "3" || got.PhoneNumberID != "1001" {
		t.Errorf("merged into %+v", got)
	}
	kept, err := d.db.Integration(t.Context(), i.ID)
	if err != nil || kept.AccessToken.Reveal() != secretToken || kept.AppSecret.Reveal() != secretKey {
		t.Errorf("the stand-ins changed the credentials, %v", err)
	}
	d.ask("PATCH", at, `{"access_token":"EAAG-another","business_account_id":null,"metadata":null}`).want(200, &got)
	kept, err = d.db.Integration(t.Context(), i.ID)
	if err != nil || kept.AccessToken.Reveal() != "EAAG-another" || kept.AppSecret.Reveal() != secretKey || kept.BusinessAccountID != "" || len(kept.Metadata) != 0 {
		t.Errorf("kept as %+v, %v", kept, err)
	}
	if kept.VerifyToken.Reveal() != i.VerifyToken || "/whatsapp/"+kept.PathToken.Reveal() != i.CallbackPath {
		t.Error("the verify token or the callback path changed")
	}
}

func TestIntegrationRefuses(t *testing.T) {
	d := newDesk(t)
	i := d.integration(shop)
	at := "/admin/v1/integrations/" + string(i.ID)
	long := strings.Repeat("x", 4097)
	for _, tc := range []struct{ method, path, body, field string }{
		{"POST", "/admin/v1/integrations", `{"access_token":"a","app_secret":"s"}`, "phone_number_id"},
		{"POST", "/admin/v1/integrations", `{"phone_number_id":" ","access_token":"a","app_secret":"s"}`, "phone_number_id"},
		{"POST", "/admin/v1/integrations", `{"phone_number_id":"+1 555","access_token":"a","app_secret":"s"}`, "phone_number_id"},
		{"POST", "/admin/v1/integrations", `{"phone_number_id":"1002","access_token":"","app_secret":"s"}`, "access_token"},
		{"POST", "/admin/v1/integrations", `{"phone_number_id":"1002","access_token":"********","app_secret":"s"}`, "access_token"},
		{"POST", "/admin/v1/integrations", `{"phone_number_id":"1002","access_token":"a","app_secret":" "}`, "app_secret"},
		{"POST", "/admin/v1/integrations", `{"phone_number_id":"1002","access_token":"a","app_secret":"s","verify_token":"mine"}`, "verify_token"},
		{"POST", "/admin/v1/integrations", `{"phone_number_id":"1002","access_token":"a","app_secret":"s","kind":"x"}`, "kind"},
		{"PATCH", at, `{"access_token":null}`, "access_token"},
		{"PATCH", at, `{"app_secret":""}`, "app_secret"},
		{"PATCH", at, `{"access_token":"a\r\nb"}`, "access_token"},
		{"PATCH", at, `{"access_token":"` + long + `"}`, "access_token"},
		{"PATCH", at, `{"verify_token":"mine"}`, "verify_token"},
		{"PATCH", at, `{"verify_token":null}`, "verify_token"},
		{"PATCH", at, `{"phone_number_id":null}`, "phone_number_id"},
		{"PATCH", at, `{"business_account_id":"a b"}`, "business_account_id"},
		{"PATCH", at, `{"name":"` + strings.Repeat("é", 201) + `"}`, "name"},
		{"PATCH", at, `{"metadata":{"":"x"}}`, "metadata"},
	} {
		p := d.ask(tc.method, tc.path, tc.body).silent().problem(422, frontdesk.Invalid, tc.field)
		if strings.Contains(p.Detail+p.Next, "xxxx") {
			t.Errorf("%s: what was sent is repeated: %+v", tc.body, p)
		}
	}
	d.ask("PATCH", at, `{"access_token":"`+long[1:]+`","name":"`+strings.Repeat("é", 200)+`"}`).want(200, nil)
	d.ask("POST", "/admin/v1/integrations", shop).silent().problem(409, frontdesk.Conflict, "phone_number_id")
	if d.changes != 2 {
		t.Errorf("%d changes were told, want the creation and the one update", d.changes)
	}
}

func TestIntegrationIsNamedForItsNumber(t *testing.T) {
	d := newDesk(t)
	if i := d.integration(`{"phone_number_id":"1001","access_token":"a","app_secret":"s","display_phone_number":"+1 555 000 0000"}`); i.Name != "+1 555 000 0000" {
		t.Errorf("named %q", i.Name)
	}
	if i := d.integration(`{"phone_number_id":"1002","access_token":"a","app_secret":"s"}`); i.Name != "WhatsApp 1002" {
		t.Errorf("named %q", i.Name)
	}
}

func TestIntegrationsAreListedInPages(t *testing.T) {
	d := newDesk(t)
	for _, id := range []string{"1001", "1002", "1003"} {
		d.integration(`{"phone_number_id":"` + id + `","access_token":"` + secretToken + `","app_secret":"` + secretKey + `"}`)
	}
	var first, second admin.List[view.Integration]
	d.ask("GET", "/admin/v1/integrations?limit=2", "").silent().want(200, &first)
	d.ask("GET", "/admin/v1/integrations?limit=2&cursor="+first.NextCursor, "").want(200, &second)
	if len(first.Items) != 2 || len(second.Items) != 1 || second.NextCursor != "" || second.Items[0].PhoneNumberID != "1003" {
		t.Errorf("the pages are %+v and %+v", first, second)
	}
	d.ask("GET", "/admin/v1/integrations?cursor=nonsense", "").problem(422, frontdesk.Invalid, "cursor")
}
