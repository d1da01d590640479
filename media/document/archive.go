package document

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"strings"

	"frontdesk"
)

// What an archive may say it unpacks to. An archive cannot lie about it to
// itself: its readers take no more of a file than its directory says.
const (
	// MaxUnpacked is for all its files together.
	MaxUnpacked = 300 << 20
	// MaxEntries is how many files there may be.
	MaxEntries = 20_000
	// MaxMarkup is for one file of XML or HTML where a library makes a tree of
	// it, which takes several times as much memory.
	MaxMarkup = 32 << 20
	// MaxRatio is how much longer one may be than what it is packed in, once it
	// is long at all: office files shrink to a tenth, bombs to a thousandth.
	MaxRatio = 200
	long     = 8 << 20
)

// archived gives the extension of the document that an archive is, empty for
// another archive. It refuses bombs.
func archived(file string) (string, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return "", nil // its reader finds out that it is damaged
	}
	defer z.Close()
	extension := kindOf(&z.Reader)
	return extension, unpackable(&z.Reader, extension != ".xlsx")
}

// kindOf knows a document by the files that only it has.
func kindOf(z *zip.Reader) string {
	kinds := map[string]string{
		"word/document.xml": ".docx", "ppt/presentation.xml": ".pptx", "xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xls",
		"META-INF/container.xml": ".epub", "FixedDocumentSequence.fdseq": ".xps", "FixedDocSeq.fdseq": ".xps",
	}
	for _, f := range z.File {
		if f.Name == "mimetype" {
			if known, ok := byType(small(f)); ok && known.extension != ".txt" {
				return known.extension
			}
		}
		if extension, ok := kinds[f.Name]; ok {
			return extension
		}
	}
	return ""
}

// small is the text of a file that holds no more than a word.
func small(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, _ := io.ReadAll(io.LimitReader(r, 100))
	return strings.TrimSpace(string(b))
}

// unpackable refuses an archive that would not stay within limits. A tree is
// made of its markup where trees is set.
func unpackable(z *zip.Reader, trees bool) error {
	var total uint64
	for _, f := range z.File {
		total += f.UncompressedSize64
		switch {
		case f.Flags&1 != 0:
			return locked()
		case len(z.File) > MaxEntries, total > MaxUnpacked, f.UncompressedSize64 > MaxUnpacked,
			f.UncompressedSize64 > long && f.UncompressedSize64/MaxRatio > f.CompressedSize64,
			trees && f.UncompressedSize64 > MaxMarkup && markup(f.Name):
			return frontdesk.Errorf(frontdesk.OverLimit, "the document unpacks to more than it may, as files made to do harm do").
				WithNext("ask for a PDF of it")
		}
	}
	return nil
}

// markup tells by its name whether a file is XML or HTML.
func markup(name string) bool {
	name = strings.ToLower(name)
	for _, end := range []string{".xml", ".rels", ".html", ".htm", ".xhtml", ".opf", ".ncx", ".fpage", ".fdoc", ".fdseq", ".svg", ".css"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// part opens the XML in a file of an archive.
func part(z *zip.Reader, name string) (*xml.Decoder, io.Closer, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, nil, err
	}
	d := xml.NewDecoder(f)
	d.CharsetReader = declared
	return d, f, nil
}

// properties reads the title and the author that office files keep in a part of
// their own. They are not worth failing for.
func properties(z *zip.Reader, r *reading, name string) {
	d, c, err := part(z, name)
	if err != nil {
		return
	}
	defer c.Close()
	for {
		t, err := d.Token()
		if err != nil {
			return
		}
		start, ok := t.(xml.StartElement)
		switch {
		case ok && start.Name.Local == "title" && r.Title == "":
			r.Title = content(d)
		case ok && (start.Name.Local == "creator" || start.Name.Local == "initial-creator") && r.Author == "":
			r.Author = content(d)
		}
	}
}

// content is the text up to the end of the element that was begun.
func content(d *xml.Decoder) string {
	var b strings.Builder
	for depth := 1; depth > 0 && b.Len() < maxLine; {
		t, err := d.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			b.Write(t)
		}
	}
	return b.String()
}

// opened opens an archive, or says that it is damaged.
func opened(s source) (*zip.ReadCloser, error) {
	z, err := zip.OpenReader(s.path)
	if err != nil {
		return nil, damaged(s.format, err)
	}
	return z, nil
}

// encrypted tells whether an OpenDocument's list of files says that they need a
// password.
func encrypted(z *zip.Reader) bool {
	d, c, err := part(z, "META-INF/manifest.xml")
	if err != nil {
		return false
	}
	defer c.Close()
	for {
		t, err := d.Token()
		if err != nil {
			return false
		}
		if start, ok := t.(xml.StartElement); ok && start.Name.Local == "encryption-data" {
			return true
		}
	}
}
