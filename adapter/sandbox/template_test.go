package sandbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"frontdesk/adapter/sandbox"
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
	l := newLab(t, func(s *sandbox.Sandbox) { s.Templates = []sandbox.Template{} })
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
	l := newLab(t, func(s *sandbox.Sandbox) { s.Templates = []sandbox.Template{} })
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
		var all []sandbox.Template
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
	l := newLab(t, func(s *sandbox.Sandbox) { s.Templates = []sandbox.Template{} })
	for _, ready := range sandbox.ReadyTemplates() {
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

// fill is a template message.
func fill(name string, components ...any) j {
	return textTo(person, j{"type": "template", "text": nil, "template": j{
		"name": name, "language": j{"code": "en_US"}, "components": components,
	}})
}

func words(texts ...string) j {
	return j{"type": "body", "parameters": times(len(texts), func(i int) any { return j{"type": "text", "text": texts[i]} })}
}

func namedWords(pairs ...string) j {
	return j{"type": "body", "parameters": times(len(pairs)/2, func(i int) any {
		return j{"type": "text", "parameter_name": pairs[2*i], "text": pairs[2*i+1]}
	})}
}

func head(p j) j { return j{"type": "header", "parameters": []any{p}} }

func tap(sub string, index any, p j) j {
	return j{"type": "button", "sub_type": sub, "index": index, "parameters": []any{p}}
}

func TestTemplatesAreFilledIn(t *testing.T) {
	pic := head(j{"type": "image", "image": j{"link": "https://a.example/1.png"}})
	ada := namedWords("first_name", "Ada", "day", "Monday", "time", "9:00")
	sale := []any{head(j{"type": "text", "text": "Ada"}), words("Sunday", "20")}
	shop := tap("url", "0", j{"type": "text", "text": "shoes"})
	copyCode := tap("copy_code", 1, j{"type": "coupon_code", "coupon_code": "SUN20"})
	with := func(base []any, more ...any) []any { return append(append([]any{}, base...), more...) }
	tests := []struct {
		name string
		body j
		code int
	}{
		{"nothing to fill in", fill("hello_world"), 0},
		{"no such template", fill("goodbye_world"), 132001},
		{"no such language", textTo(person, j{"type": "template", "text": nil, "template": j{"name": "hello_world", "language": j{"code": "de"}}}), 132001},
		{"no language", textTo(person, j{"type": "template", "text": nil, "template": j{"name": "hello_world"}}), 131008},
		{"a value too many", fill("hello_world", words("x")), 132000},
		{"two values", fill("order_update", words("Ada", "A-17")), 0},
		{"one value", fill("order_update", words("Ada")), 132000},
		{"no component", fill("order_update"), 132000},
		{"an empty value", fill("order_update", words("Ada", "")), 131008},
		{"a line break", fill("order_update", words("Ada", "A\n17")), 132018},
		{"five spaces", fill("order_update", words("Ada", "A     17")), 132018},
		{"four spaces", fill("order_update", words("Ada", "A    17")), 0},
		{"too long together", fill("order_update", words("Ada", x(1024))), 132005},
		{"a picture for a word", fill("order_update", j{"type": "body", "parameters": []any{j{"type": "image", "image": j{"id": "1"}}, j{"type": "text", "text": "x"}}}), 132012},
		{"a sum and a date", fill("order_update", j{"type": "body", "parameters": []any{
			j{"type": "currency", "currency": j{"fallback_value": "€10", "code": "EUR", "amount_1000": 10000}},
			j{"type": "date_time", "date_time": j{"fallback_value": "Monday"}}}}), 0},
		{"names where there are none", fill("order_update", namedWords("a", "Ada", "b", "A-17")), 132012},
		{"a header where there is none", fill("order_update", words("Ada", "A-17"), head(j{"type": "text", "text": "x"})), 132018},
		{"a button where there is none", fill("order_update", words("Ada", "A-17"), tap("url", 0, j{"type": "text", "text": "x"})), 132018},

		{"named", fill("appointment", pic, ada), 0},
		{"named, without names", fill("appointment", pic, words("Ada", "Monday", "9:00")), 132012},
		{"named, one name twice", fill("appointment", pic, namedWords("day", "Ada", "day", "Monday", "time", "9:00")), 132012},
		{"named, a name nobody knows", fill("appointment", pic, namedWords("name", "Ada", "day", "Monday", "time", "9:00")), 132012},
		{"no picture", fill("appointment", ada), 132012},
		{"a film for a picture", fill("appointment", head(j{"type": "video", "video": j{"link": "https://a.example/1.mp4"}}), ada), 132012},
		{"a picture that is not there", fill("appointment", head(j{"type": "image", "image": j{"id": "1"}}), ada), 100},
		{"a payload", fill("appointment", pic, ada, tap("quick_reply", "1", j{"type": "payload", "payload": "other-day"})), 0},
		{"a payload too long", fill("appointment", pic, ada, tap("quick_reply", "1", j{"type": "payload", "payload": x(257)})), 131009},
		{"a word for a payload", fill("appointment", pic, ada, tap("quick_reply", "1", j{"type": "text", "text": "x"})), 132012},
		{"a button too far", fill("appointment", pic, ada, tap("quick_reply", "3", j{"type": "payload", "payload": "x"})), 132018},

		{"a link and a code", fill("summer_sale", with(sale, shop, copyCode)...), 0},
		{"no end of the link", fill("summer_sale", with(sale, copyCode)...), 131008},
		{"no code", fill("summer_sale", with(sale, shop)...), 131008},
		{"a code of 21", fill("summer_sale", with(sale, shop, tap("copy_code", 1, j{"type": "coupon_code", "coupon_code": x(21)}))...), 131009},
		{"a code as a word", fill("summer_sale", with(sale, shop, tap("copy_code", 1, j{"type": "text", "text": "SUN20"}))...), 132012},
		{"a field nobody knows", fill("summer_sale", j{"type": "body", "params": []any{}}), 100},
		{"a header too long", fill("summer_sale", head(j{"type": "text", "text": x(60)}), words("Sunday", "20"), shop, copyCode), 132005},
	}
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.PairBurst = 1000 }, func(l *lab) {
		for _, tt := range tests {
			if _, v := l.graph("POST", ours+"/messages", tt.body); code(v) != tt.code {
				t.Errorf("%s: %v, want code %d", tt.name, v, tt.code)
			}
		}
		all := l.messages("")
		m, c := all[len(all)-1], all[len(all)-1].Card
		if m.Text != "Until Sunday everything in the shop is 20 percent off, and delivery is free of charge." || c.Header != "Our summer sale is on, Ada!" ||
			c.Template != "summer_sale" || c.Category != "MARKETING" || c.Buttons[0].Value != "https://www.example.com/sale/shoes" ||
			c.Buttons[1] != (sandbox.Button{Kind: "copy", Title: "Copy offer code", Value: "SUN20"}) || c.Buttons[2].ID != "Stop promotions" {
			t.Errorf("on the phone: %+v %+v", m, c)
		}
		l.settle()
		for _, s := range l.program.heard("statuses") {
			if s["id"] == m.ID && s["status"] == "sent" && s["pricing"].(j)["category"] != "marketing" {
				t.Errorf("its price: %v", s)
			}
		}
	})
}

