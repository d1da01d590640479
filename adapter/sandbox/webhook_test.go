package sandbox_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/adapter/sandbox/phone"
)

func TestVerifyWantsTheChallengeBack(t *testing.T) {
	l := newLab(t, nil)
	if err := l.s.Verify(t.Context()); err != nil {
		t.Errorf("the right token: %v", err)
	}
	l.program.verify = "another"
	if err := l.s.Verify(t.Context()); err == nil || strings.Contains(err.Error(), business.VerifyToken) {
		t.Errorf("a wrong token gave %v", err)
	}
}

func TestRunVerifiesUntilTheProgramIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, nil)
		l.program.verify = "not up yet"
		l.start()
		l.says(j{"text": "is anybody there?"})
		time.Sleep(10 * time.Second)
		if n := l.program.count(); n != 0 {
			t.Errorf("called %d times before the handshake", n)
		}
		l.program.trust(business.VerifyToken)
		time.Sleep(10 * time.Second)
		if got := l.program.heard("messages"); len(got) != 1 {
			t.Errorf("heard %v", got)
		}
		l.stop()
	})
}

func TestWhatAPersonTypesArrivesAsMetaSendsIt(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		m := l.says(j{"type": "text", "text": "Grüße 👋 http://x/", "name": "Ada Lovelace", "username": "ada"})
		l.settle()
		raw := l.program.raw[0]
		if !isASCII(raw) || !strings.Contains(string(raw), `Gr\u00fc\u00dfe \ud83d\udc4b http:\/\/x\/`) {
			t.Errorf("not escaped as Meta does: %s", raw)
		}
		user := l.phone()["user_id"]
		want := j{"object": "whatsapp_business_account", "entry": []any{j{"id": business.BusinessAccountID, "changes": []any{
			j{"field": "messages", "value": j{
				"messaging_product": "whatsapp",
				"metadata":          j{"display_phone_number": "15550783881", "phone_number_id": ours},
				"contacts": []any{j{
					"profile": j{"name": "Ada Lovelace", "username": "ada"}, "wa_id": "15550001111", "user_id": user,
				}},
				"messages": []any{j{
					"from": "15550001111", "from_user_id": user, "id": m.ID, "timestamp": fmt.Sprint(m.Time.Unix()), "type": "text",
					"text": j{"body": "Grüße 👋 http://x/"},
				}},
			}},
		}}}}
		if got := l.program.calls[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		if got := l.messages("")[0].Status; got != phone.Delivered {
			t.Errorf("the phone shows %q", got)
		}
	})
}

func (l *lab) phone() (v j) {
	l.must("GET", "/phones/15550001111", nil, &v)
	return v
}

func TestEveryKindOnTheWire(t *testing.T) {
	file := j{"id": "77", "mime_type": "image/jpeg", "sha256": "q", "caption": "see"}
	tests := []struct {
		typed j
		want  j // of the message, beside what all have
	}{
		{j{"type": "reaction", "message_id": "wamid.X", "emoji": "👍"},
			j{"type": "reaction", "reaction": j{"message_id": "wamid.X", "emoji": "👍"}}},
		{j{"type": "reaction", "message_id": "wamid.X"}, j{"type": "reaction", "reaction": j{"message_id": "wamid.X"}}},
		{j{"type": "button", "text": "Yes", "payload": "Y", "reply_to": "wamid.T"},
			j{"type": "button", "button": j{"text": "Yes", "payload": "Y"}, "context": j{"id": "wamid.T", "from": "15550783881"}}},
		{j{"type": "button_reply", "id": "a", "title": "A"},
			j{"type": "interactive", "interactive": j{"type": "button_reply", "button_reply": j{"id": "a", "title": "A"}}}},
		{j{"type": "list_reply", "id": "a", "title": "A", "description": "first"},
			j{"type": "interactive", "interactive": j{"type": "list_reply", "list_reply": j{"id": "a", "title": "A", "description": "first"}}}},
		{j{"type": "image", "id": "77", "mime_type": "image/jpeg", "sha256": "q", "caption": "see"}, j{"type": "image", "image": file}},
		{j{"type": "audio", "id": "7", "mime_type": "audio/ogg", "voice": true},
			j{"type": "audio", "audio": j{"id": "7", "mime_type": "audio/ogg", "sha256": "", "voice": true}}},
		{j{"text": "old", "timestamp": 1}, j{"type": "text", "text": j{"body": "old"}, "timestamp": "1"}},
		{j{"text": "passed on", "forwarded": true}, j{"type": "text", "text": j{"body": "passed on"}, "context": j{"forwarded": true}}},
		{j{"text": "phone only", "no_user_id": true}, j{"type": "text", "text": j{"body": "phone only"}, "from_user_id": nil}},
		{j{"text": "id only", "hide_phone": true}, j{"type": "text", "text": j{"body": "id only"}, "from": nil}},
	}
	for _, tt := range tests {
		inLab(t, nil, func(l *lab) {
			m := l.says(tt.typed)
			l.settle()
			want := j{"id": m.ID, "timestamp": fmt.Sprint(m.Time.Unix()), "from": "15550001111", "from_user_id": l.phone()["user_id"]}
			for k, v := range tt.want {
				if want[k] = v; v == nil {
					delete(want, k)
				}
			}
			if got := l.program.heard("messages"); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
				t.Errorf("%v\ngot  %v\nwant %v", tt.typed, got, want)
			}
		})
	}
}

