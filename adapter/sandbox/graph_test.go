package sandbox_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/phone"
)

func TestAMessageIsTakenAndFollowed(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		said := l.says(j{"text": "hi"})
		status, v := l.graph("POST", ours+"/messages",
			textTo(person, j{"biz_opaque_callback_data": "m42", "context": j{"message_id": said.ID}}))
		if status != http.StatusOK || v["messaging_product"] != "whatsapp" ||
			!reflect.DeepEqual(v["contacts"], []any{j{"input": person, "wa_id": "15550001111"}}) {
			t.Fatalf("%d %v", status, v)
		}
		id := list(v["messages"])[0]["id"].(string)
		l.settle()
		got := l.program.heard("statuses")
		if statuses(got) != "sent delivered read" {
			t.Errorf("statuses %v", got)
		}
		want := j{
			"id": id, "status": "sent", "timestamp": got[0]["timestamp"], "recipient_id": "15550001111",
			"recipient_user_id": l.phone()["user_id"], "biz_opaque_callback_data": "m42",
			"pricing": j{"billable": true, "pricing_model": "PMP", "type": "regular", "category": "service"},
		}
		if _, isText := got[0]["timestamp"].(string); !isText || !reflect.DeepEqual(got[0], want) {
			t.Errorf("got  %v\nwant %v", got[0], want)
		}
		m := l.messages("?after=" + said.ID)
		if len(m) != 1 || m[0].Direction != phone.In || m[0].Status != phone.Read || m[0].ReplyTo != said.ID {
			t.Errorf("on the phone: %+v", m)
		}
	})
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name string
		body any
		code int
	}{
		{"no product", textTo(person, j{"messaging_product": nil}), 100},
		{"no recipient", textTo(person, j{"to": nil}), 100},
		{"not a phone", textTo("ada", nil), 131009},
		{"a number instead of text", textTo(person, j{"to": 15550001111}), 100},
		{"ourselves", textTo(business.DisplayPhone, nil), 131021},
		{"not a user id", textTo("", j{"to": nil, "recipient": "ada"}), 131009},
		{"nobody's user id", textTo("", j{"to": nil, "recipient": "US.1"}), 131026},
		{"a group", textTo(person, j{"recipient_type": "group"}), 100},
		{"no text", textTo(person, j{"text": nil}), 131008},
		{"no body", textTo(person, j{"text": j{}}), 131008},
		{"empty", textTo(person, j{"text": j{"body": ""}}), 131009},
		{"too long", textTo(person, j{"text": j{"body": strings.Repeat("ä", 4097)}}), 100},
		{"as long as may be", textTo(person, j{"text": j{"body": strings.Repeat("ä", 4096)}}), 0},
		{"callback data too long", textTo(person, j{"biz_opaque_callback_data": strings.Repeat("x", 513)}), 100},
		{"a kind not played", textTo(person, j{"type": "pin", "pin": j{}}), 131051},
		{"a kind nobody knows", textTo(person, j{"type": "hologram"}), 100},
		{"a stranger", textTo("+49 151 23456789", nil), 131047},
		{"a reaction to nothing", textTo(person, j{"type": "reaction", "reaction": j{"message_id": "wamid.no", "emoji": "x"}}), 131009},
		{"a reaction without a target", textTo(person, j{"type": "reaction", "reaction": j{"emoji": "x"}}), 131008},
		{"read what was never sent", j{"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.no"}, 131009},
		{"not JSON's shape", []int{1}, 100},
	}
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		for _, tt := range tests {
			status, v := l.graph("POST", ours+"/messages", tt.body)
			if code(v) != tt.code || (status == http.StatusOK) != (tt.code == 0) {
				t.Errorf("%s: %d %v, want code %d", tt.name, status, v, tt.code)
			}
		}
	})
}

func TestTheErrorHasMetasShape(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		_, v := l.graph("POST", ours+"/messages", textTo(person, nil))
		e := v["error"].(j)
		if e["message"] != "(#131047) Re-engagement message" || e["type"] != "OAuthException" || e["fbtrace_id"] == nil ||
			e["error_data"].(j)["messaging_product"] != "whatsapp" || e["error_data"].(j)["details"] == "" {
			t.Errorf("got %v", e)
		}
	})
}

func TestTokensAndIDs(t *testing.T) {
	l := newLab(t, nil)
	for _, header := range []string{"", "Bearer ", "Bearer wrong", token[:3]} {
		status, body := l.do("POST", "/graph/v25.0/"+ours+"/messages", "{}", "Authorization", header)
		if status != http.StatusUnauthorized || !strings.Contains(string(body), `"code":190`) {
			t.Errorf("Authorization %q: %d %s", header, status, body)
		}
	}
	for _, path := range []string{"12345", "12345/messages", ours + "/nothing", "12345/subscribed_apps"} {
		status, v := l.graph(map[bool]string{true: "POST", false: "GET"}[strings.HasSuffix(path, "messages")], path, j{})
		if status != http.StatusBadRequest || code(v) == 0 {
			t.Errorf("%s: %d %v", path, status, v)
		}
	}
}

func TestTheWindowClosesByTheClock(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		l.must("POST", "/clock", j{"advance": "23h59m"}, nil)
		l.send(nil)
		l.must("POST", "/clock", j{"advance": "1m"}, nil)
		if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != 131047 {
			t.Errorf("after a day: %v", v)
		}
		l.says(j{"text": "still here"})
		l.send(nil)
	})
}

