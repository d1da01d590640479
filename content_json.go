package frontdesk

import (
	"encoding/json"
	"fmt"
)

// MarshalContent gives a content's fields as JSON, without its type.
func MarshalContent(c Content) ([]byte, error) {
	if c == nil {
		return nil, Errorf(Internal, "a message without content cannot be kept")
	}
	return json.Marshal(c)
}

// UnmarshalContent reads what MarshalContent wrote, given the type. Of a type
// this version does not know it makes an [Unknown] that keeps the fields.
func UnmarshalContent(kind string, data []byte) (Content, error) {
	switch kind {
	case "text":
		return decode(data, Text{})
	case "image", "video", "audio", "document", "sticker":
		a, err := decode(data, Attachment{})
		a.Media = Media(kind)
		return a, err
	case "interactive":
		return decode(data, Interactive{})
	case "button_reply", "list_reply", "button":
		c, err := decode(data, Choice{})
		c.From = kind
		return c, err
	case "template":
		return decode(data, Template{})
	case "location":
		return decode(data, Location{})
	case "contacts":
		return decode(data, ContactCards{})
	case "reaction":
		return decode(data, Reaction{})
	case "order":
		return decode(data, Order{})
	case "system":
		return decode(data, System{})
	case "nfm_reply":
		return decode(data, FormReply{})
	case "call_permission_reply":
		return decode(data, CallPermission{})
	case "edit":
		return decode(data, Edit{})
	case "revoke":
		return decode(data, Revoke{})
	case "unsupported":
		return decode(data, Withheld{})
	case "media_placeholder":
		return decode(data, Placeholder{})
	case "request_welcome":
		return decode(data, Welcome{})
	case "raw":
		return decode(data, Raw{})
	case "unknown":
		return decode(data, Unknown{})
	}
	return Unknown{Kind: kind, Raw: data}, nil
}

func decode[T any](data []byte, c T) (T, error) {
	if err := json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("content as kept cannot be read: %w", err)
	}
	return c, nil
}
