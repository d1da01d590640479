//go:build cgo && !nocgo && (linux || darwin || windows) && (amd64 || arm64)

package document

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gen2brain/go-fitz"

	"frontdesk"
)

// store is how much MuPDF keeps of fonts and pictures it may need again.
const store = 64 << 20

func init() { fitz.MaxStore = store }

// Engine tells what reads most formats, and if it is not there why.
func Engine() (name, version string, ok bool, why string) { return "MuPDF", fitz.FzVersion, true, "" }

// openFitz opens a document. MuPDF wants to know some formats by the file's
// name, and kept files have none, so they are given one.
func openFitz(s source) (*fitz.Document, int, error) {
	path := filepath.Join(s.temp, "document"+s.format.extension)
	if err := os.Symlink(s.path, path); err != nil {
		path = s.path
	}
	doc, err := fitz.New(path)
	if err != nil {
		doc.Close() // which is there all the same, and holds memory
		if errors.Is(err, fitz.ErrNeedsPassword) {
			return nil, 0, locked()
		}
		return nil, 0, damaged(s.format, err)
	}
	n := doc.NumPage()
	if n < 1 {
		doc.Close()
		return nil, 0, damaged(s.format, errors.New("it has no pages"))
	}
	return doc, n, nil
}

// readFitz reads what a document says of itself and page after page. Where a
// page never ends, those before it are the answer.
func readFitz(s source, r *reading) error {
	r.Engine, r.Version, _, _ = Engine()
	var err error
	ended := r.within(func() {
		var doc *fitz.Document
		var n int
		doc, n, err = openFitz(s)
		if err == nil {
			defer doc.Close()
			about(doc, n, s, r)
			readPages(doc, n, r)
		}
	})
	switch {
	case ended && err != nil:
		return err
	case ended && len(r.Pages) == 0:
		return damaged(s.format, errors.New("no page can be read"))
	case len(r.Pages) == 0:
		return slow()
	case !ended:
		n := len(r.Pages) + len(r.bad) + 1
		r.leave(fmt.Sprintf("the pages from %d on were not read: page %d took too long", n, n))
	}
	return nil
}

// readPages reads the pages, as long as they are waited for.
func readPages(doc *fitz.Document, n int, r *reading) {
	for i := range n {
		more := false
		r.step(func() { more = r.more(i + 1) })
		if !more {
			return
		}
		text, err := doc.Text(i)
		r.step(func() { r.page(i+1, text, err) })
	}
}

// page keeps what came of reading a page.
func (r *reading) page(number int, text string, err error) {
	switch {
	case err != nil:
		if r.bad = append(r.bad, number); len(r.bad) == maxBad {
			r.leave(fmt.Sprintf("the pages from %d on were not read: too many are damaged", number+1))
		}
	case legible(text):
		r.add(frontdesk.Page{Number: number, Text: text})
	default:
		r.Blank = append(r.Blank, number)
		r.add(frontdesk.Page{Number: number})
	}
}

// maxBad is how many pages may be damaged before the rest is given up.
const maxBad = 20

// about reads what the document says of itself.
func about(doc *fitz.Document, pages int, s source, r *reading) {
	info := doc.Metadata()
	field := func(k string) string { v, _, _ := strings.Cut(info[k], "\x00"); return v }
	contents, _ := doc.ToC() // there need be none
	var headings []frontdesk.Heading
	for _, h := range contents[:min(len(contents), MaxHeadings)] {
		page := 0 // in a book it would be counted from its chapter
		if s.format.paged {
			page = max(0, h.Page+1)
		}
		headings = append(headings, frontdesk.Heading{Level: h.Level, Title: line(h.Title), Page: page})
	}
	r.step(func() {
		r.PageCount, r.Contents = pages, headings
		if r.Title == "" {
			r.Title, r.Author = field("title"), field("author")
		}
	})
}

// draw makes a PNG of a page.
func draw(s source, p RenderParams) ([]byte, Picture, error) {
	doc, n, err := openFitz(s)
	if err != nil {
		return nil, Picture{}, err
	}
	defer doc.Close()
	if p.Page > n {
		return nil, Picture{}, noPage(p.Page, n)
	}
	bounds, err := doc.Bound(p.Page - 1)
	if err != nil {
		return nil, Picture{}, badPage(p.Page, err)
	}
	// Bound cuts the fractions off.
	dpi := fineness(float64(bounds.Dx()+1), float64(bounds.Dy()+1), p)
	b, err := doc.ImagePNG(p.Page-1, dpi)
	if err != nil {
		return nil, Picture{}, badPage(p.Page, err)
	}
	return b, Picture{Page: p.Page, Pages: n}, nil
}

func badPage(page int, cause error) error {
	return frontdesk.Errorf(frontdesk.Damaged, "page %d is damaged and cannot be drawn", page).WithCause(cause)
}

func noPage(page, n int) error {
	there, next := fmt.Sprintf("there are %d pages", n), fmt.Sprintf("ask for some of pages 1-%d", n)
	if n == 1 {
		there, next = "there is 1 page", "ask for page 1"
	}
	return frontdesk.Errorf(frontdesk.NotFound, "there is no page %d: %s", page, there).WithField("page").WithNext("%s", next)
}
