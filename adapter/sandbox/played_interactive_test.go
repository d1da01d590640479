package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"frontdesk/adapter/sandbox"
	"frontdesk/adapter/sandbox/card"
)

// x is a text of so many letters, each of two bytes.
func x(n int) string { return strings.Repeat("ä", n) }

// times is a list of n things.
func times(n int, one func(i int) any) []any {
	all := []any{}
	for i := range n {
		all = append(all, one(i))
	}
	return all
}

// ask is an interactive message, with more fields or, if they are nil, fewer.
func ask(kind string, action j, more j) j {
	i := j{"type": kind, "body": j{"text": "Which?"}, "action": action}
	for k, v := range more {
		if i[k] = v; v == nil {
			delete(i, k)
		}
	}
	return textTo(person, j{"type": "interactive", "text": nil, "interactive": i})
}

func button(id, title string) any {
	return j{"type": "reply", "reply": j{"id": id, "title": title}}
}

func row(id, title, description string) any {
	return j{"id": id, "title": title, "description": description}
}

func nButtons(n int) j {
	return j{"buttons": times(n, func(i int) any { return button(fmt.Sprint("b", i), fmt.Sprint("Button ", i)) })}
}

func nRows(n int) []any {
	return times(n, func(i int) any { return row(fmt.Sprint("r", i), "Row", "") })
}

// nSections is n sections of one row each.
func nSections(n int, title string) j {
	return j{"button": "Choose", "sections": times(n, func(i int) any {
		return j{"title": title, "rows": []any{row(fmt.Sprint("r", i), "Row", "")}}
	})}
}

func oneRow(r any) j { return j{"button": "Choose", "sections": []any{j{"rows": []any{r}}}} }

func link(title, address string) j {
	return j{"name": "cta_url", "parameters": j{"display_text": title, "url": address}}
}

func flow(more j) j {
	p := j{"flow_message_version": "3", "flow_id": "1", "flow_cta": "Book", "flow_token": "t"}
	for k, v := range more {
		if p[k] = v; v == nil {
			delete(p, k)
		}
	}
	return j{"name": "flow", "parameters": p}
}

func nCards(n int, body string) j {
	return j{"cards": times(n, func(i int) any {
		return j{"card_index": i, "type": "cta_url", "header": j{"type": "image", "image": j{"link": "https://a.example/1.jpg"}},
			"body": j{"text": body}, "action": link("Open", "https://a.example/")}
	})}
}

func products(sections, each int) j {
	return j{"catalog_id": "7", "sections": times(sections, func(s int) any {
		return j{"title": "Shelf", "product_items": times(each, func(i int) any { return j{"product_retailer_id": fmt.Sprint(s, "-", i)} })}
	})}
}

