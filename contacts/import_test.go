package contacts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"frontdesk"
	"frontdesk/contacts"
)

func (d desk) take(list string, how contacts.Import) contacts.Report {
	d.t.Helper()
	r, err := d.Import(d.t.Context(), strings.NewReader(list), how)
	if err != nil {
		d.t.Fatalf("importing: %v", err)
	}
	return r
}

// names gives who is registered, by phone or user id.
func (d desk) names() map[string]string {
	d.t.Helper()
	all, _, err := d.Find(d.t.Context(), contacts.Query{Registered: true, Limit: 100})
	if err != nil {
		d.t.Fatal(err)
	}
	names := map[string]string{}
	for _, c := range all {
		at := string(c.Phone())
		if at == "" {
			at = string(c.UserID())
		}
		names[at] = c.Name
	}
	return names
}

func wantReport(t *testing.T, r contacts.Report, added, existing, failed int) {
	t.Helper()
	if r.Added != added || r.Existing != existing || r.Failed != failed {
		t.Errorf("added %d, existing %d, failed %d; want %d, %d, %d: %v", r.Added, r.Existing, r.Failed, added, existing, failed, r.Problems)
	}
}

func TestGoodRowsGoInAndBadOnesAreReported(t *testing.T) {
	d := newDesk(t)
	r := d.take(strings.Join([]string{
		"Name,PHONE,user_id,metadata.City",
		"Ana García,+34 600 111 222,,Madrid",
		"Bob,,US.1,",
		"",
		"Eve,600 111 333,,",
		",+34600111444,,",
		`"Two` + "\n" + `lines",'+34600111555,,`,
		`Sum,"=""+34600111666""",,`,
		"Short,+34600111777",
		"Long,+34600111888,,,too much",
		"Ana again,+34600111222,,",
		"Bad \xff,+34600111999,,",
	}, "\n"), contacts.Import{})
	wantReport(t, r, 5, 1, 4)
	lines := ""
	for _, p := range r.Problems {
		lines += fmt.Sprint(p.Line, " ")
		if frontdesk.Sentence(p.Err) == "" {
			t.Errorf("line %d has no reason", p.Line)
		}
	}
	if lines != "5 6 11 13 " {
		t.Errorf("problems in lines %s", lines)
	}
	got := d.names()
	for phone, name := range map[string]string{"+34600111222": "Ana García", "US.1": "Bob", "+34600111555": "Two lines", "+34600111666": "Sum", "+34600111777": "Short"} {
		if got[phone] != name {
			t.Errorf("%s is %q, want %q", phone, got[phone], name)
		}
	}
	ana, err := d.Resolve(t.Context(), "+34600111222")
	if err != nil || ana.Metadata["City"] != "Madrid" {
		t.Errorf("Ana is %+v, %v", ana, err)
	}
}

func TestImportingTwiceChangesNothing(t *testing.T) {
	d := newDesk(t)
	list := "name,phone\nAna,+34600111222\nBob,+34600111333\n"
	wantReport(t, d.take(list, contacts.Import{}), 2, 0, 0)
	name := "Anita"
	ana, _ := d.Resolve(t.Context(), "+34600111222")
	if _, err := d.Update(t.Context(), ana.ID, contacts.Edit{Name: &name}); err != nil {
		t.Fatal(err)
	}
	wantReport(t, d.take(list, contacts.Import{}), 0, 2, 0)
	if got := d.names()["+34600111222"]; got != "Anita" {
		t.Errorf("the second import renamed Ana to %q", got)
	}
}

func TestDryRunRegistersNobody(t *testing.T) {
	d := newDesk(t)
	list := "name,phone\nAna,+34600111222\nAna,+34 600 111 222\nBob,nonsense\n"
	dry := d.take(list, contacts.Import{DryRun: true})
	if n := len(d.names()); n != 0 {
		t.Errorf("%d were registered", n)
	}
	wet := d.take(list, contacts.Import{})
	if dry.Added != wet.Added || dry.Existing != wet.Existing || dry.Failed != wet.Failed {
		t.Errorf("the dry run said %+v, and then it was %+v", dry, wet)
	}
}