func TestCarouselsAndOffersAreFilledIn(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.must("POST", "/templates", j{"template": templ(j{"name": "shoes", "category": "MARKETING", "components": []any{
			body("Look at {{1}}, they have just come in."),
			j{"type": "LIMITED_TIME_OFFER", "limited_time_offer": j{"text": "Ends soon", "has_expiration": true}},
			j{"type": "CAROUSEL", "cards": times(2, templateCard)},
		}})}, nil)
		card := func(i int) any {
			return j{"card_index": i, "components": []any{head(j{"type": "image", "image": j{"link": "https://a.example/1.png"}}),
				tap("quick_reply", 0, j{"type": "payload", "payload": fmt.Sprint("card-", i)})}}
		}
		offer := j{"type": "limited_time_offer", "parameters": []any{j{"type": "limited_time_offer", "limited_time_offer": j{"expiration_time_ms": 1764633600000}}}}
		for n, want := range map[int]int{1: 132000, 2: 0, 3: 132000} {
			_, v := l.graph("POST", ours+"/messages", fill("shoes", words("these shoes"), offer, j{"type": "carousel", "cards": times(n, card)}))
			if code(v) != want {
				t.Errorf("%d cards: %v", n, v)
			}
		}
		if _, v := l.graph("POST", ours+"/messages", fill("shoes", words("x"), j{"type": "carousel", "cards": times(2, card)})); code(v) != 132012 {
			t.Errorf("an offer without its end: %v", v)
		}
		c := l.messages("")[0].Card
		if c.Offer.Expires != 1764633600000 || len(c.Cards) != 2 || c.Cards[1].Buttons[0].ID != "card-1" || c.Cards[1].Link == "" {
			t.Errorf("on the phone: %+v", c)
		}
	})
}

