package document

import (
	"bytes"
	"io"
	"mime"
	"os"
	"path"
	"slices"
	"strings"

	"frontdesk"
)

// format is a kind of file and how its text is had.
type format struct {
	name      string // as a person says it
	extension string
	types     []string
	read      func(source, *reading) error
	// renders is set where MuPDF draws its pages.
	renders bool
	// paged is set where pages are the author's own and not made up when it is
	// laid out.
	paged bool
}

const office = "application/vnd.openxmlformats-officedocument."

// formats are the documents we know, those that cannot be read included: for
// them read says why.
var formats = []format{
	{name: "PDF", extension: ".pdf", types: []string{"application/pdf", "application/x-pdf"}, read: readFitz, renders: true, paged: true},
	{name: "a Word document", extension: ".docx", types: []string{office + "wordprocessingml.document"}, read: readWord, renders: true},
	{name: "a PowerPoint presentation", extension: ".pptx", types: []string{office + "presentationml.presentation"}, read: readSlides},
	{name: "an Excel workbook", extension: ".xlsx", types: []string{office + "spreadsheetml.sheet"}, read: readSheets},
	{name: "an EPUB book", extension: ".epub", types: []string{"application/epub+zip"}, read: readFitz, renders: true},
	{name: "an XPS document", extension: ".xps", types: []string{"application/oxps", "application/vnd.ms-xpsdocument"}, read: readFitz, renders: true, paged: true},
	{name: "a MOBI book", extension: ".mobi", types: []string{"application/x-mobipocket-ebook"}, read: readFitz, renders: true},
	{name: "an FB2 book", extension: ".fb2", types: []string{"application/x-fictionbook+xml", "application/fb2"}, read: readFitz, renders: true},
	{name: "an OpenDocument text", extension: ".odt", types: []string{"application/vnd.oasis.opendocument.text"}, read: readOpenDocument},
	{name: "an OpenDocument spreadsheet", extension: ".ods", types: []string{"application/vnd.oasis.opendocument.spreadsheet"}, read: readOpenDocument},
	{name: "an OpenDocument presentation", extension: ".odp", types: []string{"application/vnd.oasis.opendocument.presentation"}, read: readOpenDocument},
	{name: "an old Word document", extension: ".doc", types: []string{"application/msword"}, read: readOld},
	{name: "an old Excel workbook", extension: ".xls", types: []string{"application/vnd.ms-excel"}, read: readOld},
	{name: "an old PowerPoint presentation", extension: ".ppt", types: []string{"application/vnd.ms-powerpoint"}, read: readOld},
	{name: "an Office file", types: []string{"application/x-ole-storage"}, read: readOld},
	{name: "an RTF document", extension: ".rtf", types: []string{"application/rtf", "text/rtf"}, read: readOld},
	{name: "a web page", extension: ".html", types: []string{"text/html", "application/xhtml+xml"}, read: readHTML},
	{name: "text", extension: ".txt", types: textTypes, read: readText},
}

// textTypes are the types of text that do not begin with "text/".
var textTypes = []string{
	"application/json", "application/x-ndjson", "application/jsonl", "application/xml",
	"application/yaml", "application/x-yaml", "application/toml", "application/javascript", "application/x-javascript", "application/typescript",
	"application/sql", "application/x-sh", "application/x-python", "application/x-httpd-php", "application/x-tex", "application/x-subrip",
	"application/csv", "application/markdown", "application/x-perl", "application/x-ruby",
}

// Readable tells whether files of a type are for [Read], which reads them or,
// for a few that people do send, says why it does not.
func Readable(mimeType string) bool {
	_, ok := byType(mimeType)
	return ok
}

// Renderable tells whether [Render] draws the pages of files of a type.
func Renderable(mimeType string) bool {
	f, ok := byType(mimeType)
	_, _, engine, _ := Engine()
	return ok && f.renders && engine
}

// byType gives the format of a type.
func byType(mimeType string) (format, bool) {
	t, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		t = strings.ToLower(strings.TrimSpace(mimeType))
	}
	for _, f := range formats {
		if slices.Contains(f.types, t) {
			return f, true
		}
	}
	markup := strings.HasPrefix(t, "application/") && (strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "+json"))
	if strings.HasPrefix(t, "text/") || markup {
		return byExtension(".txt")
	}
	return format{}, false
}

func byExtension(extension string) (format, bool) {
	for _, f := range formats {
		if f.extension != "" && f.extension == extension {
			return f, true
		}
	}
	return format{}, false
}

// headBytes is how much of a file is looked at to know it: the most that may
// stand before a PDF's first line.
const headBytes = 1024

// identify says what a file is. Its first bytes and, in an archive, the names in
// it come before what others say of it.
func identify(file, mimeType, filename string) (format, error) {
	if _, err := weigh(file); err != nil {
		return format{}, err
	}
	head, err := readHead(file)
	if err != nil {
		return format{}, err
	}
	told, known := byType(mimeType)
	if !known {
		told, known = byExtension(strings.ToLower(path.Ext(filename)))
	}
	extension := ""
	switch {
	case bytes.Contains(head, []byte("%PDF-")):
		extension = ".pdf"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		extension, err = archived(file)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		told, known = old(told)
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		extension = ".rtf"
	case bytes.Contains(head, []byte("<FictionBook")):
		extension = ".fb2"
	}
	if err != nil {
		return format{}, err
	}
	if f, ok := byExtension(extension); ok {
		return f, nil
	}
	if !known {
		return format{}, unknown(mimeType)
	}
	return told, nil
}

// old keeps what was told of an old Office file if it may be one.
func old(told format) (format, bool) {
	if told.extension == ".doc" || told.extension == ".xls" || told.extension == ".ppt" {
		return told, true
	}
	return byType("application/x-ole-storage")
}

func unknown(mimeType string) error {
	return frontdesk.Errorf(frontdesk.Unsupported, "files of the type %s are not read as documents", line(mimeType)).
		WithNext("ask for a PDF of it")
}

func readHead(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, headBytes)
	n, err := io.ReadFull(f, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:n], err
}
