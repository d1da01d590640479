package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/rate"
	"frontdesk/store"
)

const (
	kills   = 20
	senders = 8
)

// A server under load is killed at random moments, twenty times. Every webhook
// it acknowledged is applied exactly once, in its sender's order, and no draft
// was sent twice.
func TestKilledUnderLoad(t *testing.T) {
	c := newCrash(t)
	for i := range senders {
		out, err := c.frontdesk("contacts", "add", fmt.Sprint("Sender ", i), "+"+sender(i)).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	c.openWindows()
	writing, enough := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	acked := make([]int, senders)
	for i := range senders {
		writers.Go(func() { acked[i] = c.write(writing, i) })
	}
	for range kills {
		server := c.start()
		<-time.After(time.Duration(20+rand.IntN(250)) * time.Millisecond)
		_ = server.Process.Kill()
		_ = server.Wait() // it was killed
	}
	server := c.start()
	enough()
	writers.Wait()
	c.quiet()
	_ = server.Process.Signal(os.Interrupt)
	if err := server.Wait(); err != nil {
		t.Errorf("the last server stopped with %v", err)
	}
	total := 0
	for i, n := range acked {
		total += n
		c.check(i, n)
	}
	c.noneTwice()
	t.Logf("%d webhooks acknowledged over %d kills", total, kills)
	if total < kills {
		t.Errorf("only %d webhooks were acknowledged; that proves nothing", total)
	}
}

// hello is what each sender types on the sandbox's phone first, since Meta
// takes answers only to those who wrote.
const hello = "hello"

func (c *crash) openWindows() {
	server := c.start()
	for i := range senders {
		resp, err := http.Post(c.meta.URL+"/sandbox/phones/"+sender(i)+"/messages", "application/json", strings.NewReader(`{"text":"`+hello+`"}`))
		if err != nil {
			c.Fatal(err)
		}
		resp.Body.Close()
	}
	c.eventually("everybody said hello", func() bool {
		_, metrics := c.get("/metrics", scriptAdmin)
		return strings.Contains(metrics, fmt.Sprintf(`frontdesk_inbox_total{outcome="kept"} %d`, senders))
	})
	_ = server.Process.Kill()
	_ = server.Wait() // it was killed
}

type crash struct {
	*testing.T
	dir     string
	address string
	meta    *httptest.Server
	env     []string
	http    *http.Client
}

func newCrash(t *testing.T) *crash {
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	// Meta takes what is sent and says how far it came; the webhooks of the load
	// are posted here, so that what was acknowledged is known.
	sb := &sandbox.Sandbox{Numbers: []sandbox.Number{{
		PhoneNumberID: "1000", BusinessAccountID: "2000", DisplayPhone: "+1 555 010 0000",
		AccessToken: "script-access", AppSecret: scriptSecret, VerifyToken: "v", Webhook: "http://" + address + "/whatsapp",
	}}, Limits: rate.Limits{PerSecond: 1e6, PairBurst: 1e6}, Log: slog.New(slog.DiscardHandler)}
	c := &crash{T: t, dir: t.TempDir(), address: address, meta: httptest.NewServer(http.StripPrefix("/sandbox", sb.Handler())), http: &http.Client{Timeout: 5 * time.Second}}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- sb.Run(ctx) }()
	t.Cleanup(func() {
		sb.HangUp()
		c.meta.Close()
		stop()
		<-ended
		_ = sb.Close()
	})
	c.env = append(os.Environ(), "FRONTDESK_LISTEN="+address, "FRONTDESK_DATA="+c.dir, "FRONTDESK_TOKEN="+scriptToken, "FRONTDESK_ADMIN_TOKEN="+scriptAdmin,
		"WHATSAPP_GRAPH_URL="+c.meta.URL+"/sandbox/graph", "WHATSAPP_ACCESS_TOKEN=script-access", "WHATSAPP_PHONE_NUMBER_ID=1000",
		"WHATSAPP_APP_SECRET="+scriptSecret, "WHATSAPP_VERIFY_TOKEN=v", "FRONTDESK_TEST_LEASE=2s")
	return c
}

func sender(i int) string { return fmt.Sprintf("1650555%04d", i) }

func (c *crash) frontdesk(args ...string) *exec.Cmd {
	cmd := exec.Command("frontdesk", args...)
	cmd.Env = c.env
	return cmd
}

func (c *crash) start() *exec.Cmd {
	cmd := c.frontdesk("serve", "--agent", "echo")
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		c.Fatal(err)
	}
	c.eventually("the server is ready", func() bool {
		status, _ := c.get("/readyz", "")
		return status == 200
	})
	return cmd
}

func (c *crash) get(path, token string) (int, string) {
	req, err := http.NewRequest("GET", "http://"+c.address+path, nil)
	if err != nil {
		c.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b)
}

