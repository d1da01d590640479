package posted

import (
	"encoding/json"
	"strings"

	"frontdesk/adapter/sandbox/card"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// Limits of carousels and of lists of products.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages
const (
	maxCardBreaks = 2
)

type carouselCard struct {
	Index  *int            `json:"card_index"`
	Type   string          `json:"type"`
	Header *header         `json:"header"`
	Body   *worded         `json:"body"`
	Action json.RawMessage `json:"action"`
}

// actCarousel is two to ten cards that all have the same kind of button, or
// all show a product.
func actCarousel(find card.Finder, raw json.RawMessage, c *card.Card) error {
	var a struct {
		Cards []carouselCard `json:"cards"`
	}
	if err := strict.Read("interactive['action']", raw, &a); err != nil {
		return err
	}
	if err := strict.Among("cards", len(a.Cards), card.MinCards, card.MaxCards); err != nil {
		return err
	}
	for i, posted := range a.Cards {
		if posted.Index == nil || *posted.Index != i {
			return refusal.Invalid("Param card_index must count from 0.")
		}
		shown, err := readCard(posted, find)
		if err != nil {
			return err
		}
		c.Cards = append(c.Cards, shown)
		if buttonKindsOf(shown) != buttonKindsOf(c.Cards[0]) {
			return refusal.Invalid("All cards of a carousel must have the same buttons.")
		}
	}
	return nil
}

// readCard reads one card of a carousel.
func readCard(posted carouselCard, find card.Finder) (card.Card, error) {
	c := card.Card{Kind: "card"}
	if posted.Type == "product" {
		return c, actProduct(find, posted.Action, &c)
	}
	if posted.Type != "cta_url" && posted.Type != "button" && posted.Type != "quick_reply" {
		return c, refusal.BadParameter("Param card['type'] must be one of {cta_url, button, product}.")
	}
	if posted.Header == nil {
		return c, refusal.Missing("card['header']")
	}
	if err := posted.Header.read([]string{"image", "video"}, &c, find); err != nil {
		return c, err
	}
	if posted.Body != nil {
		c.Body = posted.Body.Text
	}
	if err := checkCardBody(c.Body); err != nil {
		return c, err
	}
	// Meta's page calls a card with quick replies a cta_url too.
	var has struct {
		Buttons json.RawMessage `json:"buttons"`
	}
	if json.Unmarshal(posted.Action, &has) == nil && has.Buttons != nil {
		return c, actCardReplies(posted.Action, &c)
	}
	return c, actLink(find, posted.Action, &c)
}

func checkCardBody(body string) error {
	if strings.Count(body, "\n") > maxCardBreaks {
		return refusal.Invalid("Card body may have at most 2 line breaks.")
	}
	return strict.Within("Card body", body, 0, card.MaxCardBody)
}

// actCardReplies is the quick replies of a card, spelt as those of a message or
// as those of a template are.
func actCardReplies(raw json.RawMessage, c *card.Card) error {
	var a struct {
		Buttons []struct {
			Type       string           `json:"type"`
			Reply      *json.RawMessage `json:"reply"`
			QuickReply *json.RawMessage `json:"quick_reply"`
		} `json:"buttons"`
	}
	if err := strict.Read("card['action']", raw, &a); err != nil {
		return err
	}
	if err := strict.Among("buttons", len(a.Buttons), 1, maxButtons); err != nil {
		return err
	}
	var posted []replyButton
	for _, b := range a.Buttons {
		said := b.Reply
		if b.Type == "quick_reply" {
			said = b.QuickReply
		}
		one := replyButton{Type: "reply"}
		if said == nil {
			return refusal.Missing("card['action']['buttons'][]['" + b.Type + "']")
		}
		if err := strict.Read("card['action']['buttons'][]", *said, &one.Reply); err != nil {
			return err
		}
		posted = append(posted, one)
	}
	buttons, err := replies(posted)
	c.Buttons = buttons
	return err
}

// actProduct shows one product of a catalogue, which is not played: any id is
// taken for a product of it.
func actProduct(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var a struct {
		Catalog string `json:"catalog_id"`
		Product string `json:"product_retailer_id"`
	}
	if err := strict.Read("interactive['action']", raw, &a); err != nil {
		return err
	}
	c.Catalog = a.Catalog
	c.Sections = []card.Section{{Rows: []card.Row{{ID: a.Product, Title: a.Product}}}}
	c.Buttons = []card.Button{{Kind: "catalog", Title: "View"}}
	return strict.First(strict.Within("catalog_id", a.Catalog, 1, maxButtonID), strict.Within("product_retailer_id", a.Product, 1, maxButtonID))
}

// actProducts is up to thirty products in up to ten sections.
func actProducts(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var a struct {
		Catalog  string           `json:"catalog_id"`
		Sections []productSection `json:"sections"`
	}
	if err := strict.Read("interactive['action']", raw, &a); err != nil {
		return err
	}
	c.Catalog, c.Buttons = a.Catalog, []card.Button{{Kind: "catalog", Title: "View items"}}
	err := strict.First(strict.Within("catalog_id", a.Catalog, 1, maxButtonID), strict.Among("sections", len(a.Sections), 1, maxSections))
	if err != nil {
		return err
	}
	products := 0
	for _, posted := range a.Sections {
		section, err := posted.shelf(min(len(a.Sections)-1, 1))
		if err != nil {
			return err
		}
		products += len(section.Rows)
		c.Sections = append(c.Sections, section)
	}
	return strict.Among("products", products, 1, card.MaxProducts)
}

// productSection is some products under a title.
type productSection struct {
	Title string `json:"title"`
	Items []struct {
		Product string `json:"product_retailer_id"`
	} `json:"product_items"`
}

// shelf is the section as a phone shows it, with a title of at least so many
// characters.
func (p productSection) shelf(least int) (card.Section, error) {
	s := card.Section{Title: p.Title}
	for _, i := range p.Items {
		if err := strict.Within("product_retailer_id", i.Product, 1, maxButtonID); err != nil {
			return s, err
		}
		s.Rows = append(s.Rows, card.Row{ID: i.Product, Title: i.Product})
	}
	return s, strict.First(strict.Within("Section title", s.Title, least, maxSectionTitle), strict.Among("product_items", len(s.Rows), 1, card.MaxProducts))
}

// actCatalog is one button that opens the catalogue.
func actCatalog(_ card.Finder, raw json.RawMessage, c *card.Card) error {
	var a struct {
		Name       string `json:"name"`
		Parameters struct {
			Thumbnail string `json:"thumbnail_product_retailer_id"`
		} `json:"parameters"`
	}
	if err := strict.Read("interactive['action']", raw, &a); err != nil {
		return err
	}
	c.Buttons = []card.Button{{Kind: "catalog", Title: "View catalog"}}
	if a.Name != "catalog_message" {
		return refusal.BadParameter("Param interactive['action']['name'] must be one of {catalog_message}.")
	}
	return nil
}

// buttonKindsOf names the buttons of a card without what they say.
func buttonKindsOf(c card.Card) string {
	var kinds []string
	for _, b := range c.Buttons {
		kinds = append(kinds, b.Kind)
	}
	return strings.Join(kinds, " ")
}
