package frontdesk

import "encoding/json"

// Raw is a message in the Cloud API's own words, for what this vocabulary has
// no word for. To whom it goes and how it is followed is not in it: that is
// the delivery's.
type Raw struct {
	// Kind is the API's type, and Body the object of that name.
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body,omitempty"`
}

// Type is a word of ours: WhatsApp's is Kind.
func (Raw) Type() string { return "raw" }

// Line names the kind.
func (r Raw) Line() string {
	if r.Kind == "" {
		return "A message in the Cloud API's own words"
	}
	return "A message of the kind ‘" + r.Kind + "’, in the Cloud API's own words"
}

// NeedsWindow tells whether WhatsApp takes c only within 24 hours of the
// person's last message: everything but templates.
func NeedsWindow(c Content) bool {
	switch k := c.(type) {
	case Template:
		return false
	case Raw:
		return k.Kind != "template"
	}
	return true
}
