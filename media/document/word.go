package document

import (
	"archive/zip"
	"path"
)

// wordWords is the vocabulary of WordprocessingML. What was deleted is in other
// elements than what stands; a text box is there twice, for old programs too.
var wordWords = map[string]role{
	"t": letters, "p": paragraph, "tab": tab, "br": lineBreak, "cr": lineBreak, "tr": row, "tc": cell,
	"lastRenderedPageBreak": leaf, "pPr": hidden, "Fallback": hidden,
}

// readWord reads a Word document: tables stay rows, and pages are where Word
// turned them when it was saved, which is what its author calls page 7. MuPDF
// lays it out anew, and gives each cell a line; it draws the pages, and has to
// do where pictures are all there is.
func readWord(s source, r *reading) error {
	z, err := opened(s)
	if err != nil {
		return err
	}
	defer z.Close()
	body, err := mainPart(&z.Reader)
	if err != nil {
		return damaged(s.format, err)
	}
	properties(&z.Reader, r, "docProps/core.xml")
	p := prose{r: r, words: wordWords, flows: true}
	if err := p.parts(s, &z.Reader, append([]string{body}, notes(&z.Reader, body)...)...); err != nil {
		return err
	}
	if _, _, ok, _ := Engine(); ok && r.none() && r.Cut == "" {
		r.Pages = nil
		return readFitz(s, r)
	}
	return nil
}

// notes gives the parts that hold footnotes and endnotes.
func notes(z *zip.Reader, body string) []string {
	all, err := relations(z, body)
	if err != nil {
		return nil // there need be none
	}
	var names []string
	for _, r := range all {
		if kind := path.Base(r.Type); kind == "footnotes" || kind == "endnotes" {
			names = append(names, r.Target)
		}
	}
	return names
}
