package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk"
)

var (
	parcel = frontdesk.TemplateDefinition{Name: "parcel", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Components: []frontdesk.TemplateComponent{
		{Type: "HEADER", Format: "DOCUMENT"}, {Type: "BODY", Text: "Your parcel {{1}} comes {{2}}."},
	}}
	plain  = frontdesk.TemplateDefinition{Name: "plain", Language: "en_US", Category: "UTILITY", Status: "APPROVED", Components: []frontdesk.TemplateComponent{{Type: "BODY", Text: "Please write to us."}}}
	paused = frontdesk.TemplateDefinition{Name: "paused", Language: "en_US", Category: "UTILITY", Status: "PAUSED", Components: plain.Components}
	sale   = frontdesk.TemplateDefinition{Name: "sale", Language: "en_US", Category: frontdesk.Marketing, Status: "APPROVED", Components: plain.Components}
	sign   = frontdesk.TemplateDefinition{Name: "sign", Language: "en_US", Category: frontdesk.Authentication, Status: "APPROVED", Components: []frontdesk.TemplateComponent{
		{Type: "BODY", Text: "{{1}} is your code."},
		{Type: "BUTTONS", Buttons: []frontdesk.TemplateButton{{Type: "URL", Text: "Copy code", URL: "https://www.whatsapp.com/otp/code/?code=otp{{1}}"}}},
	}}
	atMeta = []frontdesk.TemplateDefinition{parcel, paused, sale, sign, plain}
	asMeta = func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
		return atMeta, nil
	}
	offline = func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
		return nil, frontdesk.Errorf(frontdesk.Unavailable, "Meta cannot be reached")
	}
)

func wish(name, parameters string) frontdesk.Template {
	return frontdesk.Template{Name: name, Language: "en_US", Parameters: []byte(parameters)}
}

func TestTemplatesAreHeldAgainstMetasAtTheGate(t *testing.T) {
	d := newDesk(t)
	d.Templates = asMeta
	ada := d.person(d.on, time.Time{})
	for _, c := range []struct {
		name string
		says frontdesk.Content
		code frontdesk.Code
		like []string
	}{
		{"all there", wish("parcel", `{"header":{"file_id":"f1"},"1":"12","2":"today"}`), "", nil},
		{"a parameter is missing", wish("parcel", `{"header":{"file_id":"f1"},"1":"12"}`), frontdesk.Invalid, []string{"lacks 2 (text)", "give header (a document), 1 (text), 2 (text)"}},
		{"it is paused", wish("paused", ``), frontdesk.Rejected, []string{"paused by Meta"}},
		{"there is none", wish("parcell", ``), frontdesk.NotFound, []string{"parcel, sale, sign, plain"}},
		{"another language", frontdesk.Template{Name: "plain", Language: "de"}, frontdesk.NotFound, []string{"it may be sent in en_US"}},
		{"in Meta's words, none", frontdesk.Raw{Kind: "template", Body: []byte(`{"name":"nothing","language":{"code":"en_US"}}`)}, frontdesk.NotFound, []string{"nothing"}},
		{"in Meta's words", frontdesk.Raw{Kind: "template", Body: []byte(`{"name":"plain","language":{"code":"en_US"}}`)}, "", nil},
	} {
		kept, err := d.say(ada, c.says)
		if frontdesk.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
		for _, like := range c.like {
			if !strings.Contains(frontdesk.Sentence(err), like) {
				t.Errorf("%s: %s; want %s", c.name, frontdesk.Sentence(err), like)
			}
		}
		if sent, is := c.says.(frontdesk.Template); is && err == nil {
			got := kept[0].Content.(frontdesk.Template)
			if got.Text != "Your parcel 12 comes today." || len(got.Parts) != 2 || got.Category != "UTILITY" || got.Name != sent.Name {
				t.Errorf("%s: %+v", c.name, got)
			}
		}
	}
}

func TestWithoutMetasTemplatesNothingIsKept(t *testing.T) {
	d := newDesk(t)
	d.Templates = offline
	ada := d.person(d.on, time.Time{})
	if _, err := d.say(ada, wish("plain", "")); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("%v", err)
	}
	if due, err := d.db.Due(t.Context(), time.Now().Add(time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("%v, %v", due, err)
	}
}

