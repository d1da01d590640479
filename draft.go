package frontdesk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// By says whose words a message is.
type By string

// Who speaks.
const (
	ByContact  By = "contact"
	ByAgent    By = "agent"
	ByOperator By = "operator"  // a human here, or this program on the operator's behalf
	ByPhoneApp By = "phone_app" // a human in the WhatsApp Business app
)

// Draft is a wish to send. Handing the same Key in twice is one wish.
type Draft struct {
	Key string
	// Asked marks what was asked for, see [Mark]: the same Key with another mark is
	// a mistake, not the same wish. Empty is not compared, as where a Key is not
	// chosen by who asks but made of what is answered.
	Asked string
	By    By
	To    ContactID
	// Integration is the number to send from; empty means the one the contact
	// last wrote to, else the only one there is.
	Integration IntegrationID
	Content     Content
	// ReplyTo quotes a message.
	ReplyTo MessageID
	Trace   string
}

// Mark tells one thing that is asked for from another, by its JSON. What has none
// has no mark.
func Mark(what ...any) string {
	b, err := json.Marshal(what)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// Wish is a draft kept by a transaction that could not pass the outbox's gate
// itself; the outbox takes it from there.
type Wish struct {
	ID    int64
	Draft Draft
}
