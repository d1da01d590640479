package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"frontdesk/adapter/sandbox"
)

// sandboxPerson is the first of the writers, on a phone of the sandbox.
const sandboxPerson = "15550000000"

// deskOnSandbox is a server whose Meta is a sandbox in this process.
type deskOnSandbox struct {
	child *child
	base  string // of the sandbox
	stop  func()
}

func (b *bench) onSandbox(ctx context.Context, args ...string) (*deskOnSandbox, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	base := "http://" + l.Addr().String()
	c, err := b.serverAt(ctx, b.folder(), base+"/sandbox/graph", args...)
	if err != nil {
		return nil, firstError(err, l.Close)
	}
	sb := &sandbox.Sandbox{Numbers: []sandbox.Number{{
		PhoneNumberID: benchNumber, BusinessAccountID: "2000", DisplayPhone: "+1 555 010 0000", VerifiedName: "Front desk",
		AccessToken: "bench", AppSecret: benchSecret, VerifyToken: benchToken, Webhook: c.base + "/whatsapp",
	}}, URL: base + "/sandbox", Log: slog.New(slog.DiscardHandler)}
	srv := &http.Server{Handler: http.StripPrefix("/sandbox", sb.Handler()), ReadHeaderTimeout: 5 * time.Second}
	running, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { _ = srv.Serve(l) }() // it ends by Close
	go func() { defer close(ended); _ = sb.Run(running) }()
	return &deskOnSandbox{child: c, base: base, stop: func() {
		c.stop()
		sb.HangUp()
		cancel()
		<-ended
		_ = srv.Close()
		_ = sb.Close() // its folder is a temporary one
	}}, nil
}

// say lets the person write, and waits until it is a conversation.
func (s *deskOnSandbox) say(ctx context.Context, text string) error {
	if _, err := s.meta(ctx, http.MethodPost, "/sandbox/phones/"+sandboxPerson+"/messages", fmt.Sprintf(`{"text":%q}`, text)); err != nil {
		return err
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var got struct{ Messages []struct{ Text string } }
		if err := s.child.tool(ctx, "/mcp", "read_whatsapp_messages", `{"contact":"+`+sandboxPerson+`"}`, &got); err != nil {
			return err
		}
		if len(got.Messages) > 0 {
			return nil
		}
	}
	return fmt.Errorf("what the person wrote did not arrive")
}

// meta asks the sandbox.
func (s *deskOnSandbox) meta(ctx context.Context, method, path, body string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	return answered(http.DefaultClient, req)
}

// notesAtMeta is a Meta that has one voice note, under any id.
type notesAtMeta struct {
	base string
	sum  string // its hash, in base64
	srv  *http.Server
}

func startNotes(note []byte) (*notesAtMeta, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(note)
	m := &notesAtMeta{base: "http://" + l.Addr().String(), sum: base64.StdEncoding.EncodeToString(sum[:])}
	m.srv = &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "audio/ogg")
		_, _ = w.Write(note)
	})}
	go func() { _ = m.srv.Serve(l) }() // it ends by Close
	return m, nil
}

func (m *notesAtMeta) stop() { _ = m.srv.Close() }

func speaker(n int) string { return fmt.Sprintf("1556%07d", n%speakers) }

// notification is a voice note as Meta tells of it.
func (m *notesAtMeta) notification(n int) []byte {
	from := speaker(n)
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp",`+
		`"metadata":{"display_phone_number":"15550783881","phone_number_id":"%s"},"contacts":[{"profile":{"name":"Speaker"},"wa_id":"%s"}],`+
		`"messages":[{"from":"%s","id":"wamid.note.%d.%d","timestamp":"%d","type":"audio","audio":{"id":"%d","mime_type":"audio/ogg; codecs=opus","sha256":"%s","url":"%s/%d","voice":true}}]},"field":"messages"}]}]}`,
		benchNumber, from, from, time.Now().UnixNano(), n, time.Now().Unix(), 7000+n, m.sum, m.base, n)
}
