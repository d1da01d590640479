package tools_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"frontdesk"
	"frontdesk/store"
	"frontdesk/tools"
)

var update = flag.Bool("update", false, "write the schemas as the golden files")

// budget is what the whole list of tools may take of a model's context.
const budget = 16 << 10

// connect is a client of the official Go SDK over streamable HTTP.
func connect(t *testing.T, s *tools.Server) *mcp.ClientSession {
	srv := httptest.NewServer(s.Streamable())
	t.Cleanup(srv.Close)
	return dial(t, &mcp.StreamableClientTransport{Endpoint: srv.URL}, nil, "")
}

func dial(t *testing.T, transport mcp.Transport, o *mcp.ClientOptions, version string) *mcp.ClientSession {
	t.Helper()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, o)
	session, err := client.Connect(t.Context(), transport, &mcp.ClientSessionOptions{ProtocolVersion: version})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	return session
}

type result struct {
	*mcp.CallToolResult
	text string
	got  map[string]any
}

func call(t *testing.T, c *mcp.ClientSession, tool, arguments string) result {
	t.Helper()
	res, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(arguments)})
	if err != nil {
		t.Fatalf("%s %.200s: %v", tool, arguments, err)
	}
	r := result{CallToolResult: res, text: res.Content[0].(*mcp.TextContent).Text}
	r.got, _ = res.StructuredContent.(map[string]any)
	return r
}

