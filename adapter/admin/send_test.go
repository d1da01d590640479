package admin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/admin"
	"frontdesk/adapter/admin/view"
)

const messages = "/admin/v1/messages"

// talking is a desk with a number and somebody who has just written.
func talking(t *testing.T) (*desk, view.Contact, frontdesk.Message) {
	d := newDesk(t)
	on := d.integration(ours)
	ana := d.contact(`{"name":"Ana","phone":"+34600111222"}`)
	return d, ana, d.hear(ana.ID, on.ID, "wamid.hi", frontdesk.Text{Body: "hello"})
}

// send wants a message to be taken at once, and gives what was carried.
func (d *desk) send(body string, header ...string) (admin.Sent, frontdesk.Delivery) {
	d.t.Helper()
	var s admin.Sent
	d.ask("POST", messages, body, header...).want(200, &s)
	if len(s.Deliveries) == 0 || s.Deliveries[0].State != frontdesk.Sent {
		d.t.Fatalf("%s was answered %+v", body, s)
	}
	return s, d.meta.said()
}

func TestEveryKindIsSent(t *testing.T) {
	d, ana, heard := talking(t)
	f, err := d.db.AddFile(t.Context(), frontdesk.File{State: frontdesk.FileKept, MIMEType: "image/png", SHA256: "h", Bytes: 7})
	if err != nil {
		t.Fatal(err)
	}
	id := string(f.ID)
	for name, c := range map[string]struct {
		body string
		want func(frontdesk.Content) bool
	}{
		"text": {`"type":"text","text":{"body":"**hi**"}`, func(c frontdesk.Content) bool { return c == frontdesk.Text{Body: "*hi*"} }},
		"file": {`"type":"file","file":{"file_id":"` + id + `","caption":"look"}`, func(c frontdesk.Content) bool {
			a := c.(frontdesk.Attachment)
			return a.Media == frontdesk.Image && a.File == f.ID && a.Caption == "look"
		}},
		"sticker": {`"type":"sticker","sticker":{"file_id":"` + id + `"}`, func(c frontdesk.Content) bool { return c.Type() == "sticker" }},
		"buttons": {`"type":"interactive","interactive":{"kind":"buttons","body":"When?","header_file":{"file_id":"` + id + `"},"buttons":["Now",{"id":"l","title":"Later"}]}`,
			func(c frontdesk.Content) bool {
				q := c.(frontdesk.Interactive)
				return len(q.Buttons) == 2 && q.Buttons[0].Title == "Now" && q.Buttons[1].ID == "l" && q.Figure.File == f.ID
			}},
		"list": {`"type":"interactive","interactive":{"kind":"list","body":"Which?","button":"Choose","sections":[{"rows":["One",{"id":"2","title":"Two","description":"the second"}]}]}`,
			func(c frontdesk.Content) bool {
				return c.(frontdesk.Interactive).Sections[0].Rows[1].Description == "the second"
			}},
		"flow": {`"type":"interactive","interactive":{"kind":"flow","body":"Book","button":"Open","flow":{"id":"77","action":"navigate","screen":"FIRST","data":{"a":1}}}`,
			func(c frontdesk.Content) bool { return string(c.(frontdesk.Interactive).Flow.Data) == `{"a":1}` }},
		"products": {`"type":"interactive","interactive":{"kind":"products","header":"Ours","body":"New","catalog_id":"9","products":[{"title":"Shoes","skus":["a","b"]}]}`,
			func(c frontdesk.Content) bool { return len(c.(frontdesk.Interactive).Shelves[0].SKUs) == 2 }},
		"cards": {`"type":"interactive","interactive":{"kind":"cards","body":"See","cards":[{"header_file":{"file_id":"` + id + `"},"body":"1","buttons":["A"]},{"header_file":{"file_id":"` + id + `"},"body":"2","buttons":["B"]}]}`,
			func(c frontdesk.Content) bool { return c.(frontdesk.Interactive).Cards[1].Figure.File == f.ID }},
		"template": {`"type":"template","template":{"name":"hello_world","language":"en_US"}`, func(c frontdesk.Content) bool {
			return strings.Contains(c.(frontdesk.Template).Text, "Hello World")
		}},
		"location": {`"type":"location","location":{"latitude":45.07,"longitude":7.69,"name":"Café"}`, func(c frontdesk.Content) bool {
			return c == frontdesk.Location{Latitude: 45.07, Longitude: 7.69, Name: "Café"}
		}},
		"contacts": {`"type":"contacts","contacts":[{"name":"Ada","phones":["+44 20 7946 0000"],"labels":{"+44 20 7946 0000":"WORK"}}]`, func(c frontdesk.Content) bool {
			return c.(frontdesk.ContactCards).Cards[0].Labels["+44 20 7946 0000"] == "WORK"
		}},
		"reaction": {`"type":"reaction","reaction":{"message_id":"` + string(heard.ID) + `","emoji":"👍"}`, func(c frontdesk.Content) bool {
			return c == frontdesk.Reaction{To: "wamid.hi", Emoji: "👍"}
		}},
		"raw": {`"type":"raw","raw":{"kind":"interactive","body":{"type":"location_request_message","body":{"text":"where?"}}}`, func(c frontdesk.Content) bool {
			return c.(frontdesk.Raw).Kind == "interactive"
		}},
	} {
		s, was := d.send(`{"to":"` + string(ana.ID) + `",` + c.body + `}`)
		if was.By != frontdesk.ByOperator || !c.want(was.Content) {
			t.Errorf("%s went as %#v by %s", name, was.Content, was.By)
		}
		if sticker := name == "sticker"; sticker != (len(s.Notes) == 1) {
			t.Errorf("%s has the notes %q", name, s.Notes)
		}
	}
}