func TestThroughput(t *testing.T) {
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.PairBurst = 1000 }, func(l *lab) {
		l.says(j{"text": "hi"})
		for range 80 {
			l.send(nil)
		}
		if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != 130429 {
			t.Errorf("the 81st in a second: %v", v)
		}
		l.must("POST", "/clock", j{"advance": "1s"}, nil)
		l.send(nil)
	})
}

func TestPairRate(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		for range 45 {
			l.send(nil)
		}
		for _, want := range []int{131056, 0, 131056} {
			if _, v := l.graph("POST", ours+"/messages", textTo(person, nil)); code(v) != want {
				t.Errorf("want code %d, got %v", want, v)
			}
			if want != 0 {
				time.Sleep(6 * time.Second)
			}
		}
	})
}

func TestReadMarksAndTyping(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "one"})
		two := l.says(j{"text": "two"})
		l.says(j{"text": "three"})
		l.settle()
		status, v := l.graph("POST", ours+"/messages", j{
			"messaging_product": "whatsapp", "status": "read", "message_id": two.ID, "typing_indicator": j{"type": "text"},
		})
		if status != http.StatusOK || v["success"] != true {
			t.Fatalf("%d %v", status, v)
		}
		var got string
		for _, m := range l.messages("") {
			got += fmt.Sprint(m.Status, " ")
		}
		if got != "read read delivered " {
			t.Errorf("the phone shows %s", got)
		}
		if typing := l.phone()["typing"].(j); typing[ours] == nil {
			t.Errorf("nobody types: %v", typing)
		}
		l.send(nil)
		if l.phone()["typing"] != nil {
			t.Error("it types on after the message")
		}
	})
}

func TestReactions(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		said := l.says(j{"text": "hi"})
		l.send(j{"type": "reaction", "text": nil, "reaction": j{"message_id": said.ID, "emoji": "👍"}})
		l.settle()
		if got := statuses(l.program.heard("statuses")); got != "sent" {
			t.Errorf("a reaction is %q", got)
		}
		if m := l.messages(""); m[0].Reactions["business"] != "👍" || m[1].Type != "reaction" {
			t.Errorf("on the phone: %+v", m)
		}
		l.send(j{"type": "reaction", "text": nil, "reaction": j{"message_id": said.ID, "emoji": ""}})
		if m := l.messages(""); len(m[0].Reactions) != 0 {
			t.Errorf("not taken back: %+v", m[0])
		}
	})
}

func TestAPhoneInSomebodysHandIsReadWhenLookedAt(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.do("GET", "/?phone=15550001111", "")
		l.says(j{"text": "hi"})
		l.send(nil)
		l.settle()
		if got := statuses(l.program.heard("statuses")); got != "sent delivered" {
			t.Errorf("unseen: %q", got)
		}
		l.must("POST", "/phones/15550001111/seen", nil, nil)
		l.settle()
		if got := statuses(l.program.heard("statuses")); got != "sent delivered read" {
			t.Errorf("seen: %q", got)
		}
	})
}

func TestNumbersAsMetaWritesThem(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		for dialled, want := range map[string]string{
			"+55 11 98765-4321": "551187654321", "+52 55 1234 5678": "5215512345678", "+5215512345678": "5215512345678",
			"+54 11 2345 6789": "5491123456789", "+34 600 111 222": "34600111222",
		} {
			l.must("POST", "/phones/"+strings.ReplaceAll(dialled, " ", "%20")+"/messages", j{"text": "hi"}, nil)
			_, v := l.graph("POST", ours+"/messages", textTo(dialled, nil))
			if !reflect.DeepEqual(v["contacts"], []any{j{"input": dialled, "wa_id": want}}) {
				t.Errorf("%s: %v", dialled, v)
			}
		}
	})
}

func TestTheOtherObjects(t *testing.T) {
	l := newLab(t, nil)
	tests := []struct {
		path string
		want string // in the answer as Go prints it
	}{
		{ours, "map[display_phone_number:+1 555-078-3881 id:106540352242922 quality_rating:GREEN verified_name:Lab]"},
		{ours + "?fields=status,throughput", "map[id:106540352242922 status:CONNECTED throughput:map[level:STANDARD]]"},
		{ours + "/whatsapp_business_profile?fields=about", "map[data:[map[about:Talk to us here. messaging_product:whatsapp]]]"},
		{business.BusinessAccountID + "/phone_numbers?fields=id", "map[data:[map[id:106540352242922]]]"},
		{"debug_token?input_token=nope", "map[data:map[error:map[code:190 message:Invalid OAuth access token - " +
			"Cannot parse access token] is_valid:false scopes:[]]]"},
	}
	for _, tt := range tests {
		if status, v := l.graph("GET", tt.path, nil); status != http.StatusOK || fmt.Sprint(v) != tt.want {
			t.Errorf("%s: %d %v, want %s", tt.path, status, v, tt.want)
		}
	}
	if _, v := l.graph("GET", "debug_token?input_token="+token, nil); v["data"].(j)["is_valid"] != true {
		t.Errorf("our token: %v", v)
	}
	if status, v := l.graph("POST", ours+"/whatsapp_business_profile", j{"messaging_product": "whatsapp", "about": "New"}); status != http.StatusOK {
		t.Errorf("profile: %v", v)
	}
	if _, v := l.graph("GET", ours+"/whatsapp_business_profile?fields=about", nil); list(v["data"])[0]["about"] != "New" {
		t.Errorf("profile: %v", v)
	}
}
