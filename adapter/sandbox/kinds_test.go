package sandbox_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/phone"
)

// hears types something and gives what the webhook hears of it.
func (l *lab) hears(what j) j {
	l.Helper()
	l.says(what)
	l.settle()
	all := l.program.heard("messages")
	return all[len(all)-1]
}

func TestPeopleShareAndOrder(t *testing.T) {
	place := j{"latitude": 45.07, "longitude": 7.69, "name": "Café Aurora", "address": "Via Roma 3"}
	ada := []any{j{"name": j{"formatted_name": "Ada Lovelace", "first_name": "Ada"}, "phones": []any{j{"phone": "+34 600 111 222", "wa_id": "34600111222"}}}}
	cart := j{"catalog_id": "7", "text": "Before noon", "product_items": []any{j{"product_retailer_id": "SKU-1", "quantity": 2.0, "item_price": 10.0, "currency": "EUR"}}}
	tests := []struct {
		typed, heard j
		text         string
	}{
		{j{"type": "location", "location": place}, j{"type": "location", "location": place}, "Café Aurora, Via Roma 3 (45.07, 7.69)"},
		{j{"type": "location", "location": j{"latitude": 0.0, "longitude": 0.0}}, j{"type": "location", "location": j{"latitude": 0.0, "longitude": 0.0}}, "0, 0"},
		{j{"type": "contacts", "contacts": ada}, j{"type": "contacts", "contacts": ada}, "Ada Lovelace"},
		{j{"type": "order", "order": cart}, j{"type": "order", "order": cart}, "Before noon"},
		{j{"type": "nfm_reply", "nfm_reply": j{"response": j{"flow_token": "t", "name": "Ada"}}},
			j{"type": "interactive", "interactive": j{"type": "nfm_reply", "nfm_reply": j{"name": "flow", "body": "Sent", "response_json": `{"flow_token":"t","name":"Ada"}`}}}, "Sent"},
		{j{"type": "call_permission_reply", "response": "accept", "is_permanent": true},
			j{"type": "interactive", "interactive": j{"type": "call_permission_reply", "call_permission_reply": j{"response": "accept", "response_source": "user_action", "is_permanent": true}}}, "Calls allowed"},
		{j{"text": "Is it still to be had?", "referral": j{"source_type": "ad", "source_id": "7"}, "frequently_forwarded": true},
			j{"type": "text", "text": j{"body": "Is it still to be had?"}, "referral": j{"source_type": "ad", "source_id": "7"}, "context": j{"frequently_forwarded": true}}, "Is it still to be had?"},
	}
	inLab(t, nil, func(l *lab) {
		for _, tt := range tests {
			got := l.hears(tt.typed)
			for _, k := range []string{"id", "timestamp", "from", "from_user_id"} {
				delete(got, k)
			}
			if !reflect.DeepEqual(got, tt.heard) {
				t.Errorf("heard %v\nwant  %v", got, tt.heard)
			}
			all := l.messages("")
			if m := all[len(all)-1]; m.Text != tt.text {
				t.Errorf("%v shows %q, want %q", tt.typed["type"], m.Text, tt.text)
			}
		}
	})
}

