package frontdesk

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestLinesOfBareContent(t *testing.T) {
	for want, c := range map[string]Content{
		"(an empty message)": Text{Body: " \u200b\u2060 "},
		"Location: Café Aurora, Via Roma 3 10100 Torino (45.070339, -7.6)":        Location{Latitude: 45.070339, Longitude: -7.6, Name: "Café\nAurora", Address: "Via Roma 3\r\n10100 Torino"},
		"Contact: Eva Luna Via 1 int 2, Torino":                                   ContactCards{Cards: []ContactCard{{Name: "Eva\nLuna", Addresses: []string{"Via 1\nint 2, Torino"}}}},
		"Chose ‘A B’ (id x y)":                                                    Choice{From: "button_reply", Title: "A\nB", ID: "x\ny"},
		"Filled in the form: notes = one two":                                     FormReply{Response: json.RawMessage(`{"notes":"one\ntwo"}`)},
		"Order: 2 × SKU-1 at 10.00 EUR, 1 × A at 1.125 KWD: and quickly":          Order{Note: "and\nquickly", Items: []OrderItem{{"SKU-1", 2, 10, "EUR"}, {"A", 1, 1.125, "KWD"}}},
		"Order: 1 × A at 0.00 EUR":                                                Order{Items: []OrderItem{{"A", 1, 0, "EUR"}}},
		"Order: 1 × A":                                                            Order{Items: []OrderItem{{SKU: "A", Quantity: 1}}},
		"Order: 1 × A at 9.50":                                                    Order{Items: []OrderItem{{SKU: "A", Quantity: 1, Price: 9.5}}},
		"Order: (an unnamed product)":                                             Order{Items: []OrderItem{{}}},
		"A message of the kind ‘text’, in the Cloud API's own words: hi":          Raw{Kind: "text", Body: json.RawMessage(`{"body":"hi"}`)},
		"A message of the kind ‘interactive’, in the Cloud API's own words: Who?": Raw{Kind: "interactive", Body: json.RawMessage(`{"type":"x","body":{"text":"Who?"}}`)},
		"A message of the kind ‘template’, in the Cloud API's own words: hello":   Raw{Kind: "template", Body: json.RawMessage(`{"name":"hello","language":{"code":"en"}}`)},
		"A message of the kind ‘contacts’, in the Cloud API's own words":          Raw{Kind: "contacts", Body: json.RawMessage(`[{"name":{}}]`)},
		"(asks whether we may call)":                                              Interactive{Form: FormCallPermission},
		"Order (empty)":                                                           Order{},
	} {
		if got := c.Line(); got != want {
			t.Errorf("%T is told as %q, want %q", c, got, want)
		}
	}
}

// Only what a person wrote as words has lines of its own.
func TestAPersonsWordsKeepTheirLines(t *testing.T) {
	for _, c := range []Content{Text{Body: "a\nb"}, Attachment{Media: Image, Caption: "a\nb"}} {
		if !strings.Contains(c.Line(), "a\nb") {
			t.Errorf("%#v is told as %q", c, c.Line())
		}
	}
}