func TestInteractiveLimits(t *testing.T) {
	header := func(text string) j { return j{"header": j{"type": "text", "text": text}} }
	tests := []struct {
		name string
		body j
		code int
	}{
		{"three buttons", ask("button", nButtons(3), nil), 0},
		{"four buttons", ask("button", nButtons(4), nil), 131009},
		{"no buttons", ask("button", nButtons(0), nil), 131009},
		{"a title of 20", ask("button", j{"buttons": []any{button("a", x(20))}}, nil), 0},
		{"a title of 21", ask("button", j{"buttons": []any{button("a", x(21))}}, nil), 131009},
		{"no title", ask("button", j{"buttons": []any{button("a", "")}}, nil), 131008},
		{"an id of 256", ask("button", j{"buttons": []any{button(x(256), "A")}}, nil), 0},
		{"an id of 257", ask("button", j{"buttons": []any{button(x(257), "A")}}, nil), 131009},
		{"the same id twice", ask("button", j{"buttons": []any{button("a", "A"), button("a", "B")}}, nil), 131009},
		{"the same title twice", ask("button", j{"buttons": []any{button("a", "A"), button("b", "A")}}, nil), 131009},
		{"a button of another type", ask("button", j{"buttons": []any{j{"type": "url"}}}, nil), 100},
		{"a body of 1024", ask("button", nButtons(1), j{"body": j{"text": x(1024)}}), 0},
		{"a body of 1025", ask("button", nButtons(1), j{"body": j{"text": x(1025)}}), 131009},
		{"no body", ask("button", nButtons(1), j{"body": nil}), 131008},
		{"a footer of 60", ask("button", nButtons(1), j{"footer": j{"text": x(60)}}), 0},
		{"a footer of 61", ask("button", nButtons(1), j{"footer": j{"text": x(61)}}), 131009},
		{"a header of 60", ask("button", nButtons(1), header(x(60))), 0},
		{"a header of 61", ask("button", nButtons(1), header(x(61))), 131009},
		{"a header by link", ask("button", nButtons(1), j{"header": j{"type": "image", "image": j{"link": "https://a.example/1.jpg"}}}), 0},
		{"a header of no file", ask("button", nButtons(1), j{"header": j{"type": "image", "image": j{"id": "1"}}}), 100},
		{"a header of both", ask("button", nButtons(1), j{"header": j{"type": "image", "image": j{"id": "1", "link": "https://a.example/"}}}), 100},
		{"a header without its object", ask("button", nButtons(1), j{"header": j{"type": "video"}}), 131008},
		{"a misspelt field", ask("button", nButtons(1), j{"foter": j{"text": "x"}}), 100},
		{"a field of another shape", ask("button", nButtons(1), j{"footer": "x"}), 100},
		{"no action", ask("button", nil, j{"action": nil}), 131008},
		{"a kind nobody knows", ask("hologram", nButtons(1), nil), 100},
		{"no interactive", textTo(person, j{"type": "interactive", "text": nil}), 131008},

		{"ten rows", ask("list", j{"button": x(20), "sections": []any{j{"rows": nRows(10)}}}, nil), 0},
		{"eleven rows", ask("list", j{"button": "Choose", "sections": []any{j{"rows": nRows(11)}}}, nil), 131009},
		{"eleven rows in two sections", ask("list", j{"button": "Choose", "sections": []any{
			j{"title": "A", "rows": nRows(10)}, j{"title": "B", "rows": []any{row("z", "Row", "")}}}}, nil), 131009},
		{"ten sections", ask("list", nSections(10, x(24)), nil), 0},
		{"eleven sections", ask("list", nSections(11, "S"), nil), 131009},
		{"two sections without titles", ask("list", nSections(2, ""), nil), 131008},
		{"a section title of 25", ask("list", nSections(2, x(25)), nil), 131009},
		{"a section without rows", ask("list", j{"button": "Choose", "sections": []any{j{"title": "A"}}}, nil), 131009},
		{"a label of 21", ask("list", j{"button": x(21), "sections": []any{j{"rows": nRows(1)}}}, nil), 131009},
		{"the same row twice", ask("list", j{"button": "Choose", "sections": []any{j{"rows": []any{row("a", "A", ""), row("a", "B", "")}}}}, nil), 131009},
		{"a row at its limits", ask("list", oneRow(row(x(200), x(24), x(72))), nil), 0},
		{"a row id of 201", ask("list", oneRow(row(x(201), "A", "")), nil), 131009},
		{"a row title of 25", ask("list", oneRow(row("a", x(25), "")), nil), 131009},
		{"a description of 73", ask("list", oneRow(row("a", "A", x(73))), nil), 131009},
		{"a list body of 4096", ask("list", nSections(1, ""), j{"body": j{"text": x(4096)}}), 0},
		{"a list body of 4097", ask("list", nSections(1, ""), j{"body": j{"text": x(4097)}}), 131009},
		{"a list with a picture", ask("list", nSections(1, ""), j{"header": j{"type": "image", "image": j{"id": "1"}}}), 100},

		{"a link", ask("cta_url", link(x(20), "https://a.example/x?y=1"), header("Hello")), 0},
		{"a link title of 21", ask("cta_url", link(x(21), "https://a.example/"), nil), 131009},
		{"a link to nowhere", ask("cta_url", link("Open", "nowhere"), nil), 131009},
		{"a link that is no web page", ask("cta_url", link("Open", "tel:+15550001111"), nil), 131009},
		{"a link without parameters", ask("cta_url", j{"name": "cta_url"}, nil), 131008},
		{"another name", ask("cta_url", j{"name": "send_location"}, nil), 100},

		{"where are you", ask("location_request_message", j{"name": "send_location"}, nil), 0},
		{"where are you, with a footer", ask("location_request_message", j{"name": "send_location"}, j{"footer": j{"text": "x"}}), 100},
		{"where are you, with a header", ask("location_request_message", j{"name": "send_location"}, header("x")), 100},
		{"who are you", ask("request_contact_info", j{"name": "request_contact_info"}, nil), 0},
		{"who are you, as another page has it", ask("contact_request", j{"name": "request_contact_info"}, nil), 0},
		{"an address in India", ask("address_message", j{"name": "address_message", "parameters": j{"country": "IN"}}, nil), 0},
		{"an address elsewhere", ask("address_message", j{"name": "address_message", "parameters": j{"country": "ES"}}, nil), 131009},

		{"a form", ask("flow", flow(nil), nil), 0},
		{"a form by name", ask("flow", flow(j{"flow_id": nil, "flow_name": "booking"}), nil), 0},
		{"a form by both", ask("flow", flow(j{"flow_name": "booking"}), nil), 131009},
		{"a form of another version", ask("flow", flow(j{"flow_message_version": "2"}), nil), 131009},
		{"a form with a label of 30", ask("flow", flow(j{"flow_cta": x(30)}), nil), 0},
		{"a form with a label of 31", ask("flow", flow(j{"flow_cta": x(31)}), nil), 131009},
		{"a form of another mode", ask("flow", flow(j{"mode": "test"}), nil), 131009},
		{"a form of another action", ask("flow", flow(j{"flow_action": "jump"}), nil), 131009},

		{"two cards", ask("carousel", nCards(2, x(160)), nil), 0},
		{"ten cards", ask("carousel", nCards(10, "a\nb\nc"), nil), 0},
		{"one card", ask("carousel", nCards(1, "x"), nil), 131009},
		{"eleven cards", ask("carousel", nCards(11, "x"), nil), 131009},
		{"a card body of 161", ask("carousel", nCards(2, x(161)), nil), 131009},
		{"a card of four lines", ask("carousel", nCards(2, "a\nb\nc\nd"), nil), 131009},
		{"cards of different kinds", ask("carousel", j{"cards": []any{nCards(1, "x")["cards"].([]any)[0],
			j{"card_index": 1, "type": "product", "action": j{"catalog_id": "7", "product_retailer_id": "a"}}}}, nil), 131009},
		{"cards counted wrongly", ask("carousel", j{"cards": []any{nCards(1, "x")["cards"].([]any)[0], nCards(1, "x")["cards"].([]any)[0]}}, nil), 131009},

		{"cards with quick replies", ask("carousel", j{"cards": times(2, func(i int) any {
			return j{"card_index": i, "type": "cta_url", "header": j{"type": "video", "video": j{"link": "https://a.example/1.mp4"}},
				"action": j{"buttons": []any{j{"type": "quick_reply", "quick_reply": j{"id": fmt.Sprint(i), "title": "More"}}}}}
		})}, nil), 0},
		{"cards with products", ask("carousel", j{"cards": times(2, func(i int) any {
			return j{"card_index": i, "type": "product", "action": j{"catalog_id": "7", "product_retailer_id": fmt.Sprint(i)}}
		})}, nil), 0},
		{"a product", ask("product", j{"catalog_id": "7", "product_retailer_id": "a"}, j{"body": nil}), 0},
		{"a product of no catalogue", ask("product", j{"product_retailer_id": "a"}, nil), 131008},
		{"thirty products", ask("product_list", products(10, 3), header("Shop")), 0},
		{"thirty-one products", ask("product_list", products(1, 31), header("Shop")), 131009},
		{"thirty-three products in sections", ask("product_list", products(3, 11), header("Shop")), 131009},
		{"products in eleven sections", ask("product_list", products(11, 1), header("Shop")), 131009},
		{"products without a header", ask("product_list", products(1, 1), nil), 131008},
		{"the catalogue", ask("catalog_message", j{"name": "catalog_message", "parameters": j{"thumbnail_product_retailer_id": "a"}}, nil), 0},
		{"a call", ask("voice_call", j{"name": "voice_call", "parameters": j{"display_text": "Call us", "ttl_minutes": 43200}}, nil), 0},
		{"a call for too long", ask("voice_call", j{"name": "voice_call", "parameters": j{"display_text": "Call us", "ttl_minutes": 43201}}, nil), 131009},
		{"may we call", ask("call_permission_request", j{"name": "call_permission_request"}, j{"body": nil}), 0},
	}
	inLab(t, func(s *sandbox.Sandbox) { s.Limits.PairBurst = 1000; s.Limits.PerSecond = 1000 }, func(l *lab) {
		l.says(j{"text": "hi"})
		for _, tt := range tests {
			if _, v := l.graph("POST", ours+"/messages", tt.body); code(v) != tt.code {
				t.Errorf("%s: %v, want code %d", tt.name, v, tt.code)
			}
		}
	})
}