// What was found for a template before the gate, such as a file that was
// fetched from where its parameters said, stays found.
func TestFilesFoundForATemplateStay(t *testing.T) {
	d := newDesk(t)
	d.Templates = asMeta
	var seen []frontdesk.FileID
	d.Fits = func(_ context.Context, a frontdesk.Attachment) (frontdesk.Attachment, error) {
		seen = append(seen, a.File)
		a.MIMEType = "application/pdf"
		return a, nil
	}
	w := wish("parcel", `{"header":{"link":"https://a.example/slip.pdf"},"1":"12","2":"today"}`)
	found, err := parcel.Fill(w)
	if err != nil {
		t.Fatal(err)
	}
	c, err := frontdesk.WithFiles(found, func(a frontdesk.Attachment) (frontdesk.Attachment, error) {
		return frontdesk.Attachment{Media: a.Media, File: "f7"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := d.say(d.person(d.on, time.Time{}), c)
	if err != nil {
		t.Fatal(err)
	}
	files := frontdesk.Files(kept[0].Content)
	if len(files) != 1 || files[0].File != "f7" || files[0].MIMEType != "application/pdf" || fmt.Sprint(seen) != "[f7]" {
		t.Errorf("%+v after %v", files, seen)
	}
}

func TestFilesInsideQuestionsMustFit(t *testing.T) {
	d := newDesk(t)
	ada := d.person(d.on, time.Now())
	d.Fits = func(_ context.Context, a frontdesk.Attachment) (frontdesk.Attachment, error) {
		return a, frontdesk.Errorf(frontdesk.TooLarge, "file %s is too large", a.File)
	}
	question := frontdesk.Interactive{
		Form: frontdesk.FormButtons, Body: "?", Buttons: []frontdesk.Option{{Title: "Yes"}}, Figure: &frontdesk.Figure{Media: frontdesk.Image, File: "f1"},
	}
	if _, err := d.say(ada, question); frontdesk.CodeOf(err) != frontdesk.TooLarge {
		t.Errorf("%v", err)
	}
	question.Figure = &frontdesk.Figure{Media: frontdesk.Image, MediaID: "12"}
	if _, err := d.say(ada, question); err != nil {
		t.Errorf("a file that Meta has: %v", err)
	}
}

func TestNotesReachTheCaller(t *testing.T) {
	d := newDesk(t)
	kept, err := d.say(d.person(d.on, time.Now()), frontdesk.Interactive{
		Form: frontdesk.FormButtons, Body: "Which?", Buttons: []frontdesk.Option{{Title: "1"}, {Title: "2"}, {Title: "3"}, {Title: "4"}},
	})
	if err != nil || len(kept[0].Notes) != 1 || !strings.Contains(kept[0].Notes[0], "became a list") {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestMarketingGoesToThoseWhoWantIt(t *testing.T) {
	d := newDesk(t)
	d.Templates = asMeta
	stopped := frontdesk.Contact{MarketingStoppedAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	filledIn := func(d frontdesk.TemplateDefinition) frontdesk.Content {
		return frontdesk.Template{Category: d.Category}
	}
	for _, c := range []struct {
		says frontdesk.Content
		who  frontdesk.Contact
		code frontdesk.Code
	}{
		{filledIn(sale), stopped, frontdesk.OptedOut},
		{filledIn(sale), frontdesk.Contact{}, ""},
		{filledIn(plain), stopped, ""},
		{frontdesk.Text{Body: "x"}, stopped, ""},
	} {
		if err := welcome(c.says, c.who); frontdesk.CodeOf(err) != c.code {
			t.Errorf("%+v: %v, want %q", c.says, err, c.code)
		}
	}
	if said := d.instead(t.Context(), stopped, d.on); strings.Contains(said, "sale") {
		t.Errorf("who stopped marketing is offered some: %s", said)
	}
}

func TestAClosedWindowNamesWhatMayBeSent(t *testing.T) {
	d := newDesk(t)
	d.Templates = asMeta
	long := d.person(d.on, time.Now().Add(-25*time.Hour))
	_, err := d.say(long, frontdesk.Text{Body: "hello?"})
	want := "wait until they write again, or send an approved template: ‘sale’ (en_US) without parameters; ‘plain’ (en_US) without parameters; " +
		"‘parcel’ (en_US) with header (a document), 1 (text), 2 (text)"
	if e := frontdesk.Foreseen(err); e == nil || e.Code != frontdesk.WindowClosed || e.Next != want {
		t.Errorf("%v", frontdesk.Sentence(err))
	}
	if _, err := d.say(long, frontdesk.Raw{Kind: "text", Body: []byte(`{"body":"x"}`)}); frontdesk.CodeOf(err) != frontdesk.WindowClosed {
		t.Errorf("raw text: %v", err)
	}
	for name, none := range map[string]func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error){
		"Meta is away": offline,
		"there are none": func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
			return nil, nil
		},
		"it cannot tell": func(context.Context, frontdesk.IntegrationID) ([]frontdesk.TemplateDefinition, error) {
			return nil, errors.New("x")
		},
	} {
		d.Templates = none
		if _, err := d.say(long, frontdesk.Text{Body: "hello?"}); frontdesk.Foreseen(err).Next != "wait until they write again" {
			t.Errorf("%s: %v", name, frontdesk.Sentence(err))
		}
	}
}

func TestCodesToSignInNeedAPhone(t *testing.T) {
	d := newDesk(t)
	d.Templates = asMeta
	c, err := d.db.SaveContact(t.Context(), frontdesk.Contact{Name: "Ada", Registered: true, Addresses: []frontdesk.Address{{Kind: frontdesk.AtUserID, Value: "US.1", Match: "US.1"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.say(c.ID, wish("sign", `{"1":"123456"}`)); frontdesk.CodeOf(err) != frontdesk.NoAddress {
		t.Errorf("%v", err)
	}
	if _, err := d.say(c.ID, wish("plain", "")); err != nil {
		t.Errorf("%v", err)
	}
}

func TestAQuestionIsRenderedOnce(t *testing.T) {
	q := frontdesk.Interactive{
		Form: frontdesk.FormButtons, Body: "**When?**", Buttons: []frontdesk.Option{{ID: "a", Title: "A"}, {ID: "b", Title: "B"}},
	}
	said, _, err := new(Outbox).said(t.Context(), q, "i1")
	if err != nil || said.(frontdesk.Interactive).Body != "*When?*" {
		t.Errorf("%#v, %v", said, err)
	}
}
