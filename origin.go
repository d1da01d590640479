package frontdesk

import "strings"

// Origin is what stands beside a message: how it came to be said.
type Origin struct {
	// QuotedFrom is who wrote the message it quotes, as Meta writes them.
	QuotedFrom string `json:"quoted_from,omitempty"`
	// FrequentlyForwarded marks what went through many hands, more than five.
	FrequentlyForwarded bool     `json:"frequently_forwarded,omitempty"`
	Product             *Product `json:"product,omitempty"`
	Ad                  *Ad      `json:"ad,omitempty"`
}

// Product is the thing in a catalogue that a message asks about.
type Product struct {
	Catalog string `json:"catalog_id,omitempty"`
	SKU     string `json:"sku"`
}

// Ad is the advertisement or post that brought a person here.
type Ad struct {
	SourceType string `json:"source_type,omitempty"` // "ad" or "post"
	SourceID   string `json:"source_id,omitempty"`
	SourceURL  string `json:"source_url,omitempty"`
	Headline   string `json:"headline,omitempty"`
	Body       string `json:"body,omitempty"`
	MediaType  string `json:"media_type,omitempty"` // "image" or "video"
	ImageURL   string `json:"image_url,omitempty"`
	VideoURL   string `json:"video_url,omitempty"`
	Thumbnail  string `json:"thumbnail_url,omitempty"`
	// ClickID names the click to Meta's Conversions API (ctwa_clid).
	ClickID string `json:"click_id,omitempty"`
	// Welcome is what the ad greeted the person with.
	Welcome string `json:"welcome,omitempty"`
	Ref     string `json:"ref,omitempty"`
}

// Line is the origin in words; empty if there is nothing to tell.
func (o Origin) Line() string {
	var all []string
	if o.Ad != nil {
		all = append(all, o.Ad.line())
	}
	if o.Product != nil {
		s := "Asks about the product " + o.Product.SKU
		if o.Product.Catalog != "" {
			s += " of catalogue " + o.Product.Catalog
		}
		all = append(all, s)
	}
	if o.FrequentlyForwarded {
		all = append(all, "Forwarded many times")
	}
	return strings.Join(all, "; ")
}

func (a Ad) line() string {
	s := "Came by an ad"
	if a.SourceType == "post" {
		s = "Came by a post"
	}
	if a.Headline != "" {
		s += " ‘" + a.Headline + "’"
	}
	if a.SourceURL != "" {
		s += " (" + a.SourceURL + ")"
	}
	return joined(s, a.Body)
}
