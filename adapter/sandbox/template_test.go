package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/template"
)

const account = "102290129340398"

// templ is a template to make, with more fields or, if they are nil, fewer.
func templ(more j) j {
	t := j{"name": "parcel", "language": "en_US", "category": "UTILITY", "components": []any{
		j{"type": "BODY", "text": "Hello {{1}}, your parcel has come.", "example": j{"body_text": []any{[]any{"Ada"}}}},
	}}
	for k, v := range more {
		if t[k] = v; v == nil {
			delete(t, k)
		}
	}
	return t
}

func body(text string) j { return j{"type": "BODY", "text": text, "example": j{"body_text": []any{}}} }

func quick(n int, label string) j {
	return j{"type": "BUTTONS", "buttons": times(n, func(i int) any { return j{"type": "QUICK_REPLY", "text": fmt.Sprint(label, i)} })}
}

func TestTemplateDefinitions(t *testing.T) {
	plain := body("Your parcel has come.")
	tests := []struct {
		name    string
		body    j
		subcode float64 // -1 is none, and no error
	}{
		{"one", templ(nil), -1},
		{"a name of 512", templ(j{"name": strings.Repeat("a", 512)}), -1},
		{"a name of 513", templ(j{"name": strings.Repeat("a", 513)}), 0},
		{"a name in capitals", templ(j{"name": "Parcel"}), 0},
		{"no language", templ(j{"name": "p1", "language": nil}), 0},
		{"another category", templ(j{"name": "p1", "category": "SPAM"}), 0},
		{"no body", templ(j{"name": "p1", "components": []any{}}), 0},
		{"two bodies", templ(j{"name": "p1", "components": []any{plain, plain}}), 0},
		{"a field nobody knows", templ(j{"name": "p1", "lang": "en"}), 0},
		{"a body of 1024", templ(j{"name": "p2", "components": []any{body(x(1024))}}), -1},
		{"a body of 1025", templ(j{"name": "p3", "components": []any{body(x(1025))}}), 0},
		{"a variable at the start", templ(j{"name": "p3", "components": []any{body("{{1}}, your parcel has come.")}}), 2388299},
		{"a variable at the end", templ(j{"name": "p3", "components": []any{body("Your parcel has come, {{1}}")}}), 2388299},
		{"too many variables", templ(j{"name": "p3", "components": []any{body("Hello {{1}}, your {{2}} is here.")}}), 2388293},
		{"just enough words", templ(j{"name": "p3", "components": []any{body("Hello {{1}}, your {{2}} is right here.")}}), -1},
		{"no example", templ(j{"name": "p4", "components": []any{j{"type": "BODY", "text": "Hello {{1}}, your parcel has come."}}}), 2388043},
		{"a gap in the numbers", templ(j{"name": "p4", "components": []any{body("Hello {{2}}, your parcel has come.")}}), 0},
		{"names among numbers", templ(j{"name": "p4", "components": []any{body("Hello {{name}}, your parcel has come.")}}), 0},
		{"names", templ(j{"name": "p4", "parameter_format": "NAMED", "components": []any{body("Hello {{name}}, your parcel has come.")}}), -1},
		{"a header of 60", templ(j{"name": "p5", "components": []any{j{"type": "HEADER", "format": "TEXT", "text": x(60)}, plain}}), -1},
		{"a header of 61", templ(j{"name": "p6", "components": []any{j{"type": "HEADER", "format": "TEXT", "text": x(61)}, plain}}), 0},
		{"a header with two variables", templ(j{"name": "p6", "components": []any{j{"type": "HEADER", "text": "A {{1}} b {{2}} c", "example": j{}}, plain}}), 0},
		{"a footer of 60", templ(j{"name": "p6", "components": []any{plain, j{"type": "FOOTER", "text": x(60)}}}), -1},
		{"a footer of 61", templ(j{"name": "p7", "components": []any{plain, j{"type": "FOOTER", "text": x(61)}}}), 0},
		{"a footer with a variable", templ(j{"name": "p7", "components": []any{plain, j{"type": "FOOTER", "text": "Hi {{1}} there"}}}), 0},
		{"ten buttons", templ(j{"name": "p7", "components": []any{plain, quick(10, "B")}}), -1},
		{"eleven buttons", templ(j{"name": "p8", "components": []any{plain, quick(11, "B")}}), 0},
		{"a label of 25", templ(j{"name": "p8", "components": []any{plain, quick(1, x(24))}}), -1},
		{"a label of 26", templ(j{"name": "p9", "components": []any{plain, quick(1, x(25))}}), 0},
		{"two phone buttons", templ(j{"name": "p9", "components": []any{plain, j{"type": "BUTTONS", "buttons": []any{
			j{"type": "PHONE_NUMBER", "text": "A", "phone_number": "+15550001111"}, j{"type": "PHONE_NUMBER", "text": "B", "phone_number": "+15550001111"}}}}}), 0},
		{"three links", templ(j{"name": "p9", "components": []any{plain, j{"type": "BUTTONS", "buttons": times(3, func(i int) any {
			return j{"type": "URL", "text": fmt.Sprint(i), "url": "https://a.example/"}
		})}}}), 0},
		{"a link with its variable inside", templ(j{"name": "p9", "components": []any{plain, j{"type": "BUTTONS", "buttons": []any{
			j{"type": "URL", "text": "A", "url": "https://a.example/{{1}}/b", "example": []any{"x"}}}}}}), 0},
		{"a carousel of one", templ(j{"name": "p9", "components": []any{plain, j{"type": "CAROUSEL", "cards": times(1, templateCard)}}}), 0},
		{"a carousel", templ(j{"name": "p9", "components": []any{plain, j{"type": "CAROUSEL", "cards": times(10, templateCard)}}}), -1},
		{"an offer of 17", templ(j{"name": "pa", "components": []any{plain, j{"type": "LIMITED_TIME_OFFER", "limited_time_offer": j{"text": x(17)}}}}), 0},
		{"the same again", templ(nil), 2388024},
		{"in another language", templ(j{"language": "de"}), -1},
		{"larger than anything", templ(j{"name": "pa", "components": []any{j{"type": "BODY", "text": "A parcel", "example": strings.Repeat("x", 65_536)}}}), 0},
	}
	l := newLab(t, nil)
	for _, tt := range tests {
		status, v := l.graph("POST", account+"/message_templates", tt.body)
		if tt.subcode < 0 {
			if status != http.StatusOK || v["status"] != "PENDING" || v["id"] == "" {
				t.Errorf("%s: %d %v", tt.name, status, v)
			}
			continue
		}
		e, _ := v["error"].(j)
		if sub, _ := e["error_subcode"].(float64); code(v) != 100 || sub != tt.subcode || e["error_user_msg"] == nil {
			t.Errorf("%s: %d %v, want subcode %v", tt.name, status, v, tt.subcode)
		}
	}
}