func TestAnInteractiveMessageIsOnThePhone(t *testing.T) {
	inLab(t, inFolder(t), func(l *lab) {
		l.says(j{"text": "hi"})
		id := l.uploaded("image/png", picture(t, 20))
		_, v := l.graph("POST", ours+"/messages", ask("button", j{"buttons": []any{button("yes", "Yes"), button("no", "No")}}, j{
			"header": j{"type": "image", "image": j{"id": id}}, "footer": j{"text": "Take your time"},
		}))
		if code(v) != 0 {
			t.Fatal(v)
		}
		_, _ = l.graph("POST", ours+"/messages", ask("list", nSections(2, "Days"), nil))
		all := l.messages("")
		m, c := all[1], all[1].Card
		if m.Type != "interactive" || m.Text != "Which?" || c.Kind != "button" || c.Footer != "Take your time" || len(c.Buttons) != 2 ||
			c.Buttons[1] != (card.Button{Kind: "reply", ID: "no", Title: "No"}) {
			t.Errorf("the buttons: %+v %+v", m, c)
		}
		if status, _ := l.do("GET", "/"+c.Media.URL, ""); status != 200 {
			t.Errorf("the picture above the buttons: %d %+v", status, c.Media)
		}
		if c := all[2].Card; c.Label != "Choose" || len(c.Sections) != 2 || c.Sections[1].Rows[0].ID != "r1" {
			t.Errorf("the list: %+v", c)
		}
	})
}

