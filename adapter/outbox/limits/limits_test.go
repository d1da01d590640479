package limits

import (
	"encoding/json"
	"strings"
	"testing"

	"frontdesk"
)

// edge is a question with one thing in it as long, or as many, as n.
type edge struct {
	max  int
	make func(n int) frontdesk.Content
	next string // what the refusal offers
}

func long(n int) string { return strings.Repeat("x", n) }

func options(n int) []frontdesk.Option {
	var all []frontdesk.Option
	for i := range n {
		all = append(all, frontdesk.Option{Title: "Option " + strings.Repeat("i", i)})
	}
	return all
}

func ask(change func(*frontdesk.Interactive)) frontdesk.Interactive {
	i := frontdesk.Interactive{
		Form: frontdesk.FormButtons, Body: "Which?", Buttons: []frontdesk.Option{{ID: "a", Title: "A"}, {ID: "b", Title: "B"}},
	}
	change(&i)
	return i
}

func list(change func(*frontdesk.Interactive)) frontdesk.Interactive {
	i := frontdesk.Interactive{
		Form: frontdesk.FormList, Body: "Which?", Button: "See",
		Sections: []frontdesk.Section{{Title: "One", Rows: []frontdesk.Option{{ID: "a", Title: "A"}}}, {Title: "Two", Rows: []frontdesk.Option{{ID: "b", Title: "B"}}}},
	}
	change(&i)
	return i
}

func linked(change func(*frontdesk.Interactive)) frontdesk.Interactive {
	i := frontdesk.Interactive{Form: frontdesk.FormLink, Body: "Look", Link: &frontdesk.Link{Text: "Open", URL: "https://a.example"}}
	change(&i)
	return i
}

func flowing(change func(*frontdesk.Interactive)) frontdesk.Interactive {
	i := frontdesk.Interactive{Form: frontdesk.FormFlow, Body: "Fill in", Button: "Begin", Flow: &frontdesk.Flow{ID: "7"}}
	change(&i)
	return i
}

func calling(change func(*frontdesk.Interactive)) frontdesk.Interactive {
	i := frontdesk.Interactive{Form: frontdesk.FormCall, Body: "Call us", Button: "Call", Call: &frontdesk.Call{Minutes: 1}}
	change(&i)
	return i
}

func shelf(groups, each int) frontdesk.Interactive {
	i := frontdesk.Interactive{Form: frontdesk.FormProducts, Header: "New", Body: "Look", Catalog: "9"}
	for range groups {
		var skus []string
		for range each {
			skus = append(skus, "S")
		}
		i.Shelves = append(i.Shelves, frontdesk.Shelf{Title: "Group", SKUs: skus})
	}
	return i
}

func leaf(n int, change func(*frontdesk.Card)) frontdesk.Interactive {
	i := frontdesk.Interactive{Form: frontdesk.FormCards, Body: "Leaf"}
	for range n {
		c := frontdesk.Card{
			Figure: &frontdesk.Figure{Media: frontdesk.Image, MediaID: "1"}, Link: &frontdesk.Link{Text: "Open", URL: "https://a.example"},
		}
		change(&c)
		i.Cards = append(i.Cards, c)
	}
	return i
}

func same(*frontdesk.Card) {}

func people(n int) frontdesk.ContactCards {
	return frontdesk.ContactCards{Cards: make([]frontdesk.ContactCard, n)}
}

