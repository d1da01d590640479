package news

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// A field that is known says something whatever stands in it, and never less
// than that there was news.
func TestEveryFieldSaysSomethingOfAnyValue(t *testing.T) {
	known := []string{"of_a_later_day", ""}
	for f := range sentences {
		known = append(known, f)
	}
	for f := range many {
		known = append(known, f)
	}
	for _, field := range known {
		for _, value := range []string{`{}`, `null`, `[]`, `7`, `"x"`, `{"event":null}`, `{"event":{"a":[]}}`, `{"calls":7,"groups":"x","standby":[],"state_sync":{}}`} {
			all := Read(field, json.RawMessage(value))
			if len(all) == 0 || strings.TrimSpace(all[0].Text) == "" {
				t.Errorf("%s with %s says nothing: %+v", field, value, all)
			}
		}
	}
}

// What is about people is counted, and none of it is repeated to the operator,
// also when it has a shape that nobody knows.
func TestWhatIsSaidElsewhereIsNotRepeated(t *testing.T) {
	for field, value := range map[string]string{
		"standby":            `{"standby":[{"text":{"body":"a secret"}}]}`,
		"smb_app_state_sync": `{"state_sync":[{"action":"add","contact":{"full_name":"a secret"}}]}`,
		"calls":              `{"calls":[{"event":"connect","from":"1","session":{"sdp":"a secret"}}]}`,
	} {
		for _, r := range Read(field, json.RawMessage(value)) {
			if s := fmt.Sprint(r); strings.Contains(s, "secret") {
				t.Errorf("%s tells %s", field, s)
			}
		}
	}
}

func TestFactsAreBounded(t *testing.T) {
	many := map[string]string{}
	for i := range MaxFacts + 1 {
		many[fmt.Sprintf("f%02d", i)] = "x"
	}
	raw, err := json.Marshal(many)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(FactsOf(raw)); n != MaxFacts {
		t.Errorf("%d facts of %d", n, len(many))
	}
	for n, want := range map[int]int{maxFact: maxFact, maxFact + 1: maxFact} {
		if got := FactsOf([]byte(`{"a":"` + strings.Repeat("x", n) + `"}`))["a"]; len(got) != want {
			t.Errorf("%d bytes became %d", n, len(got))
		}
	}
	if got := FactsOf([]byte(`{"a":"x` + strings.Repeat("é", maxFact) + `"}`))["a"]; !strings.HasSuffix(got, "é") {
		t.Errorf("a character was cut in two: %q", got)
	}
	for depth, n := range map[int]int{maxFactDepth: 1, maxFactDepth + 1: 0} {
		deep := strings.Repeat(`{"a":`, depth) + `"x"` + strings.Repeat("}", depth)
		if got := FactsOf([]byte(deep)); len(got) != n {
			t.Errorf("%d levels gave %v", depth, got)
		}
	}
}

func TestFactsKeepEveryDigit(t *testing.T) {
	f := FactsOf([]byte(`{"id":1689556908129832001,"ok":true,"messaging_product":"whatsapp","hidden":"a\u202eb"}`))
	if f["id"] != "1689556908129832001" || f["ok"] != "true" || f["hidden"] != "ab" || len(f) != 3 {
		t.Errorf("got %v", f)
	}
}

func TestALimitThatIsNoneIsSaidSo(t *testing.T) {
	reports := Read("business_capability_update", json.RawMessage(`{"max_daily_conversation_per_phone":-1,"max_phone_numbers_per_waba":25}`))
	if len(reports) != 1 {
		t.Fatalf("%+v", reports)
	}
	if got := reports[0].Text; !strings.Contains(got, "a day: any number; it may have so many numbers: 25") {
		t.Errorf("told as %q", got)
	}
}
