package document

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"frontdesk"
)

// officeEngine is what reads office formats without a library.
const officeEngine = "office"

// role is what an element is for in a text.
type role int

const (
	letters   role = iota + 1 // what stands in it is text
	paragraph                 // its end is the end of a line
	spoken                    // both
	row                       // of cells, which become a line
	cell
	tab
	lineBreak
	spaces // as many as it says
	sheet  // begins a page
	leaf   // begins one where there is text before it: Word says so where it turned the page
	hidden // is not read
)

const (
	// maxDeep is how deep elements are followed.
	maxDeep = 500
	// maxRepeat is how often what says that it is repeated is written.
	maxRepeat = 100
	// maxColumns is how many cells of a row are read, as many as Excel has.
	maxColumns = 16_384
)

// prose reads running text and tables out of XML as it streams by. What the
// elements mean is its vocabulary's to say, so that one reader does for the
// office formats whose text is simple.
type prose struct {
	words map[string]role
	r     *reading
	// flows is set where the parts of a document are no pages of their own.
	flows bool

	page   *frontdesk.Page    // the one that is open
	out    []*strings.Builder // its text, and the cells that are open in it
	rows   [][]string         // the rows that are open
	repeat int                // how often the cell that is open stands there
	spoken int                // how many elements are open whose letters count
}

// errEnough ends a reading before the file's end.
var errEnough = errors.New("enough was read")

// walk reads XML to its end, or until enough was read.
func (p *prose) walk(d *xml.Decoder) error {
	p.out, p.rows, p.spoken = p.out[:1], nil, 0
	for depth := 0; ; {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if p.words[t.Name.Local] == hidden {
				err = d.Skip()
			} else if depth++; depth > maxDeep {
				err = errors.New("its elements are nested too deep")
			} else {
				err = p.start(t)
			}
		case xml.EndElement:
			depth--
			p.finish(p.words[t.Name.Local])
		case xml.CharData:
			if p.spoken > 0 {
				p.write(string(t))
			}
		}
		if err == nil && (p.top().Len() > p.r.left || !p.r.inTime()) {
			err = errEnough
		}
		if err != nil {
			return err
		}
	}
}

func (p *prose) start(t xml.StartElement) error {
	switch p.words[t.Name.Local] {
	case sheet:
		return p.turn(attribute(t, "name"))
	case leaf:
		if strings.TrimSpace(p.out[0].String()) != "" {
			return p.turn("")
		}
	case letters, spoken:
		p.spoken++
	case row:
		p.rows = append(p.rows, nil)
	case cell:
		p.out = append(p.out, &strings.Builder{})
		p.repeat = times(t, "number-columns-repeated")
	case tab:
		p.write("\t")
	case lineBreak:
		if attribute(t, "type") == "page" {
			return p.turn("")
		}
		p.write("\n")
	case spaces:
		p.write(strings.Repeat(" ", times(t, "c")))
	}
	return nil
}

func (p *prose) finish(r role) {
	switch r {
	case letters:
		p.spoken--
	case spoken:
		p.spoken--
		p.write("\n")
	case paragraph:
		p.write("\n")
	case cell:
		p.endCell()
	case row:
		p.endRow()
	}
}

// endCell puts the cell that was open into its row, as one line.
func (p *prose) endCell() {
	text := oneLine(p.top().String())
	if len(p.out) > 1 {
		p.out = p.out[:len(p.out)-1]
	}
	if len(p.rows) == 0 {
		return
	}
	last := &p.rows[len(p.rows)-1]
	for n := 0; n < p.repeat && len(*last) < maxColumns; n++ {
		*last = append(*last, text)
	}
	p.repeat = 1
}

func (p *prose) endRow() {
	if len(p.rows) == 0 {
		return
	}
	cells := p.rows[len(p.rows)-1]
	p.rows = p.rows[:len(p.rows)-1]
	if s := strings.TrimRight(strings.Join(cells, "\t"), "\t"); s != "" {
		p.write(s + "\n")
	}
}

func (p *prose) top() *strings.Builder { return p.out[len(p.out)-1] }

func (p *prose) write(s string) { p.top().WriteString(s) }

// turn ends the page that is open and begins another, or gives errEnough.
func (p *prose) turn(name string) error {
	p.close()
	if !p.r.more(len(p.r.Pages) + 1) {
		return errEnough
	}
	p.page = &frontdesk.Page{Number: len(p.r.Pages) + 1, Name: line(name)}
	return nil
}

// close ends the page that is open.
func (p *prose) close() {
	if p.page == nil {
		return
	}
	p.page.Text = p.out[0].String()
	p.r.add(*p.page)
	p.page = nil
	p.out[0].Reset()
}

// oneLine is what stands in a cell, without the line breaks that would end its row.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func attribute(t xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// times is how often an element says that it is there, within reason.
func times(t xml.StartElement, local string) int {
	n, _ := strconv.Atoi(attribute(t, local))
	return min(max(1, n), maxRepeat)
}

// parts reads files of an archive, each of them as a page of its own unless the
// vocabulary knows pages or they flow. What is damaged ends it; what was read
// before stays.
func (p *prose) parts(s source, z *zip.Reader, names ...string) error {
	p.out = []*strings.Builder{{}}
	p.r.Engine = officeEngine
	defer p.close()
	for i, name := range names {
		if !p.paged() && (i == 0 || !p.flows) && p.turn("") != nil {
			break
		}
		err := p.part(z, name)
		switch {
		case errors.Is(err, errEnough):
			if !p.r.inTime() {
				p.r.leave("the rest was not read: it took too long")
			}
			return nil
		case err != nil && p.r.none() && p.out[0].Len() == 0:
			return damaged(s.format, err)
		case err != nil:
			p.r.leave("the rest is damaged and was not read")
			return nil
		}
	}
	return nil
}

func (p *prose) part(z *zip.Reader, name string) error {
	d, c, err := part(z, name)
	if err != nil {
		return err
	}
	defer c.Close()
	return p.walk(d)
}

// paged tells whether the vocabulary knows what begins a page.
func (p *prose) paged() bool {
	for _, r := range p.words {
		if r == sheet {
			return true
		}
	}
	return false
}
