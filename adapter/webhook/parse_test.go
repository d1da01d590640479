package webhook

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk"
)

var update = flag.Bool("update", false, "write what was read as the golden files")

var parser = Parser{Problem: func(code int, details string) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Rejected, "%s", details).WithMeta(code)
}}

// told shows what was heard in a form that reads well in a golden file.
func told(heard []frontdesk.Heard) string {
	var b strings.Builder
	for _, h := range heard {
		fmt.Fprintf(&b, "number %s\n", h.Number)
		switch {
		case h.Message != nil:
			m := h.Message
			fmt.Fprintf(&b, "from %s %s %q %q\n", h.From.WaID, h.From.UserID, h.From.ProfileName, h.From.Username)
			object, _ := json.Marshal(m.Content)
			fmt.Fprintf(&b, "%s %s at %d: %s\n%s\n", m.Content.Type(), m.WAMID, m.At.Unix(), m.Text(), object)
			if m.ReplyTo != "" || m.Forwarded {
				fmt.Fprintf(&b, "quotes %q, forwarded %v\n", m.ReplyTo, m.Forwarded)
			}
		case h.Status != nil:
			fmt.Fprintf(&b, "status %s of %s (%s) at %d\n", h.Status.State, h.Status.WAMID, h.Status.Delivery, h.Status.At.Unix())
			if p := h.Status.Problem; p != nil {
				fmt.Fprintf(&b, "problem %d: %s\n", p.Meta, p.Message)
			}
		case h.Change != nil:
			fmt.Fprintf(&b, "%s: %s from %q to %q (%s)\n%s\n", h.Change.Name, h.Change.Kind, h.Change.Old, h.Change.New, h.Change.WAMID, h.Change.Body)
		case h.Report != nil:
			fmt.Fprintf(&b, "report of %s: %s\n", h.Report.Field, h.Report.Text)
		case h.Problem != nil:
			fmt.Fprintf(&b, "problem: %s\n", h.Problem.Message)
		}
	}
	return b.String()
}

func TestWhatMetaSendsIsRead(t *testing.T) {
	files, err := filepath.Glob("../../testdata/meta/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d payloads, %v", len(files), err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		heard, err := parser.Parse(body)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(file), ".json")+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(told(heard)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Errorf("%s has no golden file; run go test ./adapter/webhook -update and read it", file)
		} else if got := told(heard); got != string(want) {
			t.Errorf("%s was read as\n%s\nwant\n%s", file, got, want)
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
		`{"from":"1","id":"wamid.3","group_id":"g","type":"text"}`: "from a group",
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
	for _, set := range []bool{h.Message != nil, h.Status != nil, h.Change != nil, h.Report != nil, h.Problem != nil} {
		if set {
			kinds++
		}
	}
	if kinds != 1 {
		t.Fatalf("%+v is %d things", h, kinds)
	}
	if h.Message == nil {
		return
	}
	if h.Message.WAMID == "" || h.From.WaID == "" && h.From.UserID == "" || strings.TrimSpace(h.Message.Text()) == "" {
		t.Fatalf("%+v is no message", h.Message)
	}
	if _, err := frontdesk.MarshalContent(h.Message.Content); err != nil {
		t.Fatalf("%+v cannot be kept: %v", h.Message.Content, err)
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
