package frontdesk

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// parcel is a template with a bit of everything.
func parcel() TemplateDefinition {
	return TemplateDefinition{
		Name: "parcel", Language: "en", Category: "UTILITY", Status: "APPROVED",
		Components: []TemplateComponent{
			{Type: "HEADER", Format: "TEXT", Text: "Parcel {{1}}", Example: json.RawMessage(`{"header_text":["P-1"]}`)},
			{Type: "BODY", Text: "Hi {{1}}, it comes on {{2}}.", Example: json.RawMessage(`{"body_text":[["Ada","Friday"]]}`)},
			{Type: "FOOTER", Text: "Acme"},
			{Type: "BUTTONS", Buttons: []TemplateButton{
				{Type: "QUICK_REPLY", Text: "Stop"},
				{Type: "URL", Text: "Track", URL: "https://a.example/{{1}}", Example: json.RawMessage(`["https://a.example/P-1"]`)},
				{Type: "PHONE_NUMBER", Text: "Call", Phone: "+34600"},
			}},
		},
	}
}

// with is a template of one header, and a body without parameters.
func with(parts ...TemplateComponent) TemplateDefinition {
	return TemplateDefinition{
		Name: "t", Language: "en", Category: "MARKETING", Status: "APPROVED",
		Components: append([]TemplateComponent{{Type: "BODY", Text: "Hello there."}}, parts...),
	}
}

func greeting() TemplateDefinition {
	d := with()
	d.Components[0].Text = "Hi {{1}}."
	return d
}

func header(format string) TemplateDefinition {
	return with(TemplateComponent{Type: "HEADER", Format: format})
}

func button(b TemplateButton) TemplateDefinition {
	return with(TemplateComponent{Type: "BUTTONS", Buttons: []TemplateButton{b}})
}

func names() TemplateDefinition {
	d := with()
	d.Format = "NAMED"
	d.Components = []TemplateComponent{
		{Type: "HEADER", Format: "TEXT", Text: "Our {{sale}}"},
		{Type: "BODY", Text: "Hi {{first_name}}, {{ body }} and {{first_name}}!", Example: json.RawMessage(`{"body_text_named_params":[{"param_name":"first_name","example":"Ada"}]}`)},
	}
	return d
}

func leaves() TemplateDefinition {
	card := TemplateCard{Components: []TemplateComponent{
		{Type: "HEADER", Format: "IMAGE"}, {Type: "BODY", Text: "At {{1}}."},
		{Type: "BUTTONS", Buttons: []TemplateButton{{Type: "QUICK_REPLY", Text: "Like"}, {Type: "URL", Text: "Buy", URL: "https://a.example/{{1}}"}}},
	}}
	return with(TemplateComponent{Type: "CAROUSEL", Cards: []TemplateCard{card, card}})
}

func offer() TemplateDefinition {
	return with(TemplateComponent{Type: "LIMITED_TIME_OFFER", Offer: &TemplateOffer{Text: "Ends!", Expires: true}},
		TemplateComponent{Type: "BUTTONS", Buttons: []TemplateButton{{Type: "COPY_CODE", Example: json.RawMessage(`"SALE"`)}}})
}

func code() TemplateDefinition {
	d := with()
	d.Category = Authentication
	d.Components = []TemplateComponent{
		{Type: "BODY", Text: "*{{1}}* is your code."},
		{Type: "BUTTONS", Buttons: []TemplateButton{{Type: "URL", Text: "Copy code", URL: "https://www.whatsapp.com/otp/code/?code=otp{{1}}"}}},
	}
	return d
}

var full = TemplateButton{Type: "MPM", Text: "View items"}