func TestWhatIsNotMeantIsNotSent(t *testing.T) {
	d, ana, heard := talking(t)
	d.contact(`{"name":"Bob","phone":"+34600111333"}`)
	for body, want := range map[string]struct {
		status int
		code   frontdesk.Code
		field  string
	}{
		`{"to":"Nobody","type":"text","text":{"body":"x"}}`:                                                             {404, frontdesk.NotFound, "to"},
		`{"to":"Ana","type":"text"}`:                                                                                    {422, frontdesk.Invalid, "text"},
		`{"to":"Ana","type":"text","text":{"body":"x"},"location":{"latitude":1,"longitude":1}}`:                        {422, frontdesk.Invalid, "location"},
		`{"to":"Ana","type":"poll","text":{"body":"x"}}`:                                                                {422, frontdesk.Invalid, "type"},
		`{"to":"Ana","type":"text","text":{"body":"x","colour":"red"}}`:                                                 {422, frontdesk.Invalid, "text.colour"},
		`{"to":"Ana","type":"text","text":{"body":" "}}`:                                                                {422, frontdesk.Empty, "text"},
		`{"to":"Bob","type":"text","text":{"body":"x"}}`:                                                                {409, frontdesk.WindowClosed, ""},
		`{"to":"Ana","type":"file","file":{"file_id":"f404"}}`:                                                          {404, frontdesk.NotFound, "file.file_id"},
		`{"to":"Ana","type":"interactive","interactive":{"kind":"buttons","body":"x"}}`:                                 {422, frontdesk.Empty, "buttons"},
		`{"to":"Ana","type":"interactive","interactive":{"kind":"cards","cards":[{"header_file":{"file_id":"f404"}}]}}`: {404, frontdesk.NotFound, "interactive.cards[0].header_file.file_id"},
		`{"to":"Ana","type":"template","template":{"name":"nothing_such","language":"en_US"}}`:                          {404, frontdesk.NotFound, "name"},
		`{"to":"Ana","type":"location","location":{"latitude":91,"longitude":0}}`:                                       {422, frontdesk.Invalid, "latitude"},
		`{"to":"Ana","type":"reaction","reaction":{"message_id":"m404","emoji":"👍"}}`:                                   {404, frontdesk.NotFound, "reaction.message_id"},
		`{"to":"Bob","type":"reaction","reaction":{"message_id":"` + string(heard.ID) + `","emoji":"👍"}}`:               {422, frontdesk.Invalid, "reaction.message_id"},
		`{"to":"Ana","type":"raw","raw":{"kind":"text","body":"no object"}}`:                                            {422, frontdesk.Invalid, "body"},
		`{"to":"Ana","type":"text","text":{"body":"x"},"reply_to":"m404"}`:                                              {422, frontdesk.Invalid, "reply_to"},
	} {
		d.ask("POST", messages, body).problem(want.status, want.code, want.field)
	}
	if n := d.meta.count(); n != 0 {
		t.Errorf("%d messages went", n)
	}
	d.ask("DELETE", "/admin/v1/contacts/"+string(ana.ID), "").want(204, nil)
	d.ask("POST", messages, `{"to":"`+string(ana.ID)+`","type":"text","text":{"body":"x"}}`).problem(409, frontdesk.NotRegistered, "")
}

