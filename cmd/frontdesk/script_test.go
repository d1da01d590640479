package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"frontdesk/adapter/sandbox"
	"frontdesk/store/storetest"
)

const (
	scriptToken  = "script-token-0123456789"
	scriptAdmin  = "script-admin-0123456789"
	scriptSecret = "script-app-secret"
	patience     = 20 * time.Second
)

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "../../testdata/script", Setup: func(e *testscript.Env) error { return setUp(e, "") }, Cmds: commandsOfScripts,
		Condition:           func(cond string) (bool, error) { return cond == "never", nil },
		RequireExplicitExec: true,
	})
}

func TestScriptsOnPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("the scripts on PostgreSQL are left out of a short run")
	}
	storetest.Postgres(t) // skips, or starts the server once for all scripts
	testscript.Run(t, testscript.Params{
		Dir: "../../testdata/script", Setup: func(e *testscript.Env) error { return setUp(e, storetest.Postgres(t)) }, Cmds: commandsOfScripts,
		Condition:           func(cond string) (bool, error) { return cond == "postgres", nil },
		RequireExplicitExec: true,
	})
}

// scene is what a script plays on: Meta, and the programs that it started.
type scene struct {
	meta     *httptest.Server
	base     string // the server's address
	children map[string]*exec.Cmd
	logs     map[string]*childLog
}

// childLog is what a program says, while it says it.
type childLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *childLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *childLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// setUp starts Meta, as the sandbox plays it, and tells the program of it by
// the environment.
func setUp(e *testscript.Env, database string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	sb := &sandbox.Sandbox{Numbers: []sandbox.Number{{
		PhoneNumberID: "1000", BusinessAccountID: "2000", DisplayPhone: "+1 555 010 0000", VerifiedName: "Front desk",
		AccessToken: "script-access", AppSecret: scriptSecret, VerifyToken: "script-verify", Webhook: "http://" + address + "/whatsapp",
	}}, Log: slog.New(slog.DiscardHandler)}
	s := &scene{meta: httptest.NewServer(http.StripPrefix("/sandbox", sb.Handler())), base: "http://" + address, children: map[string]*exec.Cmd{}, logs: map[string]*childLog{}}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- sb.Run(ctx) }()
	e.Defer(func() {
		for _, c := range s.children {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
		sb.HangUp()
		s.meta.Close()
		stop()
		<-ended
		_ = sb.Close()
	})
	e.Values["scene"] = s
	e.Vars = append(e.Vars,
		"FRONTDESK_LISTEN="+address, "FRONTDESK_DATA="+e.WorkDir+"/data", "FRONTDESK_TOKEN="+scriptToken, "FRONTDESK_ADMIN_TOKEN="+scriptAdmin,
		"WHATSAPP_GRAPH_URL="+s.meta.URL+"/sandbox/graph", "WHATSAPP_ACCESS_TOKEN=script-access", "WHATSAPP_PHONE_NUMBER_ID=1000",
		"WHATSAPP_APP_SECRET="+scriptSecret, "WHATSAPP_VERIFY_TOKEN=script-verify", "WHATSAPP_BUSINESS_ACCOUNT_ID=2000",
		"FRONTDESK_TEST_CRASH_ONCE="+e.WorkDir+"/crashed", "FRONTDESK_TEST_LEASE=2s",
	)
	if database != "" {
		e.Vars = append(e.Vars, "FRONTDESK_DATABASE_URL="+database)
	}
	return nil
}

// commandsOfScripts are the words of the scripts.
var commandsOfScripts = map[string]func(*testscript.TestScript, bool, []string){
	"serve": serveScript,
	"copy":  copyScript,
	"stop":  stopScript,
	"kill":  killScript,
	"dies":  diesScript,
	"say": func(ts *testscript.TestScript, _ bool, a []string) {
		typeOn(ts, a[0], fmt.Sprintf(`{"text":%q}`, a[1]))
	},
	"type":   func(ts *testscript.TestScript, _ bool, a []string) { typeOn(ts, a[0], a[1]) },
	"sent":   sentScript,
	"settle": func(ts *testscript.TestScript, _ bool, _ []string) { settle(ts) },
	"call":   callScript,
	"admin":  adminScript,
	"meta":   metaScript,
	"hook":   hookScript,
}

func sceneOf(ts *testscript.TestScript) *scene { return ts.Value("scene").(*scene) }

// serve starts the server and waits until it is ready.
func serveScript(ts *testscript.TestScript, neg bool, args []string) {
	start(ts, "server", ts.Getenv("FRONTDESK_LISTEN"), args)
}

