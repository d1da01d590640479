package tools

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"frontdesk"
)

const (
	// MaxText is how many characters a text may have.
	MaxText = 100_000
	// MaxKey is how many characters a key may have.
	MaxKey = 200
	// SendWait is how long a call waits for what Meta says.
	SendWait = 10 * time.Second
)

type sendMessageIn struct {
	To         string `json:"to" jsonschema:"contact: id, phone with country code, or exact name"`
	Text       string `json:"text" jsonschema:"what to say, in Markdown"`
	ReplyTo    string `json:"reply_to,omitempty" jsonschema:"id of the message to quote"`
	PreviewURL bool   `json:"preview_url,omitempty" jsonschema:"show a preview of the first link"`
	Key        string `json:"key,omitempty" jsonschema:"any string of yours; the same key never sends twice"`
}

// sendResult is what became of a wish to send.
type sendResult struct {
	Status     string   `json:"status" jsonschema:"sent: Meta took it; queued: tried again by itself; failed; unknown: Meta may have it, do not repeat; refused: a rule forbids it"`
	MessageIDs []string `json:"message_ids,omitempty"`
	To         *person  `json:"to,omitempty"`
	Parts      int      `json:"parts,omitempty"`
	Closes     string   `json:"window_closes_at,omitempty"`
	Repeated   bool     `json:"repeated,omitempty" jsonschema:"the key was used before; nothing new was sent"`
	TryAgain   string   `json:"next_attempt_at,omitempty"`
	FileID     string   `json:"file_id,omitempty"`
	Kind       string   `json:"sent_as,omitempty" jsonschema:"what a file went as"`
	Converted  []string `json:"converted,omitempty" jsonschema:"what was done to a file, and why"`
	Code       string   `json:"code,omitempty"`
	Error      string   `json:"error,omitempty"`
	Next       string   `json:"next,omitempty"`
	Candidates []person `json:"candidates,omitempty" jsonschema:"whom you may have meant"`
}

// because is the result of a wish that could not even be tried.
func (sendResult) because(f failure) any {
	status := "refused"
	if f.Code == frontdesk.Internal || f.Code == frontdesk.Unavailable || f.Code == frontdesk.Timeout {
		status = "failed"
	}
	return sendResult{Status: status, Code: string(f.Code), Error: f.Error, Next: f.Next, Candidates: f.Candidates}
}

func (r sendResult) failed() bool { return r.Status == "failed" || r.Status == "refused" }

func (r sendResult) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", r.Status)
	if r.To != nil {
		fmt.Fprintf(&b, " to %s", r.To.text())
	}
	if len(r.MessageIDs) > 0 {
		fmt.Fprintf(&b, ": %s", strings.Join(r.MessageIDs, ", "))
	}
	for _, line := range [][2]string{{"", r.Error}, {"What would work: ", r.Next}, {"Tried again at ", r.TryAgain}, {"The window closes at ", r.Closes}} {
		if line[1] != "" {
			fmt.Fprintf(&b, "\n%s%s", line[0], line[1])
		}
	}
	if r.Kind != "" {
		fmt.Fprintf(&b, "\nSent as %s (%s).", r.Kind, r.FileID)
	}
	for _, note := range r.Converted {
		fmt.Fprintf(&b, "\nNote: %s.", note)
	}
	if r.Repeated {
		b.WriteString("\nThe key was used before; nothing new was sent.")
	}
	return b.String()
}

func (s *Server) sendMessage() offered {
	return tool(s, about{
		name: "send_whatsapp_message", title: "Send a WhatsApp message",
		description: "Send a text to a registered contact. Markdown is shown as WhatsApp shows it; a long text becomes several messages, in order. " +
			"Allowed for 24 hours after the person last wrote. An ambiguous name sends nothing and lists candidates. Answering acknowledges what wait_for_whatsapp_messages handed over.",
	}, s.doSendMessage, sendResult.text)
}

func (s *Server) doSendMessage(ctx context.Context, in sendMessageIn) (sendResult, error) {
	if err := in.check(); err != nil {
		return sendResult{}, err
	}
	who, err := s.desk.People.Resolve(ctx, in.To)
	if err != nil {
		return sendResult{}, blame(err, "to")
	}
	return s.deliver(ctx, who, frontdesk.Draft{
		Key: keyOf(in.Key), By: frontdesk.ByAgent, To: who.ID, ReplyTo: frontdesk.MessageID(in.ReplyTo),
		Content: frontdesk.Text{Body: in.Text, PreviewURL: in.PreviewURL}, Trace: "t" + rand.Text()[:10],
	}, SendWait)
}

