package document

import "maps"

// openDocument is the vocabulary of OpenDocument's content.xml.
var openDocument = map[string]role{
	"p": spoken, "h": spoken, "tab": tab, "line-break": lineBreak, "s": spaces,
	"table-row": row, "table-cell": cell, "covered-table-cell": cell,
	"tracked-changes": hidden, "annotation": hidden, "automatic-styles": hidden,
}

// readOpenDocument reads what LibreOffice writes. A text has no pages until it
// is laid out, so it is one; sheets and slides are pages.
func readOpenDocument(s source, r *reading) error {
	z, err := opened(s)
	if err != nil {
		return err
	}
	defer z.Close()
	if encrypted(&z.Reader) {
		return locked()
	}
	properties(&z.Reader, r, "meta.xml")
	p := prose{r: r, words: maps.Clone(openDocument)}
	switch s.format.extension {
	case ".ods":
		p.words["table"] = sheet
	case ".odp":
		p.words["page"] = sheet
	}
	return p.parts(s, &z.Reader, "content.xml")
}
