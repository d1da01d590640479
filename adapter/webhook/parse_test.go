package webhook

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/adapter/webhook/news"
)

var parser = Parser{Problem: func(code int, details string) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Rejected, "%s", details).WithMeta(code)
}}

func TestEchoesAndPreferencesNeedAPerson(t *testing.T) {
	for field, value := range map[string]string{
		"smb_message_echoes": `{"message_echoes":[{"from":"1","id":"a","type":"text","text":{"body":"to nobody"}},{"from":"1","to":"2","id":"b","type":"text","text":{"body":"x"}}]}`,
		"user_preferences":   `{"user_preferences":[{"category":"marketing_messages","value":"stop"},{"wa_id":"2","category":"marketing_messages","value":"stop"}]}`,
		"history":            `{"history":[{"threads":[{"messages":[{"from":"1","id":"a","type":"text"}]},{"id":"2","messages":[{"from":"2","id":"b","type":"text","text":{"body":"x"}}]}]}]}`,
	} {
		heard, err := parser.Parse(notification(field, value))
		if err != nil || len(heard) != 2 || heard[0].Problem == nil || heard[1].From.WaID != "2" {
			t.Errorf("%s: %+v, %v", field, heard, err)
		}
	}
}

// notification puts a value into a notification.
func notification(field, value string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"7","changes":[{"field":"` + field + `","value":` + value + `}]}]}`)
}

// Every report is of the account that Meta sends it for, also where one value
// tells of several things or of nothing that is known.
func TestNewsIsOfItsAccount(t *testing.T) {
	for field, value := range map[string]string{
		"account_update": `{"event":"VERIFIED_ACCOUNT"}`, "calls": `{"calls":[{"event":"connect","from":"1"},{"event":"connect","from":"2"}]}`,
		"standby": `{}`, "of_a_later_day": `null`, "": `7`,
	} {
		heard, err := parser.Parse(notification(field, value))
		if err != nil || len(heard) == 0 {
			t.Errorf("%s: %+v, %v", field, heard, err)
		}
		for _, h := range heard {
			if h.Report == nil || h.Account != "7" || h.Report.Field != field {
				t.Errorf("%s is heard as %+v", field, h)
			}
		}
	}
}

// wrap puts messages into a notification.
func wrap(messages string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[` + messages + `]}}]}]}`)
}

func TestOnePartThatCannotBeReadDoesNotCostTheOthers(t *testing.T) {
	good := `{"from":"1","id":"wamid.1","timestamp":"1","type":"text","text":{"body":"hi"}}`
	for bad, why := range map[string]string{
		`7`:                              "a message cannot be read",
		`{"from":{"a":1},"id":"x"}`:      "a message cannot be read",
		`{"from":"1","type":"text"}`:     "a message has no id",
		`{"id":"wamid.2","type":"text"}`: "names no sender",
	} {
		heard, err := parser.Parse(wrap(good + "," + bad + "," + strings.Replace(good, "wamid.1", "wamid.9", 1)))
		if err != nil || len(heard) != 3 {
			t.Errorf("%s: %d heard, %v", bad, len(heard), err)
			continue
		}
		if heard[0].Message == nil || heard[2].Message == nil {
			t.Errorf("%s cost a message beside it", bad)
		}
		if p := heard[1].Problem; p == nil || !strings.Contains(p.Message, why) {
			t.Errorf("%s: problem %v, want %q", bad, p, why)
		}
	}
}

func TestWhatIsNotANotificationIsAnError(t *testing.T) {
	for name, body := range map[string]string{
		"empty":              "",
		"truncated":          `{"object":"whatsapp_business_account","entry":[{"chan`,
		"another shape":      `[1,2,3]`,
		"another object":     `{"object":"page","entry":[]}`,
		"entries of a wrong": `{"object":"whatsapp_business_account","entry":{"a":1}}`,
		"too deep":           strings.Repeat(`{"a":`, 10_001) + "1" + strings.Repeat("}", 10_001),
		"HTML":               "<html>",
		"a word":             `"whatsapp_business_account"`,
	} {
		if heard, err := parser.Parse([]byte(body)); frontdesk.CodeOf(err) != frontdesk.Invalid {
			t.Errorf("%s: %v, %v", name, heard, err)
		}
	}
}

func TestDeepNestingInAMessageIsKeptOrNoted(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 9_000) + "1" + strings.Repeat("}", 9_000)
	heard, err := parser.Parse(wrap(`{"from":"1","id":"wamid.1","type":"hologram","hologram":` + deep + `}`))
	if err != nil || len(heard) != 1 {
		t.Fatalf("%v, %v", heard, err)
	}
	if u, ok := heard[0].Message.Content.(frontdesk.Unknown); !ok || len(u.Raw) < len(deep) {
		t.Errorf("kept %T", heard[0].Message.Content)
	}
}

func TestAnEmptyBatchTellsNothing(t *testing.T) {
	for _, body := range []string{
		`{"object":"whatsapp_business_account"}`,
		`{"object":"whatsapp_business_account","entry":[]}`,
		`{"object":"whatsapp_business_account","entry":[{"changes":[]}]}`,
		string(wrap("")),
	} {
		if heard, err := parser.Parse([]byte(body)); err != nil || len(heard) != 0 {
			t.Errorf("%s told %v, %v", body, heard, err)
		}
	}
}

