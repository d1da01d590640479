package tools

import (
	"cmp"
	"fmt"
	"strings"

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
