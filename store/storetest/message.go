package storetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"frontdesk"
	"frontdesk/store"
)

var _ = promise(map[string]func(*desk){
	"AMessageIsKeptOnce":             aMessageIsKeptOnce,
	"CopiesKeepAMessageOnce":         copiesKeepAMessageOnce,
	"TheLatestWordOpensTheWindow":    theLatestWordOpensTheWindow,
	"EveryContentComesBackAsItWas":   everyContentComesBackAsItWas,
	"MessagesComeInPagesOldestFirst": messagesComeInPagesOldestFirst,
})

func third[T, U any](_ T, _ U, err error) error { return err }

func key(parts ...int) string { return fmt.Sprint(parts) }

// messages gives the newest page of messages.
func (d *desk) messages(q store.MessageQuery) []frontdesk.Message {
	d.Helper()
	some, _, err := d.db.Messages(d.ctx, q)
	d.ok(err)
	return some
}

// lines are what messages say.
func lines(some []frontdesk.Message) (all []string) {
	for _, m := range some {
		all = append(all, m.Text())
	}
	return all
}

func aMessageIsKeptOnce(d *desk) {
	v := d.conversation()
	m := d.said(v, "hello")
	m.ReplyTo, m.Forwarded, m.Trace = "wamid.quoted", true, "u1"
	first := d.keep(m)
	d.same([]any{first.Seq, first.Session, first.KeptAt.Equal(d.clock.Now())}, []any{int64(1), int64(1), true})
	d.clock.pass(time.Hour)
	for range 3 { // as Meta repeats it
		d.apply(func(tx *store.Tx) error {
			again := m
			again.Content = frontdesk.Text{Body: "hello, repeated"}
			kept, fresh, err := tx.KeepMessage(d.ctx, again)
			d.same(fresh, false)
			d.same([]any{kept.ID, kept.Text()}, []any{first.ID, "hello"})
			return err
		})
	}
	kept := get(d.db.MessageByWAMID(d.ctx, v.Integration, m.WAMID))(d)
	m.ID, m.Seq, m.Session, m.KeptAt = first.ID, 1, 1, kept.KeptAt
	m.At = kept.At
	d.same(kept, m)
	got := get(d.db.Conversation(d.ctx, v.ID))(d)
	d.same([]int64{got.LastSeq, got.Unread}, []int64{1, 1})
	// Another number has ids of its own, and none is no id.
	other := d.conversation()
	m.Conversation, m.Contact, m.Integration = other.ID, other.Contact, other.Integration
	d.same(d.keep(m).Seq, int64(1))
	m.WAMID = ""
	d.same([]int64{d.keep(m).Seq, d.keep(m).Seq}, []int64{2, 3})
	d.code(failure(d.db.MessageByWAMID(d.ctx, v.Integration, "")), frontdesk.NotFound)
}

func copiesKeepAMessageOnce(d *desk) {
	v := d.conversation()
	m := d.said(v, "hello")
	fresh := make([]bool, 8)
	for _, err := range d.together(8, func(db *store.DB, i int) error {
		return d.applyOn(db, func(tx *store.Tx) (err error) {
			_, fresh[i], err = tx.KeepMessage(d.ctx, m)
			return err
		})
	}) {
		d.ok(err)
	}
	once := 0
	for _, f := range fresh {
		if f {
			once++
		}
	}
	d.same([]any{once, get(d.db.Conversation(d.ctx, v.ID))(d).LastSeq}, []any{1, int64(1)})
}

func theLatestWordOpensTheWindow(d *desk) {
	v := d.conversation()
	now := d.clock.Now()
	for _, ago := range []time.Duration{time.Hour, 30 * time.Minute, 20 * time.Hour} {
		m := d.said(v, "hello")
		m.At = now.Add(-ago)
		d.keep(m)
	}
	got := get(d.db.Conversation(d.ctx, v.ID))(d)
	d.same([]any{got.LastIn.Equal(now.Add(-30 * time.Minute)), got.LastOut.IsZero()}, []any{true, true})
}

func everyContentComesBackAsItWas(d *desk) {
	v := d.conversation()
	for _, c := range []frontdesk.Content{
		frontdesk.Text{Body: "*bold*\nline", PreviewURL: true},
		frontdesk.Attachment{Media: frontdesk.Audio, File: "f1", MediaID: "12", MIMEType: "audio/ogg; codecs=opus", SHA256: "ab", Voice: true},
		frontdesk.Attachment{Media: frontdesk.Document, File: "f2", Filename: "a.pdf", Caption: "look", URL: "https://example.com/a"},
		frontdesk.Interactive{Form: "buttons", Body: "?", Buttons: []frontdesk.Option{{ID: "1", Title: "Yes"}}},
		frontdesk.Choice{From: "list_reply", ID: "1", Title: "Yes"},
		frontdesk.Template{Name: "hello", Language: "en", Parameters: json.RawMessage(`{"1":"Ana"}`)},
		frontdesk.Location{Latitude: -34.6037, Longitude: 58.3816, Name: "here"},
		frontdesk.ContactCards{Cards: []frontdesk.ContactCard{{Name: "Eva", Phones: []string{"+34 600"}}}},
		frontdesk.Reaction{To: "wamid.1", Emoji: "\U0001f44d\U0001f3fd"},
		frontdesk.Order{Catalog: "7", Items: []frontdesk.OrderItem{{SKU: "a", Quantity: 2, Price: 1.5, Currency: "EUR"}}},
		frontdesk.System{Change: "user_changed_number", Old: "1", New: "2"},
		frontdesk.Unknown{Kind: "hologram", Raw: json.RawMessage(`{"type":"hologram","depth":[1,2,3]}`)},
	} {
		m := d.said(v, "")
		m.Content = c
		d.same(get(d.db.Message(d.ctx, d.keep(m).ID))(d).Content, c)
	}
	m := d.said(v, "")
	m.Content = nil
	d.code(d.applyOn(d.db, func(tx *store.Tx) error { return third(tx.KeepMessage(d.ctx, m)) }), frontdesk.Internal)
}

func messagesComeInPagesOldestFirst(d *desk) {
	v, other := d.conversation(), d.conversation()
	var want []string
	for i := range 7 {
		want = append(want, fmt.Sprint("message ", i))
		d.hear(v, want[i])
		d.hear(other, "not this")
	}
	for _, q := range []store.MessageQuery{{Conversation: v.ID, Limit: 3}, {Contact: v.Contact, Limit: 3}, {Contact: v.Contact, Search: "message", Limit: 3}} {
		var got []string
		pages := 0
		for more := true; more; pages++ {
			var page []frontdesk.Message
			var err error
			page, more, err = d.db.Messages(d.ctx, q)
			d.ok(err)
			got = slices.Concat(lines(page), got)
			q.Before = page[0].ID
		}
		d.same(got, want)
		d.same(pages, 3)
	}
	d.same(len(d.messages(store.MessageQuery{Limit: 99})), 14)
	d.same(len(d.messages(store.MessageQuery{Limit: 0})), 1)
	d.same(len(d.messages(store.MessageQuery{Conversation: "v99", Limit: 9})), 0)
	d.same(len(d.messages(store.MessageQuery{Conversation: "nonsense", Limit: 9})), 0)
}
