package message

import (
	"bytes"
	"encoding/json"
	"slices"

	"frontdesk"
)

// envelope is what a delivery says of itself around its message. None of it is
// a kind of message.
var envelope = []string{"messaging_product", "recipient_type", "recipient", "to", "type", "context", "status", "biz_opaque_callback_data"}

// raw is a message in Meta's own words.
func raw(r frontdesk.Raw) (json.RawMessage, error) {
	body := bytes.TrimSpace(r.Body)
	switch {
	case r.Kind == "" || slices.Contains(envelope, r.Kind):
		return nil, frontdesk.Errorf(frontdesk.Invalid, "a raw message names its type, which is not %q", r.Kind).
			WithField("kind").WithNext("give the Cloud API's type as kind, and the object of that name as body")
	case !json.Valid(body) || body[0] != '{' && body[0] != '[':
		return nil, frontdesk.Errorf(frontdesk.Invalid, "the body of a raw message is not a JSON object").
			WithField("body").WithNext("give the object that the Cloud API has under the name of the type")
	}
	return body, nil
}