func TestWhatIsSentCanBeTapped(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		send := func(body j) string {
			_, v := l.graph("POST", ours+"/messages", body)
			if code(v) != 0 {
				t.Fatal(v)
			}
			return list(v["messages"])[0]["id"].(string)
		}
		pic := head(j{"type": "image", "image": j{"link": "https://a.example/1.png"}})
		tests := []struct {
			message, tap string
			want         j
		}{
			{send(ask("button", nButtons(2), nil)), "b1", j{"type": "interactive", "interactive": j{"type": "button_reply", "button_reply": j{"id": "b1", "title": "Button 1"}}}},
			{send(ask("list", oneRow(row("r0", "Tomorrow", "9:00")), nil)), "r0",
				j{"type": "interactive", "interactive": j{"type": "list_reply", "list_reply": j{"id": "r0", "title": "Tomorrow", "description": "9:00"}}}},
			{send(fill("appointment", pic, namedWords("first_name", "Ada", "day", "Monday", "time", "9:00"), tap("quick_reply", 2, j{"type": "payload", "payload": "no"}))),
				"Cancel", j{"type": "button", "button": j{"payload": "no", "text": "Cancel"}}},
		}
		for _, tt := range tests {
			got := l.hears(j{"type": "tap", "message_id": tt.message, "id": tt.tap})
			if c := got["context"].(j); c["id"] != tt.message || c["from"] != "15550783881" {
				t.Errorf("%s answers %v", tt.tap, c)
			}
			for _, k := range []string{"id", "timestamp", "from", "from_user_id", "context"} {
				delete(got, k)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("heard %v\nwant  %v", got, tt.want)
			}
		}
		asked := send(ask("request_contact_info", j{"name": "request_contact_info"}, nil))
		got := l.hears(j{"type": "tap", "message_id": asked, "id": "Share contact info"})
		if c := list(got["contacts"])[0]; c["origin"] != "contact_request" || list(c["phones"])[0]["wa_id"] != "15550001111" {
			t.Errorf("who I am: %v", got)
		}
		for _, bad := range []string{`{"type":"tap","message_id":"wamid.no","id":"b1"}`, `{"type":"tap","message_id":"` + asked + `","id":"b1"}`} {
			if status, _ := l.do("POST", "/phones/15550001111/messages", bad); status != http.StatusNotFound {
				t.Errorf("%s: %d", bad, status)
			}
		}
	})
}

func TestPeopleEditAndTakeBack(t *testing.T) {
	inLab(t, inFolder(t), func(l *lab) {
		said := l.says(j{"text": "At eight"})
		got := l.hears(j{"type": "edit", "message_id": said.ID, "text": "At nine"})
		want := j{"original_message_id": said.ID, "message": j{"type": "text", "text": j{"body": "At nine"}}}
		if got["type"] != "edit" || !reflect.DeepEqual(got["edit"], want) {
			t.Errorf("the edit: %v", got)
		}
		if m := l.messages("")[0]; m.Text != "At nine" || !m.Edited {
			t.Errorf("on the phone: %+v", m)
		}
		got = l.hears(j{"type": "revoke", "message_id": said.ID})
		if got["type"] != "revoke" || got["revoke"].(j)["original_message_id"] != said.ID {
			t.Errorf("the revocation: %v", got)
		}
		if m := l.messages("")[0]; m.Text != "" || !m.Revoked {
			t.Errorf("on the phone: %+v", m)
		}
		again := l.says(j{"text": "At ten"})
		place := l.says(j{"type": "location", "location": j{"latitude": 1, "longitude": 1}})
		theirs := l.send(nil)
		l.must("POST", "/clock", j{"advance": "14m59s"}, nil)
		for body, want := range map[string]int{
			`{"type":"edit","message_id":"` + again.ID + `","text":"x"}`:  http.StatusCreated,
			`{"type":"edit","message_id":"` + said.ID + `","text":"x"}`:   http.StatusNotFound,
			`{"type":"edit","message_id":"` + theirs + `","text":"x"}`:    http.StatusNotFound,
			`{"type":"edit","message_id":"` + place.ID + `","text":"x"}`:  http.StatusBadRequest,
			`{"type":"edit","message_id":"` + again.ID + `","text":""}`:   http.StatusBadRequest,
			`{"type":"revoke","message_id":"` + theirs + `","text":"no"}`: http.StatusNotFound,
		} {
			if status, answer := l.do("POST", "/phones/15550001111/messages", body); status != want {
				t.Errorf("%s: %d %s", body, status, answer)
			}
		}
		l.must("POST", "/clock", j{"advance": "2s"}, nil)
		if status, _ := l.do("POST", "/phones/15550001111/messages", `{"type":"edit","message_id":"`+again.ID+`","text":"y"}`); status != http.StatusBadRequest {
			t.Errorf("an edit after a quarter of an hour: %d", status)
		}
	})
}

