package contacts

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"frontdesk"
)

// Limits of one import.
const (
	MaxImportBytes = 16 << 20
	MaxImportRows  = 10_000
	// MaxProblems is how many problems a report lists; it counts them all.
	MaxProblems = 100
)

// Format is how a list of people is written down.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	VCard Format = "vcard"
)

// Import says how to take in a list of people.
type Import struct {
	// Format is told by the first bytes if it is empty.
	Format Format
	// DryRun reports what would happen, and registers nobody.
	DryRun bool
}

// Report is what became of an import.
type Report struct {
	Added    int
	Existing int // registered before, and left as they were
	Failed   int
	Problems []Problem // the first MaxProblems
}

// Problem is a row that was not taken in.
type Problem struct {
	Line int
	Err  error
}

// row is one person of a list, or why there is none.
type row struct {
	line   int
	person Person
	err    error
}

// Import registers the people of a list, one by one as they are read. A row
// that cannot be taken in is reported with its line, and the others go in. One
// that is registered already is left as it was, so that the same list may be
// imported again. An error means that the rest was not read; the report says
// what had become of the rows before.
func (r *Registry) Import(ctx context.Context, in io.Reader, how Import) (Report, error) {
	rows, err := rowsOf(in, how.Format)
	if err != nil {
		return Report{}, err
	}
	t := taking{registry: r, how: how, seen: map[string]bool{}}
	if err := t.takeAll(ctx, rows); err != nil || how.DryRun || t.report.Added == 0 {
		return t.report, err
	}
	return t.report, r.welcome(ctx, r.registered(ctx))
}

// rowsOf reads UTF-8 with or without a byte order mark, and UTF-16 with one.
func rowsOf(in io.Reader, f Format) (iter.Seq2[row, error], error) {
	text := bufio.NewReaderSize(transform.NewReader(&limited{in: in, left: MaxImportBytes}, unicode.BOMOverride(transform.Nop)), peeked)
	head, err := text.Peek(peeked)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, unreadable(err)
	}
	if f == "" {
		f = formatOf(head)
	}
	switch f {
	case CSV:
		return csvRows(text, head)
	case VCard:
		return cardRows(text), nil
	}
	return nil, frontdesk.Errorf(frontdesk.Invalid, "%q is not a format of lists", f).WithNext("use csv or vcard")
}

// peeked is how much of a list is looked at to tell its format and separator.
const peeked = 64 << 10

func formatOf(head []byte) Format {
	if bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(head)), []byte("BEGIN:VCARD")) {
		return VCard
	}
	return CSV
}

// limited reads no more than it may, and says so instead of ending early.
type limited struct {
	in   io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.in.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, frontdesk.Errorf(frontdesk.TooLarge, "a list has at most %d bytes", MaxImportBytes).
			WithNext("split the list; importing the first part again does no harm")
	}
	return n, err
}

// unreadable is a failure of the reading itself.
func unreadable(err error) error {
	if frontdesk.CodeOf(err) != frontdesk.Internal {
		return err
	}
	return frontdesk.Errorf(frontdesk.Invalid, "the list could not be read to its end").WithCause(err)
}

// taking takes rows in and keeps the report.
type taking struct {
	registry *Registry
	how      Import
	report   Report
	seen     map[string]bool // addresses a dry run would have registered
}

func (t *taking) takeAll(ctx context.Context, rows iter.Seq2[row, error]) error {
	n := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		if n++; n > MaxImportRows {
			return frontdesk.Errorf(frontdesk.TooLarge, "a list has at most %d people", MaxImportRows).
				WithNext("split the list; importing the first part again does no harm")
		}
		if err := t.take(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// take registers one row. An error is one that the next row would meet too.
func (t *taking) take(ctx context.Context, r row) error {
	if r.err == nil {
		r.err = t.register(ctx, r.person)
	}
	switch frontdesk.CodeOf(r.err) {
	case "":
		t.report.Added++
	case exists:
		t.report.Existing++
	case frontdesk.Invalid, frontdesk.Conflict, frontdesk.TooLarge:
		t.report.Failed++
		if len(t.report.Problems) < MaxProblems {
			t.report.Problems = append(t.report.Problems, Problem{Line: r.line, Err: r.err})
		}
	default:
		return r.err
	}
	return nil
}

// exists is the code of a row whose person is registered already; it does not
// leave this file.
const exists frontdesk.Code = "exists"

func (t *taking) register(ctx context.Context, p Person) error {
	as, err := p.addresses()
	if err != nil {
		return err
	}
	owners, err := ownersOf(ctx, t.registry.Store, as)
	if err != nil {
		return err
	}
	if c, _ := first(owners); c.Registered && same(owners, c.ID) || t.would(as) {
		return frontdesk.Errorf(exists, "registered already")
	}
	if t.how.DryRun {
		return t.registry.rehearse(ctx, p)
	}
	_, err = t.registry.enrol(ctx, p)
	return err
}

// same tells whether no address is anybody's but the contact's.
func same(owners []frontdesk.Contact, id frontdesk.ContactID) bool {
	for _, c := range owners {
		if c.ID != "" && c.ID != id {
			return false
		}
	}
	return true
}

// would tells whether a dry run has met one of the addresses before.
func (t *taking) would(as []frontdesk.Address) (met bool) {
	if !t.how.DryRun {
		return false
	}
	for _, a := range as {
		key := string(a.Kind) + " " + a.Match
		met = met || t.seen[key]
		t.seen[key] = true
	}
	return met
}