func templateCard(int) any {
	return j{"components": []any{j{"type": "HEADER", "format": "IMAGE"}, body("Our shoes"), quick(1, "More")}}
}

func TestTemplatesAreListedInPages(t *testing.T) {
	l := newLab(t, func(s *sandbox.Sandbox) { s.Templates = []template.Template{} })
	for n := range 5 {
		l.graph("POST", account+"/message_templates", templ(j{"name": fmt.Sprint("t", n)}))
	}
	var names []string
	query := "?limit=2&fields=name"
	for query != "" {
		_, v := l.graph("GET", account+"/message_templates"+query, nil)
		for _, t := range list(v["data"]) {
			names = append(names, t["name"].(string))
			if t["id"] == nil || t["components"] != nil {
				l.Errorf("the fields: %v", t)
			}
		}
		paging, _ := v["paging"].(j)
		next, _ := paging["next"].(string)
		_, query, _ = strings.Cut(next, "?")
		if query != "" {
			query = "?" + query
		}
	}
	if got := strings.Join(names, " "); got != "t4 t3 t2 t1 t0" {
		t.Errorf("the pages have %s", got)
	}
	for query, want := range map[string]int{"name=t3": 1, "name=nothing": 0, "status=PENDING": 5, "status=APPROVED": 0, "language=de": 0, "category=utility": 5, "limit=1000": 5} {
		if _, v := l.graph("GET", account+"/message_templates?"+query, nil); len(list(v["data"])) != want {
			t.Errorf("%s: %v", query, v)
		}
	}
	if _, v := l.graph("GET", account+"/message_templates?limit=1001", nil); code(v) != 100 {
		t.Errorf("a page of 1001: %v", v)
	}
	if _, v := l.graph("GET", "7/message_templates", nil); code(v) != 100 {
		t.Errorf("another account: %v", v)
	}
}

