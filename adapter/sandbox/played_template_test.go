package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/card"
)

// fill is a template message.
func fill(name string, components ...any) j {
	return textTo(person, j{"type": "template", "text": nil, "template": j{
		"name": name, "language": j{"code": "en_US"}, "components": components,
	}})
}

func words(texts ...string) j {
	return j{"type": "body", "parameters": times(len(texts), func(i int) any { return j{"type": "text", "text": texts[i]} })}
}

func namedWords(pairs ...string) j {
	return j{"type": "body", "parameters": times(len(pairs)/2, func(i int) any {
		return j{"type": "text", "parameter_name": pairs[2*i], "text": pairs[2*i+1]}
	})}
}

func head(p j) j { return j{"type": "header", "parameters": []any{p}} }

func tap(sub string, index any, p j) j {
	return j{"type": "button", "sub_type": sub, "index": index, "parameters": []any{p}}
}

func TestTemplatesAreFilledIn(t *testing.T) {
	pic := head(j{"type": "image", "image": j{"link": "https://a.example/1.png"}})
	ada := namedWords("first_name", "Ada", "day", "Monday", "time", "9:00")
	sale := []any{head(j{"type": "text", "text": "Ada"}), words("Sunday", "20")}
	shop := tap("url", "0", j{"type": "text", "text": "shoes"})
	copyCode := tap("copy_code", 1, j{"type": "coupon_code", "coupon_code": "SUN20"})
	with := func(base []any, more ...any) []any { return append(append([]any{}, base...), more...) }
	tests := []struct {
		name string
		body j
		code int
	}{
		{"nothing to fill in", fill("hello_world"), 0},
		{"no such template", fill("goodbye_world"), 132001},
		{"no such language", textTo(person, j{"type": "template", "text": nil, "template": j{"name": "hello_world", "language": j{"code": "de"}}}), 132001},
		{"no language", textTo(person, j{"type": "template", "text": nil, "template": j{"name": "hello_world"}}), 131008},
		{"a value too many", fill("hello_world", words("x")), 132000},
		{"two values", fill("order_update", words("Ada", "A-17")), 0},
		{"one value", fill("order_update", words("Ada")), 132000},
		{"no component", fill("order_update"), 132000},
		{"an empty value", fill("order_update", words("Ada", "")), 131008},
		{"a line break", fill("order_update", words("Ada", "A\n17")), 132018},
		{"five spaces", fill("order_update", words("Ada", "A     17")), 132018},
		{"four spaces", fill("order_update", words("Ada", "A    17")), 0},
		{"too long together", fill("order_update", words("Ada", x(1024))), 132005},
		{"a picture for a word", fill("order_update", j{"type": "body", "parameters": []any{j{"type": "image", "image": j{"id": "1"}}, j{"type": "text", "text": "x"}}}), 132012},
		{"a sum and a date", fill("order_update", j{"type": "body", "parameters": []any{
			j{"type": "currency", "currency": j{"fallback_value": "€10", "code": "EUR", "amount_1000": 10000}},
			j{"type": "date_time", "date_time": j{"fallback_value": "Monday"}}}}), 0},
		{"names where there are none", fill("order_update", namedWords("a", "Ada", "b", "A-17")), 132012},
		{"a header where there is none", fill("order_update", words("Ada", "A-17"), head(j{"type": "text", "text": "x"})), 132018},
		{"a button where there is none", fill("order_update", words("Ada", "A-17"), tap("url", 0, j{"type": "text", "text": "x"})), 132018},

		{"named", fill("appointment", pic, ada), 0},
		{"named, without names", fill("appointment", pic, words("Ada", "Monday", "9:00")), 132012},
		{"named, one name twice", fill("appointment", pic, namedWords("day", "Ada", "day", "Monday", "time", "9:00")), 132012},
		{"named, a name nobody knows", fill("appointment", pic, namedWords("name", "Ada", "day", "Monday", "time", "9:00")), 132012},
		{"no picture", fill("appointment", ada), 132012},
		{"a film for a picture", fill("appointment", head(j{"type": "video", "video": j{"link": "https://a.example/1.mp4"}}), ada), 132012},
		{"a picture that is not there", fill("appointment", head(j{"type": "image", "image": j{"id": "1"}}), ada), 100},
		{"a payload", fill("appointment", pic, ada, tap("quick_reply", "1", j{"type": "payload", "payload": "other-day"})), 0},
		{"a payload too long", fill("appointment", pic, ada, tap("quick_reply", "1", j{"type": "payload", "payload": x(257)})), 131009},
		{"a word for a payload", fill("appointment", pic, ada, tap("quick_reply", "1", j{"type": "text", "text": "x"})), 132012},
		{"a button too far", fill("appointment", pic, ada, tap("quick_reply", "3", j{"type": "payload", "payload": "x"})), 132018},

		{"a link and a code", fill("summer_sale", with(sale, shop, copyCode)...), 0},
		{"no end of the link", fill("summer_sale", with(sale, copyCode)...), 131008},
		{"no code", fill("summer_sale", with(sale, shop)...), 131008},
		{"a code of 21", fill("summer_sale", with(sale, shop, tap("copy_code", 1, j{"type": "coupon_code", "coupon_code": x(21)}))...), 131009},
		{"a code as a word", fill("summer_sale", with(sale, shop, tap("copy_code", 1, j{"type": "text", "text": "SUN20"}))...), 132012},
		{"a field nobody knows", fill("summer_sale", j{"type": "body", "params": []any{}}), 100},
		{"a header too long", fill("summer_sale", head(j{"type": "text", "text": x(60)}), words("Sunday", "20"), shop, copyCode), 132005},
	}
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.PairBurst = 1000 }, func(l *lab) {
		for _, tt := range tests {
			if _, v := l.graph("POST", ours+"/messages", tt.body); code(v) != tt.code {
				t.Errorf("%s: %v, want code %d", tt.name, v, tt.code)
			}
		}
		all := l.messages("")
		m, c := all[len(all)-1], all[len(all)-1].Card
		if m.Text != "Until Sunday everything in the shop is 20 percent off, and delivery is free of charge." || c.Header != "Our summer sale is on, Ada!" ||
			c.Template != "summer_sale" || c.Category != "MARKETING" || c.Buttons[0].Value != "https://www.example.com/sale/shoes" ||
			c.Buttons[1] != (card.Button{Kind: "copy", Title: "Copy offer code", Value: "SUN20"}) || c.Buttons[2].ID != "Stop promotions" {
			t.Errorf("on the phone: %+v %+v", m, c)
		}
		l.settle()
		for _, s := range l.program.heard("statuses") {
			if s["id"] == m.ID && s["status"] == "sent" && s["pricing"].(j)["category"] != "marketing" {
				t.Errorf("its price: %v", s)
			}
		}
	})
}