func TestCodesGoToPhoneNumbersOnly(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.must("POST", "/templates", j{"template": j{"name": "code", "language": "en_US", "category": "AUTHENTICATION", "components": []any{
			j{"type": "BODY", "add_security_recommendation": true}, j{"type": "FOOTER", "code_expiration_minutes": 5},
			j{"type": "BUTTONS", "buttons": []any{j{"type": "OTP", "otp_type": "COPY_CODE"}}},
		}}}, nil)
		l.says(j{"text": "hi"})
		b := fill("code", words("1234"), tap("url", "0", j{"type": "text", "text": "1234"}))
		if _, v := l.graph("POST", ours+"/messages", b); code(v) != 0 {
			t.Errorf("to a phone: %v", v)
		}
		if c := l.messages("")[1].Card; !strings.HasPrefix(c.Body, "*1234* is") || c.Footer != "This code expires in 5 minutes." || c.Buttons[0].Value != "1234" {
			t.Errorf("on the phone: %+v", c)
		}
		delete(b, "to")
		b["recipient"] = l.phone()["user_id"]
		if _, v := l.graph("POST", ours+"/messages", b); code(v) != 131062 {
			t.Errorf("to a user id: %v", v)
		}
	})
}

func TestSoManyStrangersADay(t *testing.T) {
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.Reach = 2 }, func(l *lab) {
		to := func(phone string) int {
			b := fill("hello_world")
			b["to"] = phone
			_, v := l.graph("POST", ours+"/messages", b)
			return code(v)
		}
		l.must("POST", "/phones/34600000009/messages", j{"text": "hi"}, nil)
		for _, step := range []struct {
			phone string
			code  int
		}{{"34600000001", 0}, {"34600000002", 0}, {"34600000003", 131048}, {"34600000001", 0}, {"34600000009", 0}} {
			if got := to(step.phone); got != step.code {
				t.Errorf("to %s: code %d, want %d", step.phone, got, step.code)
			}
		}
		l.must("POST", "/clock", j{"advance": "24h"}, nil)
		if got := to("34600000003"); got != 0 {
			t.Errorf("a day later: %d", got)
		}
		l.must("POST", "/limits", j{"reach": -1}, nil)
		for n := range 10 {
			if got := to(fmt.Sprint("3460000100", n)); got != 0 {
				t.Errorf("without a limit: %d", got)
			}
		}
	})
}

func TestNumbersAreAsTheyAreSet(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		fields := "?fields=" + url.QueryEscape("quality_rating,messaging_limit_tier,whatsapp_business_manager_messaging_limit,throughput,name_status,health_status")
		_, v := l.graph("GET", ours+fields, nil)
		if v["quality_rating"] != "GREEN" || v["messaging_limit_tier"] != "TIER_250" || v["throughput"].(j)["level"] != "STANDARD" ||
			v["name_status"] != "APPROVED" || v["health_status"].(j)["can_send_message"] != "AVAILABLE" {
			t.Errorf("at first: %v", v)
		}
		l.must("POST", "/numbers/"+ours, j{"quality_rating": "RED", "status": "BANNED"}, nil)
		l.must("POST", "/limits", j{"per_second": 1000, "reach": 100_000, "pair_every": "1s"}, nil)
		_, v = l.graph("GET", ours+fields, nil)
		if v["quality_rating"] != "RED" || v["messaging_limit_tier"] != "TIER_100K" || v["throughput"].(j)["level"] != "HIGH" ||
			v["health_status"].(j)["can_send_message"] != "BLOCKED" {
			t.Errorf("after it was set: %v", v)
		}
		_, v = l.graph("GET", account+"?fields=health_status,name", nil)
		if v["health_status"].(j)["can_send_message"] != "BLOCKED" || v["id"] != account {
			t.Errorf("the account: %v", v)
		}
		l.settle()
		if heard := l.program.values("max_daily_conversations_per_business"); len(heard) != 1 || heard[0]["event"] != "THROUGHPUT_UPGRADE" {
			t.Errorf("the webhook heard %v", heard)
		}
		for path, bad := range map[string]string{"/numbers/" + ours: `{"quality_rating":"BLUE"}`, "/limits": `{"pair_every":"soon"}`} {
			if status, _ := l.do("POST", path, bad); status != http.StatusBadRequest {
				t.Errorf("%s %s: %d", path, bad, status)
			}
		}
	})
}

func TestThroughputCanBeSetAndIsEnforced(t *testing.T) {
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.PairBurst = 100 }, func(l *lab) {
		l.says(j{"text": "hi"})
		l.must("POST", "/limits", j{"per_second": 2}, nil)
		for _, want := range []int{0, 0, 130429} {
			if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != want {
				t.Errorf("want code %d: %v", want, v)
			}
		}
		time.Sleep(500 * time.Millisecond)
		l.send(nil)
	})
}
