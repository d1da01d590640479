package webhook

import (
	"encoding/json"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// readers read a message of each known type. One that gives nil could not make
// sense of it; then the message is kept whole. They are filled in by init,
// because an edit has a message within it.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
var readers map[spelling.Word]func(raw json.RawMessage) frontdesk.Content

func init() {
	readers = map[spelling.Word]func(raw json.RawMessage) frontdesk.Content{
		"text":              text,
		"button":            button,
		"interactive":       reply,
		"location":          location,
		"contacts":          cards,
		"reaction":          reaction,
		"order":             order,
		"system":            systemNote,
		"edit":              edit,
		"revoke":            revoke,
		"unsupported":       withheld,
		"image":             attachment(frontdesk.Image),
		"video":             attachment(frontdesk.Video),
		"audio":             attachment(frontdesk.Audio),
		"document":          attachment(frontdesk.Document),
		"sticker":           attachment(frontdesk.Sticker),
		"media_placeholder": func(json.RawMessage) frontdesk.Content { return frontdesk.Placeholder{} },
		"request_welcome":   func(json.RawMessage) frontdesk.Content { return frontdesk.Welcome{} },
	}
}

// content reads what a message says. A type nobody knows, and an object that
// is missing or of another shape, is kept whole as Unknown.
func content(h head, raw json.RawMessage) frontdesk.Content {
	if read := readers[h.Type]; read != nil {
		if c := read(raw); c != nil {
			return c
		}
	}
	u := frontdesk.Unknown{Kind: string(h.Type), Raw: raw}
	if len(h.Errors) > 0 {
		u.Reason = h.Errors[0].said()
	}
	return u
}

// object reads the part of a message that has the name of its type.
func object[T any](raw json.RawMessage, name string) (T, bool) {
	var m map[string]json.RawMessage
	var part spelling.Maybe[T]
	if json.Unmarshal(raw, &m) != nil || m[name] == nil || json.Unmarshal(m[name], &part) != nil {
		return part.V, false
	}
	return part.V, part.OK
}

func text(raw json.RawMessage) frontdesk.Content {
	t, ok := object[struct {
		Body spelling.Word `json:"body"`
	}](raw, "text")
	if !ok {
		return nil
	}
	return frontdesk.Text{Body: string(t.Body)}
}

// button is the tap on a template's quick reply.
func button(raw json.RawMessage) frontdesk.Content {
	b, ok := object[struct {
		Payload spelling.Word `json:"payload"`
		Text    spelling.Word `json:"text"`
	}](raw, "button")
	if !ok {
		return nil
	}
	return frontdesk.Choice{From: "button", ID: string(b.Payload), Title: string(b.Text)}
}

func reaction(raw json.RawMessage) frontdesk.Content {
	r, ok := object[struct {
		MessageID spelling.Word `json:"message_id"`
		Emoji     spelling.Word `json:"emoji"`
	}](raw, "reaction")
	if !ok {
		return nil
	}
	return frontdesk.Reaction{To: string(r.MessageID), Emoji: string(r.Emoji)}
}

// location needs both coordinates: zero is a place.
func location(raw json.RawMessage) frontdesk.Content {
	l, ok := object[struct {
		Latitude  *spelling.Amount `json:"latitude"`
		Longitude *spelling.Amount `json:"longitude"`
		Name      spelling.Word    `json:"name"`
		Address   spelling.Word    `json:"address"`
		URL       spelling.Word    `json:"url"`
	}](raw, "location")
	if !ok || l.Latitude == nil || l.Longitude == nil {
		return nil
	}
	return frontdesk.Location{
		Latitude: float64(*l.Latitude), Longitude: float64(*l.Longitude),
		Name: string(l.Name), Address: string(l.Address), URL: string(l.URL),
	}
}

func order(raw json.RawMessage) frontdesk.Content {
	type item struct {
		SKU      spelling.Word   `json:"product_retailer_id"`
		Quantity spelling.Amount `json:"quantity"`
		Price    spelling.Amount `json:"item_price"`
		Currency spelling.Word   `json:"currency"`
	}
	o, ok := object[struct {
		Catalog spelling.Word `json:"catalog_id"`
		Text    spelling.Word `json:"text"`
		Items   []item        `json:"product_items"` // one that cannot be read would be a wrong order
	}](raw, "order")
	if !ok {
		return nil
	}
	basket := frontdesk.Order{Catalog: string(o.Catalog), Note: string(o.Text)}
	for _, i := range o.Items {
		basket.Items = append(basket.Items, frontdesk.OrderItem{
			SKU: string(i.SKU), Quantity: float64(i.Quantity), Price: float64(i.Price), Currency: string(i.Currency),
		})
	}
	return basket
}

// attachment reads the reference to a file; its bytes are fetched later.
func attachment(media frontdesk.Media) func(json.RawMessage) frontdesk.Content {
	return func(raw json.RawMessage) frontdesk.Content {
		f, ok := object[struct {
			ID       spelling.Word  `json:"id"`
			MIMEType spelling.Word  `json:"mime_type"`
			SHA256   spelling.Word  `json:"sha256"`
			URL      spelling.Word  `json:"url"`
			Caption  spelling.Word  `json:"caption"`
			Filename spelling.Word  `json:"filename"`
			Voice    spelling.YesNo `json:"voice"`
			Animated spelling.YesNo `json:"animated"`
		}](raw, string(media))
		if !ok || f.ID == "" {
			return nil
		}
		return frontdesk.Attachment{
			Media: media, MediaID: string(f.ID), URL: string(f.URL), MIMEType: string(f.MIMEType), SHA256: string(f.SHA256),
			Caption: string(f.Caption), Filename: string(f.Filename), Voice: bool(f.Voice), Animated: bool(f.Animated),
		}
	}
}

// withheld is a message that Meta names and does not hand over. The kind and
// the error may each be missing.
func withheld(raw json.RawMessage) frontdesk.Content {
	var m struct {
		Unsupported spelling.Maybe[struct {
			Type spelling.Word `json:"type"`
		}] `json:"unsupported"`
		Errors spelling.List[metaError] `json:"errors"`
	}
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	w := frontdesk.Withheld{Kind: string(m.Unsupported.V.Type)}
	if w.Kind == "unknown" {
		w.Kind = ""
	}
	if len(m.Errors) > 0 {
		w.Code, w.Reason = int(m.Errors[0].Code), m.Errors[0].said()
	}
	return w
}
