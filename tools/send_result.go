package tools

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk"
)

// sendResult is what became of a wish to send.
type sendResult struct {
	Status     string     `json:"status"` // "sent", "queued", "failed", "unknown" or "refused"
	MessageIDs []string   `json:"message_ids,omitempty"`
	To         *person    `json:"to,omitempty"`
	Parts      int        `json:"parts,omitempty"`
	Closes     string     `json:"window_closes_at,omitempty"`
	Repeated   bool       `json:"repeated,omitempty"` // the key was used before; nothing new was sent
	TryAgain   string     `json:"next_attempt_at,omitempty"`
	FileID     string     `json:"file_id,omitempty"`
	Kind       string     `json:"sent_as,omitempty"`   // what a file went as
	Converted  []string   `json:"converted,omitempty"` // what became another than was asked for, and why
	Code       string     `json:"code,omitempty"`
	Error      string     `json:"error,omitempty"`
	Next       string     `json:"next,omitempty"`
	Candidates []person   `json:"candidates,omitempty"` // whom the caller may have meant
	Templates  []template `json:"templates,omitempty"`  // what may be sent instead
}

// because is the result of a wish that could not even be tried.
func (sendResult) because(f failure) any {
	return sendResult{Status: statusFor(f.Code), Code: string(f.Code), Error: f.Error, Next: f.Next, Candidates: f.Candidates}
}