func TestPlacesAndPeopleAreSent(t *testing.T) {
	place := func(lat, long any, more j) j {
		l := j{"latitude": lat, "longitude": long}
		for k, v := range more {
			l[k] = v
		}
		return textTo(person, j{"type": "location", "text": nil, "location": l})
	}
	people := func(n int, name j) j {
		return textTo(person, j{"type": "contacts", "text": nil, "contacts": times(n, func(int) any {
			return j{"name": name, "phones": []any{j{"phone": "+34 600 111 222", "type": "WORK", "wa_id": "34600111222"}}}
		})})
	}
	ada := j{"formatted_name": "Ada Lovelace", "first_name": "Ada"}
	tests := []struct {
		name string
		body j
		code int
	}{
		{"as strings", place("45.07", "7.69", j{"name": "Café Aurora", "address": "Via Roma 3"}), 0},
		{"as numbers, at the edge", place(-90, 180, nil), 0},
		{"beyond the pole", place(90.001, 7, nil), 131009},
		{"beyond the date line", place(0, -180.001, nil), 131009},
		{"not a number", place("NaN", 7, nil), 131009},
		{"words", place("north", 7, nil), 100},
		{"half", textTo(person, j{"type": "location", "text": nil, "location": j{"latitude": 1}}), 131008},
		{"another field", place(1, 1, j{"url": "https://a.example"}), 100},
		{"one person", people(1, ada), 0},
		{"257 people", people(257, ada), 0},
		{"258 people", people(258, ada), 131009},
		{"nobody", people(0, ada), 131009},
		{"no name", people(1, j{"first_name": "Ada"}), 131008},
		{"no part of a name", people(1, j{"formatted_name": "Ada"}), 131009},
	}
	inLab(t, nil, func(l *lab) {
		l.says(j{"text": "hi"})
		for _, tt := range tests {
			if _, v := l.graph("POST", ours+"/messages", tt.body); code(v) != tt.code {
				t.Errorf("%s: %v, want code %d", tt.name, v, tt.code)
			}
		}
		all := l.messages("")
		if m := all[1]; m.Text != "Café Aurora, Via Roma 3 (45.07, 7.69)" || *m.Card.Place != (card.Place{Latitude: 45.07, Longitude: 7.69, Name: "Café Aurora", Address: "Via Roma 3"}) {
			t.Errorf("the place: %+v", m)
		}
		if m := all[3]; m.Text != "Ada Lovelace" || m.Card.People[0].Phones[0] != "+34 600 111 222" {
			t.Errorf("the person: %+v", m)
		}
	})
}
