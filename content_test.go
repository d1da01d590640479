package frontdesk

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
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
	{Interactive{Form: FormLink, Figure: &Figure{Media: Image, MediaID: "1", File: "f1"}, Body: "Look", Link: &Link{Text: "Open", URL: "https://a.example"}}, "Look [Open (https://a.example)]"},
	{Interactive{Form: FormFlow, Body: "Fill in", Button: "Begin", Flow: &Flow{ID: "7", Data: json.RawMessage(`{"a":1}`)}}, "Fill in [Begin]"},
	{Interactive{Form: FormProduct, Catalog: "9", SKU: "S"}, "(a question) [S]"},
	{Interactive{Form: FormProducts, Body: "New", Shelves: []Shelf{{Title: "t", SKUs: []string{"S", "T"}}}}, "New [S | T]"},
	{Interactive{Form: FormCatalog, Body: "All", SKU: "S"}, "All"},
	{Interactive{Form: FormCards, Body: "Leaf", Cards: []Card{
		{Figure: &Figure{Media: Video, MediaID: "1"}, Body: "One", Buttons: []Option{{Title: "A"}, {Title: "B"}}}, {Link: &Link{Text: "Open", URL: "https://a.example"}}, {SKU: "S"},
	}}, "Leaf [One: A, B | Open (https://a.example) | S]"},
	{Interactive{Form: FormAddress, Body: "Where?", Address: &Destination{Country: "IN", Values: map[string]string{"name": "Ada"}}}, "Where?"},
	{Interactive{Form: FormCall, Body: "Call us", Button: "Call", Call: &Call{Minutes: 5, Payload: "p"}}, "Call us [Call]"},
	{Template{Name: "parcel", Language: "en", Category: "UTILITY", Text: "Hi Ada", Parts: []TemplatePart{
		{Part: "header", Values: []TemplateValue{{Kind: "document", Figure: &Figure{Media: Document, File: "f1", Filename: "bill.pdf"}}}},
		{Part: "limited_time_offer", Values: []TemplateValue{{Kind: "limited_time_offer", Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}}},
	}}, "Template ‘parcel’ (en): Hi Ada"},
	{Raw{Kind: "pin", Body: json.RawMessage(`{"type":"pin"}`)}, "A message of the kind ‘pin’, in the Cloud API's own words"},
	{Raw{}, "A message in the Cloud API's own words"},
	{ContactCards{Cards: []ContactCard{{Name: "Ada", Parts: &NameParts{First: "Ada"}, Phones: []string{"+39 1"}, Labels: map[string]string{"+39 1": "WORK"},
		Postal: []Postal{{Street: "Via Roma 3", Zip: "10121", City: "Turin", Country: "Italy", CountryCode: "it", Label: "WORK"}}}}}, "Contact: Ada +39 1, Via Roma 3, 10121 Turin, Italy"},
	{Choice{From: "list_reply", ID: "slot-2", Title: "Tomorrow 9:00"}, "Chose ‘Tomorrow 9:00’ (id slot-2)"},
	{Choice{From: "button_reply", Title: "Yes"}, "Chose ‘Yes’"},
	{Choice{From: "button"}, "Chose ‘(no title)’"},
	{Template{Name: "hello", Language: "en", Parameters: json.RawMessage(`{"1":"Ada"}`)}, "Template ‘hello’ (en)"},
	{Location{Latitude: 45.07, Longitude: 7.69, Name: "Café Aurora", Address: "Via Roma 3"}, "Location: Café Aurora, Via Roma 3 (45.07, 7.69)"},
	{Location{}, "Location: (0, 0)"},
	{ContactCards{Cards: []ContactCard{{Name: "Ada", Phones: []string{"+39 1"}}}}, "Contact: Ada +39 1"},
	{ContactCards{}, "Contact"},
	{ContactCards{Cards: []ContactCard{
		{Name: "Ada", Title: "Analyst", Organisation: "Engines", Phones: []string{"+39 1", "+39 2"}, WaIDs: []string{"391"}, Emails: []string{"ada@a.example"}},
		{Addresses: []string{"Via Roma 3"}, URLs: []string{"https://a.example"}, UserID: "IT.1", Birthday: "1815-12-10", VCard: "BEGIN:VCARD"},
	}}, "Contacts: Ada (Analyst, Engines) +39 1, +39 2, ada@a.example; (no name) Via Roma 3, https://a.example"},
	{ContactCards{Cards: []ContactCard{{Name: "Ada", Phones: []string{"+39 1"}, Asked: true}}}, "Their own contact, as asked: Ada +39 1"},
	{Reaction{To: "wamid.1", Emoji: "👍"}, "Reacted 👍"},
	{Reaction{To: "wamid.1"}, "Took back a reaction"},
	{Order{Items: []OrderItem{{SKU: "SKU-1", Quantity: 2, Price: 10, Currency: "EUR"}}, Note: "soon"}, "Order: 2 × SKU-1 at 10.00 EUR: soon"},
	{System{Change: "user_changed_number", Body: "Ada changed number"}, "Ada changed number"},
	{System{Change: "user_changed_number"}, "WhatsApp reports: user_changed_number"},
	{FormReply{Form: "flow", Body: "Sent", Response: json.RawMessage(`{"flow_token":"t","name":"Ada","date":"2026-12-01","note":""}`)}, "Filled in the form: name = Ada, date = 2026-12-01"},
	{FormReply{Response: json.RawMessage(`{"z":1,"a":true,"list":["x",2,{"y":null}],"none":null,"values":{"city":"Turin","in":{"a":{"b":{"c":1}}}}}`)},
		`Filled in the form: z = 1, a = true, list = x, 2, {"y":null}, values.city = Turin, values.in.a.b = {"c":1}`},
	{FormReply{Form: "flow", Body: "Sent", Response: json.RawMessage(`{"flow_token":"t"}`)}, "Filled in the form: Sent"},
	{FormReply{Response: json.RawMessage(`"name: Ada"`)}, "Filled in the form: answer = name: Ada"},
	{FormReply{Response: json.RawMessage(`["a","b"]`)}, "Filled in the form: answer = a, b"},
	{CallPermission{Response: "accept", ExpiresAt: time.Date(2026, 1, 16, 8, 0, 0, 0, time.UTC), Source: "user_action"}, "Allows calls until 2026-01-16 08:00 UTC"},
	{CallPermission{Response: "accept", Permanent: true, Source: "automatic"}, "Allows calls (WhatsApp answered by itself)"},
	{CallPermission{Response: "reject"}, "Does not allow calls"},
	{CallPermission{Response: "perhaps"}, "Answered ‘perhaps’ to the question whether we may call"},
	{Edit{Of: "wamid.1", Now: Text{Body: "At nine"}}, "Edited an earlier message, which now says: At nine"},
	{Edit{Of: "wamid.1", Now: Attachment{Media: Image, MediaID: "1", Caption: "the hall"}}, "Edited an earlier message, which now says: Picture: the hall"},
	{Edit{Of: "wamid.1"}, "Edited an earlier message"},
	{Revoke{Of: "wamid.1"}, "Deleted an earlier message"},
	{Withheld{Kind: "poll_creation", Reason: "not supported", Code: 131051}, "Sent a poll that WhatsApp does not pass on to businesses: not supported"},
	{Withheld{Kind: "seance"}, "Sent a message of the kind ‘seance’ that WhatsApp does not pass on to businesses"},
	{Withheld{}, "Sent a message that WhatsApp does not pass on to businesses"},
	{Placeholder{}, "A file from the phone's history that has not come here"},
	{Welcome{}, "Opened the chat for the first time"},
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