// copy NAME starts another copy of the server on an address of its own.
func copyScript(ts *testscript.TestScript, neg bool, args []string) {
	address, err := freeAddress()
	ts.Check(err)
	start(ts, args[0], address, append([]string{"--listen", address, "--data", ts.Getenv("FRONTDESK_DATA")}, args[1:]...))
}

func start(ts *testscript.TestScript, name, address string, args []string) {
	s := sceneOf(ts)
	c := exec.Command("frontdesk", append([]string{"serve"}, args...)...)
	for _, v := range []string{"FRONTDESK_LISTEN", "FRONTDESK_DATA", "FRONTDESK_TOKEN", "FRONTDESK_ADMIN_TOKEN", "FRONTDESK_DATABASE_URL", "WHATSAPP_GRAPH_URL",
		"WHATSAPP_ACCESS_TOKEN", "WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_BUSINESS_ACCOUNT_ID",
		"FRONTDESK_TEST_CRASH_AT", "FRONTDESK_TEST_CRASH_ONCE", "FRONTDESK_TEST_LEASE", "PATH", "HOME"} {
		if value := ts.Getenv(v); value != "" {
			c.Env = append(c.Env, v+"="+value)
		}
	}
	s.logs[name] = &childLog{}
	c.Stderr = s.logs[name]
	ts.Check(c.Start())
	s.children[name] = c
	eventually(ts, "the server is ready", func() bool {
		resp, err := http.Get("http://" + address + "/readyz")
		if err == nil {
			resp.Body.Close()
		}
		return err == nil && resp.StatusCode == 200
	})
}

// stop [NAME] ends a server as an operator would, and holds it to ten seconds.
func stopScript(ts *testscript.TestScript, neg bool, args []string) {
	name := serverNamed(args)
	c := sceneOf(ts).children[name]
	began := time.Now()
	ts.Check(c.Process.Signal(syscall.SIGTERM))
	if err := c.Wait(); err != nil || time.Since(began) > 10*time.Second {
		ts.Fatalf("%s stopped after %s with %v\n%s", name, time.Since(began), err, sceneOf(ts).logs[name])
	}
	delete(sceneOf(ts).children, name)
}

// kill [NAME] ends a server without a chance to tidy up.
func killScript(ts *testscript.TestScript, neg bool, args []string) {
	c := sceneOf(ts).children[serverNamed(args)]
	ts.Check(c.Process.Kill())
	_ = c.Wait() // it was killed
	delete(sceneOf(ts).children, serverNamed(args))
}

// dies waits until the server has killed itself.
func diesScript(ts *testscript.TestScript, neg bool, args []string) {
	s := sceneOf(ts)
	done := make(chan error, 1)
	go func() { done <- s.children["server"].Wait() }()
	select {
	case <-done:
		delete(s.children, "server")
	case <-time.After(patience):
		ts.Fatalf("the server did not come to that step\n%s", s.logs["server"])
	}
}

func serverNamed(args []string) string {
	if len(args) > 0 {
		return args[0]
	}
	return "server"
}

func eventually(ts *testscript.TestScript, what string, holds func() bool) {
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			logs := ""
			for name, log := range sceneOf(ts).logs {
				logs += "\n" + name + ":\n" + log.String()
			}
			ts.Fatalf("in %s: %s%s", patience, what, logs)
		}
		<-time.After(10 * time.Millisecond)
	}
}

func ask(ts *testscript.TestScript, method, url, token, body string) (int, string) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	ts.Check(err)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	ts.Check(err)
	return resp.StatusCode, string(b)
}

func typeOn(ts *testscript.TestScript, phone, body string) {
	if status, answer := ask(ts, "POST", sceneOf(ts).meta.URL+"/sandbox/phones/"+phone+"/messages", "", body); status/100 != 2 {
		ts.Fatalf("the phone answered %d %s", status, answer)
	}
}

// sent PHONE N REGEXP: the phone got exactly N messages that match, or at most
// N if it is written <=N.
func sentScript(ts *testscript.TestScript, neg bool, args []string) {
	number, most := strings.CutPrefix(args[1], "<=")
	want, err := strconv.Atoi(number)
	ts.Check(err)
	if want > 0 && !most {
		eventually(ts, fmt.Sprintf("%d messages like %s on %s", want, args[2], args[0]), func() bool { return got(ts, args[0], args[2]) >= want })
	}
	settle(ts)
	if n := got(ts, args[0], args[2]); n > want || n < want && !most {
		ts.Fatalf("%s got %d messages like %s, want %d", args[0], n, args[2], want)
	}
}

