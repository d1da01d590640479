package card

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
)

// Card is what a message shows beside plain text: buttons, a list, a place,
// people, products, a template. It is the same whichever side sent it.
type Card struct {
	// Kind is the type of an interactive message; else the message's.
	Kind   string `json:"kind"`
	Header string `json:"header,omitempty"`
	// Media is the picture, film or document above the body; of one that was
	// given as a link only the link is known, since nothing here fetches it.
	Media     *File  `json:"media,omitempty"`
	MediaKind string `json:"media_kind,omitempty"`
	Link      string `json:"link,omitempty"`

	Body     string    `json:"body,omitempty"`
	Footer   string    `json:"footer,omitempty"`
	Offer    *Offer    `json:"offer,omitempty"`
	Place    *Place    `json:"place,omitempty"`
	Buttons  []Button  `json:"buttons,omitempty"`
	Label    string    `json:"label,omitempty"` // opens Sections
	Sections []Section `json:"sections,omitempty"`
	Cards    []Card    `json:"cards,omitempty"`
	People   []Person  `json:"people,omitempty"`
	Catalog  string    `json:"catalog,omitempty"`
	Items    []Item    `json:"items,omitempty"`
	// Template, Language and Category are of a template.
	Template string `json:"template,omitempty"`
	Language string `json:"language,omitempty"`
	Category string `json:"category,omitempty"`
	// Answers are what somebody filled in.
	Answers map[string]any `json:"answers,omitempty"`
}

// Button is one that can be tapped. Kind says what that does: reply, url,
// phone, copy, flow, location, contact, address, catalog, call or allow.
type Button struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	ID    string `json:"id,omitempty"`    // of a reply; of a template's, its payload
	Value string `json:"value,omitempty"` // the address, number, code or flow token
}

// Section is a part of a list, of rows or of products.
type Section struct {
	Title string `json:"title,omitempty"`
	Rows  []Row  `json:"rows"`
}

// Row is one thing to choose.
type Row struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// Place is a location.
type Place struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
	URL       string  `json:"url,omitempty"`
}

// Person is a contact card, in the line a phone shows.
type Person struct {
	Name         string   `json:"name"`
	Organization string   `json:"organization,omitempty"`
	Phones       []string `json:"phones,omitempty"`
	Emails       []string `json:"emails,omitempty"`
}

// Item is a product, as it is ordered.
type Item struct {
	Product  string  `json:"product_retailer_id"`
	Quantity int     `json:"quantity"`
	Price    float64 `json:"item_price"`
	Currency string  `json:"currency"`
}

// Offer is one for a limited time.
type Offer struct {
	Text    string `json:"text"`
	Expires int64  `json:"expires,omitempty"` // Unix milliseconds
}

// Line is the card in one line.
func (c *Card) Line() string {
	switch {
	case c.Body != "" || c.Header != "":
		return cmp.Or(c.Body, c.Header)
	case c.Place != nil:
		return c.Place.line()
	case len(c.People) > 0:
		var names []string
		for _, p := range c.People {
			names = append(names, p.Name)
		}
		return strings.Join(names, ", ")
	case len(c.Items) > 0:
		var items []string
		for _, i := range c.Items {
			items = append(items, fmt.Sprintf("%d × %s", i.Quantity, i.Product))
		}
		return strings.Join(items, ", ")
	}
	return "(" + c.Kind + ")"
}

func (p *Place) line() string {
	at := fmt.Sprintf("%g, %g", p.Latitude, p.Longitude)
	if p.Name == "" && p.Address == "" {
		return at
	}
	return strings.Trim(p.Name+", "+p.Address, ", ") + " (" + at + ")"
}

// Files are those of the card and of the cards in it.
func (c *Card) Files() []*File {
	if c == nil {
		return nil
	}
	var all []*File
	if c.Media != nil {
		all = append(all, c.Media)
	}
	for i := range c.Cards {
		all = append(all, c.Cards[i].Files()...)
	}
	return all
}

// Size is about what the card takes in memory.
func (c *Card) Size() int {
	if c == nil {
		return 0
	}
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // it is made of strings and numbers
	}
	return len(b)
}