func TestTemplatesAreReviewedEditedAndDeleted(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		_, made := l.graph("POST", account+"/message_templates", templ(nil))
		id := made["id"].(string)
		send := func() int {
			_, v := l.graph("POST", ours+"/messages", fill("parcel", words("Ada")))
			return code(v)
		}
		for _, step := range []struct {
			do, event string
			code      int
		}{{"reject", "REJECTED", 132001}, {"approve", "APPROVED", 0}, {"pause", "PAUSED", 132015}, {"unpause", "REINSTATED", 0},
			{"disable", "DISABLED", 132016}, {"reinstate", "REINSTATED", 0}, {"flag", "FLAGGED", 0}, {"archive", "ARCHIVED", 132001}, {"approve", "APPROVED", 0}} {
			l.must("POST", "/templates", j{"name": "parcel", "do": step.do}, nil)
			if got := send(); got != step.code {
				t.Errorf("after %s: code %d, want %d", step.do, got, step.code)
			}
			l.settle()
			heard := l.program.values("message_template_name")
			v := heard[len(heard)-1]
			if v["event"] != step.event || fmt.Sprintf("%.0f", v["message_template_id"]) != id || v["message_template_language"] != "en_US" {
				t.Errorf("after %s the webhook heard %v", step.do, v)
			}
		}
		edit := j{"components": []any{body("Dear {{1}}, your parcel has come.")}}
		if status, v := l.graph("POST", id, edit); status != http.StatusOK || v["success"] != true {
			t.Errorf("edited: %d %v", status, v)
		}
		if _, v := l.graph("GET", id, nil); v["status"] != "PENDING" || !strings.HasPrefix(list(v["components"])[0]["text"].(string), "Dear") {
			t.Errorf("after the edit: %v", v)
		}
		l.must("POST", "/templates", j{"id": id, "do": "approve"}, nil)
		if _, v := l.graph("POST", id, edit); code(v) != 100 {
			t.Errorf("edited twice in a day: %v", v)
		}
		l.must("POST", "/clock", j{"advance": "24h"}, nil)
		if status, v := l.graph("POST", id, edit); status != http.StatusOK {
			t.Errorf("edited a day later: %v", v)
		}
		if _, v := l.graph("DELETE", account+"/message_templates?name=parcel", nil); v["success"] != true {
			t.Errorf("deleted: %v", v)
		}
		if _, v := l.graph("DELETE", account+"/message_templates?name=parcel", nil); code(v) != 100 {
			t.Errorf("deleted twice: %v", v)
		}
		if _, v := l.graph("GET", id, nil); code(v) != 100 || send() != 132001 {
			t.Errorf("after it was deleted: %v", v)
		}
	})
}

func TestAccountsHaveSoManyTemplates(t *testing.T) {
	l := newLab(t, func(s *sandbox.Sandbox) { s.Templates = []template.Template{} })
	for n := range 251 {
		_, v := l.graph("POST", account+"/message_templates", templ(j{"name": fmt.Sprint("t", n)}))
		if want := map[bool]int{true: 100}[n == 250]; code(v) != want {
			t.Fatalf("template %d: %v", n, v)
		}
	}
}

func TestTemplatesSurviveAKill(t *testing.T) {
	journal := t.TempDir() + "/journal"
	for round := range 3 {
		l := newLab(t, func(s *sandbox.Sandbox) { s.Journal = journal })
		names := map[string]string{}
		var all []template.Template
		l.must("GET", "/templates", nil, &all)
		for _, t := range all {
			names[t.Name] = t.Status
		}
		switch round {
		case 0:
			l.graph("POST", account+"/message_templates", templ(nil))
			l.must("POST", "/templates", j{"name": "parcel", "do": "approve", "quiet": true}, nil)
			l.must("POST", "/templates", j{"name": "appointment", "do": "pause", "quiet": true}, nil)
			l.graph("DELETE", account+"/message_templates?name=hello_world", nil)
		default:
			if names["parcel"] != "APPROVED" || names["appointment"] != "PAUSED" || names["hello_world"] != "" || names["order_update"] != "APPROVED" {
				t.Errorf("round %d: %v", round, names)
			}
		}
		if err := l.s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadyTemplatesWouldPassReview(t *testing.T) {
	l := newLab(t, func(s *sandbox.Sandbox) { s.Templates = []template.Template{} })
	for _, ready := range template.Ready() {
		l.must("POST", "/templates", j{"template": ready}, nil)
	}
	if status, _ := l.do("POST", "/templates", `{"template":{"name":"x"}}`); status != http.StatusBadRequest {
		t.Errorf("one that would not: %d", status)
	}
	if status, _ := l.do("POST", "/templates", `{"name":"nothing","do":"approve"}`); status != http.StatusNotFound {
		t.Errorf("none: %d", status)
	}
	if status, _ := l.do("POST", "/templates", `{"name":"hello_world","do":"love"}`); status != http.StatusBadRequest {
		t.Errorf("a deed nobody knows: %d", status)
	}
}
