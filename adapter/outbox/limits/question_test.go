package limits

import (
	"reflect"
	"strings"
	"testing"

	"frontdesk"
)

func TestMoreThanThreeButtonsBecomeAList(t *testing.T) {
	for n := range 12 {
		before := ask(func(i *frontdesk.Interactive) { i.Buttons = options(n) })
		kept := ask(func(i *frontdesk.Interactive) { i.Buttons = options(n) })
		got, notes, err := Fit(before)
		if !reflect.DeepEqual(before, kept) {
			t.Fatalf("Fit changed what it was given: %#v", before)
		}
		switch {
		case n == 0 || n == 11:
			if err == nil {
				t.Errorf("%d buttons pass as %#v", n, got)
			}
			continue
		case err != nil:
			t.Fatalf("%d buttons: %v", n, err)
		}
		q := got.(frontdesk.Interactive)
		if n <= 3 && (q.Form != frontdesk.FormButtons || len(q.Buttons) != n || len(notes) != 0) {
			t.Errorf("%d buttons became %#v %v", n, q, notes)
		}
		if n > 3 && (q.Form != frontdesk.FormList || len(q.Buttons) != 0 || len(q.Sections[0].Rows) != n || q.Button == "" || len(notes) != 1) {
			t.Errorf("%d buttons became %#v %v", n, q, notes)
		}
		if again, more, err := Fit(got); err != nil || len(more) != 0 || !reflect.DeepEqual(again, got) {
			t.Errorf("what fits does not fit again: %#v %v %v", again, more, err)
		}
	}
}

func TestAFileOverFourButtonsIsRefused(t *testing.T) {
	_, _, err := Fit(ask(func(i *frontdesk.Interactive) {
		i.Buttons, i.Figure = options(4), &frontdesk.Figure{Media: frontdesk.Image, MediaID: "1"}
	}))
	if f := frontdesk.Foreseen(err); f == nil || !strings.Contains(f.Next, "send the file first") {
		t.Errorf("got %v", err)
	}
}

func TestAFileOverTooManyButtonsIsToldHowManyKeepIt(t *testing.T) {
	for n, kept := range map[int]bool{3: true, 4: false} {
		_, _, err := Fit(ask(func(i *frontdesk.Interactive) {
			i.Buttons, i.Figure = options(n), &frontdesk.Figure{Media: frontdesk.Image, MediaID: "1"}
		}))
		if kept {
			if err != nil {
				t.Errorf("%d buttons: %v", n, err)
			}
			continue
		}
		f := frontdesk.Foreseen(err)
		if f == nil || f.Field != "header_file" || !strings.Contains(f.Message, "4 buttons become a list") || !strings.Contains(f.Next, "give 3 buttons at most") {
			t.Errorf("%d buttons: %+v", n, f)
		}
	}
}

func TestATitleIsNeededBecauseThereAreSeveral(t *testing.T) {
	for _, c := range []frontdesk.Content{refused["an untitled section"].content, refused["untitled group"].content} {
		f := frontdesk.Foreseen(func() error { _, _, err := Fit(c); return err }())
		if f == nil || f.Code != frontdesk.Empty || !strings.Contains(f.Message, "where there are 2") || !strings.Contains(f.Next, "from 1 to 24 characters, or join them into one") {
			t.Errorf("got %+v", f)
		}
	}
	if _, _, err := Fit(list(func(i *frontdesk.Interactive) { i.Sections[0].Title, i.Sections = "", i.Sections[:1] })); err != nil {
		t.Errorf("one section without a title: %v", err)
	}
}

func TestADescriptionUnderAButtonIsLeftOutAloud(t *testing.T) {
	described := []frontdesk.Option{{ID: "a", Title: "A"}, {ID: "b", Title: "B", Description: "d"}}
	for name, c := range map[string]frontdesk.Interactive{
		"buttons": ask(func(i *frontdesk.Interactive) { i.Buttons = described }),
		"cards":   leaf(2, func(c *frontdesk.Card) { c.Link, c.Buttons = nil, described }),
	} {
		got, notes, err := Fit(c)
		if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "no descriptions under buttons") || !strings.Contains(notes[0], "a list has them") {
			t.Errorf("%s: %v %v", name, notes, err)
		}
		if _, again, err := Fit(got); err != nil || len(again) != 0 {
			t.Errorf("%s, once more: %v %v", name, again, err)
		}
		if described[1].Description == "" {
			t.Fatalf("%s: Fit changed what it was given", name)
		}
	}
	got, notes, err := Fit(ask(func(i *frontdesk.Interactive) { i.Buttons = append(described, options(2)...) }))
	if err != nil || len(notes) != 1 || got.(frontdesk.Interactive).Sections[0].Rows[1].Description != "d" {
		t.Errorf("a list of them: %#v %v %v", got, notes, err)
	}
}

func TestOptionsWithoutIDsGetThem(t *testing.T) {
	got, _, err := Fit(list(func(i *frontdesk.Interactive) { i.Sections[0].Rows, i.Sections[1].Rows = options(2), options(2) }))
	if err != nil {
		t.Fatal(err)
	}
	rows := got.(frontdesk.Interactive).Sections
	if rows[0].Rows[0].ID != "row-1" || rows[1].Rows[1].ID != "row-4" {
		t.Errorf("got %#v", rows)
	}
}