var edges = map[string]edge{
	"header": {60, func(n int) frontdesk.Content { return ask(func(i *frontdesk.Interactive) { i.Header = long(n) }) }, "shorten"},
	"body":   {1024, func(n int) frontdesk.Content { return ask(func(i *frontdesk.Interactive) { i.Body = long(n) }) }, "as a text before"},
	"footer": {60, func(n int) frontdesk.Content { return ask(func(i *frontdesk.Interactive) { i.Footer = long(n) }) }, "shorten"},
	"title": {20, func(n int) frontdesk.Content {
		return ask(func(i *frontdesk.Interactive) { i.Buttons[0].Title = long(n) })
	}, "24 characters"},
	"button id": {256, func(n int) frontdesk.Content {
		return ask(func(i *frontdesk.Interactive) { i.Buttons[0].ID = long(n) })
	}, "shorter id"},

	"list header": {60, func(n int) frontdesk.Content { return list(func(i *frontdesk.Interactive) { i.Header = long(n) }) }, "shorten"},
	"list body":   {4096, func(n int) frontdesk.Content { return list(func(i *frontdesk.Interactive) { i.Body = long(n) }) }, "as a text before"},
	"label":       {20, func(n int) frontdesk.Content { return list(func(i *frontdesk.Interactive) { i.Button = long(n) }) }, "shorten"},
	"sections": {10, func(n int) frontdesk.Content {
		return list(func(i *frontdesk.Interactive) {
			i.Sections = make([]frontdesk.Section, n)
			for s := range i.Sections {
				i.Sections[s] = frontdesk.Section{Title: "S", Rows: options(1)}
			}
		})
	}, "join"},
	"rows": {10, func(n int) frontdesk.Content {
		return list(func(i *frontdesk.Interactive) { i.Sections[0].Rows, i.Sections = options(n), i.Sections[:1] })
	}, "second list, or all of them as text"},
	"rows in all": {10, func(n int) frontdesk.Content {
		return list(func(i *frontdesk.Interactive) { i.Sections[1].Rows = options(n - 1) })
	}, "second list, or all of them as text"},
	"row id": {200, func(n int) frontdesk.Content {
		return list(func(i *frontdesk.Interactive) { i.Sections[0].Rows[0].ID = long(n) })
	}, "shorter id"},
	"row title": {24, func(n int) frontdesk.Content {
		return list(func(i *frontdesk.Interactive) { i.Sections[0].Rows[0].Title = long(n) })
	}, "description"},
	"row text": {72, func(n int) frontdesk.Content {
		return list(func(i *frontdesk.Interactive) { i.Sections[0].Rows[0].Description = long(n) })
	}, "body"},
	"section title": {24, func(n int) frontdesk.Content {
		return list(func(i *frontdesk.Interactive) { i.Sections[0].Title = long(n) })
	}, "shorten"},

	"link text": {20, func(n int) frontdesk.Content { return linked(func(i *frontdesk.Interactive) { i.Link.Text = long(n) }) }, "body"},
	"link url": {2000, func(n int) frontdesk.Content {
		return linked(func(i *frontdesk.Interactive) { i.Link.URL = "https://a.example/" + long(n-len("https://a.example/")) })
	}, "shorter address"},
	"link header": {60, func(n int) frontdesk.Content { return linked(func(i *frontdesk.Interactive) { i.Header = long(n) }) }, "shorten"},

	"flow label": {30, func(n int) frontdesk.Content { return flowing(func(i *frontdesk.Interactive) { i.Button = long(n) }) }, "shorten"},
	"call label": {20, func(n int) frontdesk.Content { return calling(func(i *frontdesk.Interactive) { i.Button = long(n) }) }, "shorten"},
	"call payload": {512, func(n int) frontdesk.Content {
		return calling(func(i *frontdesk.Interactive) { i.Call.Payload = long(n) })
	}, "shorten"},
	"call minutes": {43200, func(n int) frontdesk.Content { return calling(func(i *frontdesk.Interactive) { i.Call.Minutes = n }) }, "30 days"},

	"products":       {30, func(n int) frontdesk.Content { return shelf(1, n) }, "second message"},
	"product groups": {10, func(n int) frontdesk.Content { return shelf(n, 1) }, "join"},
	"group title": {24, func(n int) frontdesk.Content {
		i := shelf(2, 1)
		i.Shelves[0].Title = long(n)
		return i
	}, "shorten"},

	"cards":     {10, func(n int) frontdesk.Content { return leaf(n, same) }, "second message"},
	"card body": {160, func(n int) frontdesk.Content { return leaf(2, func(c *frontdesk.Card) { c.Body = long(n) }) }, "body of the message"},
	"card lines": {2, func(n int) frontdesk.Content {
		return leaf(2, func(c *frontdesk.Card) { c.Body = "x" + strings.Repeat("\nx", n) })
	}, "fewer lines"},

	"place name":    {1000, func(n int) frontdesk.Content { return frontdesk.Location{Name: long(n)} }, "shorten"},
	"place address": {1000, func(n int) frontdesk.Content { return frontdesk.Location{Address: long(n)} }, "shorten"},
	"people": {257, func(n int) frontdesk.Content {
		c := people(n)
		for i := range c.Cards {
			c.Cards[i].Name = "Ada"
		}
		return c
	}, "second message"},
	"template name": {512, func(n int) frontdesk.Content { return frontdesk.Template{Name: long(n), Language: "en"} }, "as it is listed"},
	"raw body": {MaxRaw, func(n int) frontdesk.Content {
		return frontdesk.Raw{Kind: "pin", Body: json.RawMessage(`{"a":"` + long(n-8) + `"}`)}
	}, "send less"},
}

