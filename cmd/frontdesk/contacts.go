package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"frontdesk"
	"frontdesk/contacts"
	"frontdesk/store"
)

type contactsCommand struct {
	Add    addContact     `cmd:"" help:"Register a person by phone or user id."`
	List   listContacts   `cmd:"" help:"List the registered contacts, or those who wrote and are not registered."`
	Show   showContact    `cmd:"" help:"Show one contact."`
	Remove removeContact  `cmd:"" help:"Take a person off the register. What was said stays."`
	Import importContacts `cmd:"" help:"Register the people in a CSV or vCard file."`
}

// Help teaches who may come in.
func (contactsCommand) Help() string {
	return `Only registered contacts may write in and be written to. Messages of anybody else
are rejected in silence, and they are listed as pending: who, when and how often,
never what they wrote.

  frontdesk contacts add "Ada Lovelace" +393331234567
  frontdesk contacts list --pending
  frontdesk contacts import team.csv        columns: name, phone, user_id, metadata.*`
}

// registry opens the store for a command and does something with the register.
func (s storage) registry(w world, do func(*contacts.Registry) error) error {
	return s.opened(w, func(db *store.DB) error { return do(registryOf(db)) })
}

type addContact struct {
	storage  `embed:""`
	Name     string            `arg:"" help:"What you call the person."`
	Phone    string            `arg:"" optional:"" help:"The phone with its country code."`
	UserID   string            `name:"user-id" help:"WhatsApp's user id for your business, if the phone is not known."`
	Metadata map[string]string `name:"meta" placeholder:"KEY=VALUE" help:"Facts to keep with the person."`
}

// Run registers one person and prints them.
func (c addContact) Run(w world) error {
	return c.registry(w, func(r *contacts.Registry) error {
		who, err := r.Register(w.ctx, contacts.Person{Name: c.Name, Phone: c.Phone, UserID: c.UserID, Metadata: c.Metadata})
		if err != nil {
			return err
		}
		return table(w.stdout, []frontdesk.Contact{who})
	})
}

type listContacts struct {
	storage `embed:""`
	Query   string `arg:"" optional:"" help:"Part of a name or number."`
	Pending bool   `help:"Those who wrote and are not registered."`
}

const listPage = 100

// Run prints contacts, a line each.
func (c listContacts) Run(w world) error {
	return c.registry(w, func(r *contacts.Registry) error {
		if c.Pending {
			return pages(func(after string) (string, error) {
				some, next, err := r.Pending.PendingContacts(w.ctx, after, listPage)
				return next, firstError(err, func() error { return pendingTable(w.stdout, some) })
			})
		}
		return pages(func(after string) (string, error) {
			some, next, err := r.Find(w.ctx, contacts.Query{Text: c.Query, Registered: true, After: after, Limit: listPage})
			return next, firstError(err, func() error { return table(w.stdout, some) })
		})
	})
}

// pages asks for one page after the other.
func pages(page func(after string) (next string, err error)) error {
	for after := ""; ; {
		next, err := page(after)
		if err != nil || next == "" {
			return err
		}
		after = next
	}
}

func firstError(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

type showContact struct {
	storage `embed:""`
	Who     string `arg:"" help:"Id, phone, user id, or the exact name."`
}

// Run prints everything known of one contact.
func (c showContact) Run(w world) error {
	return c.registry(w, func(r *contacts.Registry) error {
		who, err := r.Resolve(w.ctx, c.Who)
		if err != nil {
			return err
		}
		t := tabwriter.NewWriter(w.stdout, 0, 8, 2, ' ', 0)
		fmt.Fprintf(t, "id\t%s\nname\t%s\nregistered\t%v\nsince\t%s\n", who.ID, tidy(who.Name), who.Registered, stamp(who.CreatedAt))
		for _, a := range who.Addresses {
			fmt.Fprintf(t, "%s\t%s\n", a.Kind, tidy(a.Value))
		}
		for _, fact := range [][2]string{{"profile name", who.ProfileName}, {"username", who.Username}} {
			if fact[1] != "" {
				fmt.Fprintf(t, "%s\t%s\n", fact[0], tidy(fact[1]))
			}
		}
		for _, name := range slices.Sorted(maps.Keys(who.Metadata)) {
			fmt.Fprintf(t, "%s\t%s\n", tidy(name), tidy(who.Metadata[name]))
		}
		return t.Flush()
	})
}

type removeContact struct {
	storage `embed:""`
	Who     string `arg:"" help:"Id, phone, user id, or the exact name."`
}

// Run takes one person off the register.
func (c removeContact) Run(w world) error {
	return c.registry(w, func(r *contacts.Registry) error {
		who, err := r.Resolve(w.ctx, c.Who)
		if err != nil {
			return err
		}
		if err := r.Remove(w.ctx, who.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintf(w.stdout, "%s (%s) may no longer write in; what was said stays\n", tidy(who.DisplayName()), who.ID)
		return err
	})
}

type importContacts struct {
	storage `embed:""`
	File    string `arg:"" help:"The file, or - for standard input."`
	Format  string `enum:"auto,csv,vcard" default:"auto" help:"csv or vcard; told by its beginning otherwise."`
	DryRun  bool   `help:"Say what would happen and register nobody."`
}

// Run registers the people of a list, and tells each row that did not go in.
func (c importContacts) Run(w world) error {
	in, err := c.open(w)
	if err != nil {
		return err
	}
	defer in.Close()
	return c.registry(w, func(r *contacts.Registry) error {
		how := contacts.Import{Format: contacts.Format(strings.TrimPrefix(c.Format, "auto")), DryRun: c.DryRun}
		report, err := r.Import(w.ctx, in, how)
		for _, p := range report.Problems {
			fmt.Fprintf(w.stderr, "line %d: %s\n", p.Line, frontdesk.Sentence(p.Err))
		}
		fmt.Fprintf(w.stdout, "%d added, %d registered before, %d not taken in\n", report.Added, report.Existing, report.Failed)
		if err == nil && report.Failed > 0 {
			err = frontdesk.Errorf(frontdesk.Invalid, "%d rows were not taken in", report.Failed).
				WithNext("mend those rows and import the same file again; the others do no harm")
		}
		return err
	})
}

func (c importContacts) open(w world) (io.ReadCloser, error) {
	if c.File == "-" {
		return io.NopCloser(w.stdin), nil
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, frontdesk.Errorf(frontdesk.NotFound, "%s cannot be read", c.File).WithCause(err)
	}
	return f, nil
}

func table(out io.Writer, some []frontdesk.Contact) error {
	t := tabwriter.NewWriter(out, 8, 8, 2, ' ', 0)
	for _, c := range some {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c.ID, tidy(c.DisplayName()), c.Phone(), tidy(string(c.UserID())))
	}
	return t.Flush()
}

func pendingTable(out io.Writer, some []frontdesk.Pending) error {
	t := tabwriter.NewWriter(out, 8, 8, 2, ' ', 0)
	for _, p := range some {
		var at []string
		for _, a := range p.Addresses {
			at = append(at, tidy(a.Value))
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d times, last %s\n", p.ID, tidy(p.ProfileName), strings.Join(at, " "), p.Count, stamp(p.LastAt))
	}
	return t.Flush()
}

// tidy makes a text from outside safe for a terminal's line.
func tidy(s string) string {
	clean, _ := frontdesk.Clean(s)
	return strings.Join(strings.Fields(clean), " ")
}

func stamp(t time.Time) string { return t.Local().Format(time.RFC3339) }
