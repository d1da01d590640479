package tools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/store"
	"frontdesk/tools"
)

// onPhone is the last message to anybody, as it left.
func (d *desk) lastOut() frontdesk.Message {
	d.Helper()
	all, _, err := d.db.Messages(d.Context(), store.MessageQuery{Limit: 20})
	if err != nil {
		d.Fatal(err)
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Direction == frontdesk.Out {
			return all[i]
		}
	}
	d.Fatal("nothing left")
	return frontdesk.Message{}
}

func TestEveryQuestionLeavesAsAsked(t *testing.T) {
	d := newDesk(t)
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	c := connect(t, d.server(tools.Options{}))
	for name, x := range map[string]struct{ arguments, leaves string }{
		"titles alone": {`"kind":"buttons","body":"**When?**","buttons":["Today","Tomorrow"]`,
			`{"kind":"buttons","body":"*When?*","buttons":[{"id":"button-1","title":"Today"},{"id":"button-2","title":"Tomorrow"}]}`},
		"titles with ids": {`"kind":"buttons","body":"When?","header":"Visit","footer":"Tap","buttons":[{"id":"a","title":"Today"},"Tomorrow"]`,
			`{"kind":"buttons","header":"Visit","body":"When?","footer":"Tap","buttons":[{"id":"a","title":"Today"},{"id":"button-2","title":"Tomorrow"}]}`},
		"a list": {`"kind":"list","body":"Which?","button":"See","sections":[{"title":"One","rows":["A",{"title":"B","description":"second"}]},{"title":"Two","rows":[{"id":"c","title":"C"}]}]`,
			`{"kind":"list","body":"Which?","button":"See","sections":[{"title":"One","rows":[{"id":"row-1","title":"A"},{"id":"row-2","title":"B","description":"second"}]},{"title":"Two","rows":[{"id":"c","title":"C"}]}]}`},
		"a link": {`"kind":"link","body":"Look","link":{"text":"Open","url":"https://a.example/x"}`,
			`{"kind":"link","body":"Look","link":{"text":"Open","url":"https://a.example/x"}}`},
		"where":        {`"kind":"request_location","body":"Where are you?"`, `{"kind":"request_location","body":"Where are you?"}`},
		"which number": {`"kind":"request_contact","body":"Your number?"`, `{"kind":"request_contact","body":"Your number?"}`},
	} {
		r := call(t, c, "send_whatsapp_interactive", `{"to":"Ada",`+x.arguments+`}`)
		if r.got["status"] != "sent" || r.got["converted"] != nil {
			t.Errorf("%s: %v", name, r.got)
			continue
		}
		got, err := json.Marshal(d.lastOut().Content)
		if err != nil || string(got) != x.leaves {
			t.Errorf("%s leaves as %s, want %s", name, got, x.leaves)
		}
	}
}

func TestButtonsThatAreTooManyBecomeAListAndThisIsSaid(t *testing.T) {
	d := newDesk(t)
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	c := connect(t, d.server(tools.Options{}))
	r := call(t, c, "send_whatsapp_interactive", `{"to":"Ada","kind":"buttons","body":"When?","buttons":["Mon","Tue","Wed","Thu"]}`)
	if notes := fmt.Sprint(r.got["converted"]); r.got["status"] != "sent" || !strings.Contains(notes, "the 4 became a list") || !strings.Contains(r.text, "a list") {
		t.Errorf("told %v\n%s", r.got, r.text)
	}
	if q := d.lastOut().Content.(frontdesk.Interactive); q.Form != frontdesk.FormList || len(q.Sections[0].Rows) != 4 {
		t.Errorf("left as %#v", q)
	}
	if r := call(t, c, "send_whatsapp_interactive", `{"to":"Ada","kind":"buttons","body":"When?","buttons":["Mon","Tue","Wed"]}`); r.got["converted"] != nil {
		t.Errorf("three buttons: %v", r.got)
	}
}

