package frontdesk

import (
	"bytes"
	"encoding/json"
	"strings"
)

// FormReply is a form as a person filled it in.
type FormReply struct {
	Form string `json:"form,omitempty"` // Meta's name of it: "flow" or "address_message"
	Body string `json:"body,omitempty"` // what the phone shows of it
	// Response is the answers: an object, or a string if they are no JSON.
	Response json.RawMessage `json:"response,omitempty"`
}

// FormField is one answer in a form. What is nested has a name with dots.
type FormField struct{ Name, Value string }

const (
	// MaxFormFields is how many answers a line tells; Response has them all.
	MaxFormFields = 50
	// MaxFormDepth is how deep answers are taken apart; what is below is shown
	// as JSON.
	MaxFormDepth = 4
)

// flowToken is not an answer: it says which of our forms this is.
const flowToken = "flow_token"

// Type is WhatsApp's word for it: a reply from its "native flow message".
func (FormReply) Type() string { return "nfm_reply" }

// Line is the answers in the order of the form.
func (f FormReply) Line() string {
	var said []string
	for _, field := range f.Fields() {
		said = append(said, field.Name+" = "+field.Value)
	}
	if len(said) == 0 {
		said = append(said, f.Body)
	}
	return joined("Filled in the form", strings.Join(said, ", "))
}

// Fields gives the answers in the order of the form, at most [MaxFormFields]
// of them, and none that is empty.
func (f FormReply) Fields() []FormField {
	if all := inside(f.Response, "", 1); all != nil {
		return all[:min(len(all), MaxFormFields)]
	}
	if v := shown(f.Response); v != "" {
		return []FormField{{"answer", v}}
	}
	return nil
}

// inside takes an object apart; nil if it is none.
func inside(raw json.RawMessage, prefix string, depth int) []FormField {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil
	}
	all := []FormField{}
	for dec.More() && len(all) < MaxFormFields {
		name, err := dec.Token()
		var v json.RawMessage
		if err != nil || dec.Decode(&v) != nil {
			break // Response was checked when it was read; what is whole is shown
		}
		if name == flowToken {
			continue
		}
		path := prefix + name.(string)
		if depth < MaxFormDepth {
			if nested := inside(v, path+".", depth+1); nested != nil {
				all = append(all, nested...)
				continue
			}
		}
		if s := shown(v); s != "" {
			all = append(all, FormField{path, s})
		}
	}
	return all
}

// shown is a value in words: a string without its quotes, a list with commas,
// nothing for null.
func shown(v json.RawMessage) string {
	var s string
	var list []json.RawMessage
	switch {
	case len(v) == 0 || string(v) == "null":
		return ""
	case json.Unmarshal(v, &s) == nil:
		return inOneLine(s)
	case json.Unmarshal(v, &list) == nil:
		var all []string
		for _, item := range list {
			if json.Unmarshal(item, &s) != nil {
				s = string(item)
			}
			all = append(all, s)
		}
		return inOneLine(strings.Join(all, ", "))
	}
	return string(v)
}