func (in sendMessageIn) check() error {
	n := utf8.RuneCountInString(in.Text)
	switch {
	case strings.TrimSpace(in.Text) == "":
		return frontdesk.Errorf(frontdesk.Empty, "the text is empty; nothing was sent").WithField("text").WithNext("give a text")
	case n > MaxText:
		return frontdesk.Errorf(frontdesk.TooLong, "the text has %d characters and may have %d; nothing was sent", n, MaxText).
			WithField("text").WithNext("send less, or in several calls")
	case utf8.RuneCountInString(in.Key) > MaxKey:
		return frontdesk.Errorf(frontdesk.TooLong, "the key may have %d characters; nothing was sent", MaxKey).WithField("key")
	}
	return nil
}

// keyOf keeps the agents' keys apart from this program's own.
func keyOf(key string) string {
	if key == "" {
		return ""
	}
	return "mcp:" + key
}

// blame names the argument at fault.
func blame(err error, field string) error {
	if e := frontdesk.Foreseen(err); e.Field == "" && e.Code != frontdesk.Internal {
		e.Field = field
	}
	return err
}

// deliver hands a draft to the outbox and waits a moment for what becomes of
// it. A rule that forbids it is a result, not a failure of the call.
func (s *Server) deliver(ctx context.Context, who frontdesk.Contact, d frontdesk.Draft, wait time.Duration) (sendResult, error) {
	p := personOf(who)
	earlier, err := s.earlier(ctx, d.Key)
	if err != nil {
		return sendResult{}, err
	}
	kept, err := s.desk.Outbox.Enqueue(ctx, d)
	if err != nil {
		return refused(p, err)
	}
	conv := kept[0].Conversation
	if err := s.desk.Followers.AckAnswered(ctx, conv, kept[0].ID); err != nil {
		s.log.Warn("an answered batch was not acknowledged; it will be handed over again", "trace", d.Trace, "error", err)
	}
	now, err := s.desk.Outbox.Await(ctx, kept, wait)
	if err != nil {
		return sendResult{}, err
	}
	r := resultOf(now)
	r.To, r.Repeated = &p, earlier
	if c, err := s.desk.Thread.Conversation(ctx, conv); err == nil {
		r.Closes = windowOf(c, s.now())
	}
	return r, nil
}

// earlier tells whether a key was used before.
func (s *Server) earlier(ctx context.Context, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	before, err := s.desk.Outbox.Kept(ctx, key)
	return len(before) > 0, err
}

// refused tells a rule's refusal as a result. Other failures stay failures.
func refused(p person, err error) (sendResult, error) {
	e := frontdesk.Foreseen(err)
	switch e.Code {
	case frontdesk.Internal, frontdesk.Unavailable, frontdesk.Timeout:
		return sendResult{}, err
	}
	return sendResult{Status: "refused", To: &p, Code: string(e.Code), Error: e.Message, Next: e.Next}, nil
}

// resultOf is the state of all parts as one: the worst of them is told.
func resultOf(ds []frontdesk.Delivery) sendResult {
	r := sendResult{Status: "sent", Parts: len(ds)}
	worst := 0
	for _, d := range ds {
		r.MessageIDs = append(r.MessageIDs, string(d.ID))
		rank, status := statusOf(d.State)
		if rank <= worst {
			continue
		}
		worst, r.Status, r.Code, r.Error = rank, status, string(d.Code), d.Problem
		r.TryAgain = ""
		if status == "queued" {
			r.TryAgain = stamp(d.NextAt)
		}
		r.Next = nextOf(status)
	}
	if r.Status != "sent" && r.Code == "" {
		r.Code, r.Error = "pending", "Meta has not answered yet"
	}
	return r
}

func statusOf(s frontdesk.State) (rank int, status string) {
	switch s {
	case frontdesk.Queued, frontdesk.Sending:
		return 1, "queued"
	case frontdesk.InDoubt:
		return 2, "unknown"
	case frontdesk.Failed:
		return 3, "failed"
	}
	return 0, "sent"
}

func nextOf(status string) string {
	return map[string]string{
		"queued":  "nothing: it is tried again by itself; read_whatsapp_messages shows how far it has come",
		"unknown": "do not send it again; read_whatsapp_messages shows whether a status has settled it",
		"failed":  "read the error; the same message would fail again",
	}[status]
}
