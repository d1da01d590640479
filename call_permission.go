package frontdesk

import "time"

// CallPermission is the answer to our question whether we may call.
type CallPermission struct {
	Response  string    `json:"response"` // "accept" or "reject"
	Permanent bool      `json:"is_permanent,omitempty"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Source is who answered: "user_action", or "automatic" for WhatsApp itself.
	Source string `json:"response_source,omitempty"`
}

// Type is WhatsApp's word for it.
func (CallPermission) Type() string { return "call_permission_reply" }

// Line says whether we may call, and until when.
func (c CallPermission) Line() string {
	s := "Answered ‘" + c.Response + "’ to the question whether we may call"
	switch {
	case c.Response == "":
		s = "Answered the question whether we may call"
	case c.Response == "reject":
		s = "Does not allow calls"
	case c.Response == "accept" && !c.Permanent && !c.ExpiresAt.IsZero():
		s = "Allows calls until " + c.ExpiresAt.UTC().Format("2006-01-02 15:04") + " UTC"
	case c.Response == "accept":
		s = "Allows calls"
	}
	if c.Source == "automatic" {
		s += " (WhatsApp answered by itself)"
	}
	return s
}
