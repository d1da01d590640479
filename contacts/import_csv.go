package contacts

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"frontdesk"
)

// csvRows reads a table whose first line names the columns. Spreadsheets of
// half the world separate by semicolon; so whichever of comma, semicolon and
// tab the first line has most of it is.
func csvRows(in *bufio.Reader, head []byte) (iter.Seq2[row, error], error) {
	r := csv.NewReader(in)
	r.Comma = separatorOf(head)
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = r.Comma != '\t' // it would trim the separators too
	r.ReuseRecord = true
	names, err := r.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, badHeader("the list is empty")
	case err != nil:
		return nil, unreadable(err)
	}
	cols, err := columnsOf(names)
	if err != nil {
		return nil, err
	}
	return func(yield func(row, error) bool) {
		for {
			one, there, err := cols.next(r)
			switch {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(row{}, unreadable(err))
				return
			}
			if there && !yield(one, nil) {
				return
			}
		}
	}, nil
}

// next reads a row; there is false if nothing stands in it. A row that cannot be
// taken in is one too.
func (cols columns) next(r *csv.Reader) (one row, there bool, err error) {
	record, err := r.Read()
	var malformed *csv.ParseError
	switch {
	case errors.As(err, &malformed):
		return row{line: malformed.StartLine, err: badRow("the quotes of this row do not match").WithCause(err)}, true, nil
	case err != nil || strings.TrimSpace(strings.Join(record, "")) == "":
		return row{}, false, err
	}
	one.line, _ = r.FieldPos(0)
	one.person, one.err = cols.person(record)
	return one, true, nil
}

func separatorOf(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := ',', 0
	for _, sep := range ",;\t" {
		if n := bytes.Count(line, []byte(string(sep))); n > most {
			best, most = sep, n
		}
	}
	return best
}

// columns says what each column holds: name, phone, user_id or metadata.KEY.
type columns []string

const metadataColumn = "metadata."

func columnsOf(names []string) (columns, error) {
	cols := make(columns, len(names))
	seen := map[string]bool{}
	for i, name := range names {
		name = strings.TrimSpace(name)
		if key := len(metadataColumn); len(name) > key && strings.EqualFold(name[:key], metadataColumn) {
			name = metadataColumn + name[key:]
		} else {
			name = strings.ToLower(name)
		}
		switch {
		case name != "name" && name != "phone" && name != "user_id" && !strings.HasPrefix(name, metadataColumn):
			return nil, badHeader("the list has a column %q, which is not known", cut(name))
		case seen[name]:
			return nil, badHeader("the list has two columns %q", cut(name))
		}
		cols[i], seen[name] = name, true
	}
	if !seen["name"] || !seen["phone"] && !seen["user_id"] {
		return nil, badHeader("the list has no columns for the name, and for the phone or the user id")
	}
	return cols, nil
}

func (cols columns) person(record []string) (Person, error) {
	if len(record) > len(cols) {
		return Person{}, badRow("this row has %d cells, but there are %d columns", len(record), len(cols))
	}
	p := Person{}
	for i, cell := range record {
		if !utf8.ValidString(cell) {
			return Person{}, badRow("this row is not UTF-8").WithNext("save the list as CSV UTF-8")
		}
		switch cell = strings.TrimSpace(cell); cols[i] {
		case "name":
			p.Name = cell
		case "phone":
			p.Phone = unguard(cell)
		case "user_id":
			p.UserID = cell
		default:
			p.note(strings.TrimPrefix(cols[i], metadataColumn), cell)
		}
	}
	return p, nil
}

// note keeps a metadata cell; an empty one says nothing.
func (p *Person) note(key, value string) {
	if value == "" {
		return
	}
	if p.Metadata == nil {
		p.Metadata = map[string]string{}
	}
	p.Metadata[key] = value
}

// unguard takes off the apostrophe, or the formula, by which people keep a
// spreadsheet from reading a phone number as a sum.
func unguard(cell string) string {
	if s, ok := strings.CutPrefix(cell, `="`); ok {
		return strings.TrimSuffix(s, `"`)
	}
	return strings.TrimPrefix(cell, "'")
}

// cut shortens what is quoted back.
func cut(s string) string {
	if r := []rune(s); len(r) > MaxMetadataKey {
		return string(r[:MaxMetadataKey]) + "…"
	}
	return s
}

func badHeader(format string, args ...any) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, format, args...).
		WithNext("begin with a line that names the columns: name, phone, user_id, metadata.ANYTHING")
}

func badRow(format string, args ...any) *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.Invalid, format, args...)
}
