package webhook

import "frontdesk"

// quotation is a message's context: what it quotes and where it has been.
type quotation struct {
	From                word  `json:"from"`
	ID                  word  `json:"id"`
	Forwarded           yesno `json:"forwarded"`
	FrequentlyForwarded yesno `json:"frequently_forwarded"`
	Product             maybe[struct {
		Catalog word `json:"catalog_id"`
		SKU     word `json:"product_retailer_id"`
	}] `json:"referred_product"`
}

// referral is the ad or post that a message came by.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text
type referral struct {
	SourceURL    word `json:"source_url"`
	SourceID     word `json:"source_id"`
	SourceType   word `json:"source_type"`
	Headline     word `json:"headline"`
	Body         word `json:"body"`
	MediaType    word `json:"media_type"`
	ImageURL     word `json:"image_url"`
	VideoURL     word `json:"video_url"`
	ThumbnailURL word `json:"thumbnail_url"`
	ClickID      word `json:"ctwa_clid"`
	Ref          word `json:"ref"`
	Welcome      maybe[struct {
		Text word `json:"text"`
	}] `json:"welcome_message"`
}

// origin is what stands beside the message; nil if nothing does.
func (h head) origin() *frontdesk.Origin {
	o := frontdesk.Origin{QuotedFrom: string(h.Context.V.From), FrequentlyForwarded: bool(h.Context.V.FrequentlyForwarded)}
	if p := h.Context.V.Product; p.OK {
		o.Product = &frontdesk.Product{Catalog: string(p.V.Catalog), SKU: string(p.V.SKU)}
	}
	if r := h.Referral; r.OK {
		o.Ad = &frontdesk.Ad{
			SourceType: string(r.V.SourceType), SourceID: string(r.V.SourceID), SourceURL: string(r.V.SourceURL),
			Headline: string(r.V.Headline), Body: string(r.V.Body), MediaType: string(r.V.MediaType),
			ImageURL: string(r.V.ImageURL), VideoURL: string(r.V.VideoURL), Thumbnail: string(r.V.ThumbnailURL),
			ClickID: string(r.V.ClickID), Welcome: string(r.V.Welcome.V.Text), Ref: string(r.V.Ref),
		}
	}
	if o == (frontdesk.Origin{}) {
		return nil
	}
	return &o
}
