package graph

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"frontdesk"
)

const token = "EAAGtoken-hunter2"

func number(base string) Number {
	return Number{
		Integration: frontdesk.Integration{ID: "i1", PhoneNumberID: "1000", AccessToken: token},
		BaseURL:     base, Version: "v25.0", HTTP: NewClient(),
	}
}

func delivery() frontdesk.Delivery {
	return frontdesk.Delivery{
		ID: "m7", To: frontdesk.Address{Kind: frontdesk.AtPhone, Value: "+34600111222", WaID: "34600111222"},
		Content: frontdesk.Text{Body: "hi", PreviewURL: true}, ReplyTo: "wamid.Q",
	}
}

// meta answers every request with a status and a body.
func meta(t *testing.T, status int, kind, body string) string {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", kind)
		if status/100 == 3 {
			w.Header().Set("Location", "https://evil.example/")
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestWhatMetaAnswersAndWhatItMeans(t *testing.T) {
	const ok = `{"messaging_product":"whatsapp","contacts":[{"input":"x","wa_id":"x"}],"messages":[{"id":"wamid.1"}]}`
	fail := func(code int) string {
		return fmt.Sprintf(`{"error":{"message":"(#%d) quoting %s","type":"OAuthException","code":%d,"error_data":{"details":"d"},"fbtrace_id":"f"}}`, code, token, code)
	}
	for name, c := range map[string]struct {
		status     int
		kind, body string
		want       frontdesk.Code
	}{
		"taken":                       {200, "application/json", ok, ""},
		"refused":                     {400, "application/json", fail(131009), frontdesk.Rejected},
		"an error inside 200":         {200, "application/json", fail(131000), frontdesk.Uncertain},
		"too fast":                    {429, "application/json", fail(130429), frontdesk.Throttled},
		"the token is wrong":          {401, "application/json", fail(190), frontdesk.Unauthorized},
		"an error nobody knows":       {400, "application/json", fail(999999), frontdesk.Rejected},
		"HTML":                        {502, "text/html", "<html>bad gateway</html>", frontdesk.Uncertain},
		"HTML with 200":               {200, "text/html", "<html></html>", frontdesk.Uncertain},
		"nothing":                     {200, "application/json", "", frontdesk.Uncertain},
		"nothing with 500":            {500, "application/json", "", frontdesk.Uncertain},
		"no id":                       {200, "application/json", `{"messages":[]}`, frontdesk.Uncertain},
		"another shape":               {200, "application/json", `[1]`, frontdesk.Uncertain},
		"cut short":                   {200, "application/json", ok[:40], frontdesk.Uncertain},
		"a redirect":                  {302, "text/html", "", frontdesk.Uncertain},
		"more than is read":           {200, "application/json", strings.Repeat(" ", MaxAnswer) + ok, frontdesk.Uncertain},
		"a refusal that is no answer": {404, "text/plain", "not here", frontdesk.Uncertain},
	} {
		wamid, err := number(meta(t, c.status, c.kind, c.body)).Send(t.Context(), delivery())
		if got := frontdesk.CodeOf(err); got != c.want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, c.want)
		}
		if (wamid == "wamid.1") != (c.want == "") {
			t.Errorf("%s: wamid %q", name, wamid)
		}
		if err != nil && (strings.Contains(err.Error(), "hunter2") || strings.Contains(frontdesk.Sentence(err), "hunter2")) {
			t.Errorf("%s tells the token: %v", name, err)
		}
	}
}

// leaving is a change to a delivery, and how Meta gets it.
type leaving struct {
	change func(*frontdesk.Delivery)
	want   string
}

// attached is a file with everything said of it.
func attached(m frontdesk.Media, want string) leaving {
	return leaving{func(d *frontdesk.Delivery) {
		d.ReplyTo = ""
		d.Content = frontdesk.Attachment{Media: m, MediaID: "m9", Caption: "c", Filename: "n.pdf", Voice: true}
	}, "{" + want + "}"}
}

