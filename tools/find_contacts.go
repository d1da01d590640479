package tools

import (
	"context"
	"fmt"
	"strings"

	"frontdesk"
)

const (
	// findPage is how many contacts one answer has.
	findPage = 25
	// maxQuery is how many characters of a query are looked at.
	maxQuery = 200
)

type findContactsIn struct {
	Query  string `json:"query,omitempty" jsonschema:"part of a name or phone; empty lists all"`
	Cursor string `json:"cursor,omitempty" jsonschema:"next_cursor of an answer"`
}

type found struct {
	person
	Window string `json:"window" jsonschema:"open or closed for free-form messages"`
	Unread int64  `json:"unread"`
}

type findContactsOut struct {
	Contacts []found `json:"contacts"`
	Next     string  `json:"next_cursor,omitempty"`
}

func (s *Server) findContacts() offered {
	return tool(s, about{
		name: "find_whatsapp_contacts", title: "Find contacts", reads: true, idempotent: true,
		description: "Find registered contacts by part of a name or phone, with whether they can be written to now and how many messages wait unread.",
	}, s.doFindContacts, findContactsOut.text)
}

func (s *Server) doFindContacts(ctx context.Context, in findContactsIn) (findContactsOut, error) {
	out := findContactsOut{Contacts: []found{}}
	some, next, err := s.desk.People.Find(ctx, clip(in.Query, maxQuery), in.Cursor, findPage)
	if err != nil {
		return out, err
	}
	ids := make([]frontdesk.ContactID, len(some))
	for i, c := range some {
		ids[i] = c.ID
	}
	conversations, err := s.desk.Thread.ConversationsOf(ctx, ids)
	if err != nil {
		return out, err
	}
	for _, c := range some {
		f := found{person: personOf(c), Window: "closed"}
		for _, v := range conversations {
			if v.Contact == c.ID {
				f.Unread += v.Unread
				if v.WindowOpen(s.now()) {
					f.Window = "open"
				}
			}
		}
		out.Contacts = append(out.Contacts, f)
	}
	out.Next = next
	return out, nil
}

func (o findContactsOut) text() string {
	if len(o.Contacts) == 0 {
		return "No contact matches."
	}
	var lines []string
	for _, c := range o.Contacts {
		lines = append(lines, fmt.Sprintf("- %s, window %s, %d unread", c.person.text(), c.Window, c.Unread))
	}
	if o.Next != "" {
		lines = append(lines, "There are more: next_cursor "+o.Next)
	}
	return strings.Join(lines, "\n")
}