func TestAFileThatIsAnotherKindIsNotSent(t *testing.T) {
	d, _, _ := talking(t)
	f, err := d.db.AddFile(t.Context(), frontdesk.File{State: frontdesk.FileKept, MIMEType: "image/png", SHA256: "h", Bytes: 7})
	if err != nil {
		t.Fatal(err)
	}
	d.ask("POST", messages, fmt.Sprintf(`{"to":"Ana","type":"video","video":{"file_id":%q}}`, f.ID)).problem(415, frontdesk.Unsupported, "video.file_id")
}

func TestAKeyNeverSendsTwice(t *testing.T) {
	d, _, _ := talking(t)
	d.contact(`{"name":"Bob","phone":"+34600111333"}`)
	const key = "Idempotency-Key"
	first, _ := d.send(`{"to":"Ana","type":"text","text":{"body":"once"}}`, key, "order-7")
	if first.Repeated || first.Deliveries[0].Key != "order-7" {
		t.Errorf("the first is %+v", first)
	}
	for _, to := range []string{"Ana", string(first.Deliveries[0].Contact)} {
		again, _ := d.send(fmt.Sprintf(`{"type":"text","text":{"body":"once"},"to":%q}`, to), key, "order-7")
		if !again.Repeated || again.Deliveries[0].ID != first.Deliveries[0].ID {
			t.Errorf("the second is %+v", again)
		}
	}
	// The second may not say anything else. What it is made of is not asked for, as
	// it may be gone since.
	for _, body := range []string{`"type":"text","text":{"body":"twice"}`, `"type":"file","file":{"file_id":"f404"}`, `"type":"text","reply_to":"m1","text":{"body":"once"}`} {
		d.ask("POST", messages, `{"to":"Ana",`+body+`}`, key, "order-7").problem(409, frontdesk.KeyReused, key)
	}
	d.ask("POST", messages, `{"to":"Bob","type":"text","text":{"body":"x"}}`, key, "order-7").problem(409, frontdesk.KeyReused, key)
	d.ask("POST", messages, `{"to":"Ana","type":"text","text":{"body":"x"}}`, key, strings.Repeat("k", admin.MaxKey+1)).problem(422, frontdesk.Invalid, key)
	d.send(`{"to":"Ana","type":"text","text":{"body":"at the limit"}}`, key, strings.Repeat("k", admin.MaxKey))
	d.send(`{"to":"Ana","type":"text","text":{"body":"no key"}}`)
	d.send(`{"to":"Ana","type":"text","text":{"body":"no key"}}`)
	if n := d.meta.count(); n != 4 {
		t.Errorf("%d messages went, want 4", n)
	}
	// The keys of agents are others, whatever they are called.
	if kept, err := d.outbox.Kept(t.Context(), "order-7"); err != nil || len(kept) != 0 {
		t.Errorf("the bare key was used: %v %v", kept, err)
	}
}

func TestALongTextIsSeveralDeliveries(t *testing.T) {
	d, _, _ := talking(t)
	s, _ := d.send(`{"to":"Ana","type":"text","text":{"body":"` + strings.Repeat(`one line of many\n\n`, 500) + `"}}`)
	if len(s.Deliveries) < 2 || s.Deliveries[1].Part != 2 || s.Deliveries[1].Parts != len(s.Deliveries) {
		t.Errorf("the parts are %+v", s.Deliveries)
	}
}

func TestWhatWaitsIsAccepted(t *testing.T) {
	d, _, _ := talking(t)
	d.meta.failing(frontdesk.Errorf(frontdesk.Busy, "Meta has no time").WithRetryAfter(time.Minute))
	var s admin.Sent
	d.ask("POST", messages, `{"to":"Ana","type":"text","text":{"body":"x"}}`).want(202, &s)
	v := s.Deliveries[0]
	if v.State != frontdesk.Queued || v.NextAttemptAt == nil || !v.NextAttemptAt.After(time.Now()) || v.Code != frontdesk.Busy || v.Attempts != 1 {
		t.Errorf("what waits is %+v", v)
	}
	d.meta.failing(frontdesk.Errorf(frontdesk.Rejected, "Meta will not have it"))
	bob := d.contact(`{"name":"Bob","phone":"+34600111333"}`)
	d.hear(bob.ID, v.Integration, "wamid.bob", frontdesk.Text{Body: "hello"})
	d.ask("POST", messages, `{"to":"Bob","type":"text","text":{"body":"x"}}`).want(200, &s)
	if v := s.Deliveries[0]; v.State != frontdesk.Failed || v.Code != frontdesk.Rejected {
		t.Errorf("what is refused is %+v", v)
	}
}

