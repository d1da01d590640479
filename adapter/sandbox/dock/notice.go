package dock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Kind is what a notice is about.
type Kind string

// What there is to hear about.
const (
	AboutMessage Kind = "message"
	AboutStatus  Kind = "status"
	AboutAccount Kind = "account"
)

// Notice is one update that the webhook is to hear.
type Notice struct {
	ID        uint64          `json:"id"`
	Kind      Kind            `json:"kind"`
	Number    string          `json:"number"`
	Phone     string          `json:"phone"`
	Message   string          `json:"wamid,omitempty"`
	Status    string          `json:"status,omitempty"`
	Field     string          `json:"field,omitempty"`
	Value     json.RawMessage `json:"value,omitempty"`
	Body      []byte          `json:"body,omitempty"`      // sent as it is, instead of Value
	Signature string          `json:"signature,omitempty"` // "none", or the header to send

	Attempts int       `json:"-"`
	first    time.Time // of the attempts
	aside    bool      // it has failed so often that others go first
}

// lane names the queue of the notice. Updates of one phone stay in order;
// messages and statuses do not wait for each other.
func (n *Notice) lane() string {
	l := n.Number + " " + n.Phone + " " + string(n.Kind)
	if n.aside {
		l += fmt.Sprint(" ", n.ID)
	}
	return l
}

// Missed counts a failed attempt, and says whether there will be another.
func (n *Notice) Missed(now time.Time) (again bool) {
	if n.Attempts == 0 {
		n.first = now
	}
	n.Attempts++
	_, again = RetryAfter(n.Attempts, now.Sub(n.first))
	return again
}

// Impatient says whether the notice has just failed so often that others go
// first.
func (n *Notice) Impatient() bool { return n.Attempts == patience }

func (n *Notice) size() int { return len(n.Value) + len(n.Body) + 256 }

// Envelope gives the bytes of one call that carries these notices.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
func Envelope(account string, notices []*Notice) ([]byte, error) {
	if len(notices) == 1 && notices[0].Body != nil {
		return notices[0].Body, nil
	}
	type change struct {
		Value json.RawMessage `json:"value"`
		Field string          `json:"field"`
	}
	var changes []change
	for _, n := range notices {
		changes = append(changes, change{n.Value, n.Field})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(map[string]any{
		"object": "whatsapp_business_account",
		"entry":  []map[string]any{{"id": account, "changes": changes}},
	})
	return escape(bytes.TrimSpace(b.Bytes())), err
}

// escape writes JSON as Meta does: what is not ASCII as \uXXXX, and a slash
// with a backslash. It is this form that is signed.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
func escape(b []byte) []byte {
	out := make([]byte, 0, len(b)+len(b)/8)
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == '\\' && i+1 < len(b): // the pair stays as it is
			out = append(out, b[i], b[i+1])
			size = 2
		case r == '/':
			out = append(out, '\\', '/')
		case r < utf8.RuneSelf:
			out = append(out, b[i])
		default:
			for _, u := range utf16.AppendRune(nil, r) {
				out = fmt.Appendf(out, `\u%04x`, u)
			}
		}
		i += size
	}
	return out
}
