package frontdesk

import (
	"encoding/json"
	"strings"
)

// Form is the kind of question an [Interactive] asks.
type Form string

// The forms there are.
const (
	FormButtons        Form = "buttons"                 // up to three answers to tap
	FormList           Form = "list"                    // up to ten answers behind a label
	FormLink           Form = "link"                    // a button that opens an address
	FormLocation       Form = "request_location"        // where are you?
	FormContact        Form = "request_contact"         // what is your phone number?
	FormFlow           Form = "flow"                    // a form to fill in
	FormProduct        Form = "product"                 // one product of a catalogue
	FormProducts       Form = "products"                // several of them
	FormCatalog        Form = "catalog"                 // the whole catalogue
	FormCards          Form = "cards"                   // cards to leaf through
	FormAddress        Form = "request_address"         // where shall it be delivered? India only
	FormCall           Form = "call"                    // a button that calls us
	FormCallPermission Form = "request_call_permission" // may we call you?
)

// Interactive is a message of ours that asks for a tap. Which fields it has
// depends on its Form; over the words stands a Header or a Figure, or neither.
type Interactive struct {
	Form     Form         `json:"kind"`
	Header   string       `json:"header,omitempty"`
	Figure   *Figure      `json:"header_file,omitempty"`
	Body     string       `json:"body"`
	Footer   string       `json:"footer,omitempty"`
	Buttons  []Option     `json:"buttons,omitempty"`
	Button   string       `json:"button,omitempty"` // the label that opens a list, a flow or a call
	Sections []Section    `json:"sections,omitempty"`
	Link     *Link        `json:"link,omitempty"`
	Flow     *Flow        `json:"flow,omitempty"`
	Catalog  string       `json:"catalog_id,omitempty"`
	SKU      string       `json:"sku,omitempty"` // the product, or the one that pictures the catalogue
	Shelves  []Shelf      `json:"products,omitempty"`
	Cards    []Card       `json:"cards,omitempty"`
	Address  *Destination `json:"address,omitempty"`
	Call     *Call        `json:"call,omitempty"`
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

// Flow is a form of ours at Meta, named by its id or its name. Its button's
// label is the Interactive's.
type Flow struct {
	ID     string          `json:"id,omitempty"`
	Name   string          `json:"name,omitempty"`
	Token  string          `json:"token,omitempty"`  // comes back with the answer
	Draft  bool            `json:"draft,omitempty"`  // not the published one
	Action string          `json:"action,omitempty"` // "navigate" or "data_exchange"
	Screen string          `json:"screen,omitempty"` // the first one, to navigate to
	Data   json.RawMessage `json:"data,omitempty"`   // what that screen is given
}

// Shelf is a titled group of products.
type Shelf struct {
	Title string   `json:"title,omitempty"`
	SKUs  []string `json:"skus"`
}

// Card is one of several to leaf through: a picture or a video, with a link or
// with buttons; or a product of the catalogue.
type Card struct {
	Figure  *Figure  `json:"header_file,omitempty"`
	Body    string   `json:"body,omitempty"`
	Link    *Link    `json:"link,omitempty"`
	Buttons []Option `json:"buttons,omitempty"`
	SKU     string   `json:"sku,omitempty"`
}

// Destination asks where to deliver. Values fill the fields in beforehand, by
// WhatsApp's names for them; Saved are addresses to choose from, by their ids.
type Destination struct {
	Country string                       `json:"country"`
	Values  map[string]string            `json:"values,omitempty"`
	Saved   map[string]map[string]string `json:"saved,omitempty"`
	Errors  map[string]string            `json:"errors,omitempty"` // what was wrong with the last answer
}

// Call is a button that calls us.
type Call struct {
	Minutes int    `json:"minutes,omitempty"` // how long it works
	Payload string `json:"payload,omitempty"` // comes with the call
}

// Type is WhatsApp's word for it.
func (Interactive) Type() string { return "interactive" }

// Line is the question and what can be tapped.
func (i Interactive) Line() string {
	titles := titlesOf(i.Buttons)
	for _, s := range i.Sections {
		titles = append(titles, titlesOf(s.Rows)...)
	}
	if i.Link != nil {
		titles = append(titles, i.Link.line())
	}
	for _, s := range i.Shelves {
		titles = append(titles, s.SKUs...)
	}
	for _, c := range i.Cards {
		titles = append(titles, c.line())
	}
	if i.Form == FormProduct && i.SKU != "" {
		titles = append(titles, i.SKU)
	}
	if len(titles) == 0 && i.Button != "" {
		titles = append(titles, i.Button)
	}
	body := i.Body
	switch {
	case body == "" && i.Form == FormCallPermission:
		body = "(asks whether we may call)"
	case body == "":
		body = "(a question)"
	}
	if len(titles) == 0 {
		return body
	}
	return body + " [" + strings.Join(titles, " | ") + "]"
}

func titlesOf(options []Option) (titles []string) {
	for _, o := range options {
		titles = append(titles, o.Title)
	}
	return titles
}

func (l Link) line() string { return l.Text + " (" + l.URL + ")" }

func (c Card) line() string {
	says := titlesOf(c.Buttons)
	if c.Link != nil {
		says = append(says, c.Link.line())
	}
	if c.SKU != "" {
		says = append(says, c.SKU)
	}
	return strings.Join(filled(strings.TrimSpace(c.Body), strings.Join(says, ", ")), ": ")
}