func TestEveryLimitHoldsAtItsEdge(t *testing.T) {
	for name, e := range edges {
		if _, notes, err := Fit(e.make(e.max)); err != nil || len(notes) > 0 {
			t.Errorf("%s: %d is refused: %v %v", name, e.max, err, notes)
		}
		_, _, err := Fit(e.make(e.max + 1))
		f := frontdesk.Foreseen(err)
		if f == nil || f.Field == "" || !strings.Contains(f.Message, "nothing was sent") || !strings.Contains(f.Next, e.next) {
			t.Errorf("%s: %d is %+v, and should offer ‘%s’", name, e.max+1, f, e.next)
		}
	}
}

func TestWideCharactersCountAsMetaMay(t *testing.T) {
	for n, ok := range map[int]bool{10: true, 11: false} {
		_, _, err := Fit(ask(func(i *frontdesk.Interactive) { i.Buttons[0].Title = strings.Repeat("🙂", n) }))
		if (err == nil) != ok {
			t.Errorf("%d emoji in a title: %v", n, err)
		}
	}
}

// refused is what is no limit in a number, and says so too.
var refused = map[string]struct {
	content frontdesk.Content
	field   string
}{
	"no body":             {ask(func(i *frontdesk.Interactive) { i.Body = " \n" }), "body"},
	"no title":            {ask(func(i *frontdesk.Interactive) { i.Buttons[0].Title = "" }), "buttons"},
	"same title":          {ask(func(i *frontdesk.Interactive) { i.Buttons[1].Title = "A " }), "buttons"},
	"same id":             {ask(func(i *frontdesk.Interactive) { i.Buttons[1].ID = "a" }), "buttons"},
	"header and file":     {ask(func(i *frontdesk.Interactive) { i.Header, i.Figure = "x", &frontdesk.Figure{Media: frontdesk.Image} }), "header"},
	"a sticker above":     {ask(func(i *frontdesk.Interactive) { i.Figure = &frontdesk.Figure{Media: frontdesk.Sticker} }), "header_file"},
	"no such form":        {frontdesk.Interactive{Form: "seance", Body: "x"}, "kind"},
	"a file over a list":  {list(func(i *frontdesk.Interactive) { i.Figure = &frontdesk.Figure{Media: frontdesk.Image} }), "header_file"},
	"no label":            {list(func(i *frontdesk.Interactive) { i.Button = "" }), "button"},
	"no sections":         {list(func(i *frontdesk.Interactive) { i.Sections = nil }), "sections"},
	"an empty section":    {list(func(i *frontdesk.Interactive) { i.Sections[0].Rows = nil }), "sections"},
	"an untitled section": {list(func(i *frontdesk.Interactive) { i.Sections[0].Title = "" }), "sections"},
	"same row id":         {list(func(i *frontdesk.Interactive) { i.Sections[1].Rows[0].ID = "a" }), "rows"},
	"no link":             {linked(func(i *frontdesk.Interactive) { i.Link = nil }), "link"},
	"half an address":     {linked(func(i *frontdesk.Interactive) { i.Link.URL = "a.example" }), "link"},
	"a script":            {linked(func(i *frontdesk.Interactive) { i.Link.URL = "javascript:alert(1)" }), "link"},
	"location, header":    {frontdesk.Interactive{Form: frontdesk.FormLocation, Body: "x", Header: "y"}, "header"},
	"location, footer":    {frontdesk.Interactive{Form: frontdesk.FormLocation, Body: "x", Footer: "y"}, "footer"},
	"contact, no body":    {frontdesk.Interactive{Form: frontdesk.FormContact}, "body"},
	"flow without id":     {flowing(func(i *frontdesk.Interactive) { i.Flow.ID = "" }), "flow"},
	"flow twice named":    {flowing(func(i *frontdesk.Interactive) { i.Flow.Name = "n" }), "flow"},
	"flow action":         {flowing(func(i *frontdesk.Interactive) { i.Flow.Action = "dance" }), "flow"},
	"flow to nowhere":     {flowing(func(i *frontdesk.Interactive) { i.Flow.Action = "navigate" }), "flow"},
	"flow emoji":          {flowing(func(i *frontdesk.Interactive) { i.Button = "Go 🚀" }), "button"},
	"call for ever":       {calling(func(i *frontdesk.Interactive) { i.Call.Minutes = -1 }), "call"},
	"no catalogue":        {frontdesk.Interactive{Form: frontdesk.FormProduct, SKU: "S"}, "catalog_id"},
	"no product":          {frontdesk.Interactive{Form: frontdesk.FormProduct, Catalog: "9"}, "sku"},
	"products, no header": {func() frontdesk.Content { i := shelf(1, 1); i.Header = ""; return i }(), "header"},
	"untitled group":      {func() frontdesk.Content { i := shelf(2, 1); i.Shelves[0].Title = ""; return i }(), "products"},
	"no products":         {shelf(1, 0), "products"},
	"one card":            {leaf(1, same), "cards"},
	"card and product":    {leaf(2, func(c *frontdesk.Card) { c.SKU = "S" }), "catalog_id"},
	"card without file":   {leaf(2, func(c *frontdesk.Card) { c.Figure = nil }), "cards"},
	"card of nothing":     {leaf(2, func(c *frontdesk.Card) { c.Link = nil }), "cards"},
	"link and buttons":    {leaf(2, func(c *frontdesk.Card) { c.Buttons = options(1) }), "cards"},
	"unlike cards": {func() frontdesk.Content {
		i := leaf(2, same)
		i.Cards[1].Link, i.Cards[1].Buttons = nil, options(1)
		return i
	}(), "cards"},
	"unlike pictures": {func() frontdesk.Content {
		i := leaf(2, same)
		i.Cards[1].Figure = &frontdesk.Figure{Media: frontdesk.Video}
		return i
	}(), "cards"},
	"address of nowhere":  {frontdesk.Interactive{Form: frontdesk.FormAddress, Body: "x"}, "address"},
	"beyond the pole":     {frontdesk.Location{Latitude: 90.1}, "latitude"},
	"nobody":              {people(0), "contacts"},
	"no name":             {people(1), "name"},
	"no such birthday":    {frontdesk.ContactCards{Cards: []frontdesk.ContactCard{{Name: "Ada", Birthday: "1815-02-30"}}}, "birthday"},
	"template of none":    {frontdesk.Template{Language: "en"}, "name"},
	"template shouted":    {frontdesk.Template{Name: "Hello", Language: "en"}, "name"},
	"template mute":       {frontdesk.Template{Name: "hello"}, "language"},
	"reaction to nothing": {frontdesk.Reaction{Emoji: "👍"}, "message_id"},
	"raw of no kind":      {frontdesk.Raw{Body: json.RawMessage(`{}`)}, "kind"},
	"raw of nothing":      {frontdesk.Raw{Kind: "pin"}, "body"},
	"raw text":            {frontdesk.Raw{Kind: "pin", Body: json.RawMessage(`"x"`)}, "body"},
}