func TestTemplatesAreFilledIn(t *testing.T) {
	for name, c := range map[string]struct {
		template TemplateDefinition
		given    string
		text     string
		parts    string
	}{
		"in order": {parcel(), `{"1":"Ada","2":"Friday","header":"P-7","buttons":[null,"P-7"]}`, "Parcel P-7\nHi Ada, it comes on Friday.",
			`[{"part":"header","values":[{"kind":"text","text":"P-7"}]},{"part":"body","values":[{"kind":"text","text":"Ada"},{"kind":"text","text":"Friday"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"P-7"}]}]`},
		"by label, numbers as they are": {parcel(), `{"body":{"1":1.50,"2":7},"header":{"1":"P"},"buttons":{"track":"P-7","Stop":"no"}}`, "Parcel P\nHi 1.50, it comes on 7.",
			`[{"part":"header","values":[{"kind":"text","text":"P"}]},{"part":"body","values":[{"kind":"text","text":"1.50"},{"kind":"text","text":"7"}]},{"part":"button","button":"quick_reply","values":[{"kind":"payload","text":"no"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"P-7"}]}]`},
		"by name": {names(), `{"sale":"sale","first_name":"Ada","body":"x"}`, "Our sale\nHi Ada, x and Ada!",
			`[{"part":"header","values":[{"kind":"text","name":"sale","text":"sale"}]},{"part":"body","values":[{"kind":"text","name":"first_name","text":"Ada"},{"kind":"text","name":"body","text":"x"}]}]`},
		"by name, apart": {names(), `{"header":"sale","body":{"first_name":"Ada","body":"x"}}`, "Our sale\nHi Ada, x and Ada!",
			`[{"part":"header","values":[{"kind":"text","name":"sale","text":"sale"}]},{"part":"body","values":[{"kind":"text","name":"first_name","text":"Ada"},{"kind":"text","name":"body","text":"x"}]}]`},
		"amounts": {with(TemplateComponent{}), `{}`, "Hello there.", `null`},
		"an amount and a day": {parcel(), `{"header":"x","1":{"currency":{"fallback_value":"€10","code":"EUR","amount_1000":10000}},"2":{"date_time":{"fallback_value":"1 May"}},"buttons":{"Track":"x"}}`,
			"Parcel x\nHi €10, it comes on 1 May.",
			`[{"part":"header","values":[{"kind":"text","text":"x"}]},{"part":"body","values":[{"kind":"currency","text":"€10","currency":{"code":"EUR","amount_1000":10000}},{"kind":"date_time","text":"1 May"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"x"}]}]`},
		"a picture by its id":    {header("IMAGE"), `{"header":"f9"}`, "Hello there.", `[{"part":"header","values":[{"kind":"image","file":{"type":"image","file_id":"f9"}}]}]`},
		"a video by its address": {header("VIDEO"), `{"header":{"video":{"link":"https://a.example/v"}}}`, "Hello there.", `[{"part":"header","values":[{"kind":"video","file":{"type":"video","url":"https://a.example/v"}}]}]`},
		"a document":             {header("DOCUMENT"), `{"header":{"file_id":"f9","filename":"bill.pdf"}}`, "Hello there.", `[{"part":"header","values":[{"kind":"document","file":{"type":"document","file_id":"f9","filename":"bill.pdf"}}]}]`},
		"a place":                {header("LOCATION"), `{"header":{"latitude":0,"longitude":7.5,"name":"n"}}`, "Hello there.", `[{"part":"header","values":[{"kind":"location","location":{"latitude":0,"longitude":7.5,"name":"n"}}]}]`},
		"a product":              {header("PRODUCT"), `{"header":{"sku":"S","catalog_id":"9"}}`, "Hello there.", `[{"part":"header","values":[{"kind":"product","product":{"catalog_id":"9","sku":"S"}}]}]`},
		"a flow without words":   {button(TemplateButton{Type: "FLOW", Text: "Go"}), ``, "Hello there.", `[{"part":"button","button":"flow","values":[{"kind":"action","action":{"token":"unused"}}]}]`},
		"a flow":                 {button(TemplateButton{Type: "FLOW", Text: "Go"}), `{"buttons":[{"token":"t","data":{"a":1}}]}`, "Hello there.", `[{"part":"button","button":"flow","values":[{"kind":"action","action":{"token":"t","data":{"a":1}}}]}]`},
		"a catalogue as it is":   {button(TemplateButton{Type: "CATALOG", Text: "See"}), `null`, "Hello there.", `null`},
		"a catalogue":            {button(TemplateButton{Type: "CATALOG", Text: "See"}), `{"buttons":{"See":{"thumbnail_sku":"S"}}}`, "Hello there.", `[{"part":"button","button":"catalog","values":[{"kind":"action","action":{"thumbnail_sku":"S"}}]}]`},
		"products":               {button(full), `{"buttons":[{"thumbnail_sku":"S","products":[{"title":"New","skus":["S"]}]}]}`, "Hello there.", `[{"part":"button","button":"mpm","values":[{"kind":"action","action":{"thumbnail_sku":"S","products":[{"title":"New","skus":["S"]}]}}]}]`},
		"a call":                 {button(TemplateButton{Type: "VOICE_CALL"}), `{"buttons":{"voice_call":{"minutes":5,"payload":"p"}}}`, "Hello there.", `[{"part":"button","button":"voice_call","values":[{"kind":"ttl_minutes","minutes":5},{"kind":"payload","text":"p"}]}]`},
		"an offer":               {offer(), `{"limited_time_offer":"2026-12-01T18:00:00Z","buttons":{"copy_code":"SALE"}}`, "Hello there.", `[{"part":"limited_time_offer","values":[{"kind":"limited_time_offer","until":"2026-12-01T18:00:00Z"}]},{"part":"button","button":"copy_code","values":[{"kind":"coupon_code","text":"SALE"}]}]`},
		"a code, for its button": {code(), `{"1":"123456"}`, "*123456* is your code.", `[{"part":"body","values":[{"kind":"text","text":"123456"}]},{"part":"button","button":"url","values":[{"kind":"text","text":"123456"}]}]`},
		"buttons by the names they are listed with": {parcel(), `{"header":"P","1":"Ada","2":"Friday","buttons.track":"9"}`, "Parcel P\nHi Ada, it comes on Friday.",
			`[{"part":"header","values":[{"kind":"text","text":"P"}]},{"part":"body","values":[{"kind":"text","text":"Ada"},{"kind":"text","text":"Friday"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"9"}]}]`},
		"cards by the names they are listed with": {leaves(), `{"cards[0].header":"f1","cards[0].1":"10","cards[0].buttons.Buy":"b","cards[1].header":"f2","cards[1].1":"20","cards[1].buttons.Buy":"c"}`, "Hello there.",
			`[{"part":"cards","cards":[[{"part":"header","values":[{"kind":"image","file":{"type":"image","file_id":"f1"}}]},{"part":"body","values":[{"kind":"text","text":"10"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"b"}]}],[{"part":"header","values":[{"kind":"image","file":{"type":"image","file_id":"f2"}}]},{"part":"body","values":[{"kind":"text","text":"20"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"c"}]}]]}]`},
		"cards": {leaves(), `{"cards":[{"header":"f1","1":"10","buttons":["a","b"]},{"header":"f2","1":"20","buttons":{"Buy":"c"}}]}`, "Hello there.",
			`[{"part":"cards","cards":[[{"part":"header","values":[{"kind":"image","file":{"type":"image","file_id":"f1"}}]},{"part":"body","values":[{"kind":"text","text":"10"}]},{"part":"button","button":"quick_reply","values":[{"kind":"payload","text":"a"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"b"}]}],[{"part":"header","values":[{"kind":"image","file":{"type":"image","file_id":"f2"}}]},{"part":"body","values":[{"kind":"text","text":"20"}]},{"part":"button","button":"url","index":1,"values":[{"kind":"text","text":"c"}]}]]}]`},
	} {
		before := Template{Name: "t", Language: "en", Parameters: json.RawMessage(c.given)}
		got, err := c.template.Fill(before)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		parts, _ := json.Marshal(got.Parts)
		if string(parts) != c.parts || got.Text != c.text || got.Category != c.template.Category {
			t.Errorf("%s says ‘%s’, %s\n%s\nwant ‘%s’\n%s", name, got.Text, got.Category, parts, c.text, c.parts)
		}
		again, err := c.template.Fill(got)
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%s is not the same the second time: %v", name, err)
		}
	}
}

func TestWhatIsWrongWithParametersIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		template TemplateDefinition
		given    string
		says     []string
	}{
		"nothing":          {parcel(), ``, []string{"lacks header (text), 1 (text), 2 (text), buttons.Track (the last part of its address)"}},
		"one":              {parcel(), `{"1":"Ada","header":"x","buttons":["","x"]}`, []string{"lacks 2 (text)"}},
		"too much":         {parcel(), `{"1":"a","2":"b","3":"c","name":"d","header":"x","buttons":{"Track":"x","Jump":"y","Call":"z"},"limited_time_offer":"x","cards":[{}]}`, []string{"has no place for 3, buttons.Jump, buttons[2], cards[0], limited_time_offer, name"}},
		"a header of none": {with(), `{"header":"x","buttons":["x"]}`, []string{"has no place for buttons[0], header"}},
		"a list":           {parcel(), `["Ada"]`, []string{"is not an object"}},
		"buttons":          {parcel(), `{"buttons":"x"}`, []string{"buttons is not an object by the buttons' labels"}},
		"cards as text":    {leaves(), `{"cards":"x"}`, []string{"cards is not a list"}},
		"a card as text":   {leaves(), `{"cards":["x"]}`, []string{"cards[0].parameters is not an object"}},
		"lines":            {parcel(), `{"1":"a\nb","2":"a\tb","header":"a     b","buttons":["","a b"]}`, []string{"1 has a line break", "2 has a line break or a tab", "header has more than 4 spaces", "buttons.Track has spaces"}},
		"no texts":         {parcel(), `{"1":[],"2":{"x":1},"header":" ","buttons":[{},true]}`, []string{"1 is not a text", "2 is not a text", "header is empty", "buttons.Stop is not a text", "buttons.Track is not a text"}},
		"no picture":       {header("IMAGE"), `{"header":{"latitude":1}}`, []string{"header is not a picture"}},
		"half an address":  {header("IMAGE"), `{"header":{"link":"a.example"}}`, []string{"whole address"}},
		"no place":         {header("LOCATION"), `{"header":{"latitude":1}}`, []string{"header is not a location"}},
		"beyond":           {header("LOCATION"), `{"header":{"latitude":91,"longitude":0}}`, []string{"not on earth"}},
		"no product":       {header("PRODUCT"), `{"header":{"sku":"S"}}`, []string{"header is not a product"}},
		"no time":          {offer(), `{"limited_time_offer":"soon","buttons":["SALE"]}`, []string{"limited_time_offer is not a time"}},
		"no thumbnail":     {button(full), `{"buttons":[{"products":[]}]}`, []string{"thumbnail_sku"}},
		"no groups":        {button(full), `{"buttons":[{"thumbnail_sku":"S"}]}`, []string{"0 groups"}},
		"no title":         {button(full), `{"buttons":[{"thumbnail_sku":"S","products":[{"skus":["S"]}]}]}`, []string{"1 to 24 characters"}},
		"a call of none":   {button(TemplateButton{Type: "VOICE_CALL"}), `{"buttons":[{}]}`, []string{`{"minutes", "payload"}`}},
		"no such button":   {parcel(), `{"1":"a","2":"b","header":"x","buttons.Trick":"y","buttons.Track":"z"}`, []string{"has no place for buttons.Trick"}},
		"too long":         {greeting(), `{"1":"` + strings.Repeat("x", MaxTemplateBody) + `"}`, []string{"body has 1028 characters with its parameters, and may have 1024"}},
		"a card":           {leaves(), `{"cards":[{"header":"f1","1":"10","buttons":["a","b"]}]}`, []string{"lacks cards[1].header (a picture), cards[1].1 (text), cards[1].buttons.Buy"}},
		"a third card":     {leaves(), `{"cards":[{"header":"f1","1":"10","buttons":["a","b","c"]},{"header":"f1","1":"1","2":"2","buttons":["a","b"]},{}]}`, []string{"has no place for cards[0].buttons[2], cards[1].2, cards[2]"}},
	} {
		_, err := c.template.Fill(Template{Parameters: json.RawMessage(c.given)})
		e := Foreseen(err)
		if e == nil || e.Code != Invalid || e.Field != "parameters" || e.Next == "" {
			t.Errorf("%s: %+v", name, e)
			continue
		}
		for _, says := range c.says {
			if !strings.Contains(e.Message, says) {
				t.Errorf("%s says ‘%s’, not ‘%s’", name, e.Message, says)
			}
		}
	}
}

