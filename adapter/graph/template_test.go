package graph

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"frontdesk"
)

// heard is one request as it came.
type heard struct {
	method, path, query string
	body                map[string]any
}

// account answers each request with the next of some answers, and tells what
// it heard.
func account(t *testing.T, answers ...string) (Number, *[]heard) {
	var all []heard
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := heard{method: r.Method, path: r.URL.Path, query: r.URL.RawQuery}
		json.NewDecoder(r.Body).Decode(&h.body)
		all = append(all, h)
		io.WriteString(w, answers[min(len(all), len(answers))-1])
	}))
	t.Cleanup(srv.Close)
	n := number(srv.URL)
	n.Integration.BusinessAccountID = "2000"
	return n, &all
}

const firstPage = `{"data":[
	{"id":"11","name":"parcel","language":"en","status":"APPROVED","category":"UTILITY","parameter_format":"POSITIONAL","rejected_reason":"NONE",
	 "quality_score":{"score":"GREEN","date":1767225600},
	 "components":[{"type":"BODY","text":"Hi {{1}}.","example":{"body_text":[["Ada"]]}},
		{"type":"BUTTONS","buttons":[{"type":"FLOW","text":"Go","flow_id":77,"navigate_screen":"A"},{"type":"URL","text":"See","url":"https://a.example/{{1}}","example":["https://a.example/1"]}]}]},
	{"id":12,"name":"leaf","language":"en","status":"approved","category":"marketing",
	 "components":[{"type":"body","text":"Leaf."},{"type":"carousel","cards":[{"components":[{"type":"header","format":"image"},{"type":"buttons","buttons":[{"type":"quick_reply","text":"A"}]}]}]}]}],
	"paging":{"cursors":{"before":"b","after":"next one"},"next":"https://graph.facebook.com/next"}}`

const lastPage = `{"data":[{"id":"13","name":"odd","language":"en","status":"APPROVED","components":{"type":"BODY"}}],"paging":{"cursors":{"before":"b","after":"c"}}}`

func TestTemplatesAreListedPageByPage(t *testing.T) {
	n, asked := account(t, firstPage, lastPage)
	all, err := n.AllTemplates(t.Context())
	if err != nil || len(all) != 3 || len(*asked) != 2 {
		t.Fatalf("%d templates after %d calls, %v", len(all), len(*asked), err)
	}
	if q := (*asked)[1].query; !strings.Contains(q, "after=next+one") || !strings.Contains(q, "limit=100") || !strings.Contains(q, "quality_score") {
		t.Errorf("the second page was asked for with %s", q)
	}
	parcel, leaf, odd := all[0], all[1], all[2]
	if parcel.ID != "11" || !parcel.Approved() || parcel.Quality != "GREEN" || parcel.Reason != "" || len(parcel.Parameters()) != 3 {
		t.Errorf("got %+v", parcel)
	}
	if b := parcel.Components[1].Buttons[0]; b.FlowID != "77" || b.Screen != "A" {
		t.Errorf("got %+v", b)
	}
	if leaf.ID != "12" || !leaf.Approved() || leaf.Category != frontdesk.Marketing || len(leaf.Parameters()) != 2 {
		t.Errorf("got %+v, %v", leaf, leaf.Parameters())
	}
	if odd.Name != "odd" || odd.Status != unreadable || odd.MayBeSent() == nil {
		t.Errorf("got %+v", odd)
	}
}

func TestTemplatesAreAskedForByName(t *testing.T) {
	n, asked := account(t, `{"data":[]}`)
	page, next, err := n.Templates(t.Context(), "parcel", "")
	if err != nil || len(page) != 0 || next != "" || !strings.Contains((*asked)[0].query, "name=parcel") {
		t.Errorf("%v %q %v, asked %+v", page, next, err, *asked)
	}
}

// An account that gives the same cursor for ever must not be read for ever.
func TestACursorThatStandsStillEnds(t *testing.T) {
	n, asked := account(t, firstPage)
	all, err := n.AllTemplates(t.Context())
	if err != nil || len(*asked) != 2 || len(all) != 4 {
		t.Errorf("%d templates after %d calls, %v", len(all), len(*asked), err)
	}
}

func TestNoMoreTemplatesAreReadThanTheLimit(t *testing.T) {
	var calls int
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		one := `{"id":"1","name":"t","language":"en","status":"APPROVED"}`
		fmt.Fprintf(w, `{"data":[%s%s],"paging":{"next":"x","cursors":{"after":"%d"}}}`, strings.Repeat(one+",", TemplatePage-1), one, calls)
	}))
	defer srv.Close()
	n := number(srv.URL)
	n.Integration.BusinessAccountID = "2000"
	all, err := n.AllTemplates(t.Context())
	if err != nil || len(all) != MaxTemplates || calls != MaxTemplates/TemplatePage {
		t.Errorf("%d templates after %d calls, %v", len(all), calls, err)
	}
}

