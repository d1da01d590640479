package message

import (
	"encoding/json"
	"strings"
	"time"

	"frontdesk"
)

func says(c frontdesk.Content) frontdesk.Delivery {
	return frontdesk.Delivery{
		ID: "m7", To: frontdesk.Address{Kind: frontdesk.AtPhone, Value: "+34600111222", WaID: "34600111222"},
		Content: c, ReplyTo: "wamid.Q",
	}
}

var (
	picture = &frontdesk.Figure{Media: frontdesk.Image, MediaID: "m1"}
	film    = &frontdesk.Figure{Media: frontdesk.Video, URL: "https://a.example/film.mp4"}
	paper   = &frontdesk.Figure{Media: frontdesk.Document, MediaID: "m2", Filename: "bill.pdf"}
	open    = &frontdesk.Link{Text: "Open", URL: "https://a.example"}
	choices = []frontdesk.Option{{ID: "a", Title: "A", Description: "first"}, {ID: "b", Title: "B"}}
	place   = frontdesk.Location{Latitude: -45.07, Longitude: 7.69, Name: "Café Aurora", Address: "Via Roma 3"}
	groups  = []frontdesk.Shelf{{Title: "New", SKUs: []string{"S", "T"}}}
)

// everything is each kind of message, with and without what it may have.
var everything = map[string]frontdesk.Content{
	"text":             frontdesk.Text{Body: "hi"},
	"picture":          frontdesk.Attachment{Media: frontdesk.Image, MediaID: "1", Caption: "c", Filename: "n"},
	"video":            frontdesk.Attachment{Media: frontdesk.Video, MediaID: "1"},
	"voice":            frontdesk.Attachment{Media: frontdesk.Audio, MediaID: "1", Caption: "c", Voice: true},
	"document":         frontdesk.Attachment{Media: frontdesk.Document, MediaID: "1", Caption: "c", Filename: "n.pdf"},
	"sticker":          frontdesk.Attachment{Media: frontdesk.Sticker, MediaID: "1", Caption: "c"},
	"reaction":         frontdesk.Reaction{To: "wamid.T", Emoji: "👍"},
	"reaction, back":   frontdesk.Reaction{To: "wamid.T"},
	"place":            place,
	"bare place":       frontdesk.Location{},
	"buttons":          frontdesk.Interactive{Form: frontdesk.FormButtons, Header: "h", Body: "b", Footer: "f", Buttons: choices},
	"buttons, picture": frontdesk.Interactive{Form: frontdesk.FormButtons, Figure: picture, Body: "b", Buttons: choices},
	"list":             frontdesk.Interactive{Form: frontdesk.FormList, Header: "h", Body: "b", Footer: "f", Button: "See", Sections: []frontdesk.Section{{Title: "s", Rows: choices}, {Title: "t", Rows: []frontdesk.Option{{ID: "c", Title: "C"}}}}},
	"list, bare":       frontdesk.Interactive{Form: frontdesk.FormList, Body: "b", Button: "See", Sections: []frontdesk.Section{{Rows: choices}}},
	"link":             frontdesk.Interactive{Form: frontdesk.FormLink, Header: "h", Body: "b", Footer: "f", Link: open},
	"link, film":       frontdesk.Interactive{Form: frontdesk.FormLink, Figure: film, Body: "b", Link: open},
	"link, paper":      frontdesk.Interactive{Form: frontdesk.FormLink, Figure: paper, Body: "b", Link: open},
	"where are you":    frontdesk.Interactive{Form: frontdesk.FormLocation, Body: "b"},
	"your number":      frontdesk.Interactive{Form: frontdesk.FormContact, Body: "b"},
	"flow":             frontdesk.Interactive{Form: frontdesk.FormFlow, Body: "b", Button: "Go", Flow: &frontdesk.Flow{ID: "7", Token: "t", Draft: true, Screen: "FIRST", Data: json.RawMessage(`{"a":1}`)}},
	"flow, bare":       frontdesk.Interactive{Form: frontdesk.FormFlow, Body: "b", Button: "Go", Flow: &frontdesk.Flow{Name: "n"}},
	"flow, exchange":   frontdesk.Interactive{Form: frontdesk.FormFlow, Body: "b", Button: "Go", Flow: &frontdesk.Flow{ID: "7", Action: "data_exchange"}},
	"product":          frontdesk.Interactive{Form: frontdesk.FormProduct, Body: "b", Footer: "f", Catalog: "9", SKU: "S"},
	"product, bare":    frontdesk.Interactive{Form: frontdesk.FormProduct, Catalog: "9", SKU: "S"},
	"products":         frontdesk.Interactive{Form: frontdesk.FormProducts, Header: "h", Body: "b", Footer: "f", Catalog: "9", Shelves: groups},
	"catalogue":        frontdesk.Interactive{Form: frontdesk.FormCatalog, Body: "b", Footer: "f", SKU: "S"},
	"catalogue, bare":  frontdesk.Interactive{Form: frontdesk.FormCatalog, Body: "b"},
	"cards, links":     frontdesk.Interactive{Form: frontdesk.FormCards, Body: "b", Cards: []frontdesk.Card{{Figure: picture, Body: "c", Link: open}, {Figure: picture, Link: open}}},
	"cards, buttons":   frontdesk.Interactive{Form: frontdesk.FormCards, Body: "b", Cards: []frontdesk.Card{{Figure: film, Buttons: choices}, {Figure: film, Buttons: choices}}},
	"cards, products":  frontdesk.Interactive{Form: frontdesk.FormCards, Body: "b", Catalog: "9", Cards: []frontdesk.Card{{SKU: "S"}, {SKU: "T"}}},
	"where to deliver": frontdesk.Interactive{Form: frontdesk.FormAddress, Body: "b", Address: &frontdesk.Destination{Country: "IN", Values: map[string]string{"name": "Ada"}, Saved: map[string]map[string]string{"1": {"city": "Pune"}}, Errors: map[string]string{"in_pin_code": "none"}}},
	"call us":          frontdesk.Interactive{Form: frontdesk.FormCall, Body: "b", Button: "Call", Call: &frontdesk.Call{Minutes: 5, Payload: "p"}},
	"call us, bare":    frontdesk.Interactive{Form: frontdesk.FormCall, Body: "b"},
	"may we call":      frontdesk.Interactive{Form: frontdesk.FormCallPermission},
	"template, bare":   frontdesk.Template{Name: "hello_world", Language: "en_US"},
	"template": frontdesk.Template{Name: "parcel", Language: "en", Parts: []frontdesk.TemplatePart{
		{Part: "header", Values: []frontdesk.TemplateValue{{Kind: "document", Figure: paper}}},
		{Part: "body", Values: []frontdesk.TemplateValue{{Kind: "text", Text: "Ada"}, {Kind: "currency", Text: "€1", Currency: &frontdesk.Money{Code: "EUR", Amount: 1000}}, {Kind: "date_time", Text: "today"}}},
		{Part: "button", Button: "url", Index: 0, Values: []frontdesk.TemplateValue{{Kind: "text", Text: "P-7"}}},
		{Part: "button", Button: "quick_reply", Index: 1, Values: []frontdesk.TemplateValue{{Kind: "payload", Text: "stop"}}},
		{Part: "button", Button: "copy_code", Index: 2, Values: []frontdesk.TemplateValue{{Kind: "coupon_code", Text: "SALE"}}},
		{Part: "button", Button: "flow", Index: 3, Values: []frontdesk.TemplateValue{{Kind: "action", Action: &frontdesk.TemplateAction{Token: "t", Data: json.RawMessage(`{"a":1}`)}}}},
		{Part: "button", Button: "catalog", Index: 4, Values: []frontdesk.TemplateValue{{Kind: "action", Action: &frontdesk.TemplateAction{Thumbnail: "S"}}}},
		{Part: "button", Button: "mpm", Index: 5, Values: []frontdesk.TemplateValue{{Kind: "action", Action: &frontdesk.TemplateAction{Thumbnail: "S", Shelves: groups}}}},
		{Part: "button", Button: "voice_call", Values: []frontdesk.TemplateValue{{Kind: "ttl_minutes", Minutes: 5}, {Kind: "payload", Text: "p"}}},
		{Part: "limited_time_offer", Values: []frontdesk.TemplateValue{{Kind: "limited_time_offer", Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}}},
	}},
	"template, names": headed(frontdesk.TemplateValue{Kind: "text", Name: "sale", Text: "x"}),
	"template, place": headed(frontdesk.TemplateValue{Kind: "location", Location: &place}),
	"template, goods": headed(frontdesk.TemplateValue{Kind: "product", Product: &frontdesk.Product{Catalog: "9", SKU: "S"}}),
	"template, film":  headed(frontdesk.TemplateValue{Kind: "video", Figure: film}),
	"template, cards": frontdesk.Template{Name: "leaf", Language: "en", Parts: []frontdesk.TemplatePart{{Part: "cards", Cards: [][]frontdesk.TemplatePart{
		{{Part: "header", Values: []frontdesk.TemplateValue{{Kind: "image", Figure: picture}}}}, {{Part: "body", Values: []frontdesk.TemplateValue{{Kind: "text", Text: "x"}}}},
	}}}},
	"people": frontdesk.ContactCards{Cards: []frontdesk.ContactCard{{Name: "Ada"}, {
		Name: "Ada Lovelace", Parts: &frontdesk.NameParts{Prefix: "Countess", First: "Ada", Middle: "K", Last: "Lovelace", Suffix: "B.A."},
		Phones: []string{"+44 7911 123", "+44 20"}, WaIDs: []string{"447911123"}, Emails: []string{"ada@a.example"}, URLs: []string{"https://a.example"},
		Addresses: []string{"St James's Square 12, London"}, Postal: []frontdesk.Postal{{Street: "Via Roma 3", City: "Turin", State: "TO", Zip: "10121", Country: "Italy", CountryCode: "it", Label: "WORK"}},
		Organisation: "Engines", Department: "Notes", Title: "Analyst", Birthday: "1815-12-10", Labels: map[string]string{"+44 20": "WORK", "ada@a.example": "HOME"},
	}}},
	"in Meta's words": frontdesk.Raw{Kind: "pin", Body: json.RawMessage(`{"type":"pin","message_id":"wamid.P","expiration_days":1}`)},
}