func TestLimitsOfWhatIsFilledIn(t *testing.T) {
	url := TemplateButton{Type: "URL", Text: "Go", URL: "https://a.example/{{1}}"}
	coupon := button(TemplateButton{Type: "COPY_CODE"})
	for name, c := range map[string]struct {
		template TemplateDefinition
		max      int
		given    func(n int) any
	}{
		"address": {button(url), MaxTemplateURL - len("https://a.example/"), func(n int) any { return map[string]any{"buttons": []string{strings.Repeat("x", n)}} }},
		"code":    {coupon, MaxCoupon, func(n int) any { return map[string]any{"buttons": []string{strings.Repeat("x", n)}} }},
		"offer's code": {offer(), MaxOfferCoupon, func(n int) any {
			return map[string]any{"limited_time_offer": "2026-12-01T18:00:00Z", "buttons": []string{strings.Repeat("x", n)}}
		}},
		"body":   {greeting(), MaxTemplateBody - len("Hi ."), func(n int) any { return map[string]any{"1": strings.Repeat("x", n)} }},
		"header": {with(TemplateComponent{Type: "HEADER", Format: "TEXT", Text: "Parcel {{1}}"}), MaxTemplateHeader - len("Parcel "), func(n int) any { return map[string]any{"header": strings.Repeat("x", n)} }},
		"body of a card": {leaves(), MaxCardText - len("At ."), func(n int) any {
			card := map[string]any{"header": "f1", "1": strings.Repeat("x", n), "buttons": []string{"a", "b"}}
			return map[string]any{"cards": []any{card, card}}
		}},
		"spaces":   {greeting(), MaxSpaces, func(n int) any { return map[string]any{"1": "a" + strings.Repeat(" ", n) + "b"} }},
		"minutes":  {button(TemplateButton{Type: "VOICE_CALL"}), MaxCallMinutes, func(n int) any { return map[string]any{"buttons": []any{map[string]int{"minutes": n}}} }},
		"payload":  {button(TemplateButton{Type: "VOICE_CALL"}), MaxButtonPayload, func(n int) any { return map[string]any{"buttons": []any{strings.Repeat("x", n)}} }},
		"groups":   {button(full), MaxSections, func(n int) any { return shelves(n, 1) }},
		"products": {button(full), MaxProducts, func(n int) any { return shelves(1, n) }},
	} {
		for n, ok := range map[int]bool{c.max: true, c.max + 1: false} {
			raw, _ := json.Marshal(c.given(n))
			if _, err := c.template.Fill(Template{Parameters: raw}); (err == nil) != ok {
				t.Errorf("%s of %d: %v", name, n, err)
			}
		}
	}
}

