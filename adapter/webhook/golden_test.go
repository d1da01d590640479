package webhook

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"frontdesk"
)

var update = flag.Bool("update", false, "write what was read as the golden files")

// shown is what was heard in a form that reads well in a golden file.
func shown(heard []frontdesk.Heard) string {
	var b strings.Builder
	for _, h := range heard {
		fmt.Fprintf(&b, "account %s number %s\n", h.Account, h.Number)
		if h.From != (frontdesk.Sender{}) {
			fmt.Fprintf(&b, "person %s\n", person(h.From))
		}
		switch {
		case h.Message != nil:
			b.WriteString(shownMessage(*h.Message))
		case h.Past != nil:
			b.WriteString("past " + shownMessage(*h.Past))
		case h.Status != nil:
			b.WriteString(shownStatus(*h.Status))
		case h.Change != nil:
			c := h.Change
			fmt.Fprintf(&b, "%s: %s from %q to %q (%s at %d)\n%s\n", c.Name, c.Kind, c.Old, c.New, c.WAMID, c.At.Unix(), c.Body)
		case h.Preference != nil:
			p := h.Preference
			fmt.Fprintf(&b, "%s\n%s %s at %d: %s\n", p.Line(), p.Category, p.Value, p.At.Unix(), p.Detail)
		case h.Report != nil:
			fmt.Fprintf(&b, "report of %s: %s\n", h.Report.Field, h.Report.Text)
			for _, k := range slices.Sorted(maps.Keys(h.Report.Data)) {
				fmt.Fprintf(&b, "  %s: %q\n", k, h.Report.Data[k])
			}
		case h.Problem != nil:
			fmt.Fprintf(&b, "problem: %s\n", h.Problem.Message)
		}
		if h.Origin != nil {
			object, _ := json.Marshal(h.Origin)
			fmt.Fprintf(&b, "beside it: %s\n%s\n", h.Origin.Line(), object)
		}
	}
	return b.String()
}

// person is who somebody is, without what is not told.
func person(s frontdesk.Sender) string {
	var all []string
	for _, part := range []struct{ name, value string }{
		{"phone", s.WaID}, {"id", s.UserID}, {"parent", s.ParentUserID},
		{"name", s.ProfileName}, {"username", s.Username}, {"group", s.Group},
	} {
		if part.value != "" {
			all = append(all, fmt.Sprintf("%s %q", part.name, part.value))
		}
	}
	return strings.Join(all, ", ")
}

func shownMessage(m frontdesk.Message) string {
	object, _ := json.Marshal(m.Content)
	s := fmt.Sprintf("%s %s by %s, %s at %d: %s\n%s\n", m.Direction, m.Content.Type(), m.By, m.WAMID, m.At.Unix(), m.Text(), object)
	if m.ReplyTo != "" || m.Forwarded {
		s += fmt.Sprintf("quotes %q, forwarded %v\n", m.ReplyTo, m.Forwarded)
	}
	return s
}

func shownStatus(st frontdesk.Status) string {
	s := fmt.Sprintf("status %s of %s (%s) at %d, to %s\n", st.State, st.WAMID, st.Delivery, st.At.Unix(), person(st.To))
	if st.Problem != nil {
		s += fmt.Sprintf("problem %d: %s\n", st.Problem.Meta, st.Problem.Message)
	}
	if st.Price != nil {
		object, _ := json.Marshal(st.Price)
		s += fmt.Sprintf("price %s\n", object)
	}
	return s
}

func TestWhatMetaSendsIsRead(t *testing.T) {
	files, err := filepath.Glob(meta + "*.json")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d payloads, %v", len(files), err)
	}
	for _, file := range files {
		heard := readFile(t, file)
		golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(file), ".json")+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(shown(heard)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Errorf("%s has no golden file; run go test ./adapter/webhook -update and read it", file)
		} else if got := shown(heard); got != string(want) {
			t.Errorf("%s was read as\n%s\nwant\n%s", file, got, want)
		}
		for _, h := range heard {
			mustBeOneThing(t, h)
		}
	}
}

const meta = "../../testdata/meta/"

func readFile(t *testing.T, file string) []frontdesk.Heard {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	heard, err := parser.Parse(body)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return heard
}

func TestNoGoldenFileIsLeftOver(t *testing.T) {
	goldens, err := filepath.Glob("testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range goldens {
		if _, err := os.Stat(meta + strings.TrimSuffix(filepath.Base(g), ".golden") + ".json"); err != nil {
			t.Errorf("%s is of a payload that is gone", g)
		}
	}
}