func TestAThousandUpdatesAreAllRead(t *testing.T) {
	var all []string
	for i := range 1000 {
		all = append(all, fmt.Sprintf(`{"from":"1%04d","id":"wamid.%d","timestamp":"17%08d","type":"text","text":{"body":"n %d"}}`, i%37, i, i, i))
	}
	heard, err := parser.Parse(wrap(strings.Join(all, ",")))
	if err != nil || len(heard) != 1000 {
		t.Fatalf("%d heard, %v", len(heard), err)
	}
	for i, h := range heard {
		if h.Message.WAMID != fmt.Sprintf("wamid.%d", i) {
			t.Fatalf("message %d is %s", i, h.Message.WAMID)
		}
	}
}

// People are paired by id and phone, wherever they stand in the list.
func TestSendersArePairedNeverByPlace(t *testing.T) {
	body := `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{
		"contacts":[{"profile":{"name":"Bea"},"wa_id":"2","user_id":"U.2"},{"profile":{"name":"Ada"},"wa_id":"1","user_id":"U.1"}],
		"messages":[
			{"from":"1","id":"a","type":"text","text":{"body":"x"}},
			{"from_user_id":"U.2","id":"b","type":"text","text":{"body":"x"}},
			{"from":"1","from_user_id":"U.2","id":"c","type":"text","text":{"body":"x"}},
			{"from":"3","id":"d","type":"text","text":{"body":"x"}}]}}]}]}`
	heard, err := parser.Parse([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, h := range heard {
		names = append(names, h.From.ProfileName+"/"+h.From.WaID+"/"+h.From.UserID)
	}
	if got, want := strings.Join(names, " "), "Ada/1/U.1 Bea/2/U.2 Bea/1/U.2 /3/"; got != want {
		t.Errorf("paired %s, want %s", got, want)
	}
}

func TestTimesThatAreNone(t *testing.T) {
	for _, ts := range []string{`null`, `""`, `"soon"`, `"-5"`, `0`, `"99999999999999999999"`, `9999999999999`} {
		heard, err := parser.Parse(wrap(`{"from":"1","id":"a","type":"text","timestamp":` + ts + `,"text":{"body":"x"}}`))
		if err != nil || len(heard) != 1 || heard[0].Message == nil {
			t.Errorf("%s: %v, %v", ts, heard, err)
		} else if !heard[0].Message.At.IsZero() {
			t.Errorf("%s is %v", ts, heard[0].Message.At)
		}
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../../testdata/meta/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add(wrap(`{"from":1,"id":2,"type":3,"text":4}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		heard, err := parser.Parse(body)
		if err != nil && len(heard) > 0 {
			t.Fatal("an error and something heard")
		}
		for _, h := range heard {
			mustBeOneThing(t, h)
		}
	})
}

// mustBeOneThing checks that one thing heard is exactly one thing, and usable.
func mustBeOneThing(t *testing.T, h frontdesk.Heard) {
	kinds := 0
	for _, set := range []bool{
		h.Message != nil, h.Past != nil, h.Status != nil, h.Change != nil, h.Preference != nil, h.Report != nil, h.Problem != nil,
	} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		t.Fatalf("%+v is %d things", h, kinds)
	}
	for _, m := range []*frontdesk.Message{h.Message, h.Past} {
		if m != nil {
			mustBeAMessage(t, h.From, m)
		}
	}
	switch {
	case h.Report != nil && strings.TrimSpace(h.Report.Text) == "":
		t.Fatalf("%+v says nothing", h.Report)
	case h.Report != nil && len(h.Report.Data) > news.MaxFacts:
		t.Fatalf("%d facts", len(h.Report.Data))
	case h.Change != nil && (h.Change.New == "" || h.Change.New == h.Change.Old):
		t.Fatalf("%+v changes nothing", h.Change)
	case h.Preference != nil && h.Preference.Line() == "":
		t.Fatalf("%+v says nothing", h.Preference)
	}
}

// mustBeAMessage checks that a message can be given to somebody, kept and read
// again.
func mustBeAMessage(t *testing.T, from frontdesk.Sender, m *frontdesk.Message) {
	if m.WAMID == "" || from.WaID == "" && from.UserID == "" || strings.TrimSpace(m.Text()) == "" {
		t.Fatalf("%+v is no message", m)
	}
	kept, err := frontdesk.MarshalContent(m.Content)
	if err != nil {
		t.Fatalf("%+v cannot be kept: %v", m.Content, err)
	}
	back, err := frontdesk.UnmarshalContent(m.Content.Type(), kept)
	if err != nil {
		t.Fatalf("%s cannot be read again: %v", kept, err)
	}
	again, err := frontdesk.MarshalContent(back)
	if err != nil || string(again) != string(kept) {
		t.Fatalf("%s came back as %s, %v", kept, again, err)
	}
}

func BenchmarkParse(b *testing.B) {
	body, err := os.ReadFile("../../testdata/meta/text.json")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parser.Parse(body); err != nil {
			b.Fatal(err)
		}
	}
}