func TestAHiddenPhoneIsNeverNamed(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi", "hide_phone": true, "username": "@ada"})
		user := l.phone()["user_id"].(string)
		status, v := l.graph("POST", ours+"/messages", textTo("", j{"to": nil, "recipient": user}))
		if status != http.StatusOK || !reflect.DeepEqual(v["contacts"], []any{j{"input": user, "user_id": user}}) {
			t.Fatalf("%d %v", status, v)
		}
		l.settle()
		for _, raw := range l.program.raw {
			if strings.Contains(string(raw), `"15550001111"`) {
				t.Errorf("the phone is in %s", raw)
			}
		}
		if got := statuses(l.program.heard("statuses")); got != "sent delivered read" {
			t.Errorf("statuses %q", got)
		}
	})
}

func TestSystemMessagesMoveThePerson(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		before := l.phone()["user_id"]
		l.says(j{"type": "system", "change": "user_changed_user_id", "new_user_id": "US.42"})
		l.says(j{"type": "system", "new_phone": "+12195555358", "name": "Ada"})
		l.settle()
		got := l.program.heard("messages")
		first, second := got[0]["system"].(j), got[1]["system"].(j)
		if first["previous_user_id"] != before || first["user_id"] != "US.42" || l.phone()["user_id"] != "US.42" {
			t.Errorf("user id: %v, then %v", first, l.phone())
		}
		if second["type"] != "user_changed_number" || second["wa_id"] != "12195555358" {
			t.Errorf("number: %v", second)
		}
		if c := l.program.values("messages")[0]["contacts"]; !reflect.DeepEqual(c, []any{}) {
			t.Errorf("a system message has contacts: %v", c)
		}
	})
}

func TestUnsupportedComesWithAnError(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"type": "unsupported", "kind": "edit"})
		l.settle()
		m := l.program.heard("messages")[0]
		if m["unsupported"].(j)["type"] != "edit" || list(m["errors"])[0]["code"] != float64(131051) {
			t.Errorf("got %v", m)
		}
	})
}

func TestWhatIsNotTakenIsToldAgain(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		var at []time.Time
		l.program.answer = func(call int, _ []byte) int {
			at = append(at, time.Now())
			if call < 6 {
				return []int{500, 503, 301, 201, 404}[call-1]
			}
			return http.StatusOK
		}
		l.says(j{"text": "first"})
		l.says(j{"text": "second"})
		l.settle()
		var waits []string
		for i := 1; i < 6; i++ {
			waits = append(waits, at[i].Sub(at[i-1]).String())
		}
		if got := strings.Join(waits, " "); got != "0s 250ms 500ms 1s 2s" {
			t.Errorf("waits %s", got)
		}
		got := l.program.heard("messages")
		if last := got[len(got)-1]["text"].(j)["body"]; len(got) != 7 || last != "second" {
			t.Errorf("%d calls, the last with %v", len(got), last)
		}
	})
}

func TestABodyThatIsNeverTakenDoesNotSilenceThePhone(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.program.answer = func(_ int, body []byte) int {
			if strings.Contains(string(body), "poison") {
				return http.StatusInternalServerError
			}
			return http.StatusOK
		}
		l.says(j{"text": "poison"})
		l.says(j{"text": "after it"})
		time.Sleep(time.Minute)
		if got := fmt.Sprint(l.program.heard("messages")); !strings.Contains(got, "after it") {
			t.Errorf("a minute later it has heard only %v", got)
		}
		l.must("POST", "/clock", j{"advance": "200h"}, nil)
		time.Sleep(time.Minute)
		l.settle() // it was given up
	})
}

func TestRawIsSentAsItIs(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"type": "raw", "value": j{"statuses": []any{j{"id": "wamid.Q", "status": "ü"}}}})
		l.says(j{"type": "raw", "body": `{"cut`})
		l.says(j{"type": "raw", "body": j{"a": 1}})
		l.settle()
		if len(l.program.raw) != 3 || string(l.program.raw[1]) != `{"cut` || string(l.program.raw[2]) != `{"a":1}` {
			t.Fatalf("heard %s", l.program.raw)
		}
		if s := l.program.heard("statuses"); len(s) != 1 || s[0]["status"] != "ü" {
			t.Errorf("the value became %v", s)
		}
		var v j
		l.must("POST", "/phones/15550001111/messages", j{"type": "raw", "body": "{}", "signature": "none", "once": true}, &v)
		if v["webhook_status"] != float64(http.StatusUnauthorized) {
			t.Errorf("without a signature: %v", v)
		}
	})
}

func TestARawMessageCanBeAnswered(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.says(j{"type": "raw", "value": j{"messages": []any{j{"from": "15550001111", "id": "wamid.R", "type": "new"}}}})
		l.settle()
		l.send(nil)
		status, v := l.graph("POST", ours+"/messages", j{"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.R"})
		if status != http.StatusOK {
			t.Errorf("read: %d %v", status, v)
		}
	})
}

func TestWithoutASubscribedAppNothingArrives(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.graph("DELETE", business.BusinessAccountID+"/subscribed_apps", nil)
		l.says(j{"text": "lost"})
		l.graph("POST", business.BusinessAccountID+"/subscribed_apps", nil)
		l.says(j{"text": "heard"})
		l.settle()
		if got := l.program.heard("messages"); len(got) != 1 || got[0]["text"].(j)["body"] != "heard" {
			t.Errorf("heard %v", got)
		}
	})
}