func TestWhatIsWrongWithAQuestionIsNamed(t *testing.T) {
	d := newDesk(t)
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	c := connect(t, d.server(tools.Options{}))
	for arguments, says := range map[string]string{
		`"kind":"poll","body":"x"`:                 "use one of buttons, list, link, request_location, request_contact",
		`"kind":"list","body":"x","buttons":["A"]`: "has no buttons",
		`"kind":"buttons","body":"x","buttons":["A"],"link":{"text":"a","url":"https://a.example"}`:             "has no link",
		`"kind":"buttons","body":"x","buttons":[{"titel":"A"}]`:                                                 `perhaps "title" is meant`,
		`"kind":"list","body":"x","button":"See","sections":[{"titel":"A","rows":["B"]}]`:                       `there is no argument called "titel" in sections[0]`,
		`"kind":"list","body":"x","button":"See","sections":[{"rows":[5]}]`:                                     "must be",
		`"kind":"buttons","body":"x","buttons":["` + strings.Repeat("x", 21) + `"]`:                             "has 21 characters and may have 20",
		`"kind":"list","body":"x","button":"See","sections":[{"rows":["` + strings.Repeat(`x","`, 10) + `x"]}]`: "there are 11 rows",
		`"kind":"buttons","body":"","buttons":["A"]`:                                                            "the body is empty",
		`"kind":"buttons","body":"x"`:                                                                           "there are 0 buttons",
	} {
		r := call(t, c, "send_whatsapp_interactive", `{"to":"Ada",`+arguments+`}`)
		if !r.IsError || !strings.Contains(r.text, says) || r.got["status"] != "refused" {
			t.Errorf("%s: %s\nwant %s", arguments, r.text, says)
		}
	}
	if ms, _, err := d.db.Messages(t.Context(), store.MessageQuery{Limit: 10}); err != nil || len(ms) != 1 {
		t.Errorf("something was sent: %d messages, %v", len(ms), err)
	}
}

// cabinet takes any address as a picture that is there already.
type cabinet struct {
	tools.Files
	media frontdesk.Media
}

func (cabinet) Take(_ context.Context, from tools.FileSource, _ func(done, of int64)) (frontdesk.File, error) {
	if strings.Contains(from.URL, "nowhere") {
		return frontdesk.File{}, frontdesk.Errorf(frontdesk.Gone, "nothing is there; nothing was sent")
	}
	return frontdesk.File{ID: "f7", MIMEType: "image/png"}, nil
}

func (f cabinet) Fit(_ context.Context, file frontdesk.File, as string, _ func(string)) (frontdesk.Attachment, []string, error) {
	return frontdesk.Attachment{Media: f.media, File: file.ID}, []string{"made smaller, as " + as}, nil
}

func TestAFileOverTheWordsIsTakenHere(t *testing.T) {
	d := newDesk(t)
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	d.tools.Files = cabinet{media: frontdesk.Image}
	c := connect(t, d.server(tools.Options{}))
	const link = `{"to":"Ada","kind":"link","body":"Look","link":{"text":"Open","url":"https://a.example/x"},"header_file":{"url":"https://%s/a.png"}}`
	r := call(t, c, "send_whatsapp_interactive", fmt.Sprintf(link, "a.example"))
	if r.got["status"] != "sent" || !strings.Contains(fmt.Sprint(r.got["converted"]), "made smaller") {
		t.Errorf("told %v", r.got)
	}
	if f := d.lastOut().Content.(frontdesk.Interactive).Figure; f == nil || f.File != "f7" || f.Media != frontdesk.Image || f.URL != "" {
		t.Errorf("over the words stands %+v", f)
	}
	if r := call(t, c, "send_whatsapp_interactive", fmt.Sprintf(link, "nowhere.example")); r.got["code"] != "gone" || r.got["status"] != "refused" {
		t.Errorf("a file that is not there: %v", r.got)
	}
}

func TestPlacesAndCardsLeave(t *testing.T) {
	d := newDesk(t)
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	c := connect(t, d.server(tools.Options{}))
	for _, x := range []struct{ tool, arguments, leaves string }{
		{"send_whatsapp_location", `{"to":"Ada","latitude":45.07,"longitude":0,"name":"Café Aurora","address":"Via Roma 3"}`, "Location: Café Aurora, Via Roma 3 (45.07, 0)"},
		{"send_whatsapp_contact", `{"to":"Ada","contacts":[{"name":"Bea Byron","phones":["+1 650 555 0001"],"on_whatsapp":true,"organisation":"Works","birthday":"1815-12-10"}]}`, "Contact: Bea Byron (Works) +1 650 555 0001"},
	} {
		if r := call(t, c, x.tool, x.arguments); r.got["status"] != "sent" || d.lastOut().Text() != x.leaves {
			t.Errorf("%s: %v leaves %q", x.tool, r.got, d.lastOut().Text())
		}
	}
	if card := d.lastOut().Content.(frontdesk.ContactCards).Cards[0]; len(card.WaIDs) != 1 {
		t.Errorf("the reader cannot write to %+v at once", card)
	}
	for _, x := range []struct{ tool, arguments, says string }{
		{"send_whatsapp_location", `{"to":"Ada","latitude":91,"longitude":0}`, "no such place"},
		{"send_whatsapp_location", `{"to":"Ada","latitude":9}`, "longitude is missing"},
		{"send_whatsapp_location", `{"to":"Ada","latitude":"9","longitude":1}`, "latitude must be a number, and is a text"},
		{"send_whatsapp_contact", `{"to":"Ada","contacts":[]}`, "there are 0 contacts"},
		{"send_whatsapp_contact", `{"to":"Ada","contacts":[{"name":" "}]}`, "a contact has no name"},
		{"send_whatsapp_contact", `{"to":"Ada","contacts":[{"name":"B","phone":"1"}]}`, `perhaps "phones" is meant`},
		{"send_whatsapp_contact", `{"to":"Ada","contacts":[{"name":"B","birthday":"10.12.1815"}]}`, "1815-12-10"},
	} {
		if r := call(t, c, x.tool, x.arguments); !r.IsError || !strings.Contains(r.text, x.says) {
			t.Errorf("%s %s: %s, want %s", x.tool, x.arguments, r.text, x.says)
		}
	}
}

