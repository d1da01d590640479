package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// call TOOL JSON REGEXP calls a tool and holds its answer against a pattern.
func callScript(ts *testscript.TestScript, neg bool, args []string) {
	answer, err := askTool(sceneOf(ts).base, scriptSession(ts), args[0], args[1])
	ts.Check(err)
	match(ts, neg, answer, args[2])
}

func askTool(base, session, name, arguments string) (string, error) {
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, name, arguments)
	c := &child{base: base, http: http.DefaultClient}
	answer, err := c.ask(context.Background(), "/mcp", []byte(body), "Authorization", "Bearer "+scriptToken, "Content-Type", "application/json",
		"Accept", "application/json, text/event-stream", "Mcp-Session-Id", session)
	return string(answer), err
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

// admin METHOD PATH BODY REGEXP [KEY] asks the admin endpoints; the pattern sees
// the status and the answer.
func adminScript(ts *testscript.TestScript, neg bool, args []string) {
	var header []string
	if len(args) > 4 {
		header = []string{"Idempotency-Key", args[4]}
	}
	status, answer := ask(ts, args[0], sceneOf(ts).base+"/admin/v1/"+args[1], scriptAdmin, args[2], header...)
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

func ask(ts *testscript.TestScript, method, url, token, body string, header ...string) (int, string) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	ts.Check(err)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
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
