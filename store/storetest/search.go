package storetest

import (
	"fmt"
	"strings"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"WordsAreFoundHoweverSpelt":       wordsAreFoundHoweverSpelt,
	"WhatIsTypedIsNeverSyntax":        whatIsTypedIsNeverSyntax,
	"ACommonWordIsFoundWithinAPerson": aCommonWordIsFoundWithinAPerson,
	"OutgoingWordsAreFoundToo":        outgoingWordsAreFoundToo,
})

func wordsAreFoundHoweverSpelt(d *desk) {
	v := d.conversation()
	for _, said := range []string{
		"Ma\u00f1ana a las 10:30 en S\u00e3o Paulo", "MANANA no puedo", "\u6771\u4eac\u306b\u884c\u304d\u307e\u3059", "\u0421\u043f\u0430\u0441\u0438\u0431\u043e, \u0451\u043b\u043a\u0430",
		"invoice INV-2026/00123 from http://example.com/a?b=1e5", "don't", strings.Repeat("long ", 20_000) + "end",
	} {
		d.hear(v, said)
	}
	for sought, want := range map[string]int{
		"manana": 2, "MA\u00d1ANA paulo": 1, "sao": 1, "paul": 1, "aul": 0, "10": 1, "las manana": 1, "manana puedo las": 0,
		"\u6771\u4eac": 1, "\u4eac": 1, "\u0435\u043b\u043a": 1, "\u0421\u041f\u0410\u0421": 1, "inv-2026": 1, "00123": 1, "2026/00123": 1, "example.com": 1, "1e5": 1,
		"don't": 1, "don": 1, "long": 1, "nothing": 0, "v1": 0, "c1": 0,
	} {
		if found := d.messages(store.MessageQuery{Search: sought, Limit: 9}); len(found) != want {
			d.Errorf("%q finds %d, want %d", sought, len(found), want)
		}
	}
}

func whatIsTypedIsNeverSyntax(d *desk) {
	v := d.conversation()
	d.hear(v, "plain words")
	for _, typed := range []string{
		`"`, `"plain`, `plain AND`, `plain OR words`, `NOT plain`, `pl*`, `plain*`, `(plain`, `words:plain`, `^plain`, `plain -words`, `{words} : plain`,
		`plain & words`, `plain | !words`, `plain:*`, `'`, `\`, `<->`, "plain\x00words", "pl\xff", ";", "NEAR(plain words)", strings.Repeat("plain ", 5000), strings.Repeat("x", 100_000),
		" ", "\u0301", "\U0001f642", "%", "_", "$1", "?",
	} {
		for _, q := range []store.MessageQuery{{Search: typed, Limit: 9}, {Search: typed, Contact: v.Contact, Conversation: v.ID, Limit: 9}} {
			if _, _, err := d.db.Messages(d.ctx, q); err != nil {
				d.Errorf("%.40q: %v", typed, err)
			}
		}
	}
	d.same(len(d.messages(store.MessageQuery{Search: `"plain" (words)`, Limit: 9})), 1)
	d.same(len(d.messages(store.MessageQuery{Search: " ... ", Limit: 9})), 0)
}

func aCommonWordIsFoundWithinAPerson(d *desk) {
	ana := d.person("Ana").ID
	one, two := get(d.db.OpenConversation(d.ctx, ana, d.number()))(d), get(d.db.OpenConversation(d.ctx, ana, d.number()))(d)
	eva := d.conversation()
	for i := range 3 {
		for _, v := range []frontdesk.Conversation{one, two, eva} {
			d.hear(v, fmt.Sprint("order number ", i))
		}
	}
	d.same(len(d.messages(store.MessageQuery{Search: "order", Limit: 99})), 9)
	d.same(len(d.messages(store.MessageQuery{Search: "order", Contact: ana, Limit: 99})), 6)
	d.same(lines(d.messages(store.MessageQuery{Search: "order", Conversation: two.ID, Limit: 2})), []string{"order number 1", "order number 2"})
	d.same(len(d.messages(store.MessageQuery{Search: "order", Contact: "c99", Limit: 99})), 0)
	d.same(len(d.messages(store.MessageQuery{Search: "order", Contact: "nonsense", Limit: 99})), 0)
}

func outgoingWordsAreFoundToo(d *desk) {
	v := d.conversation()
	sent := d.queue(v, "k1")
	found := d.messages(store.MessageQuery{Search: "to k1", Contact: v.Contact, Limit: 9})
	d.same(len(found), 1)
	d.same([]any{found[0].ID, found[0].Delivery.State}, []any{sent.ID, frontdesk.Queued})
}