func headed(v frontdesk.TemplateValue) frontdesk.Template {
	return frontdesk.Template{Name: "t", Language: "en", Parts: []frontdesk.TemplatePart{{Part: "header", Values: []frontdesk.TemplateValue{v}}}}
}

// limits is a thing of each kind that Meta's pages limit, made as long or as
// many as n.
var limits = map[string]struct {
	max  int
	make func(n int) frontdesk.Content
}{
	"text": {4096, func(n int) frontdesk.Content { return frontdesk.Text{Body: long(n)} }},
	"caption": {1024, func(n int) frontdesk.Content {
		return frontdesk.Attachment{Media: frontdesk.Image, MediaID: "1", Caption: long(n)}
	}},
	"header":  {60, func(n int) frontdesk.Content { return asked(func(i *frontdesk.Interactive) { i.Header = long(n) }) }},
	"body":    {1024, func(n int) frontdesk.Content { return asked(func(i *frontdesk.Interactive) { i.Body = long(n) }) }},
	"footer":  {60, func(n int) frontdesk.Content { return asked(func(i *frontdesk.Interactive) { i.Footer = long(n) }) }},
	"buttons": {3, func(n int) frontdesk.Content { return asked(func(i *frontdesk.Interactive) { i.Buttons = options(n) }) }},
	"button title": {20, func(n int) frontdesk.Content {
		return asked(func(i *frontdesk.Interactive) { i.Buttons[0].Title = long(n) })
	}},
	"button id": {256, func(n int) frontdesk.Content {
		return asked(func(i *frontdesk.Interactive) { i.Buttons[0].ID = long(n) })
	}},
	"list body": {4096, func(n int) frontdesk.Content { return listed(func(i *frontdesk.Interactive) { i.Body = long(n) }) }},
	"label":     {20, func(n int) frontdesk.Content { return listed(func(i *frontdesk.Interactive) { i.Button = long(n) }) }},
	"rows": {10, func(n int) frontdesk.Content {
		return listed(func(i *frontdesk.Interactive) { i.Sections[0].Rows = options(n) })
	}},
	"row title": {24, func(n int) frontdesk.Content {
		return listed(func(i *frontdesk.Interactive) { i.Sections[0].Rows[0].Title = long(n) })
	}},
	"row text": {72, func(n int) frontdesk.Content {
		return listed(func(i *frontdesk.Interactive) { i.Sections[0].Rows[0].Description = long(n) })
	}},
	"row id": {200, func(n int) frontdesk.Content {
		return listed(func(i *frontdesk.Interactive) { i.Sections[0].Rows[0].ID = long(n) })
	}},
	"section title": {24, func(n int) frontdesk.Content {
		return listed(func(i *frontdesk.Interactive) { i.Sections[0].Title = long(n) })
	}},
	"sections": {10, func(n int) frontdesk.Content {
		return listed(func(i *frontdesk.Interactive) {
			i.Sections = nil
			for range n {
				i.Sections = append(i.Sections, frontdesk.Section{Title: "s", Rows: options(1)})
			}
		})
	}},
	"link text": {20, func(n int) frontdesk.Content {
		return frontdesk.Interactive{Form: frontdesk.FormLink, Body: "b", Link: &frontdesk.Link{Text: long(n), URL: "https://a.example"}}
	}},
	"flow label": {30, func(n int) frontdesk.Content {
		return frontdesk.Interactive{Form: frontdesk.FormFlow, Body: "b", Button: long(n), Flow: &frontdesk.Flow{ID: "7"}}
	}},
	"call label": {20, func(n int) frontdesk.Content {
		return frontdesk.Interactive{Form: frontdesk.FormCall, Body: "b", Button: long(n)}
	}},
	"call minutes": {43200, func(n int) frontdesk.Content {
		return frontdesk.Interactive{Form: frontdesk.FormCall, Body: "b", Call: &frontdesk.Call{Minutes: n}}
	}},
	"call payload": {512, func(n int) frontdesk.Content {
		return frontdesk.Interactive{Form: frontdesk.FormCall, Body: "b", Call: &frontdesk.Call{Payload: long(n)}}
	}},
	"products": {30, func(n int) frontdesk.Content {
		return frontdesk.Interactive{Form: frontdesk.FormProducts, Header: "h", Body: "b", Catalog: "9", Shelves: []frontdesk.Shelf{{SKUs: strings.Split(strings.Repeat("S,", n-1)+"S", ",")}}}
	}},
	"cards":     {10, func(n int) frontdesk.Content { return carded(n, func(*frontdesk.Card) {}) }},
	"card body": {160, func(n int) frontdesk.Content { return carded(2, func(c *frontdesk.Card) { c.Body = long(n) }) }},
	"card lines": {2, func(n int) frontdesk.Content {
		return carded(2, func(c *frontdesk.Card) { c.Body = "x" + strings.Repeat("\nx", n) })
	}},
	"people": {257, func(n int) frontdesk.Content {
		c := frontdesk.ContactCards{Cards: make([]frontdesk.ContactCard, n)}
		for i := range c.Cards {
			c.Cards[i].Name = "Ada"
		}
		return c
	}},
	"template name": {512, func(n int) frontdesk.Content { return frontdesk.Template{Name: long(n), Language: "en"} }},
	"coupon": {20, func(n int) frontdesk.Content {
		return frontdesk.Template{Name: "t", Language: "en", Parts: []frontdesk.TemplatePart{{Part: "button", Button: "copy_code", Values: []frontdesk.TemplateValue{{Kind: "coupon_code", Text: long(n)}}}}}
	}},
}

func long(n int) string { return strings.Repeat("x", n) }

func options(n int) (all []frontdesk.Option) {
	for range n {
		all = append(all, frontdesk.Option{ID: "i", Title: "t"})
	}
	return all
}

func asked(change func(*frontdesk.Interactive)) frontdesk.Content {
	i := frontdesk.Interactive{Form: frontdesk.FormButtons, Body: "b", Buttons: options(1)}
	change(&i)
	return i
}

func listed(change func(*frontdesk.Interactive)) frontdesk.Content {
	i := frontdesk.Interactive{Form: frontdesk.FormList, Body: "b", Button: "See", Sections: []frontdesk.Section{{Rows: options(1)}}}
	change(&i)
	return i
}

func carded(n int, change func(*frontdesk.Card)) frontdesk.Content {
	i := frontdesk.Interactive{Form: frontdesk.FormCards, Body: "b"}
	for range n {
		c := frontdesk.Card{Figure: picture, Link: open}
		change(&c)
		i.Cards = append(i.Cards, c)
	}
	return i
}
