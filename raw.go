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

// Line names the kind, and says what a person reads of it where that is plain.
func (r Raw) Line() string {
	if r.Kind == "" {
		return "A message in the Cloud API's own words"
	}
	return joined("A message of the kind ‘"+r.Kind+"’, in the Cloud API's own words", r.words())
}

// words is a text's body, a file's caption, a question or the name of a
// template or a place; "" if there is none of them.
func (r Raw) words() string {
	var o map[string]json.RawMessage
	if json.Unmarshal(r.Body, &o) != nil {
		return ""
	}
	for _, name := range []string{"body", "caption", "name", "filename"} {
		var plain string
		var question struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(o[name], &plain) == nil && plain != "" {
			return plain
		}
		if json.Unmarshal(o[name], &question) == nil && question.Text != "" {
			return question.Text
		}
	}
	return ""
}