func shelves(groups, each int) any {
	var all []Shelf
	for range groups {
		all = append(all, Shelf{Title: "t", SKUs: make([]string, each)})
	}
	return map[string]any{"buttons": []any{map[string]any{"thumbnail_sku": "S", "products": all}}}
}

func TestParametersSayWhatToGive(t *testing.T) {
	var all []string
	for _, d := range []TemplateDefinition{parcel(), names(), leaves(), offer()} {
		for _, p := range d.Parameters() {
			line := p.String()
			if p.Optional {
				line += " or not"
			}
			if p.Example != "" {
				line += " as " + p.Example
			}
			all = append(all, line)
		}
	}
	want := `header (text) as P-1
1 (text) as Ada
2 (text) as Friday
buttons.Stop (a payload) or not
buttons.Track (the last part of its address) as https://a.example/P-1
header (text)
first_name (text) as Ada
body (text)
cards[0].header (a picture)
cards[0].1 (text)
cards[0].buttons.Like (a payload) or not
cards[0].buttons.Buy (the last part of its address)
cards[1].header (a picture)
cards[1].1 (text)
cards[1].buttons.Like (a payload) or not
cards[1].buttons.Buy (the last part of its address)
limited_time_offer (a time such as 2026-12-01T18:00:00Z)
buttons.copy_code (a code) as SALE`
	if got := strings.Join(all, "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
}