func TestSchemasAreAsAgreed(t *testing.T) {
	c := connect(t, newDesk(t).server(tools.Options{}))
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := json.Marshal(list)
	if err != nil || len(whole) > budget {
		t.Errorf("the list takes %d bytes of %d, %v", len(whole), budget, err)
	}
	t.Logf("the list takes %d bytes", len(whole))
	for _, tool := range list.Tools {
		got, err := json.MarshalIndent(tool, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", tool.Name+".json")
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(bytes.TrimSpace(want), got) {
			t.Errorf("%s is not as in %s (%v); run go test ./tools -update and read the difference", tool.Name, file, err)
		}
		if a := tool.Annotations; a == nil || a.Title == "" || a.OpenWorldHint == nil || !*a.OpenWorldHint || a.DestructiveHint == nil || *a.DestructiveHint {
			t.Errorf("%s has no honest annotations: %+v", tool.Name, a)
		}
		if reads := strings.HasPrefix(tool.Name, "get_") || strings.HasPrefix(tool.Name, "find_") || strings.HasPrefix(tool.Name, "read_") || strings.HasPrefix(tool.Name, "list_"); reads != tool.Annotations.ReadOnlyHint {
			t.Errorf("%s says that it only reads: %v", tool.Name, tool.Annotations.ReadOnlyHint)
		}
		if len(tool.Description) < 40 {
			t.Errorf("%s is hardly described", tool.Name)
		}
	}
}

func TestWhatIsOfferedIsChosen(t *testing.T) {
	d := newDesk(t)
	for names, want := range map[string]int{"": 15, "default": 15, "all": 15, "read": 5, "send_whatsapp_message": 1, "read, ack_whatsapp_messages": 6} {
		var chosen []string
		if names != "" {
			chosen = strings.Split(names, ",")
		}
		list, err := connect(t, d.server(tools.Options{Tools: chosen})).ListTools(t.Context(), nil)
		if err != nil || len(list.Tools) != want {
			t.Errorf("%q offers %d tools, want %d, %v", names, len(list.Tools), want, err)
		}
	}
	list, err := connect(t, d.server(tools.Options{ReadOnly: true})).ListTools(t.Context(), nil)
	if err != nil || len(list.Tools) != 5 {
		t.Errorf("read-only offers %d tools, %v", len(list.Tools), err)
	}
	if _, err := tools.New(d.tools, tools.Options{Tools: []string{"send_everything"}}); frontdesk.CodeOf(err) != frontdesk.Invalid {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestWrongArgumentsAreSaidInPlainWords(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada Lovelace", "+16505551234")
	d.register("Ada Byron", "+16505551235")
	d.say(ada, "hi", 0)
	c := connect(t, d.server(tools.Options{}))
	for _, x := range []struct{ tool, arguments, says string }{
		{"send_whatsapp_message", `{"to":"c1","txt":"x"}`, `there is no argument called "txt"`},
		{"send_whatsapp_message", `{"to":"c1","txt":"x"}`, `perhaps "text" is meant`},
		{"send_whatsapp_message", `{"to":"c1","text":5}`, "text must be a text, and is a number"},
		{"send_whatsapp_message", `{"to":["c1"],"text":"x"}`, "to must be a text, and is a list"},
		{"send_whatsapp_file", `{"to":"c1","source":"a.pdf"}`, "give source as an object with some of path, url, base64, text, file_id"},
		{"send_whatsapp_message", `{"text":"x"}`, "to is missing"},
		{"send_whatsapp_message", `{}`, "is missing"},
		{"send_whatsapp_message", `{"to":"c1","text":" \n"}`, "the text is empty"},
		{"send_whatsapp_message", `{"to":"c1","text":"` + strings.Repeat("x", tools.MaxText+1) + `"}`, "has 100001 characters and may have 100000"},
		{"send_whatsapp_message", `{"to":"c1","text":"x","key":"` + strings.Repeat("k", tools.MaxKey+1) + `"}`, "the key may have"},
		{"send_whatsapp_message", `{"to":"Ada","text":"x"}`, "Ada Byron"},
		{"send_whatsapp_message", `{"to":"c99","text":"x"}`, "not_found"},
		{"send_whatsapp_message", `{"to":"","text":"x"}`, "say who is meant"},
		{"send_whatsapp_message", `{"to":"c1","text":"x","reply_to":"m99"}`, "no such message"},
		{"read_whatsapp_messages", `{"limit":101}`, "limit must be from 1 to 100, and is 101"},
		{"read_whatsapp_messages", `{"limit":-1}`, "limit must be from 1 to 100"},
		{"read_whatsapp_messages", `{"limit":"ten"}`, "limit must be a whole number, and is a text"},
		{"read_whatsapp_messages", `{"format":"long"}`, "format must be one of concise, detailed"},
		{"read_whatsapp_messages", `{"cursor":"x"}`, "not given by us"},
		{"wait_for_whatsapp_messages", `{"timeout_seconds":51}`, "timeout_seconds must be from 1 to 50"},
		{"ack_whatsapp_messages", `{"lease":"x"}`, "not a lease of ours"},
		{"ack_whatsapp_messages", `{"lease":"x.1"}`, "not a lease of ours"},
		{"update_whatsapp_conversation", `{"contact":"c1","mode":"automatic"}`, "not take it back"},
		{"update_whatsapp_conversation", `{"contact":"c1","mode":"auto"}`, "mode must be one of manual, automatic"},
		{"react_to_whatsapp_message", `{"message_id":"m99","emoji":"👍"}`, "there is no message ‘m99’; nothing was sent"},
		{"update_whatsapp_conversation", `{"contact":"c2"}`, "no conversation with this contact yet"},
	} {
		r := call(t, c, x.tool, x.arguments)
		if !r.IsError || !strings.Contains(r.text, x.says) {
			t.Errorf("%s %.100s: %v %.300s\nwant %s", x.tool, x.arguments, r.IsError, r.text, x.says)
		}
		if strings.Contains(r.text, "panic") || strings.Contains(r.text, "internal") {
			t.Errorf("%s %.100s was not foreseen: %s", x.tool, x.arguments, r.text)
		}
	}
	if r := call(t, c, "send_whatsapp_message", `{"to":"Ada","text":"x"}`); len(r.got["candidates"].([]any)) != 2 || r.got["status"] != "refused" {
		t.Errorf("candidates: %v", r.got)
	}
	if ms, _, err := d.db.Messages(t.Context(), store.MessageQuery{Limit: 10}); err != nil || len(ms) != 1 {
		t.Errorf("something was sent: %d messages, %v", len(ms), err)
	}
}

func TestSending(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", "+16505551234")
	bea := d.register("Bea", "+16505551235")
	d.say(ada, "hi", 0)
	d.say(bea, "long ago", 25*time.Hour)
	c := connect(t, d.server(tools.Options{}))
	if r := call(t, c, "send_whatsapp_message", `{"to":"ada","text":"**hello**","key":"k"}`); r.got["status"] != "sent" || r.got["parts"] != 1.0 || r.got["window_closes_at"] == nil {
		t.Errorf("sent %v", r.got)
	}
	if r := call(t, c, "send_whatsapp_message", `{"to":"Ada","text":"`+strings.Repeat("word ", 2000)+`"}`); r.got["status"] != "sent" || r.got["parts"] != 3.0 || len(r.got["message_ids"].([]any)) != 3 {
		t.Errorf("a long text: %v", r.got["parts"])
	}
	if r := call(t, c, "send_whatsapp_message", `{"to":"Bea","text":"x","key":"k"}`); r.got["code"] != "key_reused" || r.got["status"] != "refused" {
		t.Errorf("a key used for somebody else: %v", r.got)
	}
	if r := call(t, c, "send_whatsapp_message", `{"to":"Bea","text":"x"}`); r.got["code"] != "window_closed" || !r.IsError || r.got["next"] == nil {
		t.Errorf("a closed window: %v", r.got)
	}
	call(t, c, "update_whatsapp_conversation", `{"contact":"Ada","mode":"manual"}`)
	if r := call(t, c, "send_whatsapp_message", `{"to":"Ada","text":"x"}`); r.got["code"] != "manual_mode" {
		t.Errorf("manual mode: %v", r.got)
	}
	if r := call(t, c, "send_whatsapp_message", `{"to":"Ada","text":"**hello**","key":"k"}`); r.got["status"] != "sent" {
		t.Errorf("the same key again, though refused by now: %v", r.got)
	}
}

func TestWaitingAcknowledgingAndAnswering(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", "+16505551234")
	c := connect(t, d.server(tools.Options{}))
	if r := call(t, c, "wait_for_whatsapp_messages", `{"timeout_seconds":1}`); len(r.got["messages"].([]any)) != 0 || r.got["lease"] != nil {
		t.Errorf("nothing waits and there is %v", r.got)
	}
	got := make(chan result, 1)
	go func() { got <- call(t, c, "wait_for_whatsapp_messages", `{"timeout_seconds":20}`) }()
	d.say(ada, "one\u202e two", 0)
	first := <-got
	m := first.got["messages"].([]any)[0].(map[string]any)
	if m["text"] != "one two" || m["hidden_characters_removed"] != 1.0 || m["contact"].(map[string]any)["name"] != "Ada" {
		t.Errorf("handed over %v", m)
	}
	if r := call(t, c, "get_whatsapp_profile", `{"who":"Ada"}`); r.got["conversations"].([]any)[0].(map[string]any)["unread"] != 1.0 {
		t.Errorf("unread: %v", r.got)
	}
	if r := call(t, c, "ack_whatsapp_messages", fmt.Sprintf(`{"lease":%q}`, first.got["lease"])); r.IsError {
		t.Errorf("acknowledging: %s", r.text)
	}
	if r := call(t, c, "find_whatsapp_contacts", `{"query":"ad"}`); r.got["contacts"].([]any)[0].(map[string]any)["unread"] != 0.0 {
		t.Errorf("unread after acknowledging: %v", r.got)
	}
	d.say(ada, "three", 0)
	if r := call(t, c, "wait_for_whatsapp_messages", `{"contact":"Ada"}`); r.got["lease"] == nil {
		t.Fatalf("nothing handed over: %v", r.got)
	}
	call(t, c, "send_whatsapp_message", `{"to":"Ada","text":"an answer"}`)
	if r := call(t, c, "wait_for_whatsapp_messages", `{"timeout_seconds":1}`); r.got["lease"] != nil {
		t.Errorf("what was answered came again: %v", r.got)
	}
}

func TestPagesLeadToOlderMessages(t *testing.T) {
	d := newDesk(t)
	ada := d.register("Ada", "+16505551234")
	for i := range 25 {
		d.say(ada, fmt.Sprint("number ", i), 0)
	}
	c := connect(t, d.server(tools.Options{}))
	var all []string
	for arguments := `{"limit":10}`; ; {
		r := call(t, c, "read_whatsapp_messages", arguments)
		var page []string
		for _, m := range r.got["messages"].([]any) {
			page = append(page, m.(map[string]any)["text"].(string))
		}
		all = append(page, all...)
		if r.got["next_cursor"] == nil {
			break
		}
		arguments = fmt.Sprintf(`{"limit":10,"cursor":%q}`, r.got["next_cursor"])
	}
	if len(all) != 25 || all[0] != "number 0" || all[24] != "number 24" {
		t.Errorf("read %q", all)
	}
	if r := call(t, c, "read_whatsapp_messages", `{"search":"NUMB 7"}`); len(r.got["messages"].([]any)) != 1 {
		t.Errorf("searched %v", r.got)
	}
}

func TestWhatHttpLetsIn(t *testing.T) {
	d := newDesk(t)
	srv := httptest.NewServer(d.server(tools.Options{SessionKey: []byte("key")}).Streamable())
	defer srv.Close()
	post := func(url, session, body string) (int, http.Header, string) {
		req, _ := http.NewRequest("POST", url, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "application/json, text/event-stream")
		if session != "" {
			req.Header.Set("Mcp-Session-Id", session)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header, string(b)
	}
	initialize := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`
	ping := `{"jsonrpc":"2.0","id":2,"method":"ping"}`
	_, h, _ := post(srv.URL, "", initialize)
	session := h.Get("Mcp-Session-Id")
	again := httptest.NewServer(d.server(tools.Options{SessionKey: []byte("key")}).Streamable())
	defer again.Close()
	other := httptest.NewServer(d.server(tools.Options{SessionKey: []byte("another")}).Streamable())
	defer other.Close()
	for name, c := range map[string]struct {
		url, session, body string
		status             int
	}{
		"a session":                 {srv.URL, session, ping, 200},
		"after a restart":           {again.URL, session, ping, 200},
		"with another key":          {other.URL, session, ping, 404},
		"forged":                    {srv.URL, session[:len(session)-1] + "!", ping, 404},
		"a cancel without session":  {srv.URL, "", `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}`, 202},
		"as large as may be":        {srv.URL, session, `{"jsonrpc":"2.0","id":2,"method":"ping","params":{"_meta":{"x":"` + strings.Repeat("x", tools.MaxBody-70) + `"}}}`, 200},
		"one byte more than may be": {srv.URL, session, strings.Repeat(" ", tools.MaxBody+1), 413},
	} {
		if status, h, body := post(c.url, c.session, c.body); status != c.status {
			t.Errorf("%s: %d %.200s, want %d", name, status, body, c.status)
		} else if h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: any page may read it", name)
		}
	}
	req, _ := http.NewRequest("DELETE", srv.URL, nil)
	req.Header.Set("Mcp-Session-Id", session)
	if resp, err := http.DefaultClient.Do(req); err != nil || resp.StatusCode/100 != 2 {
		t.Errorf("ending a session: %v", err)
	}
	if status, _, _ := post(srv.URL, session, ping); status != 404 {
		t.Errorf("an ended session answered %d", status)
	}
}

// clients are the official Go SDK's, over each transport and in both eras.
func clients(t *testing.T, s *tools.Server, o *mcp.ClientOptions) map[string]func() *mcp.ClientSession {
	mux := http.NewServeMux()
	mux.Handle("/mcp", s.Streamable())
	mux.Handle("/sse", s.SSE())
	mux.Handle("/message", s.Message())
	srv := httptest.NewServer(mux)
	t.Cleanup(func() { s.Shutdown(); srv.CloseClientConnections(); srv.Close() })
	http := func(version string) func() *mcp.ClientSession {
		return func() *mcp.ClientSession {
			return dial(t, &mcp.StreamableClientTransport{Endpoint: srv.URL + "/mcp"}, o, version)
		}
	}
	return map[string]func() *mcp.ClientSession{
		"http modern": http(""),
		"http legacy": http("2025-11-25"),
		"sse": func() *mcp.ClientSession {
			return dial(t, &mcp.SSEClientTransport{Endpoint: srv.URL + "/sse"}, o, "2025-11-25")
		},
		"stdio": func() *mcp.ClientSession {
			in, toServer := io.Pipe()
			fromServer, out := io.Pipe()
			ctx, stop := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- s.ServeStdio(ctx, in, out) }()
			t.Cleanup(func() { toServer.Close(); stop(); out.Close(); <-ended })
			return dial(t, &mcp.IOTransport{Reader: fromServer, Writer: toServer}, o, "")
		},
	}
}

func TestRealClientsOnEveryTransport(t *testing.T) {
	for _, name := range []string{"http modern", "http legacy", "sse", "stdio"} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ada := d.register("Ada", "+16505551234")
			d.say(ada, "hello", 0)
			s := d.server(tools.Options{})
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- s.Run(ctx) }()
			defer func() { stop(); <-ended }()
			told := make(chan string, 10)
			c := clients(t, s, &mcp.ClientOptions{ResourceUpdatedHandler: func(_ context.Context, r *mcp.ResourceUpdatedNotificationRequest) { told <- r.Params.URI }})[name]()
			if r := call(t, c, "wait_for_whatsapp_messages", `{}`); !strings.Contains(r.text, "hello") {
				t.Errorf("handed over %s", r.text)
			}
			if r := call(t, c, "send_whatsapp_message", `{"to":"Ada","text":"hi"}`); r.got["status"] != "sent" {
				t.Errorf("sent %v", r.got)
			}
			if r := call(t, c, "send_whatsapp_message", `{"nonsense":1}`); !r.IsError {
				t.Error("a mistake is no error")
			}
			res, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "whatsapp://conversations/v1"})
			if err != nil || !strings.Contains(res.Contents[0].Text, `"text":"hello"`) {
				t.Errorf("read %v, %v", res, err)
			}
			if _, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "whatsapp://conversations/v99"}); err == nil {
				t.Error("read what is not there")
			}
			p, err := c.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: "draft_reply", Arguments: map[string]string{"contact": "Ada"}})
			if err != nil || len(p.Messages) != 1 {
				t.Errorf("prompt %v, %v", p, err)
			}
			if err := c.Subscribe(t.Context(), &mcp.SubscribeParams{URI: "whatsapp://conversations/v1"}); err != nil {
				t.Fatal(err)
			}
			for tries := 0; ; tries++ {
				d.say(ada, "again", 0)
				select {
				case uri := <-told:
					if uri != "whatsapp://conversations/v1" {
						t.Errorf("told of %s", uri)
					}
					return
				case <-time.After(time.Second):
					if tries == 10 {
						t.Fatal("nobody was told")
					}
				}
			}
		})
	}
}

// Long waits on stdio hold up nothing, and calls that came before the end of
// the input are answered.
func TestStdioAnswersWhatWasAsked(t *testing.T) {
	d := newDesk(t)
	var in strings.Builder
	in.WriteString(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}` + "\n")
	for i := 1; i <= 10; i++ {
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"wait_for_whatsapp_messages","arguments":{"timeout_seconds":50}}}`+"\n", i)
	}
	in.WriteString(`{"jsonrpc":"2.0","id":11,"method":"tools/call","params":{"name":"find_whatsapp_contacts","arguments":{}}}` + "\n")
	s := d.server(tools.Options{})
	// The waits end when the quick one is answered, however long that takes.
	out := shutting{s: s, at: `"id":11,`}
	if err := s.ServeStdio(t.Context(), strings.NewReader(in.String()), &out); err != nil {
		t.Fatal(err)
	}
	first := -1
	for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if strings.Contains(line, `"id":11,`) {
			first = i
		}
	}
	if n := strings.Count(out.String(), `"result"`); n != 12 || first < 0 || first > 2 {
		t.Errorf("%d of 12 answered, the quick one as number %d\n%s", n, first, out.String())
	}
}

// shutting keeps what is written, and ends all waits when something is.
type shutting struct {
	bytes.Buffer
	s  *tools.Server
	at string
}

func (w *shutting) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(w.at)) {
		w.s.Shutdown()
	}
	return w.Buffer.Write(p)
}

func BenchmarkProfile(b *testing.B)  { benchmark(b, false) }
func BenchmarkConstant(b *testing.B) { benchmark(b, true) }

// The profile is held against a tool of the same library that does nothing.
func benchmark(b *testing.B, floor bool) {
	d := newDesk(b)
	d.say(d.register("Ada", "+16505551234"), "hi", 0)
	h, body := d.server(tools.Options{}).Streamable(), `{"name":"get_whatsapp_profile","arguments":{"who":"c1"}}`
	if floor {
		h, body = tools.Floor(), `{"name":"constant"}`
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	post := func(session, body string) *http.Response {
		req, _ := http.NewRequest("POST", srv.URL, strings.NewReader(body))
		req.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"}, "Mcp-Session-Id": {session}}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		return resp
	}
	session := post("", `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`).Header.Get("Mcp-Session-Id")
	for b.Loop() {
		if resp := post(session, `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":`+body+`}`); resp.StatusCode != 200 {
			b.Fatal(resp.Status)
		}
	}
}