func TestMessagesAndDeliveriesAreFetched(t *testing.T) {
	d, ana, heard := talking(t)
	s, _ := d.send(`{"to":"Ana","type":"interactive","interactive":{"kind":"request_location","body":"Where are you?"},"reply_to":"` + string(heard.ID) + `"}`)
	id := string(s.Deliveries[0].ID)
	var m struct {
		view.Message
		Interactive frontdesk.Interactive
	}
	d.ask("GET", messages+"/"+id, "").want(200, &m)
	if m.Delivery == nil || m.Delivery.State != frontdesk.Sent || m.By != frontdesk.ByOperator || m.Contact.Name != "Ana" || m.Contact.Phone != "+34600111222" ||
		m.Interactive.Body != "Where are you?" || m.ReplyTo != "wamid.hi" || m.WAMID != "wamid."+id {
		t.Errorf("the message is %+v", m)
	}
	a := d.ask("GET", messages+"/"+string(heard.ID), "").want(200, &m)
	if m.Text != "hello" || m.Direction != frontdesk.In || m.Contact.ID != ana.ID || strings.Contains(string(a.body), `"delivery"`) {
		t.Errorf("the message is %s", a.body)
	}
	var v view.Delivery
	d.ask("GET", "/admin/v1/deliveries/"+id, "").want(200, &v)
	if v.ID != s.Deliveries[0].ID || v.Text == "" || v.CreatedAt.Location() != time.UTC {
		t.Errorf("the delivery is %+v", v)
	}
	d.ask("GET", "/admin/v1/deliveries/"+string(heard.ID), "").problem(404, frontdesk.NotFound, "")
	for _, path := range []string{messages + "/m404", messages + "/x", "/admin/v1/deliveries/m404"} {
		d.ask("GET", path, "").problem(404, frontdesk.NotFound, "")
	}
}

func TestWhatIsNotWithThePersonIsListed(t *testing.T) {
	d, ana, _ := talking(t)
	d.meta.failing(frontdesk.Errorf(frontdesk.Uncertain, "the answer was lost"))
	var s admin.Sent
	for range 3 {
		d.ask("POST", messages, `{"to":"Ana","type":"text","text":{"body":"x"}}`).want(200, &s)
		if v := s.Deliveries[0]; v.State != frontdesk.InDoubt || v.Code != frontdesk.Uncertain || v.Error == "" {
			t.Errorf("what nobody knows of is %+v", v)
		}
	}
	var first, second admin.List[view.Delivery]
	const path = "/admin/v1/deliveries?limit=2&state="
	d.ask("GET", path+"unknown&contact="+string(ana.ID), "").want(200, &first)
	if len(first.Items) != 2 || first.Items[0].ID != s.Deliveries[0].ID || first.NextCursor == "" {
		t.Fatalf("the first page is %+v", first)
	}
	d.ask("GET", path+"unknown&cursor="+first.NextCursor, "").want(200, &second)
	if len(second.Items) != 1 || second.NextCursor != "" {
		t.Errorf("the second page is %+v", second)
	}
	for _, other := range []string{"failed", "queued", "sending", "unknown&contact=c404"} {
		var none admin.List[view.Delivery]
		if d.ask("GET", path+other, "").want(200, &none); len(none.Items) != 0 {
			t.Errorf("%s: %+v", other, none.Items)
		}
	}
	d.ask("GET", path+"read", "").problem(422, frontdesk.Invalid, "state")
	d.ask("GET", "/admin/v1/deliveries", "").problem(422, frontdesk.Invalid, "state")
	for _, cursor := range []string{"x", "m", "m0", "7"} {
		d.ask("GET", path+"failed&cursor="+cursor, "").problem(422, frontdesk.Invalid, "cursor")
	}
}
