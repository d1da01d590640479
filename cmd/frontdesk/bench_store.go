package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
)

// small is how many messages the small store holds.
const small = 10_000

// store measures a page and a search, in a small store and in a large one, over
// HTTP as an agent sees it.
func (b *bench) store(ctx context.Context) error {
	asked := []struct{ name, arguments string }{
		{"a page of 50 of one person", `{"contact":"c1","limit":50}`},
		{"a page of 50 of everybody", `{"limit":50}`},
		{"a search for a rare word", `{"search":"needle","limit":50}`},
		{"a search for a common word", `{"search":"hello","limit":50}`},
		{"a common word of one person", `{"search":"hello","contact":"c1","limit":50}`},
	}
	times := make([][2]time.Duration, len(asked))
	for i, n := range []int{small, b.Messages} {
		folder := b.folder()
		if err := b.fill(ctx, folder, n); err != nil {
			return err
		}
		c, err := b.server(ctx, folder)
		if err != nil {
			return err
		}
		for j, q := range asked {
			l := press(ctx, 1, b.Time, 0, func(ctx context.Context, _ int) error {
				return c.tool(ctx, "/mcp", "read_whatsapp_messages", q.arguments, nil)
			})
			if err := l.trouble(); err != nil {
				c.stop()
				return err
			}
			times[j][i] = l.at(.5)
		}
		c.stop()
	}
	for j, q := range asked {
		b.row("%s\t%d messages: %s\t%d messages: %s\t%.2f times\t(goal 1.5 for a page, 3 for a search)",
			q.name, small, round(times[j][0]), b.Messages, round(times[j][1]), float64(times[j][1])/float64(times[j][0]))
	}
	return nil
}

// fill makes a store of n messages of many people, through the inbox's own
// transactions.
func (b *bench) fill(ctx context.Context, folder string, n int) error {
	s := settings{data: folder, key: benchKey, database: "sqlite:" + filepath.Join(folder, "frontdesk.db")}
	if b.Database != "" {
		s.database = b.Database
	}
	if err := s.prepare(); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{URL: s.database, Key: s.key})
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- db.Run(running) }()
	err = b.write(ctx, db, n)
	stop()
	<-ended
	return firstError(err, db.Close)
}

func (b *bench) write(ctx context.Context, db *store.DB, n int) error {
	on, err := db.SaveIntegration(ctx, frontdesk.Integration{Kind: frontdesk.CloudAPI, PhoneNumberID: benchNumber, AccessToken: "bench", AppSecret: benchSecret})
	if err != nil {
		return err
	}
	var people []frontdesk.Contact
	for i := range benchWriters {
		phone := frontdesk.Phone(fmt.Sprintf("+1555%07d", i))
		c, err := db.SaveContact(ctx, frontdesk.Contact{Name: fmt.Sprintf("Writer %d", i), Registered: true, Addresses: []frontdesk.Address{contacts.PhoneAddress(phone)}})
		if err != nil {
			return err
		}
		people = append(people, c)
	}
	const each = 2000
	for done := 0; done < n; {
		if _, err := db.Append(ctx, frontdesk.Update{At: time.Now(), Kind: "bench", Body: []byte("{}")}); err != nil {
			return err
		}
		if _, err := db.Apply(ctx, "bench", 1, func(ctx context.Context, tx *store.Tx, _ []frontdesk.Update) error {
			for range min(each, n-done) {
				if err := said(ctx, tx, on.ID, people[done%len(people)].ID, done); err != nil {
					return err
				}
				done++
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func said(ctx context.Context, tx *store.Tx, on frontdesk.IntegrationID, who frontdesk.ContactID, n int) error {
	conv, err := tx.OpenConversation(ctx, who, on, time.Now())
	if err != nil {
		return err
	}
	words := fmt.Sprintf("hello, this is message %d of many", n)
	if n%997 == 0 {
		words = "a needle lies here"
	}
	_, _, err = tx.KeepMessage(ctx, frontdesk.Message{
		WAMID: fmt.Sprintf("wamid.%d", n), Integration: on, Conversation: conv.ID, Contact: who,
		Direction: frontdesk.In, By: frontdesk.ByContact, At: time.Now(), Content: frontdesk.Text{Body: words},
	})
	return err
}
