package shelf

import (
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// How long Meta keeps a file under its id, and how long an address of it works.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const (
	uploadedLives = 30 * 24 * time.Hour
	receivedLives = 7 * 24 * time.Hour
	AddressLives  = 5 * time.Minute
)

// MaxFile is the largest file either side may send.
const MaxFile = 100 << 20

// File is a file that Meta keeps.
type File struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"`          // the business number that uploaded or received it
	Phone    string    `json:"phone,omitempty"` // who sent it; empty if the business uploaded it
	MIMEType string    `json:"mime_type"`
	SHA256   string    `json:"sha256"` // hex
	Bytes    int64     `json:"bytes"`
	Animated bool      `json:"animated,omitempty"`
	Born     time.Time `json:"born"`
	// Deleted is that the business deleted it. A phone that has it keeps it.
	Deleted bool `json:"deleted,omitempty"`
}

// lives says whether the id still means something to Meta.
func (m *File) lives(now time.Time) bool {
	life := uploadedLives
	if m.Phone != "" {
		life = receivedLives
	}
	return !m.Deleted && now.Sub(m.Born) < life
}

// Suits says whether a file can be sent as that kind. Meta says so only after
// it has taken the message; here it is said at once. Whatever was uploaded can
// be a document.
func (m *File) Suits(kind string, voice bool) error {
	row, _ := typeOf(m.MIMEType)
	switch {
	case kind != "document" && kind != row.kind:
		return refusal.BadFile("a file of type %s cannot be sent as %s", m.MIMEType, kind)
	case kind != "sticker" && m.Bytes > kindLimits[kind]:
		return refusal.BadFile("the file has %d bytes; %s may have %d", m.Bytes, kind, kindLimits[kind])
	case voice && row.mime != "audio/ogg":
		return refusal.BadFile("a voice message must be Ogg with Opus, not %s", m.MIMEType)
	}
	return nil
}