func TestWhoStopsMarketingGetsNone(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		last := func() string {
			_, v := l.graph("POST", ours+"/messages", fill("summer_sale", head(j{"type": "text", "text": "Ada"}), words("Sunday", "20"),
				tap("url", 0, j{"type": "text", "text": "x"}), tap("copy_code", 1, j{"type": "coupon_code", "coupon_code": "A"})))
			id := list(v["messages"])[0]["id"]
			l.settle()
			for _, s := range l.program.heard("statuses") {
				if s["id"] == id && s["status"] == "failed" {
					return "failed"
				}
			}
			return "arrived"
		}
		for _, step := range []struct{ wish, want string }{{"", "arrived"}, {"stop", "failed"}, {"resume", "arrived"}} {
			if step.wish != "" {
				l.says(j{"type": "user_preferences", "value": step.wish})
				l.settle()
				all := l.program.heard("user_preferences")
				if p := all[len(all)-1]; p["value"] != step.wish || p["category"] != "marketing_messages" || p["wa_id"] != "15550001111" {
					t.Errorf("heard %v", p)
				}
			}
			if got := last(); got != step.want {
				t.Errorf("after %q it %s", step.wish, got)
			}
		}
		l.says(j{"type": "user_preferences", "value": "stop"})
		if _, v := l.graph("POST", ours+"/messages", fill("hello_world")); code(v) != 0 {
			t.Errorf("what is not marketing: %v", v)
		}
		if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != 131047 {
			t.Errorf("a preference opened the window: %v", v)
		}
		if status, _ := l.do("POST", "/phones/15550001111/messages", `{"type":"user_preferences","value":"maybe"}`); status != http.StatusBadRequest {
			t.Errorf("maybe: %d", status)
		}
	})
}

func TestTheBusinessAnswersOnItsPhone(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		m := l.says(j{"type": "echo", "text": "I will look after this myself."})
		l.settle()
		e := l.program.heard("message_echoes")
		if len(e) != 1 || e[0]["to"] != "15550001111" || e[0]["from"] != "15550783881" || e[0]["id"] != m.ID || e[0]["text"].(j)["body"] != m.Text {
			t.Errorf("heard %v", e)
		}
		if m.Direction != phone.In || !m.Echo || len(l.program.heard("statuses")) != 0 {
			t.Errorf("on the phone: %+v", m)
		}
		if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != 131047 {
			t.Errorf("an echo opened the window: %v", v)
		}
	})
}

func TestCardsThatCannotBeTyped(t *testing.T) {
	l := newLab(t, nil)
	for _, bad := range []string{
		`{"type":"location"}`, `{"type":"location","location":{"latitude":91,"longitude":0}}`, `{"type":"contacts"}`, `{"type":"contacts","contacts":[]}`,
		`{"type":"order"}`, `{"type":"order","order":{"product_items":[{"product_retailer_id":"a","quantity":0}]}}`, `{"type":"nfm_reply"}`,
		`{"type":"call_permission_reply","response":"later"}`, `{"type":"echo"}`,
		`{"type":"contacts","contacts":[{"name":{"formatted_name":"` + strings.Repeat("x", 65_536) + `"}}]}`,
	} {
		if status, body := l.do("POST", "/phones/15550001111/messages", bad); status != http.StatusBadRequest {
			t.Errorf("%.80s: %d %s", bad, status, body)
		}
	}
}

func TestCardsSurviveAKill(t *testing.T) {
	journal := t.TempDir() + "/journal"
	var before []byte
	for round := range 2 {
		l := newLab(t, func(s *sandbox.Sandbox) { s.Journal = journal })
		if round == 0 {
			first := l.says(j{"text": "At eight"})
			l.says(j{"type": "edit", "message_id": first.ID, "text": "At nine"})
			gone := l.says(j{"text": "Never mind"})
			l.says(j{"type": "revoke", "message_id": gone.ID})
			l.says(j{"type": "user_preferences", "value": "stop"})
			if _, v := l.graph("POST", ours+"/messages", ask("button", nButtons(3), nil)); code(v) != 0 {
				t.Fatal(v)
			}
		}
		_, after := l.do("GET", "/phones/15550001111/messages", "")
		if round == 1 && string(after) != string(before) {
			t.Errorf("before %s\nafter  %s", before, after)
		}
		before = after
		if err := l.s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var all []phone.Message
	if err := json.Unmarshal(before, &all); err != nil || !all[0].Edited || !all[2].Revoked || len(all[5].Card.Buttons) != 3 {
		t.Errorf("%v %s", err, before)
	}
}
