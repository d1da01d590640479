package webhook

import (
	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// quotation is a message's context: what it quotes and where it has been.
type quotation struct {
	From                spelling.Word  `json:"from"`
	ID                  spelling.Word  `json:"id"`
	Forwarded           spelling.YesNo `json:"forwarded"`
	FrequentlyForwarded spelling.YesNo `json:"frequently_forwarded"`
	Product             spelling.Maybe[struct {
		Catalog spelling.Word `json:"catalog_id"`
		SKU     spelling.Word `json:"product_retailer_id"`
	}] `json:"referred_product"`
}

// referral is the ad or post that a message came by.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text
type referral struct {
	SourceURL    spelling.Word `json:"source_url"`
	SourceID     spelling.Word `json:"source_id"`
	SourceType   spelling.Word `json:"source_type"`
	Headline     spelling.Word `json:"headline"`
	Body         spelling.Word `json:"body"`
	MediaType    spelling.Word `json:"media_type"`
	ImageURL     spelling.Word `json:"image_url"`
	VideoURL     spelling.Word `json:"video_url"`
	ThumbnailURL spelling.Word `json:"thumbnail_url"`
	ClickID      spelling.Word `json:"ctwa_clid"`
	Ref          spelling.Word `json:"ref"`
	Welcome      spelling.Maybe[struct {
		Text spelling.Word `json:"text"`
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