func TestReactions(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", "+16505551234")
	d.say(ada, "old", 31*24*time.Hour)
	d.say(ada, "hi", 0)
	c := connect(t, d.server(tools.Options{}))
	held := call(t, c, "wait_for_whatsapp_messages", `{}`)
	if r := call(t, c, "react_to_whatsapp_message", `{"message_id":"m2","emoji":"👍"}`); r.got["status"] != "sent" {
		t.Errorf("reacting: %v", r.got)
	}
	if r := d.lastOut().Content.(frontdesk.Reaction); r != (frontdesk.Reaction{To: "wamid.2", Emoji: "👍"}) {
		t.Errorf("left as %+v", r)
	}
	if r := call(t, c, "ack_whatsapp_messages", fmt.Sprintf(`{"lease":%q}`, held.got["lease"])); r.IsError {
		t.Errorf("a reaction was taken for an answer: %s", r.text)
	}
	if r := call(t, c, "react_to_whatsapp_message", `{"message_id":"m2","emoji":""}`); r.got["status"] != "sent" || d.lastOut().Content.(frontdesk.Reaction).Emoji != "" {
		t.Errorf("taking it back: %v", r.got)
	}
	for arguments, says := range map[string]string{
		`{"message_id":"m2","emoji":":)"}`:                                   "not one emoji",
		`{"message_id":"m2"}`:                                                "emoji is missing",
		`{"message_id":"m99","emoji":"👍"}`:                                   "not_found",
		`{"message_id":"m1","emoji":"👍"}`:                                    "older than 30 days",
		fmt.Sprintf(`{"message_id":%q,"emoji":"👍"}`, string(d.lastOut().ID)): "is a reaction itself",
	} {
		if r := call(t, c, "react_to_whatsapp_message", arguments); !r.IsError || !strings.Contains(r.text, says) {
			t.Errorf("%s: %s, want %s", arguments, r.text, says)
		}
	}
}

func TestEverythingQuotes(t *testing.T) {
	d := newDesk(t)
	d.templates = ready
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	c := connect(t, d.server(tools.Options{}))
	for tool, arguments := range map[string]string{
		"send_whatsapp_message":     `"text":"x","preview_url":true`,
		"send_whatsapp_interactive": `"kind":"buttons","body":"x","buttons":["A"]`,
		"send_whatsapp_template":    `"name":"hello","language":"en"`,
		"send_whatsapp_location":    `"latitude":1,"longitude":2`,
		"send_whatsapp_contact":     `"contacts":[{"name":"B"}]`,
	} {
		if r := call(t, c, tool, `{"to":"Ada","reply_to":"m1",`+arguments+`}`); r.got["status"] != "sent" || d.lastOut().ReplyTo != "wamid.1" {
			t.Errorf("%s: %v quotes %q", tool, r.got, d.lastOut().ReplyTo)
		}
		if r := call(t, c, tool, `{"to":"Ada","reply_to":"m99",`+arguments+`}`); !strings.Contains(r.text, "no such message") {
			t.Errorf("%s quotes what is not there: %s", tool, r.text)
		}
	}
	call(t, c, "send_whatsapp_message", `{"to":"Ada","text":"https://a.example","preview_url":true}`)
	if !d.lastOut().Content.(frontdesk.Text).PreviewURL {
		t.Error("the link has no preview")
	}
}