func TestWhatLeaves(t *testing.T) {
	var got map[string]any
	var header http.Header
	var path string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = nil
		json.NewDecoder(r.Body).Decode(&got)
		header, path = r.Header, r.URL.Path
		io.WriteString(w, `{"success":true,"messages":[{"id":"w"}]}`)
	}))
	defer srv.Close()
	n := number(srv.URL + "/sandbox/graph")
	for name, c := range map[string]leaving{
		"text": {func(*frontdesk.Delivery) {}, `{"biz_opaque_callback_data":"m7","context":{"message_id":"wamid.Q"},"messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"hi","preview_url":true},"to":"+34600111222","type":"text"}`},
		"as typed": {func(d *frontdesk.Delivery) { d.To.WaID, d.ReplyTo = "", "" },
			`{"biz_opaque_callback_data":"m7","messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"hi","preview_url":true},"to":"+34600111222","type":"text"}`},
		"user id": {func(d *frontdesk.Delivery) {
			d.To, d.ReplyTo = frontdesk.Address{Kind: frontdesk.AtUserID, Value: "US.1"}, ""
		},
			`{"biz_opaque_callback_data":"m7","messaging_product":"whatsapp","recipient":"US.1","recipient_type":"individual","text":{"body":"hi","preview_url":true},"type":"text"}`},
		"reaction": {func(d *frontdesk.Delivery) { d.Content = frontdesk.Reaction{To: "wamid.T", Emoji: "👍"} },
			`{"biz_opaque_callback_data":"m7","messaging_product":"whatsapp","reaction":{"emoji":"👍","message_id":"wamid.T"},"recipient_type":"individual","to":"+34600111222","type":"reaction"}`},
		"picture":  attached(frontdesk.Image, `"biz_opaque_callback_data":"m7","image":{"caption":"c","id":"m9"},"messaging_product":"whatsapp","recipient_type":"individual","to":"+34600111222","type":"image"`),
		"video":    attached(frontdesk.Video, `"biz_opaque_callback_data":"m7","messaging_product":"whatsapp","recipient_type":"individual","to":"+34600111222","type":"video","video":{"caption":"c","id":"m9"}`),
		"document": attached(frontdesk.Document, `"biz_opaque_callback_data":"m7","document":{"caption":"c","filename":"n.pdf","id":"m9"},"messaging_product":"whatsapp","recipient_type":"individual","to":"+34600111222","type":"document"`),
		"voice":    attached(frontdesk.Audio, `"audio":{"id":"m9","voice":true},"biz_opaque_callback_data":"m7","messaging_product":"whatsapp","recipient_type":"individual","to":"+34600111222","type":"audio"`),
		"sticker":  attached(frontdesk.Sticker, `"biz_opaque_callback_data":"m7","messaging_product":"whatsapp","recipient_type":"individual","sticker":{"id":"m9"},"to":"+34600111222","type":"sticker"`),
		"bare picture": {func(d *frontdesk.Delivery) {
			d.Content = frontdesk.Attachment{Media: frontdesk.Image, MediaID: "m9"}
		}, `{"biz_opaque_callback_data":"m7","context":{"message_id":"wamid.Q"},"image":{"id":"m9"},"messaging_product":"whatsapp","recipient_type":"individual","to":"+34600111222","type":"image"}`},
	} {
		d := delivery()
		c.change(&d)
		if _, err := n.Send(t.Context(), d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if b, _ := json.Marshal(got); string(b) != c.want {
			t.Errorf("%s left as\n%s\nwant\n%s", name, b, c.want)
		}
	}
	if path != "/sandbox/graph/v25.0/1000/messages" || header.Get("Authorization") != "Bearer "+token {
		t.Errorf("went to %s with %q", path, header.Get("Authorization"))
	}
	if err := n.MarkRead(t.Context(), "wamid.R", true); err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(got); string(b) != `{"message_id":"wamid.R","messaging_product":"whatsapp","status":"read","typing_indicator":{"type":"text"}}` {
		t.Errorf("read left as %s", b)
	}
}

func TestWhatCannotBeSentIsSaidBeforeItLeaves(t *testing.T) {
	n := number("http://127.0.0.1:1")
	to := delivery().To
	for _, c := range []struct {
		want frontdesk.Code
		frontdesk.Delivery
	}{
		{frontdesk.Unsupported, frontdesk.Delivery{To: to, Content: frontdesk.Order{}}},
		{frontdesk.Unsupported, frontdesk.Delivery{To: to, Content: frontdesk.Interactive{Form: "seance"}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Raw{}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Raw{Kind: "pin"}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Raw{Kind: "to", Body: json.RawMessage(`{}`)}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Raw{Kind: "pin", Body: json.RawMessage(`"x"`)}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Template{Name: "t", Parameters: json.RawMessage(`{"1":"x"}`)}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Interactive{
			Form: frontdesk.FormLink, Figure: &frontdesk.Figure{Media: frontdesk.Image, File: "f1"}}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Interactive{
			Form: frontdesk.FormLink, Figure: &frontdesk.Figure{Media: frontdesk.Sticker, MediaID: "m9"}}}},
		{frontdesk.NoAddress, frontdesk.Delivery{Content: frontdesk.Text{Body: "x"}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Attachment{Media: frontdesk.Image}}},
		{frontdesk.Invalid, frontdesk.Delivery{To: to, Content: frontdesk.Attachment{Media: "hologram", MediaID: "m9"}}},
	} {
		if _, err := n.Send(t.Context(), c.Delivery); frontdesk.CodeOf(err) != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	n.Integration.AccessToken = ""
	if _, err := n.Send(t.Context(), delivery()); frontdesk.CodeOf(err) != frontdesk.Unauthorized {
		t.Errorf("without a token: %v", err)
	}
}

func TestNobodyThereIsSafeToRepeat(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, err = number("http://"+l.Addr().String()).Send(t.Context(), delivery())
	if frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("got %v", err)
	}
}

