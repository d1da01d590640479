package frontdesk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// UpdateID is the number of an update in the log. Number order is the order of
// commits, so a reader that has seen a number has seen all before it.
type UpdateID int64

// Update is one notification as it came, kept before it was answered. The
// inbox reads it afterwards, and may read it again.
type Update struct {
	ID UpdateID
	At time.Time
	// Kind is the transport it came by, [CloudAPI] for now; parsing is chosen
	// by it.
	Kind string
	// Integration is set when it came by an integration's own address. An
	// update by the shared address is routed when it is read.
	Integration IntegrationID
	// Signer is the [Signer] of the app secret that verified it: an update may
	// speak only for integrations that hold that secret.
	Signer string
	Body   []byte
}

// Signer names an app secret without telling it, so that an update can be
// held against the integrations that share the secret it was signed with.
func Signer(appSecret Secret) string {
	mac := hmac.New(sha256.New, []byte(appSecret.Reveal()))
	mac.Write([]byte("frontdesk signer"))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}
