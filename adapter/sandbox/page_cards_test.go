package sandbox_test

import (
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp"
)

// click clicks the button that says so, in the newest bubble, sheet or menu.
func click(within, says string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('` + within + `')].filter(b => b.textContent.includes('` + says + `') && b.offsetParent !== null).at(-1).click()`)
}

// sends sends what the program would, and gives its id.
func (l *lab) sends(body j) string {
	l.Helper()
	_, v := l.graph("POST", ours+"/messages", body)
	if code(v) != 0 {
		l.Fatal(v)
	}
	return list(v["messages"])[0]["id"].(string)
}

// heardLast waits for as many messages and gives the last.
func (l *lab) heardLast(n int) j {
	l.Helper()
	l.until("the webhook hears it", func() bool { return len(l.program.heard("messages")) >= n })
	return l.program.heard("messages")[n-1]
}

func TestThePhonePageTapsButtonsAndLists(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, inFolder(t))
	p := page{l, ctx}
	p.do(chromedp.Navigate(url + "/"))
	l.says(j{"text": "When can I come?"})
	id := l.uploaded("image/png", picture(t, 300))
	buttons := l.sends(ask("button", j{"buttons": []any{button("yes", "Yes, please"), button("no", "No"), button("later", "Ask me later")}}, j{
		"header": j{"type": "image", "image": j{"id": id}}, "body": j{"text": "Shall we book *Monday* at 9?"}, "footer": j{"text": "Tap one"}}))
	p.is(last("in", ".card strong") + "?.textContent === 'Monday' && " + last("in", ".card img") + "?.naturalWidth === 300")
	p.shoot("buttons.png")
	p.do(click(".act", "Yes, please"))
	got := l.heardLast(2)
	if got["context"].(j)["id"] != buttons || got["interactive"].(j)["button_reply"].(j)["id"] != "yes" {
		t.Errorf("heard %v", got)
	}
	p.is(last("out", ".quote") + "?.textContent.startsWith('Shall we book')")

	l.sends(ask("list", j{"button": "See the times", "sections": []any{
		j{"title": "Monday", "rows": []any{row("m9", "9:00", "With Ada"), row("m10", "10:00", "")}},
		j{"title": "Tuesday", "rows": []any{row("t9", "9:00 sharp", "With Grace")}},
	}}, j{"header": j{"type": "text", "text": "Free times"}}))
	p.is(last("in", ".act") + "?.textContent.includes('See the times')") // the card before has buttons too
	p.do(click(".act", "See the times"))
	p.is("document.getElementById('sheet').open && document.activeElement.textContent.startsWith('9:00') && document.querySelectorAll('#sheet h3').length === 2")
	p.shoot("list.png")
	p.do(chromedp.Evaluate[chromedp.Void](`for (let i = 0; i < 5; i++) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))`))
	p.is("document.activeElement.textContent.startsWith('9:00 sharp')")
	p.do(chromedp.KeyEvent("\r"))
	got = l.heardLast(3)
	if r := got["interactive"].(j)["list_reply"].(j); r["id"] != "t9" || r["description"] != "With Grace" {
		t.Errorf("heard %v", got)
	}
	p.is("!document.getElementById('sheet').open && document.documentElement.scrollWidth <= 390")
}

func TestThePhonePageSharesPlacesAndPeople(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, nil)
	p := page{l, ctx}
	p.do(chromedp.Navigate(url + "/"))
	p.is("document.activeElement.id === 'text'")
	p.do(chromedp.Click("#attach"))
	p.is("!document.getElementById('menu').hidden && document.activeElement.getAttribute('role') === 'menuitem'")
	p.shoot("attach.png")
	p.do(click("#menu button", "Location"))
	p.is("document.getElementById('sheet').open")
	p.shoot("place.png")
	p.do(click("#sheet-done", "Send location"))
	if got := l.heardLast(1)["location"].(j); got["latitude"] != 45.0703 || got["name"] != "Café Aurora" {
		t.Errorf("heard %v", got)
	}
	p.is("!!" + last("out", ".place .map"))
	p.do(chromedp.Click("#attach"), click("#menu button", "Contact"))
	p.do(click("#sheet-done", "Send contact"))
	if got := list(l.heardLast(2)["contacts"])[0]; list(got["phones"])[0]["wa_id"] != "34600111222" || got["name"].(j)["first_name"] != "Ada" {
		t.Errorf("heard %v", got)
	}
	p.is(last("out", ".person .name") + "?.textContent === 'Ada Lovelace'")
	asked := l.sends(ask("location_request_message", j{"name": "send_location"}, j{"body": j{"text": "Where shall we deliver?"}}))
	p.is("!!" + last("in", ".act"))
	p.do(click(".act", "Send location"), click("#sheet-done", "Send location"))
	if got := l.heardLast(3); got["context"].(j)["id"] != asked {
		t.Errorf("heard %v", got)
	}
	l.sends(ask("flow", flow(nil), j{"body": j{"text": "Book a table"}}))
	p.is("!!" + last("in", ".act"))
	p.do(click(".act", "Book"), click("#sheet-done", "Submit"))
	if got := l.heardLast(4)["interactive"].(j)["nfm_reply"].(j); got["response_json"] != `{"date":"2026-12-01","flow_token":"t","name":"Ada"}` {
		t.Errorf("heard %v", got)
	}
	l.sends(ask("product_list", products(1, 2), j{"header": j{"type": "text", "text": "Shop"}}))
	p.is("!!" + last("in", ".act"))
	p.do(click(".act", "View items"), click("#sheet-done", "Place order"))
	if got := l.heardLast(5)["order"].(j); got["catalog_id"] != "7" || len(list(got["product_items"])) != 1 {
		t.Errorf("heard %v", got)
	}
	p.is("document.documentElement.scrollWidth <= 390 && !!" + last("out", ".items li"))
	p.shoot("shared.png")
}

func TestThePhonePageReactsQuotesAndEdits(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, nil)
	p := page{l, ctx}
	p.do(chromedp.Navigate(url + "/"))
	l.says(j{"text": "hi"})
	theirs := l.send(j{"text": j{"body": "What can I do for you?"}})
	p.is("!!" + last("in", ".more"))
	// By the keyboard alone.
	p.do(chromedp.Evaluate[chromedp.Void](last("in", ".more") + ".focus()"))
	p.do(chromedp.KeyEvent("\r"))
	p.is("!document.getElementById('menu').hidden && document.activeElement.textContent === '👍'")
	p.shoot("menu.png")
	p.do(chromedp.KeyEvent("\r"))
	if got := l.heardLast(2)["reaction"].(j); got["emoji"] != "👍" || got["message_id"] != theirs {
		t.Errorf("heard %v", got)
	}
	p.is(last("in", ".reactions") + "?.textContent === '👍' && document.activeElement.className === 'more'")
	p.do(chromedp.KeyEvent("\r"))
	p.is("document.activeElement.getAttribute('aria-label') === 'Take back 👍'")
	p.do(chromedp.KeyEvent("\r"))
	if got := l.heardLast(3)["reaction"].(j); got["emoji"] != nil {
		t.Errorf("heard %v", got)
	}
	// By a long press.
	touch := func(kind string) chromedp.Action[chromedp.Void] {
		return chromedp.Evaluate[chromedp.Void](last("in", ".body") + ".dispatchEvent(new Event('" + kind + "', { bubbles: true }))")
	}
	p.do(touch("touchstart"))
	p.is("!document.getElementById('menu').hidden")
	p.do(touch("touchend"), chromedp.KeyEvent("\x1b"))
	p.is("document.getElementById('menu').hidden")
	// By a right click.
	p.do(chromedp.Evaluate[chromedp.Void](last("in", ".body") + ".dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))"))
	p.do(click("#menu button", "Reply"))
	p.is("!document.getElementById('quoting').hidden && document.getElementById('quoted').textContent === 'What can I do for you?' && document.activeElement.id === 'text'")
	p.shoot("quoting.png")
	p.do(chromedp.SendKeys("#text", "A table at eight\n"))
	if got := l.heardLast(4); got["context"].(j)["id"] != theirs {
		t.Errorf("heard %v", got)
	}
	p.is("document.getElementById('quoting').hidden && " + last("out", ".quote") + "?.textContent === 'What can I do for you?'")
	p.do(chromedp.Evaluate[chromedp.Void](last("out", ".more") + ".click()"))
	p.do(click("#menu button", "Edit"))
	p.is("document.getElementById('text').value === 'A table at eight'")
	p.do(chromedp.Evaluate[chromedp.Void]("document.getElementById('text').value = ''"))
	p.do(chromedp.SendKeys("#text", "A table at nine\n"))
	if got := l.heardLast(5); got["type"] != "edit" {
		t.Errorf("heard %v", got)
	}
	p.is(last("out", ".body") + "?.textContent === 'A table at nine'")
	p.do(chromedp.Evaluate[chromedp.Void](last("out", ".more") + ".click()"))
	p.do(click("#menu button", "Delete for everyone"))
	p.is(last("out", ".body") + "?.textContent === 'You deleted this message'")
	if got := l.heardLast(6); got["type"] != "revoke" {
		t.Errorf("heard %v", got)
	}
}

func TestThePhonePageDrawsTemplatesAndCarousels(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, inFolder(t))
	p := page{l, ctx}
	p.do(chromedp.Navigate(url + "/"))
	id := l.uploaded("image/png", picture(t, 300))
	l.sends(fill("appointment", head(j{"type": "image", "image": j{"id": id}}), namedWords("first_name", "Ada", "day", "Monday", "time", "9:00"),
		tap("quick_reply", 0, j{"type": "payload", "payload": "come"})))
	l.sends(fill("summer_sale", head(j{"type": "text", "text": "Ada"}), words("Sunday", "20"), tap("url", 0, j{"type": "text", "text": "shoes"}),
		tap("copy_code", 1, j{"type": "coupon_code", "coupon_code": "SUN20"})))
	p.is(last("in", "a.act") + "?.href === 'https://www.example.com/sale/shoes' && " + last("in", ".under") + "?.textContent.startsWith('Tap below')")
	p.shoot("template.png")
	p.do(click(".act", "I will come"))
	if got := l.heardLast(1)["button"].(j); got["payload"] != "come" || got["text"] != "I will come" {
		t.Errorf("heard %v", got)
	}
	l.sends(ask("carousel", nCards(4, "Shoes for _every_ weather"), nil))
	p.is(last("in", ".cards") + "?.childElementCount === 4")
	p.is("document.documentElement.scrollWidth <= 390")
	p.is("performance.getEntriesByType('resource').every(e => e.name.startsWith(location.origin + '/sandbox/'))")
	p.shoot("carousel.png")
}

func TestThePhonePageDrawsOnlyMarksThatAreMeant(t *testing.T) {
	ctx := browser(t)
	l, url := onSockets(t, nil)
	p := page{l, ctx}
	p.do(chromedp.Navigate(url + "/"))
	l.says(j{"text": "hi"})
	for _, tt := range []struct{ text, html string }{
		{"*bold* _it_ ~no~ `x`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>x</code>"},
		{"2 * 3 * 4", "2 * 3 * 4"},
		{"snake_case_name", "snake_case_name"},
		{"*_both_*", "<strong><em>both</em></strong>"},
		{"a* b*", "a* b*"},
		{"```two\nlines *x*```", "<code>two\nlines *x*</code>"},
		{"*over\nlines*", "*over\nlines*"},
		{"*<b>*", "<strong>&lt;b&gt;</strong>"},
		{"**", "**"},
	} {
		l.send(j{"text": j{"body": tt.text}})
		p.is(last("in", ".body") + "?.innerHTML === " + quoted(tt.html))
	}
}

// quoted is a text as JavaScript has it.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}
