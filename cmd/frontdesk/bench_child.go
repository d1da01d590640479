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
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	benchSecret = "bench-app-secret"
	benchToken  = "bench-token-0123456789"
	benchNumber = "1000"
	// benchKey seals the credentials of the bench, which open nothing; the
	// children share it as copies on one database do.
	benchKey     = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	benchWriters = 100 // people who write
)

// child is this program, running as a server.
type child struct {
	cmd   *exec.Cmd
	base  string
	ready time.Duration
	http  *http.Client
	errs  *bytes.Buffer
}

// Ports that systems give to nobody by themselves: one that they do is taken by
// any connection going out while a server that was killed is started again.
const (
	firstPort = 20_000
	ports     = 12_000
	// portsEach is where the ports of one process begin after those of another.
	portsEach = 200
)

// portsGiven counts the ports that this process tried.
var portsGiven atomic.Int64

// freeAddress finds an address that nobody listens on, and that nobody is given.
func freeAddress() (string, error) {
	for range ports {
		port := firstPort + (int64(os.Getpid())*portsEach+portsGiven.Add(1))%ports
		l, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", port))
		if err != nil {
			continue
		}
		return l.Addr().String(), l.Close()
	}
	return "", fmt.Errorf("somebody listens on each port from %d on, up to %d", firstPort, firstPort+ports-1)
}

// spawn starts this program with arguments and waits until path answers 200.
func (b *bench) spawn(ctx context.Context, path string, env []string, args ...string) (*child, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "ADDRESS", address)
	}
	c := &child{
		cmd: exec.CommandContext(ctx, program, args...), base: "http://" + address, errs: &bytes.Buffer{},
		http: &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 512, MaxConnsPerHost: 512}},
	}
	c.cmd.Env = append(os.Environ(), env...)
	c.cmd.Stderr = c.errs
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(syscall.SIGTERM) }
	c.cmd.WaitDelay = 15 * time.Second
	began := time.Now()
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < 30*time.Second {
		if resp, err := c.http.Get(c.base + path); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				c.ready = time.Since(began)
				return c, nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	c.stop()
	return nil, fmt.Errorf("the child did not start: %s", c.errs)
}

// server starts a server on the folder's data, with people registered and no
// Meta.
func (b *bench) server(ctx context.Context, folder string) (*child, error) {
	return b.serverAt(ctx, folder, "http://127.0.0.1:9")
}

// serverAt does so with somebody who plays Meta.
func (b *bench) serverAt(ctx context.Context, folder, graph string, more ...string) (*child, error) {
	env := []string{
		"WHATSAPP_ACCESS_TOKEN=bench", "WHATSAPP_PHONE_NUMBER_ID=" + benchNumber, "WHATSAPP_APP_SECRET=" + benchSecret, "WHATSAPP_VERIFY_TOKEN=" + benchToken,
		"FRONTDESK_TOKEN=" + benchToken, "FRONTDESK_ADMIN_TOKEN=" + benchToken, "FRONTDESK_KEY=" + benchKey,
	}
	args := append([]string{"serve", "--listen", "ADDRESS", "--data", folder, "--graph-url", graph}, more...)
	if b.Database != "" {
		args = append(args, "--database", b.Database)
	}
	c, err := b.spawn(ctx, "/readyz", env, args...)
	if err != nil {
		return nil, err
	}
	for i := range benchWriters {
		body := fmt.Sprintf(`{"name":"Writer %d","phone":"+1555%07d"}`, i, i)
		if err := c.post(ctx, "/admin/v1/contacts", []byte(body), "Authorization", "Bearer "+benchToken, "Content-Type", "application/json"); err != nil && !strings.Contains(err.Error(), "409") {
			c.stop()
			return nil, err
		}
	}
	return c, nil
}

func (c *child) stop() {
	// It is being stopped; how it ends is of no interest any more.
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	_ = c.cmd.Wait()
}

// post sends a body with headers given in pairs; anything but success is an
// error.
func (c *child) post(ctx context.Context, path string, body []byte, headers ...string) error {
	_, err := c.ask(ctx, path, body, headers...)
	return err
}

func (c *child) ask(ctx context.Context, path string, body []byte, headers ...string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return answered(c.http, req)
}

// answered gives the answer to a request; anything but success is an error.
func answered(by *http.Client, req *http.Request) ([]byte, error) {
	resp, err := by.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("status %d: %.200s", resp.StatusCode, answer)
	}
	return answer, err
}

// deliver posts a signed notification.
func (c *child) deliver(ctx context.Context, body []byte) error {
	return c.post(ctx, "/whatsapp", body, "X-Hub-Signature-256", benchSignature(body), "Content-Type", "application/json")
}

func benchSignature(body []byte) string {
	mac := hmac.New(sha256.New, []byte(benchSecret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// notification is a message as Meta would send it, some 700 bytes.
func notification(n int, text string) []byte {
	from := fmt.Sprintf("1555%07d", n%benchWriters)
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"15550783881","phone_number_id":"%s"},"contacts":[{"profile":{"name":"Writer %d"},"wa_id":"%s","user_id":"US.%s"}],`+
		`"messages":[{"from":"%s","from_user_id":"US.%s","id":"wamid.%s","timestamp":"%d","type":"text","text":{"body":"%s"}}]},"field":"messages"}]}],"padding":"%s"}`,
		benchNumber, n%benchWriters, from, from, from, from, strconv.FormatInt(time.Now().UnixNano(), 36)+strconv.Itoa(n), time.Now().Unix(), text, strings.Repeat("x", 120))
}

// tool calls a tool and gives its structured answer.
func (c *child) tool(ctx context.Context, path, name, arguments string, into any) error {
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, name, arguments)
	answer, err := c.ask(ctx, path, []byte(body), "Authorization", "Bearer "+benchToken, "Content-Type", "application/json",
		"Accept", "application/json, text/event-stream", "Mcp-Session-Id", c.session(ctx, path))
	if err != nil {
		return err
	}
	var m struct {
		Result struct {
			Structured json.RawMessage `json:"structuredContent"`
			IsError    bool            `json:"isError"`
		} `json:"result"`
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(answer, &m); err != nil {
		return fmt.Errorf("%w in %.200s", err, answer)
	}
	if m.Error != nil || m.Result.IsError {
		return fmt.Errorf("the tool failed: %.300s", answer)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(m.Result.Structured, into)
}
