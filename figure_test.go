package frontdesk

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

func figured() []Content {
	return []Content{
		Attachment{Media: Image, File: "f1"},
		Interactive{Figure: &Figure{Media: Image, File: "f1"}, Cards: []Card{{Figure: &Figure{Media: Video, File: "f2"}}, {}}},
		Template{Parts: []TemplatePart{
			{Values: []TemplateValue{{Figure: &Figure{Media: Document, File: "f1"}}, {}}},
			{Cards: [][]TemplatePart{{{Values: []TemplateValue{{Figure: &Figure{Media: Image, File: "f2"}}}}}}},
		}},
		Text{Body: "x"},
	}
}

func TestFilesAreFoundWhereverTheyStand(t *testing.T) {
	for i, c := range figured() {
		var files []FileID
		for _, a := range Files(c) {
			files = append(files, a.File)
		}
		want := [][]FileID{{"f1"}, {"f1", "f2"}, {"f1", "f2"}, nil}[i]
		if !reflect.DeepEqual(files, want) {
			t.Errorf("%T has %v, want %v", c, files, want)
		}
	}
}

func TestFilesAreChangedInACopy(t *testing.T) {
	for i, c := range figured() {
		changed, err := WithFiles(c, func(a Attachment) (Attachment, error) {
			a.MediaID = "up-" + string(a.File)
			return a, nil
		})
		if err != nil || !reflect.DeepEqual(c, figured()[i]) {
			t.Errorf("%T was changed itself: %v", c, err)
		}
		for _, a := range Files(changed) {
			if a.MediaID != "up-"+string(a.File) {
				t.Errorf("%T was left with %+v", c, a)
			}
		}
		broken := errors.New("no disk")
		calls := 0
		_, err = WithFiles(c, func(a Attachment) (Attachment, error) { calls++; return a, broken })
		if n := len(Files(c)); n > 0 && (!errors.Is(err, broken) || calls != 1) {
			t.Errorf("%T: %v after %d calls", c, err, calls)
		}
	}
}

func TestAFigureKeepsItsMedium(t *testing.T) {
	b, err := json.Marshal(Figure{Media: Document, File: "f1", Filename: "bill.pdf"})
	if err != nil || string(b) != `{"type":"document","file_id":"f1","filename":"bill.pdf"}` {
		t.Errorf("%s, %v", b, err)
	}
	var f Figure
	if err := json.Unmarshal(b, &f); err != nil || f.Attachment().Media != Document || f.Filename != "bill.pdf" {
		t.Errorf("%+v, %v", f, err)
	}
	if json.Unmarshal([]byte(`{"type":1}`), &f) == nil {
		t.Error("a number is no medium")
	}
}

func TestOnlyTemplatesNeedNoWindow(t *testing.T) {
	for _, c := range contents {
		_, template := c.content.(Template)
		if NeedsWindow(c.content) == template {
			t.Errorf("%T", c.content)
		}
	}
	if NeedsWindow(Raw{Kind: "template"}) {
		t.Error("a raw template is one")
	}
}