func proposed() frontdesk.TemplateDefinition {
	return frontdesk.TemplateDefinition{
		ID: "11", Name: "parcel", Language: "en", Category: "UTILITY", Status: "APPROVED", Quality: "GREEN", Reason: "x", Format: "NAMED", Seconds: 60,
		Components: []frontdesk.TemplateComponent{
			{Type: "BODY", Text: "Hi {{name}}.", Example: json.RawMessage(`{"body_text_named_params":[{"param_name":"name","example":"Ada"}]}`)},
			{Type: "BUTTONS", Buttons: []frontdesk.TemplateButton{{Type: "PHONE_NUMBER", Text: "Call", Phone: "+34600"}}},
		},
	}
}

const parts = `"category":"UTILITY","components":[{"example":{"body_text_named_params":[{"example":"Ada","param_name":"name"}]},"text":"Hi {{name}}.","type":"BODY"},` +
	`{"buttons":[{"phone_number":"+34600","text":"Call","type":"PHONE_NUMBER"}],"type":"BUTTONS"}]`

func TestTemplatesAreMadeChangedAndDeleted(t *testing.T) {
	n, asked := account(t, `{"id":99,"status":"PENDING","category":"MARKETING"}`, `{"success":true}`)
	d, err := n.CreateTemplate(t.Context(), proposed())
	if err != nil || d.ID != "99" || d.Status != "PENDING" || d.Category != frontdesk.Marketing {
		t.Errorf("made %+v, %v", d, err)
	}
	if err := n.EditTemplate(t.Context(), proposed()); err != nil {
		t.Error(err)
	}
	if err := n.DeleteTemplate(t.Context(), "parcel", "11"); err != nil {
		t.Error(err)
	}
	if err := n.DeleteTemplate(t.Context(), "parcel", ""); err != nil {
		t.Error(err)
	}
	for i, want := range []string{
		`POST /v25.0/2000/message_templates  {` + parts + `,"language":"en","message_send_ttl_seconds":60,"name":"parcel","parameter_format":"NAMED"}`,
		`POST /v25.0/11  {` + parts + `,"message_send_ttl_seconds":60,"parameter_format":"NAMED"}`,
		`DELETE /v25.0/2000/message_templates hsm_id=11&name=parcel null`,
		`DELETE /v25.0/2000/message_templates name=parcel null`,
	} {
		h := (*asked)[i]
		b, _ := json.Marshal(h.body)
		if got := fmt.Sprintf("%s %s %s %s", h.method, h.path, h.query, b); got != want {
			t.Errorf("asked\n%s\nwant\n%s", got, want)
		}
	}
}

func TestWhatCannotBeDoneToTemplatesIsSaid(t *testing.T) {
	n, asked := account(t, `<html>`)
	if _, err := n.CreateTemplate(t.Context(), proposed()); frontdesk.CodeOf(err) != frontdesk.Uncertain || !strings.Contains(frontdesk.Sentence(err), "list the templates") {
		t.Errorf("no answer: %v", err)
	}
	if _, _, err := n.Templates(t.Context(), "", ""); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("reading may be repeated: %v", err)
	}
	before := len(*asked)
	if err := n.EditTemplate(t.Context(), frontdesk.TemplateDefinition{}); frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Errorf("without an id: %v", err)
	}
	if err := n.DeleteTemplate(t.Context(), "", "11"); frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Errorf("without a name: %v", err)
	}
	n.Integration.BusinessAccountID = ""
	if _, err := n.AllTemplates(t.Context()); frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Errorf("without an account: %v", err)
	}
	if _, err := n.CreateTemplate(t.Context(), proposed()); frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Errorf("without an account: %v", err)
	}
	if err := n.DeleteTemplate(t.Context(), "parcel", ""); frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Errorf("without an account: %v", err)
	}
	if len(*asked) != before {
		t.Errorf("Meta was asked %d times for nothing", len(*asked)-before)
	}
}

func TestANumbersLimits(t *testing.T) {
	for answer, want := range map[string]string{
		`{"quality_rating":"GREEN","throughput":{"level":"STANDARD"},"whatsapp_business_manager_messaging_limit":"TIER_250"}`:               "80 TIER_250 GREEN",
		`{"quality_rating":"YELLOW","throughput":{"level":"HIGH"},"whatsapp_business_manager_messaging_limit":"TIER_UNLIMITED"}`:            "1000 TIER_UNLIMITED YELLOW",
		`{"quality_rating":"RED","throughput":{"level":"HIGH"},"is_on_biz_app":true,"whatsapp_business_manager_messaging_limit":"TIER_2K"}`: "20 TIER_2K RED",
		`{"throughput":{"level":"NOT_APPLICABLE"}}`: "80  ",
		`{}`: "80  ",
	} {
		n, asked := account(t, answer)
		per, tier, quality, err := n.Limits(t.Context())
		if got := fmt.Sprintf("%d %s %s", per, tier, quality); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", answer, got, err, want)
		}
		if h := (*asked)[0]; h.path != "/v25.0/1000" || !strings.Contains(h.query, "throughput") {
			t.Errorf("asked %+v", h)
		}
	}
	n, _ := account(t, `<html>`)
	if per, _, _, err := n.Limits(t.Context()); frontdesk.CodeOf(err) != frontdesk.Unavailable || per != 0 {
		t.Errorf("%d, %v", per, err)
	}
}