func got(ts *testscript.TestScript, phone, pattern string) (n int) {
	status, answer := ask(ts, "GET", sceneOf(ts).meta.URL+"/sandbox/phones/"+phone+"/messages", "", "")
	if status == 404 {
		return 0
	}
	var all []struct{ Direction, Text, Status string }
	ts.Check(json.Unmarshal([]byte(answer), &all))
	like := regexp.MustCompile(pattern)
	for _, m := range all {
		if m.Direction == "in" && like.MatchString(m.Text) {
			n++
		}
	}
	return n
}

var waits = regexp.MustCompile(`frontdesk_waiting\{what="(updates_unread|deliveries_queued|deliveries_sending)"\} ([0-9.e+]+)`)

// settle waits until Meta has nothing to tell and the server nothing to do.
func settle(ts *testscript.TestScript) {
	s := sceneOf(ts)
	eventually(ts, "all is quiet", func() bool {
		status, pending := ask(ts, "GET", s.meta.URL+"/sandbox/pending", "", "")
		if status != 200 || !strings.Contains(pending, `"webhooks":0`) || !strings.Contains(pending, `"scheduled":0`) {
			return false
		}
		status, metrics := ask(ts, "GET", s.base+"/metrics", scriptAdmin, "")
		for _, m := range waits.FindAllStringSubmatch(metrics, -1) {
			if m[2] != "0" {
				return false
			}
		}
		return status == 200
	})
}

// call TOOL JSON REGEXP calls a tool and holds its answer against a pattern.
func callScript(ts *testscript.TestScript, neg bool, args []string) {
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, args[0], args[1])
	c := &child{base: sceneOf(ts).base, http: http.DefaultClient}
	headers := []string{"Authorization", "Bearer " + scriptToken, "Content-Type", "application/json", "Accept", "application/json, text/event-stream", "Mcp-Session-Id", scriptSession(ts)}
	answer, err := c.ask(context.Background(), "/mcp", []byte(body), headers...)
	ts.Check(err)
	match(ts, neg, string(answer), args[2])
}

func scriptSession(ts *testscript.TestScript) string {
	body := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"script","version":"1"}}}`
	req, err := http.NewRequest("POST", sceneOf(ts).base+"/mcp", strings.NewReader(body))
	ts.Check(err)
	req.Header = http.Header{"Authorization": {"Bearer " + scriptToken}, "Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"}}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.Header.Get("Mcp-Session-Id")
}

func match(ts *testscript.TestScript, neg bool, text, pattern string) {
	if regexp.MustCompile(pattern).MatchString(text) == neg {
		ts.Fatalf("%s\nmatches %s: %v", text, pattern, neg)
	}
}

// admin METHOD PATH BODY REGEXP asks the admin endpoints; the pattern sees the
// status and the answer.
func adminScript(ts *testscript.TestScript, neg bool, args []string) {
	status, answer := ask(ts, args[0], sceneOf(ts).base+"/admin/v1/"+args[1], scriptAdmin, args[2])
	match(ts, neg, fmt.Sprint(status, " ", answer), args[3])
}

// meta METHOD PATH BODY [REGEXP] asks the sandbox, for its clock and faults.
func metaScript(ts *testscript.TestScript, neg bool, args []string) {
	status, answer := ask(ts, args[0], sceneOf(ts).meta.URL+"/sandbox/"+args[1], "", args[2])
	if status/100 != 2 {
		ts.Fatalf("the sandbox answered %d %s", status, answer)
	}
	if len(args) > 3 {
		match(ts, neg, answer, args[3])
	}
}

// hook FILE STATUS [SIGNATURE] posts a file as Meta would, and wants a status.
func hookScript(ts *testscript.TestScript, neg bool, args []string) {
	body, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	signature := scriptSignature(body)
	if len(args) > 2 {
		signature = args[2]
	}
	req, err := http.NewRequest("POST", sceneOf(ts).base+"/whatsapp", bytes.NewReader(body))
	ts.Check(err)
	if signature != "none" {
		req.Header.Set("X-Hub-Signature-256", signature)
	}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	resp.Body.Close()
	if fmt.Sprint(resp.StatusCode) != args[1] {
		ts.Fatalf("the webhook answered %d, want %s", resp.StatusCode, args[1])
	}
}

func scriptSignature(body []byte) string {
	mac := hmac.New(sha256.New, []byte(scriptSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}
