package frontdesk

import "encoding/json"

// Content is what a message says: one of the kinds that this package names and
// no other. Type is its name in WhatsApp's words; Line is the whole of it for a
// reader who sees only text, never empty.
type Content interface {
	Type() string
	Line() string
	content()
}

// Text is plain words: as typed on the way in, in WhatsApp's markup on the way
// out.
type Text struct {
	Body       string `json:"body"`
	PreviewURL bool   `json:"preview_url,omitempty"`
}

// Media says what an attachment is to WhatsApp.
type Media string

// The kinds of attachment.
const (
	Image    Media = "image"
	Video    Media = "video"
	Audio    Media = "audio"
	Document Media = "document"
	Sticker  Media = "sticker"
)

// Attachment is a file, received or to be sent. Until its bytes are fetched
// only Meta's reference to them is known.
type Attachment struct {
	Media    Media  `json:"-"`
	File     FileID `json:"file_id,omitempty"`
	MediaID  string `json:"media_id,omitempty"` // Meta's id; lives 7 days when received
	URL      string `json:"url,omitempty"`      // Meta's address; lives 5 minutes
	MIMEType string `json:"mime_type,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // as Meta wrote it, base64 or hex
	Caption  string `json:"caption,omitempty"`
	Filename string `json:"filename,omitempty"`
	Voice    bool   `json:"voice,omitempty"`    // audio recorded in the app
	Animated bool   `json:"animated,omitempty"` // a sticker that moves
}

// Option is one thing a person may pick.
type Option struct {
	ID          string `json:"id,omitempty"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// Choice is what a person tapped. From is WhatsApp's name of the thing:
// "button_reply", "list_reply", or "button" for a template's quick reply.
type Choice struct {
	From        string `json:"-"`
	ID          string `json:"id,omitempty"` // a template button's payload
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// Location is a point on the map, in degrees.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// Reaction is an emoji on a message; an empty one takes it back.
type Reaction struct {
	To    string `json:"to"` // the wamid of the message reacted to
	Emoji string `json:"emoji,omitempty"`
}

// OrderItem is one line of an order. Price is in units of Currency, as Meta
// wrote it.
type OrderItem struct {
	SKU      string  `json:"sku"`
	Quantity float64 `json:"quantity"`
	Price    float64 `json:"price"`
	Currency string  `json:"currency"`
}

// Order is a basket a person sent from a catalogue.
type Order struct {
	Catalog string      `json:"catalog_id,omitempty"`
	Note    string      `json:"note,omitempty"`
	Items   []OrderItem `json:"items"`
}

// System is WhatsApp telling of the person, for example of a new number.
type System struct {
	Change string `json:"change"` // Meta's word, for example "user_changed_number"
	Body   string `json:"body,omitempty"`
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
}

// Withheld is a message that WhatsApp shows on the phone and does not pass
// on: only its kind is known.
type Withheld struct {
	Kind   string `json:"kind,omitempty"`   // Meta's word for it, for example "poll_creation"
	Reason string `json:"reason,omitempty"` // what Meta says of it
	Code   int    `json:"code,omitempty"`   // Meta's error number
}

// Placeholder stands in the history of a phone for a file that may come later.
type Placeholder struct{}

// Welcome is a person who opened the chat for the first time and said nothing
// yet. Meta sends it no more, but for older accounts.
type Welcome struct{}

// Unknown is a message of a kind we cannot read. Raw keeps it whole, so that a
// later version can.
type Unknown struct {
	Kind   string          `json:"kind"`             // Meta's word for it; may be empty
	Reason string          `json:"reason,omitempty"` // what Meta says of it
	Raw    json.RawMessage `json:"raw,omitempty"`
}

func (Text) content()           {}
func (Attachment) content()     {}
func (Interactive) content()    {}
func (Choice) content()         {}
func (Template) content()       {}
func (Location) content()       {}
func (ContactCards) content()   {}
func (Reaction) content()       {}
func (Order) content()          {}
func (System) content()         {}
func (FormReply) content()      {}
func (CallPermission) content() {}
func (Edit) content()           {}
func (Revoke) content()         {}
func (Withheld) content()       {}
func (Placeholder) content()    {}
func (Welcome) content()        {}
func (Unknown) content()        {}
func (Raw) content()            {}