// A form may be as long as its maker likes; a line is not.
func TestALineTellsSoManyAnswersAndNoMore(t *testing.T) {
	answers := map[string]int{}
	for i := range MaxFormFields {
		answers["f"+strconv.Itoa(i)] = i
	}
	for _, more := range []int{0, 1} {
		if more == 1 {
			answers["nested"] = 1
		}
		raw, err := json.Marshal(map[string]any{"a": answers})
		if err != nil {
			t.Fatal(err)
		}
		if n := len((FormReply{Response: raw}).Fields()); n != MaxFormFields {
			t.Errorf("%d answers gave %d", MaxFormFields+more, n)
		}
	}
}

// An edit of an edit is kept and not taken apart.
func TestEditsDoNotNest(t *testing.T) {
	kept, err := MarshalContent(Edit{Of: "a", Now: Edit{Of: "b", Now: Text{Body: "x"}}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := UnmarshalContent("edit", kept)
	if err != nil {
		t.Fatal(err)
	}
	if u, ok := c.(Edit).Now.(Unknown); !ok || u.Kind != "edit" || !strings.Contains(string(u.Raw), `"x"`) {
		t.Errorf("got %#v", c)
	}
}

func TestWhatIsAboutAMessageQuotesIt(t *testing.T) {
	about := Message{WAMID: "wamid.1", At: time.Date(2026, 12, 1, 10, 2, 0, 0, time.UTC), Content: Text{Body: "Your parcel\n is here"}}
	for _, c := range []struct {
		content Content
		line    string
	}{
		{Reaction{Emoji: "👍"}, "Reacted 👍 to ‘Your parcel is here’"},
		{Reaction{}, "Took back a reaction to ‘Your parcel is here’"},
		{Revoke{}, "Deleted ‘Your parcel is here’"},
		{Edit{}, "Edited ‘Your parcel is here’"},
		{Edit{Now: Text{Body: "later"}}, "Edited ‘Your parcel is here’, which now says: later"},
		{Choice{From: "list_reply", ID: "slot-2", Title: "Tomorrow 9:00"}, "Chose ‘Tomorrow 9:00’ (id slot-2) from the list in your message of 10:02"},
		{Choice{From: "button", Title: "Yes"}, "Chose ‘Yes’ under your message of 10:02"},
		{Text{Body: "this one"}, "this one"},
	} {
		if got := LineAbout(c.content, about); got != c.line {
			t.Errorf("%#v says %q, want %q", c.content, got, c.line)
		}
		if got := LineAbout(c.content, Message{}); got != c.content.Line() {
			t.Errorf("%#v about nothing known says %q", c.content, got)
		}
	}
}

func TestQuotesAreCut(t *testing.T) {
	for n, cut := range map[int]bool{MaxQuote: false, MaxQuote + 1: true} {
		line := LineAbout(Revoke{}, Message{ID: "m1", Content: Text{Body: strings.Repeat("é", n)}})
		if strings.Contains(line, "…") != cut {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

func TestPreferencesAndOriginsInWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Preference{Category: "marketing_messages", Value: "stop"}.Line(), "Wants no more marketing messages"},
		{Preference{Category: "marketing_messages", Value: "resume"}.Line(), "Wants marketing messages again"},
		{Preference{Category: "news", Value: "some", Detail: "d"}.Line(), "Changed what they want to be sent (news: some): d"},
		{Origin{}.Line(), ""},
		{Origin{Ad: &Ad{Headline: "Sale", SourceURL: "https://fb.me/1", Body: "Half price"}}.Line(), "Came by an ad ‘Sale’ (https://fb.me/1): Half price"},
		{Origin{Ad: &Ad{SourceType: "post"}, Product: &Product{Catalog: "7", SKU: "S"}, FrequentlyForwarded: true}.Line(),
			"Came by a post; Asks about the product S of catalogue 7; Forwarded many times"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