func TestSpreadsheetsOfAllKinds(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("name\tphone\r\nZoë\t+34600111222\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for kind, list := range map[string]string{
		"plain":     "name,phone\nZoë,+34600111222\n",
		"mark":      "\ufeffname,phone\r\nZoë,+34600111222\r\n",
		"semicolon": "name;phone\nZoë;+34600111222\n",
		"tabs":      "phone\tname\tuser_id\n+34600111222\tZoë\t\n",
		"quotes":    "\"name\", \"phone\"\n\"Zoë\", \"+34600111222\"",
		"utf-16":    utf16,
	} {
		d := newDesk(t)
		wantReport(t, d.take(list, contacts.Import{}), 1, 0, 0)
		if got := d.names()["+34600111222"]; got != "Zoë" {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

func TestListsThatCannotBeRead(t *testing.T) {
	d := newDesk(t)
	for list, want := range map[string]string{
		"":                                "empty",
		"name,telephone\n":                "telephone",
		"name,name,phone\n":               "two columns",
		"name\nAna\n":                     "no columns",
		"phone\n+34600111222\n":           "no columns",
		"Ana,+34600111222\n":              "not known",
		strings.Repeat("x", 1000) + ",\n": "…",
	} {
		_, err := d.Import(t.Context(), strings.NewReader(list), contacts.Import{})
		if e := wantCode(t, err, frontdesk.Invalid); !strings.Contains(e.Message, want) || e.Next == "" || len(e.Message) > 300 {
			t.Errorf("%.40q: %q, next %q", list, e.Message, e.Next)
		}
	}
	_, err := d.Import(t.Context(), strings.NewReader("name,phone\n"), contacts.Import{Format: "xlsx"})
	wantCode(t, err, frontdesk.Invalid)
	_, err = d.Import(t.Context(), strings.NewReader("name,phone\n"), contacts.Import{Format: contacts.VCard})
	wantCode(t, err, frontdesk.Invalid)
}

func TestUnclosedQuoteLosesNothingBeforeIt(t *testing.T) {
	d := newDesk(t)
	wantReport(t, d.take("name,phone\nAna,+34600111222\n\"Bob,+34600111333\nEve,+34600111444\n", contacts.Import{}), 1, 0, 1)
}

func TestImportEndsAtItsLimits(t *testing.T) {
	d := newDesk(t)
	rows := func(n int) io.Reader {
		var b bytes.Buffer
		b.WriteString("name,phone\n")
		for i := range n {
			fmt.Fprintf(&b, "x,%d\n", i)
		}
		return &b
	}
	r, err := d.Import(t.Context(), rows(contacts.MaxImportRows), contacts.Import{})
	if err != nil || r.Failed != contacts.MaxImportRows || len(r.Problems) != contacts.MaxProblems {
		t.Errorf("at the limit: %d failed, %d told, %v", r.Failed, len(r.Problems), err)
	}
	r, err = d.Import(t.Context(), rows(contacts.MaxImportRows+1), contacts.Import{})
	wantCode(t, err, frontdesk.TooLarge)
	if r.Failed != contacts.MaxImportRows {
		t.Errorf("past the limit the report is of %d rows", r.Failed)
	}

	head := "name,phone\nAna,+34600111222\n"
	pad := strings.Repeat(strings.Repeat(" ", 1<<10-1)+"\n", contacts.MaxImportBytes>>10)[len(head):]
	if r, err = d.Import(t.Context(), strings.NewReader(head+pad), contacts.Import{DryRun: true}); err != nil || r.Added != 1 {
		t.Errorf("a list of %d bytes: %+v, %v", contacts.MaxImportBytes, r, err)
	}
	_, err = d.Import(t.Context(), strings.NewReader(head+pad+"\n"), contacts.Import{DryRun: true})
	wantCode(t, err, frontdesk.TooLarge)
}

func TestImportStopsWhenTheCallerDoes(t *testing.T) {
	d := newDesk(t)
	_, err := d.Import(t.Context(), io.MultiReader(strings.NewReader("name,phone\nAna,+34600111222\n"), broken{}), contacts.Import{})
	if err == nil {
		t.Error("a list that breaks off is read to its end")
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err = d.Import(ctx, strings.NewReader("name,phone\nBob,+34600111333\n"), contacts.Import{})
	wantCode(t, err, frontdesk.Timeout)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the line dropped") }

func TestCardsOfAllKinds(t *testing.T) {
	d := newDesk(t)
	r := d.take(strings.ReplaceAll(`BEGIN:VCARD
VERSION:3.0
N:García;Ana;;;
FN:Ana García
TEL;TYPE=HOME:91 123 45 67
TEL;TYPE=CELL,VOICE:+34 600 111 222
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/
 FN:not a name
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Bob;;;;
item1.TEL;waid=34600111333:+34 600 11 13 33
END:VCARD

begin:vcard
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=5A=6F=C3=AB=20=
=4D=61=72=69;;;
TEL;CELL;PREF:+34600111444
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Eve
TEL;VALUE=uri;PREF=1:tel:+34-600-111-555
TEL;VALUE=uri:tel:+34-600-111-666
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Local only
TEL:600 111 777
END:VCARD
BEGIN:VCARD
VERSION:3.0
ORG:The Shop
TEL:+34600111888
END:VCARD
BEGIN:VCARD
FN:Cut off
`, "\n", "\r\n"), contacts.Import{})
	wantReport(t, r, 5, 0, 2)
	got := d.names()
	for phone, name := range map[string]string{
		"+34600111222": "Ana García", "+34600111333": "Bob", "+34600111444": "Zoë Mari", "+34600111555": "Eve", "+34600111888": "The Shop",
	} {
		if got[phone] != name {
			t.Errorf("%s is %q, want %q", phone, got[phone], name)
		}
	}
	if len(r.Problems) != 2 || r.Problems[0].Line != 28 || r.Problems[1].Line != 38 {
		t.Errorf("problems are %+v", r.Problems)
	}
}

func TestHugeCardsAreReadAndTooLongOnesSkipped(t *testing.T) {
	d := newDesk(t)
	photo := "PHOTO:" + strings.Repeat(strings.Repeat("A", 74)+"\r\n ", 20_000) + "\r\n" + "LOGO:" + strings.Repeat("B", 1<<20) + "\r\n"
	r := d.take("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\n"+photo+"TEL:+34600111222\r\nEND:VCARD\r\n"+
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:"+strings.Repeat("C", 17<<10)+"\r\nTEL:+34600111333\r\nEND:VCARD\r\n"+
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob\r\nTEL:+34600111444\r\nEND:VCARD\r\n", contacts.Import{Format: contacts.VCard})
	wantReport(t, r, 2, 0, 1)
}
