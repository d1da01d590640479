package tools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/store"
	"frontdesk/tools"
)

// part is a component with words alone.
func part(kind, text string) frontdesk.TemplateComponent {
	return frontdesk.TemplateComponent{Type: kind, Format: map[string]string{"HEADER": "TEXT"}[kind], Text: text}
}

var ready = []frontdesk.TemplateDefinition{
	{Name: "offer", Language: "en", Category: frontdesk.Marketing, Status: "APPROVED", Components: []frontdesk.TemplateComponent{part("BODY", "All is cheap.")}},
	{Name: "code", Language: "en", Category: frontdesk.Authentication, Status: "APPROVED", Components: []frontdesk.TemplateComponent{part("BODY", "{{1}} is your code.")}},
	{Name: "hello", Language: "en", Category: "UTILITY", Status: "APPROVED", Components: []frontdesk.TemplateComponent{part("BODY", "Hello there.")}},
	{Name: "parcel", Language: "en", Category: "UTILITY", Status: "APPROVED", Components: []frontdesk.TemplateComponent{
		part("HEADER", "For {{1}}"), {Type: "BODY", Text: "Your parcel {{1}} comes {{2}}.", Example: json.RawMessage(`{"body_text":[["A-17","today"]]}`)},
		{Type: "BUTTONS", Buttons: []frontdesk.TemplateButton{
			{Type: "URL", Text: "Track", URL: "https://a.example/{{1}}", Example: json.RawMessage(`["https://a.example/A-17"]`)}, {Type: "QUICK_REPLY", Text: "Stop"},
		}},
	}},
	{Name: "picture", Language: "it", Category: "UTILITY", Status: "APPROVED", Components: []frontdesk.TemplateComponent{
		{Type: "HEADER", Format: "IMAGE"}, part("BODY", "See above."),
	}},
	{Name: "paused", Language: "en", Category: "UTILITY", Status: "PAUSED", Components: []frontdesk.TemplateComponent{part("BODY", "No more.")}},
}

func TestTemplatesAreFilledInAndWhatIsMissingIsNamed(t *testing.T) {
	d := newDesk(t)
	d.templates = ready
	d.register("Ada", "+16505551234") // who never wrote: templates need no window
	c := connect(t, d.server(tools.Options{}))
	r := call(t, c, "send_whatsapp_template", `{"to":"Ada","name":"parcel","language":"en","parameters":{"header":"Ada","1":"A-17","2":"today","buttons":{"Track":"A-17"}}}`)
	if r.got["status"] != "sent" {
		t.Errorf("sent %v", r.got)
	}
	if got := d.lastOut().Text(); got != "Template ‘parcel’ (en): For Ada\nYour parcel A-17 comes today." {
		t.Errorf("left as %q", got)
	}
	for arguments, says := range map[string][]string{
		`"name":"parcel","language":"en","parameters":{"1":"A-17","3":"x"}`: {"lacks", "header (text)", "2 (text)", "buttons.Track", "no place for 3"},
		`"name":"parcel","language":"en"`:                                   {"lacks", "1 (text)"},
		`"name":"parcel","language":"it"`:                                   {"it may be sent in en"},
		`"name":"parcels","language":"en"`:                                  {"the approved templates are", "parcel"},
		`"name":"paused","language":"en"`:                                   {"is paused by Meta"},
		`"name":"hello","language":"en","parameters":"x"`:                   {"an object"},
		`"name":"picture","language":"it","parameters":{"header":"x y"}`:    {"not a picture"},
	} {
		if arguments == `"name":"picture","language":"it","parameters":{"header":"x y"}` {
			d.tools.Files = cabinet{media: frontdesk.Document}
			c = connect(t, d.server(tools.Options{}))
			says = []string{"image is wanted there"}
		}
		r := call(t, c, "send_whatsapp_template", `{"to":"Ada",`+arguments+`}`)
		for _, s := range says {
			if !r.IsError || r.got["status"] != "refused" || !strings.Contains(r.text, s) {
				t.Errorf("%s: %s\nwant %s", arguments, r.text, s)
			}
		}
	}
	if ms, _, err := d.db.Messages(t.Context(), store.MessageQuery{Limit: 10}); err != nil || len(ms) != 1 {
		t.Errorf("something was sent: %d messages, %v", len(ms), err)
	}
}

func TestAFileInATemplateIsTakenHere(t *testing.T) {
	d := newDesk(t)
	d.templates = ready
	d.register("Ada", "+16505551234")
	d.tools.Files = cabinet{media: frontdesk.Image}
	c := connect(t, d.server(tools.Options{}))
	r := call(t, c, "send_whatsapp_template", `{"to":"Ada","name":"picture","language":"it","parameters":{"header":{"link":"https://a.example/a.png"}}}`)
	if !strings.Contains(fmt.Sprint(r.got["converted"]), "as image") || r.got["status"] != "sent" {
		t.Errorf("told %v", r.got)
	}
	if f := d.lastOut().Content.(frontdesk.Template).Parts[0].Values[0].Figure; f.File != "f7" || f.URL != "" {
		t.Errorf("filled in with %+v", f)
	}
}

func TestMetaBeingAwayIsNoRefusal(t *testing.T) {
	d := newDesk(t)
	d.register("Ada", "+16505551234")
	d.templatesFail = frontdesk.Errorf(frontdesk.Busy, "Meta does not answer").WithNext("try again in a minute")
	r := call(t, connect(t, d.server(tools.Options{})), "send_whatsapp_template", `{"to":"Ada","name":"hello","language":"en"}`)
	if !r.IsError || r.got["status"] != "failed" || r.got["code"] != "meta_unavailable" || r.got["next"] != "try again in a minute" {
		t.Errorf("told %v", r.got)
	}
}