func TestCarouselsAndOffersAreFilledIn(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.must("POST", "/templates", j{"template": templ(j{"name": "shoes", "category": "MARKETING", "components": []any{
			body("Look at {{1}}, they have just come in."),
			j{"type": "LIMITED_TIME_OFFER", "limited_time_offer": j{"text": "Ends soon", "has_expiration": true}},
			j{"type": "CAROUSEL", "cards": times(2, templateCard)},
		}})}, nil)
		card := func(i int) any {
			return j{"card_index": i, "components": []any{head(j{"type": "image", "image": j{"link": "https://a.example/1.png"}}),
				tap("quick_reply", 0, j{"type": "payload", "payload": fmt.Sprint("card-", i)})}}
		}
		offer := j{"type": "limited_time_offer", "parameters": []any{j{"type": "limited_time_offer", "limited_time_offer": j{"expiration_time_ms": 1764633600000}}}}
		for n, want := range map[int]int{1: 132000, 2: 0, 3: 132000} {
			_, v := l.graph("POST", ours+"/messages", fill("shoes", words("these shoes"), offer, j{"type": "carousel", "cards": times(n, card)}))
			if code(v) != want {
				t.Errorf("%d cards: %v", n, v)
			}
		}
		if _, v := l.graph("POST", ours+"/messages", fill("shoes", words("x"), j{"type": "carousel", "cards": times(2, card)})); code(v) != 132012 {
			t.Errorf("an offer without its end: %v", v)
		}
		c := l.messages("")[0].Card
		if c.Offer.Expires != 1764633600000 || len(c.Cards) != 2 || c.Cards[1].Buttons[0].ID != "card-1" || c.Cards[1].Link == "" {
			t.Errorf("on the phone: %+v", c)
		}
	})
}

