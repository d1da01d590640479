package typed

import (
	"encoding/json"
	"net/http"
	"slices"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
)

// Act is what a person does on a phone. Which fields count depends on the
// type; empty is text. A file comes as a multipart form: its bytes in a field
// file, beside these that are strings.
type Act struct {
	Type string `json:"type"`
	To   string `json:"to"` // the business number, by id or as dialled; empty is the first

	Text string `json:"text"`
	// MessageID and Emoji are a reaction; an empty emoji takes it back.
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"`
	// Payload and Text are a template's button; ID, Title and Description a
	// reply button or a list row.
	Payload     string `json:"payload"`
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	// Change is a system message's; NewPhone or NewUserID what it changes to.
	Change    string `json:"change"`
	NewPhone  string `json:"new_phone"`
	NewUserID string `json:"new_user_id"`
	// Kind is of what WhatsApp does not pass on, such as poll_creation.
	Kind string `json:"kind"`
	// What is shared, ordered, filled in, and allowed.
	Location  *card.Place     `json:"location"`
	Contacts  json.RawMessage `json:"contacts"`
	Order     *order          `json:"order"`
	Form      *formReply      `json:"nfm_reply"`
	Response  string          `json:"response"`
	Permanent bool            `json:"is_permanent"`
	// With ID, these are a file.
	MIMEType string     `json:"mime_type"`
	SHA256   string     `json:"sha256"`
	URL      string     `json:"url"`
	Caption  string     `json:"caption"`
	Filename string     `json:"filename"`
	Voice    bool       `json:"voice"`
	Animated bool       `json:"animated"`
	File     *card.File `json:"-"` // the same, if its bytes came in the request
	// Value, Body and BodyBase64 are raw; see raw. Value is also what is wished
	// for: "stop" or "resume".
	Value      json.RawMessage `json:"value"`
	Field      string          `json:"field"`
	Body       json.RawMessage `json:"body"`
	BodyBase64 []byte          `json:"body_base64"`
	Signature  string          `json:"signature"`
	Once       bool            `json:"once"`

	Name     *string `json:"name"`
	Username *string `json:"username"`
	UserID   *string `json:"user_id"`
	// HidePhone tells the business only the user id, from now on until it is
	// false; NoUserID only the phone, for this message.
	HidePhone *bool  `json:"hide_phone"`
	NoUserID  bool   `json:"no_user_id"`
	ReplyTo   string `json:"reply_to"`
	Forwarded bool   `json:"forwarded"`
	// Often is that it was forwarded more than five times.
	Often bool `json:"frequently_forwarded"`
	// Referral is the ad or post the person came from; Product what it is about.
	Referral  json.RawMessage `json:"referral"`
	Product   json.RawMessage `json:"referred_product"`
	Timestamp json.Number     `json:"timestamp"` // Unix seconds, instead of now
	WAMID     string          `json:"wamid"`     // instead of a new one, to repeat an id
}

// order is what a person wants of a catalogue.
type order struct {
	Catalog string      `json:"catalog_id"`
	Text    string      `json:"text"`
	Items   []card.Item `json:"product_items"`
}

// formReply is a filled-in form.
type formReply struct {
	Name     string         `json:"name"` // flow, or address_message
	Body     string         `json:"body"`
	Response map[string]any `json:"response"`
}

// Tap is what a person says by tapping something on a card.
func (t Act) Tap(on card.Card) (Act, error) {
	for _, c := range append([]card.Card{on}, on.Cards...) {
		if b, ok := find(c.Buttons, func(b card.Button) bool { return b.ID == t.ID || b.Title == t.ID }); ok {
			return t.press(b)
		}
		for _, section := range c.Sections {
			if r, ok := find(section.Rows, func(r card.Row) bool { return r.ID == t.ID || r.Title == t.ID }); ok && c.Kind == "list" {
				t.Type, t.ID, t.Title, t.Description = "list_reply", r.ID, r.Title, r.Description
				return t, nil
			}
		}
	}
	return t, refusal.Say(http.StatusNotFound, "there is no button and no row %q in that message", t.ID)
}

func find[T any](all []T, is func(T) bool) (found T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return found, false
}

// press is what a button says.
func (t Act) press(b card.Button) (Act, error) {
	switch b.Kind {
	case "reply":
		t.Type, t.ID, t.Title = "button_reply", b.ID, b.Title
	case "quick_reply":
		t.Type, t.Payload, t.Text = "button", b.ID, b.Title
	case "contact":
		t.Type = "contact_request"
	default:
		return t, refusal.Say(http.StatusBadRequest, "that button says nothing to the business; send what it asks for, with reply_to")
	}
	return t, nil
}