func TestWhatWhatsAppDoesNotTakeIsRefusedWithAWayOut(t *testing.T) {
	for name, c := range refused {
		_, _, err := Fit(c.content)
		if f := frontdesk.Foreseen(err); f == nil || f.Field != c.field || f.Next == "" || f.Code == frontdesk.Internal {
			t.Errorf("%s: %+v, want the field %s", name, f, c.field)
		}
	}
}

func TestACodeGoesToAPhoneOnly(t *testing.T) {
	phone, id := frontdesk.Address{Kind: frontdesk.AtPhone}, frontdesk.Address{Kind: frontdesk.AtUserID}
	for _, c := range []struct {
		content frontdesk.Content
		to      frontdesk.Address
		ok      bool
	}{
		{frontdesk.Template{Category: frontdesk.Authentication}, phone, true},
		{frontdesk.Template{Category: frontdesk.Authentication}, id, false},
		{frontdesk.Template{Category: frontdesk.Marketing}, id, true},
		{frontdesk.Text{}, id, true},
	} {
		if err := Reaches(c.content, c.to); (err == nil) != c.ok {
			t.Errorf("%#v to %s: %v", c.content, c.to.Kind, err)
		}
	}
}

func TestACaptionIsShownUpToItsLimit(t *testing.T) {
	for media, captioned := range map[frontdesk.Media]bool{
		frontdesk.Image: true, frontdesk.Video: true, frontdesk.Document: true, frontdesk.Audio: false, frontdesk.Sticker: false,
	} {
		for n, fits := range map[int]bool{0: true, MaxCaption: true, MaxCaption + 1: false} {
			a := frontdesk.Attachment{Media: media, Caption: strings.Repeat("é", n)}
			if Captioned(a) != (captioned && fits) {
				t.Errorf("a caption of %d characters under %s: %t", n, media, Captioned(a))
			}
		}
		for n, fits := range map[int]bool{MaxCaption / 2: true, MaxCaption/2 + 1: false} {
			a := frontdesk.Attachment{Media: media, Caption: strings.Repeat("🙂", n)}
			if Captioned(a) != (captioned && fits) {
				t.Errorf("a caption of %d emoji under %s: %t", n, media, Captioned(a))
			}
		}
	}
}