func TestEveryButtonOfATemplate(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.must("POST", "/templates", j{"template": templ(j{"name": "all", "category": "MARKETING", "components": []any{
			body("Choose one of these."), j{"type": "BUTTONS", "buttons": []any{
				j{"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+15550001111"}, j{"type": "URL", "text": "Open", "url": "https://a.example/"},
				j{"type": "FLOW", "text": "Book", "flow_id": "7", "flow_action": "navigate", "navigate_screen": "A"}, j{"type": "CATALOG"},
				j{"type": "VOICE_CALL", "text": "Ring"}, j{"type": "REQUEST_CONTACT_INFO"},
			}}}})}, nil)
		ring := j{"type": "button", "sub_type": "voice_call", "parameters": []any{j{"type": "ttl_minutes", "ttl_minutes": 60}}}
		l.sends(fill("all", tap("flow", "2", j{"type": "action", "action": j{"flow_token": "t7"}}), ring))
		want := []card.Button{{Kind: "phone", Title: "Call", Value: "+15550001111"}, {Kind: "url", Title: "Open", Value: "https://a.example/"},
			{Kind: "flow", Title: "Book", Value: "t7"}, {Kind: "catalog", Title: "View catalog"}, {Kind: "call", Title: "Ring"},
			{Kind: "contact", Title: "Share contact info"}}
		if got := l.messages("")[0].Card.Buttons; !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		if _, v := l.graph("POST", ours+"/messages", fill("all", tap("url", 1, j{"type": "text", "text": "x"}))); code(v) != 132018 {
			t.Errorf("a link that takes nothing: %v", v)
		}
		two := tap("flow", "2", j{"type": "action", "action": j{}})
		two["parameters"] = append(two["parameters"].([]any), j{"type": "text", "text": "x"})
		if _, v := l.graph("POST", ours+"/messages", fill("all", two)); code(v) != 132000 {
			t.Errorf("two for one button: %v", v)
		}
	})
}

func TestCodesGoToPhoneNumbersOnly(t *testing.T) {
	inLab(t, nil, func(l *lab) {
		l.must("POST", "/templates", j{"template": j{"name": "code", "language": "en_US", "category": "AUTHENTICATION", "components": []any{
			j{"type": "BODY", "add_security_recommendation": true}, j{"type": "FOOTER", "code_expiration_minutes": 5},
			j{"type": "BUTTONS", "buttons": []any{j{"type": "OTP", "otp_type": "COPY_CODE"}}},
		}}}, nil)
		l.says(j{"text": "hi"})
		b := fill("code", words("1234"), tap("url", "0", j{"type": "text", "text": "1234"}))
		if _, v := l.graph("POST", ours+"/messages", b); code(v) != 0 {
			t.Errorf("to a phone: %v", v)
		}
		if c := l.messages("")[1].Card; !strings.HasPrefix(c.Body, "*1234* is") || c.Footer != "This code expires in 5 minutes." || c.Buttons[0].Value != "1234" {
			t.Errorf("on the phone: %+v", c)
		}
		delete(b, "to")
		b["recipient"] = l.phone()["user_id"]
		if _, v := l.graph("POST", ours+"/messages", b); code(v) != 131062 {
			t.Errorf("to a user id: %v", v)
		}
	})
}
