package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/adapter/admin/view"
)

// templates gives where the templates of a number are.
func (d *desk) templates() string {
	return "/admin/v1/integrations/" + string(d.integration(ours).ID) + "/templates"
}

const proposal = `{"name":"parcel_here","language":"en_US","category":"UTILITY","components":[
	{"type":"BODY","text":"Hello {{1}}, your parcel is here.","example":{"body_text":[["Ada"]]}},
	{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Thanks"}]}]}`

func TestTemplateFromProposalToDeletion(t *testing.T) {
	d := newDesk(t)
	at := d.templates()
	var made view.Template
	d.ask("POST", at, proposal).want(201, &made)
	if made.ID == "" || made.Status != "PENDING" || len(made.Parameters) == 0 || made.Parameters[0].Name != "1" {
		t.Fatalf("made as %+v", made)
	}
	one := at + "/" + made.ID
	var got view.Template
	d.ask("GET", one, "").want(200, &got)
	if got.Name != "parcel_here" || len(got.Components) != 2 || got.Components[0].Text != "Hello {{1}}, your parcel is here." {
		t.Errorf("fetched as %+v", got)
	}
	d.decide(made.ID, "reject")
	d.ask("GET", one, "").want(200, &got)
	if got.Status != "REJECTED" {
		t.Errorf("rejected as %+v", got)
	}
	var changed view.Template
	d.ask("PATCH", one, `{"components":[{"type":"BODY","text":"Your parcel is here, {{1}}. Come for it.","example":{"body_text":[["Ada"]]}}]}`).want(200, &changed)
	if changed.Status != "" || len(changed.Components) != 1 {
		t.Errorf("changed to %+v", changed)
	}
	got = view.Template{}
	if d.ask("GET", one, "").want(200, &got); got.Status != "PENDING" || got.Components[0].Text != "Your parcel is here, {{1}}. Come for it." {
		t.Errorf("at Meta it is %+v", got)
	}
	d.ask("DELETE", one, "").want(204, nil)
	d.ask("GET", one, "").problem(404, frontdesk.NotFound, "")
	d.ask("DELETE", one, "").problem(404, frontdesk.NotFound, "")
	if len(d.anew) != 3 {
		t.Errorf("templates are known anew after %v", d.anew)
	}
}

// decide decides about a template, as Meta does.
func (d *desk) decide(id, do string) {
	d.t.Helper()
	res, err := http.Post(d.meta.server.URL+"/sandbox/templates", "application/json", strings.NewReader(fmt.Sprintf(`{"id":%q,"do":%q}`, id, do)))
	if err != nil {
		d.t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		d.t.Fatalf("the review answered %d", res.StatusCode)
	}
}

func TestTemplatesAreListedInPages(t *testing.T) {
	d := newDesk(t)
	at := d.templates()
	seen, cursor := map[string]bool{}, ""
	for {
		var page admin.List[view.Template]
		d.ask("GET", at+"?limit=2&cursor="+cursor, "").want(200, &page)
		for _, x := range page.Items {
			if seen[x.ID] {
				t.Fatalf("%s was on two pages", x.ID)
			}
			seen[x.ID] = true
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	if len(seen) < 4 {
		t.Errorf("the pages held %v", seen)
	}
	var some admin.List[view.Template]
	d.ask("GET", at+"?name=hello_world", "").want(200, &some)
	if len(some.Items) != 1 || some.Items[0].Name != "hello_world" {
		t.Errorf("by name there are %+v", some.Items)
	}
	if d.ask("GET", at+"?status=rejected&name=hello_world", "").want(200, &some); len(some.Items) != 0 {
		t.Errorf("by status there are %+v", some.Items)
	}
	d.ask("GET", at+"?cursor=x", "").problem(422, frontdesk.Invalid, "cursor")
	d.ask("GET", "/admin/v1/integrations/i404/templates", "").problem(404, frontdesk.NotFound, "")
}

func TestTemplatesThatMetaWouldNotTakeAreNotProposed(t *testing.T) {
	d := newDesk(t)
	at := d.templates()
	for body, field := range map[string]string{
		strings.Replace(proposal, "parcel_here", "Parcel here", 1):                       "name",
		strings.Replace(proposal, "UTILITY", "NEWS", 1):                                  "category",
		strings.Replace(proposal, `"example":{"body_text":[["Ada"]]}`, `"format":""`, 1): "body",
		strings.Replace(proposal, `"type":"BODY"`, `"typ":"BODY"`, 1):                    "components[0].typ",
	} {
		d.ask("POST", at, body).problem(422, frontdesk.Invalid, field)
	}
	d.ask("POST", at, strings.Replace(proposal, "your parcel", strings.Repeat("x", frontdesk.MaxTemplateBody), 1)).problem(422, frontdesk.TooLong, "body")
	d.ask("PATCH", at+"/"+d.helloWorld(at), `{"name":"other"}`).problem(422, frontdesk.Invalid, "name")
	if len(d.anew) != 0 {
		t.Errorf("templates are known anew after %v", d.anew)
	}
}

func (d *desk) helloWorld(at string) string {
	d.t.Helper()
	var some admin.List[view.Template]
	d.ask("GET", at+"?name=hello_world", "").want(200, &some)
	return some.Items[0].ID
}

func TestMetaThatDoesNotKnowUsIsABadGateway(t *testing.T) {
	d := newDesk(t)
	on := d.integration(strings.Replace(ours, "secret-access", "another-token", 1))
	a := d.ask("GET", "/admin/v1/integrations/"+string(on.ID)+"/templates", "")
	a.problem(502, frontdesk.Unauthorized, "")
	if strings.Contains(string(a.body)+d.log.String(), "another-token") {
		t.Error("the token was told")
	}
}
