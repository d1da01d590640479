package frontdesk

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Content is what a message says: one of the kinds in this file and no other.
// Type is its name in WhatsApp's words; Line is the whole of it for a reader
// who sees only text, never empty.
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

// Section is a titled group of options in a list.
type Section struct {
	Title string   `json:"title,omitempty"`
	Rows  []Option `json:"rows"`
}

// Link is a button that opens an address.
type Link struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// Interactive is a message of ours that asks for a tap. Form is the kind of
// question: "buttons", "list", "link", "request_location", "request_contact".
type Interactive struct {
	Form     string    `json:"kind"`
	Header   string    `json:"header,omitempty"`
	Body     string    `json:"body"`
	Footer   string    `json:"footer,omitempty"`
	Buttons  []Option  `json:"buttons,omitempty"`
	Button   string    `json:"button,omitempty"` // the label that opens a list
	Sections []Section `json:"sections,omitempty"`
	Link     *Link     `json:"link,omitempty"`
}

// Choice is what a person tapped. From is WhatsApp's name of the thing:
// "button_reply", "list_reply", or "button" for a template's quick reply.
type Choice struct {
	From        string `json:"-"`
	ID          string `json:"id,omitempty"` // a template button's payload
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// Template is a message approved by Meta beforehand.
type Template struct {
	Name       string          `json:"name"`
	Language   string          `json:"language"`
	Parameters json.RawMessage `json:"parameters,omitempty"`
}

// Location is a point on the map, in degrees.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// ContactCard is somebody's card, shared in a conversation.
type ContactCard struct {
	Name         string   `json:"name"`
	Phones       []string `json:"phones,omitempty"`
	Emails       []string `json:"emails,omitempty"`
	Organisation string   `json:"organisation,omitempty"`
}

// ContactCards is one or more cards.
type ContactCards struct {
	Cards []ContactCard `json:"cards"`
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

// Unknown is a message of a kind we cannot read. Raw keeps it whole, so that a
// later version can.
type Unknown struct {
	Kind   string          `json:"kind"`             // Meta's word for it; may be empty
	Reason string          `json:"reason,omitempty"` // what Meta says of it
	Raw    json.RawMessage `json:"raw,omitempty"`
}

func (Text) content()         {}
func (Attachment) content()   {}
func (Interactive) content()  {}
func (Choice) content()       {}
func (Template) content()     {}
func (Location) content()     {}
func (ContactCards) content() {}
func (Reaction) content()     {}
func (Order) content()        {}
func (System) content()       {}
func (Unknown) content()      {}

// Type is WhatsApp's word for it.
func (Text) Type() string { return "text" }

// Type is WhatsApp's word for the medium.
func (a Attachment) Type() string { return string(a.Media) }

// Type is WhatsApp's word for it.
func (Interactive) Type() string { return "interactive" }

// Type is WhatsApp's word for what was tapped.
func (c Choice) Type() string { return c.From }

// Type is WhatsApp's word for it.
func (Template) Type() string { return "template" }

// Type is WhatsApp's word for it.
func (Location) Type() string { return "location" }

// Type is WhatsApp's word for it.
func (ContactCards) Type() string { return "contacts" }

// Type is WhatsApp's word for it.
func (Reaction) Type() string { return "reaction" }

// Type is WhatsApp's word for it.
func (Order) Type() string { return "order" }

// Type is WhatsApp's word for it.
func (System) Type() string { return "system" }

// Type is "unknown", whatever Meta called it.
func (Unknown) Type() string { return "unknown" }

// Line is the body as written, line breaks included.
func (t Text) Line() string {
	if strings.TrimSpace(t.Body) == "" {
		return "(an empty message)"
	}
	return t.Body
}

// Line names the medium, the file and the caption.
func (a Attachment) Line() string {
	name := map[Media]string{
		Image: "Picture", Video: "Video", Audio: "Audio", Document: "Document", Sticker: "Sticker",
	}[a.Media]
	switch {
	case a.Voice:
		name = "Voice note"
	case name == "":
		name = "File"
	}
	if a.Filename != "" {
		name += " ‘" + a.Filename + "’"
	}
	return joined(name, a.Caption)
}

// Line is the question and what can be tapped.
func (i Interactive) Line() string {
	var titles []string
	for _, b := range i.Buttons {
		titles = append(titles, b.Title)
	}
	for _, s := range i.Sections {
		for _, r := range s.Rows {
			titles = append(titles, r.Title)
		}
	}
	if i.Link != nil {
		titles = append(titles, i.Link.Text+" ("+i.Link.URL+")")
	}
	body := i.Body
	if body == "" {
		body = "(a question)"
	}
	if len(titles) == 0 {
		return body
	}
	return body + " [" + strings.Join(titles, " | ") + "]"
}

// Line says what was tapped, with its id.
func (c Choice) Line() string {
	title := c.Title
	if title == "" {
		title = "(no title)"
	}
	if c.ID == "" || c.ID == c.Title {
		return fmt.Sprintf("Chose ‘%s’", title)
	}
	return fmt.Sprintf("Chose ‘%s’ (id %s)", title, c.ID)
}

// Line names the template.
func (t Template) Line() string {
	return fmt.Sprintf("Template ‘%s’ (%s)", t.Name, t.Language)
}

// Line is the place and its coordinates.
func (l Location) Line() string {
	at := "(" + degrees(l.Latitude) + ", " + degrees(l.Longitude) + ")"
	place := strings.Trim(l.Name+", "+l.Address, ", ")
	if place == "" {
		return "Location: " + at
	}
	return "Location: " + place + " " + at
}

// Line lists the names and numbers.
func (c ContactCards) Line() string {
	var cards []string
	for _, card := range c.Cards {
		cards = append(cards, strings.TrimSpace(card.Name+" "+strings.Join(card.Phones, ", ")))
	}
	return joined("Contact", strings.Join(cards, "; "))
}

// Line is the emoji, or that it was taken back.
func (r Reaction) Line() string {
	if r.Emoji == "" {
		return "Took back a reaction"
	}
	return "Reacted " + r.Emoji
}

// Line lists the basket.
func (o Order) Line() string {
	var items []string
	for _, it := range o.Items {
		items = append(items, fmt.Sprintf("%s × %s at %.2f %s", strconv.FormatFloat(it.Quantity, 'f', -1, 64), it.SKU, it.Price, it.Currency))
	}
	return joined(joined("Order", strings.Join(items, ", ")), o.Note)
}

// Line is what WhatsApp says, or the change it names.
func (s System) Line() string {
	if s.Body != "" {
		return s.Body
	}
	return joined("WhatsApp reports", s.Change)
}

// Line says of what kind it is and why it cannot be shown.
func (u Unknown) Line() string {
	kind := u.Kind
	if kind == "" {
		kind = "no name"
	}
	return joined("A message of a kind not yet known ("+kind+")", u.Reason)
}

func joined(head, tail string) string {
	if strings.TrimSpace(tail) == "" {
		return head
	}
	return head + ": " + tail
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

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
