package limits

import (
	"cmp"
	"strings"

	"frontdesk"
)

// fitProducts checks what is shown of a catalogue.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/catalogs/share-products
func fitProducts(i frontdesk.Interactive) error {
	if i.Form == frontdesk.FormCatalog {
		return nil // the catalogue is the number's own, and a picture of it is not needed
	}
	if i.Catalog == "" {
		return invalid("catalog_id", "give the id of the catalogue that has the products", "no catalogue is named")
	}
	if i.Form == frontdesk.FormProduct {
		if i.SKU == "" {
			return invalid("sku", "give the product's id in the catalogue", "no product is named")
		}
		return nil
	}
	if err := shelves.count(len(i.Shelves), 1); err != nil {
		return err
	}
	n := 0
	for _, s := range i.Shelves {
		if err := shelfTitle.title(s.Title, len(i.Shelves)); err != nil {
			return err
		}
		n += len(s.SKUs)
	}
	return products.count(n, 1)
}

// fitCards checks cards to leaf through: all with the same kind and number of
// buttons, or all products.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-media-carousel-messages
func fitCards(i frontdesk.Interactive) error {
	if err := cardsLimit.count(len(i.Cards), minCards); err != nil {
		return err
	}
	for n, c := range i.Cards {
		if kindOf(c) != kindOf(i.Cards[0]) || len(c.Buttons) != len(i.Cards[0].Buttons) {
			return invalid("cards", "give all cards a link, or as many buttons each, or a product each", "card %d has not the same buttons as the first", n+1)
		}
		if err := fitCard(c, n+1, i.Catalog); err != nil {
			return err
		}
	}
	return nil
}

func kindOf(c frontdesk.Card) string {
	switch {
	case c.SKU != "":
		return "product"
	case c.Link != nil:
		return "link of a " + string(pictured(c))
	}
	return "buttons of a " + string(pictured(c))
}

// pictured is what a card shows.
func pictured(c frontdesk.Card) frontdesk.Media {
	if c.Figure == nil {
		return ""
	}
	return c.Figure.Media
}

func fitCard(c frontdesk.Card, n int, catalog string) error {
	switch {
	case c.SKU != "" && catalog == "":
		return invalid("catalog_id", "give the id of the catalogue that has the products", "no catalogue is named")
	case c.SKU != "" && (c.Figure != nil || c.Link != nil || len(c.Buttons) > 0 || c.Body != ""):
		return invalid("cards", "leave the rest out, or the product", "card %d is a product and something else", n)
	case c.SKU != "":
		return nil
	case pictured(c) != frontdesk.Image && pictured(c) != frontdesk.Video:
		return invalid("cards", "give each card a picture, or each a video", "card %d shows neither a picture nor a video", n)
	case c.Link != nil && len(c.Buttons) > 0:
		return invalid("cards", "give each card one of them", "card %d has a link and buttons", n)
	}
	if err := cmp.Or(cardBody.text(c.Body), cardBreaks.count(strings.Count(c.Body, "\n"), 0)); err != nil {
		return err
	}
	if c.Link != nil {
		return fitLink(c.Link)
	}
	if len(c.Buttons) == 0 {
		return invalid("cards", "give each card one of them", "card %d has neither a link nor buttons", n)
	}
	return fitButtons(c.Buttons)
}
