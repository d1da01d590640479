package frontdesk

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

var contents = []struct {
	content Content
	line    string
}{
	{Text{Body: "two\nlines", PreviewURL: true}, "two\nlines"},
	{Text{}, "(an empty message)"},
	{Text{Body: " \n\t"}, "(an empty message)"},
	{Attachment{Media: Image, MediaID: "1", Caption: "the hall"}, "Picture: the hall"},
	{Attachment{Media: Video}, "Video"},
	{Attachment{Media: Audio}, "Audio"},
	{Attachment{Media: Audio, Voice: true}, "Voice note"},
	{Attachment{Media: Document, Filename: "bill.pdf"}, "Document ‘bill.pdf’"},
	{Attachment{Media: Sticker, Animated: true}, "Sticker"},
	{Interactive{Form: "buttons", Body: "When?", Buttons: []Option{{ID: "1", Title: "Now"}, {Title: "Later"}}}, "When? [Now | Later]"},
	{Interactive{Form: "list", Body: "Which?", Sections: []Section{{Rows: []Option{{Title: "A"}}}}}, "Which? [A]"},
	{Interactive{Form: "link", Link: &Link{Text: "Open", URL: "https://a.example"}}, "(a question) [Open (https://a.example)]"},
	{Choice{From: "list_reply", ID: "slot-2", Title: "Tomorrow 9:00"}, "Chose ‘Tomorrow 9:00’ (id slot-2)"},
	{Choice{From: "button_reply", Title: "Yes"}, "Chose ‘Yes’"},
	{Choice{From: "button"}, "Chose ‘(no title)’"},
	{Template{Name: "hello", Language: "en", Parameters: json.RawMessage(`{"1":"Ada"}`)}, "Template ‘hello’ (en)"},
	{Location{Latitude: 45.07, Longitude: 7.69, Name: "Café Aurora", Address: "Via Roma 3"}, "Location: Café Aurora, Via Roma 3 (45.07, 7.69)"},
	{Location{}, "Location: (0, 0)"},
	{ContactCards{Cards: []ContactCard{{Name: "Ada", Phones: []string{"+39 1"}}}}, "Contact: Ada +39 1"},
	{ContactCards{}, "Contact"},
	{Reaction{To: "wamid.1", Emoji: "👍"}, "Reacted 👍"},
	{Reaction{To: "wamid.1"}, "Took back a reaction"},
	{Order{Items: []OrderItem{{SKU: "SKU-1", Quantity: 2, Price: 10, Currency: "EUR"}}, Note: "soon"}, "Order: 2 × SKU-1 at 10.00 EUR: soon"},
	{System{Change: "user_changed_number", Body: "Ada changed number"}, "Ada changed number"},
	{System{Change: "user_changed_number"}, "WhatsApp reports: user_changed_number"},
	{Unknown{Kind: "hologram", Raw: json.RawMessage(`{"a":[1,2]}`), Reason: "too new"}, "A message of a kind not yet known (hologram): too new"},
	{Unknown{}, "A message of a kind not yet known (no name)"},
}

func TestEveryContentHasALine(t *testing.T) {
	for _, c := range contents {
		if got := c.content.Line(); got != c.line {
			t.Errorf("%#v says %q, want %q", c.content, got, c.line)
		}
		if zero := reflect.Zero(reflect.TypeOf(c.content)).Interface().(Content); strings.TrimSpace(zero.Line()) == "" {
			t.Errorf("an empty %T says nothing", zero)
		}
	}
}

func TestContentSurvivesKeeping(t *testing.T) {
	for _, c := range contents {
		kept, err := MarshalContent(c.content)
		if err != nil {
			t.Fatal(err)
		}
		back, err := UnmarshalContent(c.content.Type(), kept)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, c.content) {
			t.Errorf("%#v came back as %#v", c.content, back)
		}
	}
}

func TestContentOfALaterVersionIsKeptWhole(t *testing.T) {
	c, err := UnmarshalContent("hologram", []byte(`{"x":1}`))
	if err != nil {
		t.Fatal(err)
	}
	if u, ok := c.(Unknown); !ok || u.Kind != "hologram" || string(u.Raw) != `{"x":1}` {
		t.Errorf("got %#v", c)
	}
}

func TestNothingIsNotContent(t *testing.T) {
	if _, err := MarshalContent(nil); CodeOf(err) != Internal {
		t.Errorf("got %v", err)
	}
}