func (c *crash) eventually(what string, holds func() bool) {
	c.Helper()
	for end := time.Now().Add(2 * time.Minute); !holds(); {
		if time.Now().After(end) {
			c.Fatalf("in two minutes: %s", what)
		}
		<-time.After(5 * time.Millisecond)
	}
}

// write posts messages one after the other, each until it is acknowledged, as
// Meta does, and gives how many were.
func (c *crash) write(ctx context.Context, who int) (n int) {
	for ctx.Err() == nil {
		body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1000"},`+
			`"messages":[{"from":%q,"id":"wamid.%d.%d","timestamp":"%d","type":"text","text":{"body":"s%dn%d"}}]}}]}]}`, sender(who), who, n, time.Now().Unix(), who, n)
		for c.post(body) != http.StatusOK {
			<-time.After(2 * time.Millisecond)
		}
		n++
		<-time.After(time.Duration(rand.IntN(10)) * time.Millisecond)
	}
	return n
}

func (c *crash) post(body []byte) int {
	req, err := http.NewRequest("POST", "http://"+c.address+"/whatsapp", bytes.NewReader(body))
	if err != nil {
		c.Error(err)
		return http.StatusOK
	}
	req.Header.Set("X-Hub-Signature-256", scriptSignature(body))
	resp, err := c.http.Do(req)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// quiet waits until the log is applied and nothing is on its way.
func (c *crash) quiet() {
	same, last := 0, ""
	c.eventually("all is quiet", func() bool {
		_, metrics := c.get("/metrics", scriptAdmin)
		for _, m := range waits.FindAllStringSubmatch(metrics, -1) {
			if m[2] != "0" {
				return false
			}
		}
		// The agent joins bursts; it is done when nothing new is said for a while.
		said := metrics[max(0, strings.Index(metrics, `what="messages"`)):]
		if said = strings.SplitN(said, "\n", 2)[0]; said != last {
			same, last = 0, said
		}
		same++
		<-time.After(20 * time.Millisecond)
		return same > 100
	})
}

// check holds what is kept of one sender against what was acknowledged.
func (c *crash) check(who, acked int) {
	db, err := store.Open(c.Context(), store.Options{URL: "sqlite:" + filepath.Join(c.dir, "frontdesk.db"), Key: c.key()})
	if err != nil {
		c.Fatal(err)
	}
	defer db.Close()
	ms, _, err := db.Messages(c.Context(), store.MessageQuery{Contact: frontdesk.ContactID(fmt.Sprint("c", who+1)), Limit: 100_000})
	if err != nil {
		c.Fatal(err)
	}
	n := 0
	for _, m := range ms {
		if m.Direction == frontdesk.Out || m.Text() == hello {
			continue
		}
		if want := fmt.Sprintf("s%dn%d", who, n); m.Text() != want {
			c.Fatalf("sender %d: message %d is %q, want %q", who, n, m.Text(), want)
		}
		n++
	}
	// The last may have been kept without the acknowledgement reaching us.
	if n != acked && n != acked+1 {
		c.Errorf("sender %d: %d messages are kept, %d were acknowledged", who, n, acked)
	}
}

func (c *crash) key() frontdesk.Secret {
	b, err := os.ReadFile(filepath.Join(c.dir, keyFile))
	if err != nil {
		c.Fatal(err)
	}
	return frontdesk.Secret(strings.TrimSpace(string(b)))
}

// noneTwice looks at the phones: no draft arrived twice, and no message was
// answered twice.
func (c *crash) noneTwice() {
	drafts, answered := map[string]int{}, map[string]int{}
	for i := range senders {
		resp, err := http.Get(c.meta.URL + "/sandbox/phones/" + sender(i) + "/messages")
		if err != nil {
			c.Fatal(err)
		}
		var all []struct {
			Direction, Text string
			Callback        string `json:"biz_opaque_callback_data"`
		}
		err = json.NewDecoder(resp.Body).Decode(&all)
		resp.Body.Close()
		if err != nil {
			continue // a phone that nothing came to
		}
		for _, m := range all {
			if m.Direction != "in" {
				continue
			}
			drafts[m.Callback]++
			for _, word := range strings.Fields(m.Text) {
				if strings.HasPrefix(word, fmt.Sprintf("s%dn", i)) {
					answered[word]++
				}
			}
		}
	}
	if len(drafts) == 0 {
		c.Error("nothing was sent; that proves nothing")
	}
	for _, counts := range []map[string]int{drafts, answered} {
		for what, n := range counts {
			if n > 1 {
				c.Errorf("%s was sent %d times", what, n)
			}
		}
	}
	c.Logf("%d drafts arrived, answering %d messages", len(drafts), len(answered))
}