// A key says that something was sent, whatever has become of its template.
func TestAKeyOutlivesItsTemplate(t *testing.T) {
	d := newDesk(t)
	d.templates = ready
	d.register("Ada", "+16505551234")
	c := connect(t, d.server(tools.Options{}))
	const send = `{"to":"Ada","name":"hello","language":"en","key":"k"}`
	first := call(t, c, "send_whatsapp_template", send)
	d.templates = nil
	again := call(t, c, "send_whatsapp_template", send)
	if first.got["status"] != "sent" || again.got["status"] != "sent" || again.got["repeated"] != true {
		t.Errorf("first %v, then %v", first.got, again.got)
	}
}

func TestTemplatesAreListedWithTheirParameters(t *testing.T) {
	d := newDesk(t)
	d.templates = append(ready[:len(ready):len(ready)], ready...) // two numbers of one account
	c := connect(t, d.server(tools.Options{}))
	r := call(t, c, "list_whatsapp_templates", `{}`)
	if n := len(r.got["templates"].([]any)); n != 5 || strings.Contains(r.text, "paused") {
		t.Errorf("%d templates: %s", n, r.text)
	}
	r = call(t, c, "list_whatsapp_templates", `{"query":"PARCEL comes"}`)
	some := r.got["templates"].([]any)
	if len(some) != 1 {
		t.Fatalf("found %v", r.got)
	}
	for _, want := range []string{`"name":"header"`, `"example":"A-17"`, `"name":"buttons.Track"`, `"optional":true`, `"buttons":["Track","Stop"]`, `"header":"For {{1}}"`} {
		if got, _ := json.Marshal(some[0]); !strings.Contains(string(got), want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
	d.templates = nil
	for i := range 60 {
		d.templates = append(d.templates, frontdesk.TemplateDefinition{Name: fmt.Sprintf("t%02d", i), Language: "en", Status: "APPROVED"})
	}
	seen := map[any]bool{}
	for cursor := ""; ; {
		r := call(t, c, "list_whatsapp_templates", fmt.Sprintf(`{"cursor":%q}`, cursor))
		for _, one := range r.got["templates"].([]any) {
			seen[one.(map[string]any)["name"]] = true
		}
		if cursor, _ = r.got["next_cursor"].(string); cursor == "" {
			break
		}
	}
	if len(seen) != 60 {
		t.Errorf("the pages have %d of 60", len(seen))
	}
	d.templatesFail = frontdesk.Errorf(frontdesk.Busy, "Meta does not answer").WithNext("try again in a minute")
	if r := call(t, c, "list_whatsapp_templates", `{}`); !r.IsError || r.got["code"] != "meta_unavailable" || r.got["next"] != "try again in a minute" {
		t.Errorf("while Meta is away: %v", r.got)
	}
}

var calls = regexp.MustCompile(`send_whatsapp_template (\{.*?\}), which says`)

func TestAClosedWindowNamesACallThatWorks(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", "+16505551234")
	d.say(ada, "long ago", 25*time.Hour)
	c := connect(t, d.server(tools.Options{}))
	refused := func() result {
		r := call(t, c, "send_whatsapp_interactive", `{"to":"Ada","kind":"buttons","body":"Still there?","buttons":["Yes"]}`)
		if r.got["code"] != "window_closed" || r.got["status"] != "refused" || r.got["next"] == nil {
			t.Fatalf("a closed window: %v", r.got)
		}
		return r
	}
	if r := refused(); r.got["templates"] != nil {
		t.Errorf("templates out of nothing: %v", r.got)
	}
	for name, some := range map[string][]frontdesk.TemplateDefinition{"all": ready, "with parameters": ready[3:4]} {
		d.templates = some
		r := refused()
		m := calls.FindStringSubmatch(r.got["next"].(string))
		if m == nil {
			t.Fatalf("%s: no call in %v", name, r.got["next"])
		}
		if sent := call(t, c, "send_whatsapp_template", m[1]); sent.got["status"] != "sent" {
			t.Errorf("%s: the call %s would not work: %s", name, m[1], sent.text)
		}
	}
	d.templates = ready
	r := refused()
	for said, want := range map[string]bool{"hello": true, "parcel": true, "picture": true, "offer": true, "code": false, "paused": false} {
		if got, _ := json.Marshal(r.got["templates"]); strings.Contains(string(got), `"name":"`+said+`"`) != want {
			t.Errorf("%s is named: %v, in %s", said, !want, got)
		}
	}
	d.templates = ready[4:5]
	if next := refused().got["next"].(string); !strings.Contains(next, "picture (it)") || !strings.Contains(next, "header (a picture)") {
		t.Errorf("what needs a file: %s", next)
	}
	d.templates, d.templatesFail = nil, frontdesk.Errorf(frontdesk.Busy, "Meta does not answer")
	if next := refused().got["next"]; next != "wait until they write again" {
		t.Errorf("while Meta is away: %v", next)
	}
}

func TestWhoWantsNoMarketingIsOfferedNone(t *testing.T) {
	d := newDesk(t)
	d.templates = ready[:1]
	ada := d.register("Ada", "+16505551234")
	ada.MarketingStoppedAt = time.Now()
	d.tools.People = stopped{d.tools.People, ada}
	d.say(ada, "long ago", 25*time.Hour)
	r := call(t, connect(t, d.server(tools.Options{})), "send_whatsapp_message", `{"to":"Ada","text":"x"}`)
	if r.got["code"] != "window_closed" || r.got["templates"] != nil {
		t.Errorf("offered %v", r.got)
	}
}

// stopped is people of whom one told WhatsApp to send no more marketing.
type stopped struct {
	tools.People
	who frontdesk.Contact
}

func (s stopped) Resolve(context.Context, string) (frontdesk.Contact, error) { return s.who, nil }