// The dangerous one: a connection that was kept alive is closed just after the
// request was read. Go's client must not send it again by itself, and it must
// not count as unsent.
func TestACutConnectionIsUncertainAndNotRepeated(t *testing.T) {
	var requests atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if requests.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, `{"messages":[{"id":"w"}]}`)
	}))
	defer srv.Close()
	n := number(srv.URL)
	if _, err := n.Send(t.Context(), delivery()); err != nil {
		t.Fatal(err)
	}
	_, err := n.Send(t.Context(), delivery())
	if frontdesk.CodeOf(err) != frontdesk.Uncertain {
		t.Errorf("got %v", err)
	}
	if got := requests.Load(); got != 2 {
		t.Errorf("the second message was sent %d times", got-1)
	}
}

func TestASlowAnswerIsUncertain(t *testing.T) {
	hold := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-hold
	}))
	defer srv.Close()
	defer close(hold)
	n := number(srv.URL)
	n.HTTP = &http.Client{Timeout: 50 * time.Millisecond}
	if _, err := n.Send(t.Context(), delivery()); frontdesk.CodeOf(err) != frontdesk.Uncertain {
		t.Errorf("got %v", err)
	}
}

func TestRetryAfterIsHeard(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "17")
		w.WriteHeader(429)
		io.WriteString(w, `{"error":{"code":130429,"message":"m"}}`)
	}))
	defer srv.Close()
	_, err := number(srv.URL).Send(t.Context(), delivery())
	if e := frontdesk.Foreseen(err); e.RetryAfter != 17*time.Second || e.Meta != 130429 {
		t.Errorf("got %+v", e)
	}
}

func TestProfile(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "whatsapp_business_profile") {
			io.WriteString(w, `{"data":[{"about":"Hello","messaging_product":"whatsapp"}]}`)
			return
		}
		io.WriteString(w, `{"id":"1000","quality_rating":"GREEN"}`)
	}))
	defer srv.Close()
	me, err := number(srv.URL).Profile(t.Context())
	b, _ := json.Marshal(me)
	if err != nil || string(b) != `{"business_profile":{"about":"Hello"},"id":"1000","quality_rating":"GREEN"}` {
		t.Errorf("%s, %v", b, err)
	}
}

func TestACodeNobodyKnowsIsSaidInMetasWords(t *testing.T) {
	p := Problem(424242, "Something\u202e new\x00")
	if p.Code != frontdesk.Rejected || p.Meta != 424242 || !strings.Contains(p.Message, "Something new") {
		t.Errorf("got %+v", p)
	}
}

func TestAMediaIDThatIsNoneIsGone(t *testing.T) {
	const says = "Param image['id'] is not a valid whatsapp business account media attachment ID"
	for body, want := range map[string]frontdesk.Code{
		`{"error":{"code":100,"message":"(#100) ` + says + `","fbtrace_id":"A"}}`:                                     frontdesk.Gone,
		`{"error":{"code":100,"message":"(#100) ` + says + `","error_data":{"details":"Invalid parameter"}}}`:         frontdesk.Gone,
		`{"error":{"code":100,"message":"(#100) Invalid parameter","error_data":{"details":"` + says + `"}}}`:         frontdesk.Gone,
		`{"error":{"code":100,"message":"(#100) Invalid parameter","error_data":{"details":"Param to must be set"}}}`: frontdesk.Rejected,
		`{"error":{"code":131053,"message":"(#131053) Media upload error"}}`:                                          frontdesk.Rejected,
		`{"error":{"code":131052,"message":"(#131052) Media download error"}}`:                                        frontdesk.Rejected,
	} {
		_, err := number(meta(t, 400, "application/json", body)).Send(t.Context(), delivery())
		if frontdesk.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", body, err, want)
		}
	}
}
