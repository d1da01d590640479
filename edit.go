package frontdesk

import "encoding/json"

// Edit is a message said anew. The message as first said stays what it was.
type Edit struct {
	Of  string // the wamid of the message as first said
	Now Content
}

// Revoke is a message taken back by who said it: "deleted for everyone".
type Revoke struct {
	Of string `json:"of"` // the wamid of the message
}

// Type is WhatsApp's word for it.
func (Edit) Type() string { return "edit" }

// Type is WhatsApp's word for it.
func (Revoke) Type() string { return "revoke" }

// Line is what the message says now.
func (e Edit) Line() string {
	if e.Now == nil {
		return "Edited an earlier message"
	}
	return joined("Edited an earlier message, which now says", e.Now.Line())
}

// Line says that something was taken back.
func (Revoke) Line() string { return "Deleted an earlier message" }

// edit is an Edit as it is kept.
type edit struct {
	Of   string          `json:"of"`
	Type string          `json:"type,omitempty"`
	Now  json.RawMessage `json:"now,omitempty"`
}

// MarshalJSON keeps the new content with its type.
func (e Edit) MarshalJSON() ([]byte, error) {
	kept := edit{Of: e.Of}
	if e.Now != nil {
		now, err := MarshalContent(e.Now)
		if err != nil {
			return nil, err
		}
		kept.Type, kept.Now = e.Now.Type(), now
	}
	return json.Marshal(kept)
}

// UnmarshalJSON reads what MarshalJSON wrote. An edit of an edit is none: it is
// kept as it is and not taken apart, so that nesting has an end.
func (e *Edit) UnmarshalJSON(data []byte) error {
	var kept edit
	if err := json.Unmarshal(data, &kept); err != nil {
		return err
	}
	*e = Edit{Of: kept.Of}
	switch kept.Type {
	case "":
		return nil
	case "edit":
		e.Now = Unknown{Kind: kept.Type, Raw: kept.Now}
		return nil
	}
	var err error
	e.Now, err = UnmarshalContent(kept.Type, kept.Now)
	return err
}
