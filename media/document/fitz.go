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

// readFitz reads page after page, and what the document says of itself.
func readFitz(s source, r *reading) error {
	r.Engine, r.Version, _, _ = Engine()
	var doc *fitz.Document
	var err error
	if !r.within(func() { doc, r.PageCount, err = openFitz(s) }) {
		return slow()
	}
	if err != nil {
		return err
	}
	if r.within(func() { about(doc, s, r) }) && readPages(doc, r) {
		doc.Close()
	}
	switch {
	case r.none() && len(r.Blank) == 0 && len(r.bad) > 0:
		return damaged(s.format, errors.New("no page can be read"))
	case len(r.Pages) == 0:
		return slow()
	}
	return nil
}

// readPages reads the pages. It gives false if one of them is still being read.
func readPages(doc *fitz.Document, r *reading) bool {
	for n := 1; n <= r.PageCount && r.more(n); n++ {
		var text string
		var err error
		if !r.within(func() { text, err = doc.Text(n - 1) }) {
			r.leave(fmt.Sprintf("the pages from %d on were not read: page %d took too long", n, n))
			return false
		}
		if err != nil {
			if r.bad = append(r.bad, n); len(r.bad) == maxBad {
				r.leave(fmt.Sprintf("the pages from %d on were not read: too many are damaged", n+1))
			}
			continue
		}
		if !legible(text) {
			r.Blank = append(r.Blank, n)
			text = ""
		}
		r.add(frontdesk.Page{Number: n, Text: text})
	}
	return true
}

// maxBad is how many pages may be damaged before the rest is given up.
const maxBad = 20

// about reads what the document says of itself.
func about(doc *fitz.Document, s source, r *reading) {
	info := doc.Metadata()
	field := func(k string) string { s, _, _ := strings.Cut(info[k], "\x00"); return s }
	if r.Title == "" {
		r.Title, r.Author = field("title"), field("author")
	}
	contents, err := doc.ToC()
	if err != nil {
		return
	}
	for _, h := range contents[:min(len(contents), MaxHeadings)] {
		page := 0 // in a book it would be counted from its chapter
		if s.format.paged {
			page = h.Page + 1
		}
		r.Contents = append(r.Contents, frontdesk.Heading{Level: h.Level, Title: line(h.Title), Page: page})
	}
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
	there := fmt.Sprintf("there are %d pages", n)
	if n == 1 {
		there = "there is 1 page"
	}
	return frontdesk.Errorf(frontdesk.NotFound, "there is no page %d: %s", page, there).WithField("page")
}
