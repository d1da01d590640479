package document

import (
	"archive/zip"
	"fmt"
)

// slideWords is the vocabulary of a slide: DrawingML's.
var slideWords = map[string]role{"t": letters, "p": paragraph, "br": lineBreak, "tab": tab, "tr": row, "tc": cell}

// readSlides reads a presentation, a slide a page. The library in C runs all
// slides together, and people say "on slide 7".
func readSlides(s source, r *reading) error {
	z, err := opened(s)
	if err != nil {
		return err
	}
	defer z.Close()
	names, err := slideOrder(&z.Reader)
	if err != nil {
		return damaged(s.format, err)
	}
	r.PageCount = len(names)
	properties(&z.Reader, r, "docProps/core.xml")
	p := prose{r: r, words: slideWords}
	return p.parts(s, &z.Reader, names...)
}

// slideOrder gives the slides' names in the order they are shown, which is not
// that of the names.
func slideOrder(z *zip.Reader) ([]string, error) {
	show, err := mainPart(z)
	if err != nil {
		return nil, err
	}
	var list struct {
		Slides []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sldIdLst>sldId"`
	}
	if err := decode(z, show, &list); err != nil {
		return nil, err
	}
	all, err := relations(z, show)
	if err != nil {
		return nil, err
	}
	targets := map[string]string{}
	for _, r := range all {
		targets[r.ID] = r.Target
	}
	var names []string
	for _, s := range list.Slides {
		if targets[s.ID] == "" {
			return nil, fmt.Errorf("no slide is behind %q", s.ID)
		}
		names = append(names, targets[s.ID])
	}
	return names, nil
}