// statusFor tells a rule's refusal from a failure, ours or Meta's.
func statusFor(code frontdesk.Code) string {
	switch code {
	case frontdesk.Internal, frontdesk.Unavailable, frontdesk.Timeout, frontdesk.Busy, frontdesk.Throttled, frontdesk.Uncertain,
		frontdesk.Unauthorized, frontdesk.Forbidden, frontdesk.Restricted:
		return "failed"
	}
	return "refused"
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
	switch {
	case r.Kind != "" && r.failed():
		fmt.Fprintf(&b, "\nThe file is kept here as %s.", r.FileID)
	case r.Kind != "" && r.Status != "sent":
		fmt.Fprintf(&b, "\nIt goes as %s (%s).", r.Kind, r.FileID)
	case r.Kind != "":
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

// deliver hands a draft to the outbox and waits a moment for what becomes of
// it. A rule that forbids it is a result, not a failure of the call. Whatever
// is kept is answered with: it acknowledges what was handed over before.
func (s *Server) deliver(ctx context.Context, who frontdesk.Contact, d frontdesk.Draft, wait time.Duration) (sendResult, error) {
	earlier, err := s.earlier(ctx, d.Key)
	if err != nil {
		return sendResult{}, err
	}
	kept, err := s.desk.Outbox.Enqueue(ctx, d)
	if err != nil {
		return s.notKept(ctx, who, d, err), nil
	}
	if _, reaction := d.Content.(frontdesk.Reaction); !reaction {
		s.acknowledge(ctx, kept[0], d.Trace)
	}
	now, err := s.desk.Outbox.Await(ctx, kept, wait)
	if err != nil {
		// It is kept and will be sent; only what became of it is not known.
		s.log.Warn("what became of a message could not be awaited", "trace", d.Trace, "error", err)
		now = kept
	}
	r := resultOf(now)
	p := personOf(who)
	r.To, r.Repeated = &p, earlier
	r.Converted = kept[0].Notes
	if r.Status == "failed" && r.Code == string(frontdesk.WindowClosed) {
		s.offerTemplates(ctx, who, &r)
	}
	if c, err := s.desk.Thread.Conversation(ctx, kept[0].Conversation); err == nil {
		r.Closes = windowOf(c, s.now())
	}
	return r, nil
}

// deliverMade delivers what takes work to make: files to take, templates to check.
// A key that was used needs none of it: the file may be gone, the template changed.
func (s *Server) deliverMade(ctx context.Context, who frontdesk.Contact, d frontdesk.Draft, content func() (frontdesk.Content, []string, error)) (sendResult, error) {
	used, err := s.earlier(ctx, d.Key)
	var notes []string
	if err == nil && !used {
		d.Content, notes, err = content()
	}
	if err != nil {
		return sendResult{}, err
	}
	defer s.tellUploading(ctx, d.Content)()
	r, err := s.deliver(ctx, who, d, SendFileWait)
	r.Converted = slices.Concat(notes, r.Converted)
	return r, err
}

// acknowledge says that what was handed over before a message is answered by it.
func (s *Server) acknowledge(ctx context.Context, by frontdesk.Delivery, trace string) {
	if err := s.desk.Followers.AckAnswered(ctx, by.Conversation, by.ID); err != nil {
		s.log.Warn("an answered batch was not acknowledged; it will be handed over again", "trace", trace, "error", err)
	}
}

// earlier tells whether a key was used before.
func (s *Server) earlier(ctx context.Context, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	before, err := s.desk.Outbox.Kept(ctx, key)
	return len(before) > 0, err
}

// notKept is the result of a draft that did not pass the gate: a rule's
// refusal, or a failure, after which it is not known whether it was kept.
func (s *Server) notKept(ctx context.Context, who frontdesk.Contact, d frontdesk.Draft, err error) sendResult {
	e, p := frontdesk.Foreseen(err), personOf(who)
	r := sendResult{Status: statusFor(e.Code), To: &p, Code: string(e.Code), Error: e.Message, Next: e.Next}
	switch {
	case e.Code == frontdesk.WindowClosed:
		s.offerTemplates(ctx, who, &r)
	case !e.Code.Ours(): // refused, so it was not kept
	case d.Key != "":
		r.Next = "call again with the same key: it is sent once, however often you call"
	default:
		r.Next = "see with read_whatsapp_messages whether it was kept, and call again if not; with a key you could call again at once"
	}
	if e.Code == frontdesk.Internal {
		s.log.Error("a message could not be kept", "trace", d.Trace, "error", err)
	}
	return r
}

// resultOf is the state of all parts as one: the worst of them is told.
func resultOf(ds []frontdesk.Delivery) sendResult {
	r := sendResult{Status: "sent", Parts: len(ds)}
	worst := 0
	for _, d := range ds {
		r.MessageIDs = append(r.MessageIDs, string(d.ID))
		rank, status := statusOf(d.State)
		if paced := d.Code == frontdesk.Paced && worst == 0; rank <= worst && !paced {
			continue
		}
		worst, r.Status, r.Code, r.Error = rank, status, string(d.Code), d.Problem
		r.TryAgain = ""
		if status == "queued" {
			r.TryAgain = stamp(d.NextAt)
		}
		r.Next = nextOf(status, d.Code)
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

func nextOf(status string, code frontdesk.Code) string {
	if code == frontdesk.Paced {
		return "nothing: Meta delivers it or says why not; read_whatsapp_messages shows how far it has come"
	}
	if status == "failed" {
		return cmp.Or(afterFailure[code], "read the error; the same message would fail again")
	}
	return map[string]string{
		"queued":  "nothing: it is tried again by itself; read_whatsapp_messages shows how far it has come",
		"unknown": "do not send it again; read_whatsapp_messages shows whether a status has settled it",
	}[status]
}

const (
	// forOperator is for what no agent can mend.
	forOperator = "tell the operator what the error says: until they have mended it, whatever you send fails the same way"
	// later is for what nothing but time mends. An old key gives the old result.
	later = "send it again later, without a key or with a new one"
)

// afterFailure is what would work after Meta refused a message, as far as the
// error's own sentence leaves it open who is to do it.
var afterFailure = map[frontdesk.Code]string{
	frontdesk.Unauthorized:  forOperator,
	frontdesk.Forbidden:     forOperator,
	frontdesk.Restricted:    forOperator,
	frontdesk.Throttled:     later,
	frontdesk.PairThrottled: later,
	frontdesk.Busy:          later,
	frontdesk.Unavailable:   later,
	frontdesk.Gone:          "send the file again, without a key or with a new one: it is then uploaded anew",
	frontdesk.Undeliverable: "send nothing more to this address until that has changed; reach the person another way, or ask the operator to",
	frontdesk.OptedOut:      "send this person no marketing; anything else still reaches them",
	frontdesk.HeldBack:      "wait as long as the error says, then send it again, without a key or with a new one",
	frontdesk.WindowClosed:  "wait until they write again, or choose one of list_whatsapp_templates for send_whatsapp_template",
	frontdesk.Rejected:      "change what the error names and send it, without a key or with a new one; the same message would fail again",
}
