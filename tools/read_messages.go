package tools

import (
	"context"
	"strings"

	"frontdesk"
)

// Limits of a page.
const (
	usualPage = 20
	mostPage  = 100
	// maxSearch is how many characters are searched for.
	maxSearch = 500
)

type readMessagesIn struct {
	Contact string `json:"contact,omitempty" jsonschema:"contact: id, phone or exact name; empty is everybody"`
	Search  string `json:"search,omitempty" jsonschema:"words that must occur"`
	Cursor  string `json:"cursor,omitempty" jsonschema:"next_cursor of an answer"`
	Limit   int    `json:"limit,omitempty" jsonschema:"1 to 100, usually 20"`
	Format  string `json:"format,omitempty" jsonschema:"concise (usual) or detailed"`
}

// batch is messages, and what else happened.
type batch struct {
	Messages []message `json:"messages"`
	Events   []event   `json:"events,omitempty"`
	Lease    string    `json:"lease,omitempty"`
	Next     string    `json:"next_cursor,omitempty"`
}

func (b batch) text() string {
	var lines []string
	for _, m := range b.Messages {
		lines = append(lines, m.text())
	}
	for _, e := range b.Events {
		lines = append(lines, e.line())
	}
	if len(lines) == 0 {
		lines = append(lines, "No messages.")
	}
	if b.Lease != "" {
		lines = append(lines, "lease "+b.Lease)
	}
	if b.Next != "" {
		lines = append(lines, "There are older ones: next_cursor "+b.Next)
	}
	return strings.Join(lines, "\n")
}

func (s *Server) readMessages() offered {
	return tool(s, about{
		name: "read_whatsapp_messages", title: "Read messages", reads: true, idempotent: true,
		description: "Read what was said, both sides, with how far our messages have come: the newest page, oldest first; next_cursor leads to older ones. Reading acknowledges nothing.",
	}, s.doReadMessages, batch.text)
}

func (s *Server) doReadMessages(ctx context.Context, in readMessagesIn) (batch, error) {
	out := batch{Messages: []message{}}
	limit, err := within("limit", in.Limit, usualPage, 1, mostPage)
	if err != nil {
		return out, err
	}
	format, err := oneOf("format", in.Format, "concise", "detailed")
	if err != nil {
		return out, err
	}
	before, err := placeOf(in.Cursor, "before ")
	if err != nil {
		return out, err
	}
	q := Query{Search: clip(in.Search, maxSearch), Before: frontdesk.MessageID(before), Limit: limit}
	if in.Contact != "" {
		who, err := s.desk.People.Resolve(ctx, in.Contact)
		if err != nil {
			return out, blame(err, "contact")
		}
		q.Contact = who.ID
	}
	some, more, err := s.desk.Thread.Messages(ctx, q)
	if err != nil {
		return out, err
	}
	if out.Messages, err = s.show(ctx, some, format == "concise"); err == nil && more && len(some) > 0 {
		out.Next = cursor("before ", string(some[0].ID))
	}
	return out, err
}

// show gives messages with whom they are from, each person looked up once.
func (s *Server) show(ctx context.Context, some []frontdesk.Message, concise bool) ([]message, error) {
	all := make([]message, 0, len(some))
	people := map[frontdesk.ContactID]frontdesk.Contact{}
	for _, m := range some {
		who, known := people[m.Contact]
		if !known {
			var err error
			if who, err = s.desk.People.Contact(ctx, m.Contact); err != nil {
				return nil, err
			}
			people[m.Contact] = who
		}
		all = append(all, messageOf(m, who, concise))
	}
	return all, nil
}
