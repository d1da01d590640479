package document_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"frontdesk"
	"frontdesk/media/document"
)

func TestTextInAnyEncodingIsRead(t *testing.T) {
	p := pool(t)
	const words = "Zwölf Äpfel, 3 £\nsecond line of the note\n"
	wide32, err := utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM).NewEncoder().Bytes([]byte(words))
	if err != nil {
		t.Fatal(err)
	}
	wide16, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(words))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b    []byte
		want string
		enc  string
	}{
		"plain.txt":     {[]byte("no accents"), "no accents", "utf-8"},
		"utf8.txt":      {[]byte(words), words, "utf-8"},
		"mark.txt":      {[]byte("\ufeff" + words), words, "utf-8"},
		"late.txt":      {[]byte(strings.Repeat("plain ", 1000) + "é"), strings.Repeat("plain ", 1000) + "é", "utf-8"},
		"latin1.txt":    {latin1(words), words, "windows-1252"},
		"windows.txt":   {[]byte("\x84quoted\x93 \x80 5"), "„quoted“ € 5", "windows-1252"},
		"utf16le.txt":   {utf16LE(words), words, "utf-16le"},
		"utf16be.txt":   {wide16, words, "utf-16be"},
		"utf16mark.txt": {utf16LE("\ufeff你好"), "你好", "utf-16"},
		"utf32le.txt":   {wide32, words, "utf-32le"},
		"utf32mark.txt": {append([]byte{0xff, 0xfe, 0, 0}, wide32...), words, "utf-32"},
		"xml.txt":       {latin1(`<?xml version="1.0" encoding="ISO-8859-15"?><a>` + "\u00a4</a>"), `<?xml version="1.0" encoding="ISO-8859-15"?><a>€</a>`, "iso-8859-15"},
		"log.txt":       {[]byte(strings.Repeat("größer\r\n", 20) + "bad \xff byte"), strings.Repeat("größer\n", 20) + "bad \ufffd byte", "utf-8"},
		"colours.txt":   {[]byte("\x1b[31mred\x1b[0m"), "\x1b[31mred\x1b[0m", "utf-8"},
		"table.csv":     {[]byte("a,b\n1,\"2\"\n"), "a,b\n1,\"2\"\n", "utf-8"},
	} {
		r, err := read(t, p, write(t, name, c.b))
		if err != nil || r.Text != strings.TrimRight(c.want, "\n") || r.Version != c.enc || r.Engine != "text" || r.PageCount != 1 || r.Cut != "" {
			t.Errorf("%s: %v, %+v", name, err, r)
		}
	}
}

func TestTextSamplesAreRead(t *testing.T) {
	for name, want := range map[string]string{
		"latin1.txt": "Größe: 12 Äpfel für José\nÇa coûte 3 £", "utf16.txt": "Καλημέρα, 你好, привет\nsecond line",
		"table.csv": "item,price\n\"Bread, sliced\",3.50\nCafé,2.20",
		"page.html": "Opening hours\n\nMonday to Friday, 9 to\u00a017.\n\n- Coffee\n- Tea\n\nDay\tFrom\nSunday\tclosed\n\nkept\n  as is",
	} {
		if r := sample(t, name); r.Text != want {
			t.Errorf("%s is %q", name, r.Text)
		}
	}
	if r := sample(t, "page.html"); r.Title != "Opening & hours" {
		t.Errorf("the page's title is %q", r.Title)
	}
}

func TestWhatIsReadable(t *testing.T) {
	for kind, want := range map[string]bool{
		"text/plain; charset=utf-8": true, "TEXT/CSV": true, "text/markdown": true, "application/json": true, "application/gpx+xml": true, "image/svg+xml": false, "application/pdf": true,
		"application/msword": true, "image/png": false, "audio/ogg": false, "application/zip": false, "application/octet-stream": false, "": false, "nonsense": false,
	} {
		if got := document.Readable(kind); got != want {
			t.Errorf("%q is readable: %v", kind, got)
		}
	}
	_, version, engine, why := document.Engine()
	if engine == (why != "") || engine != (version != "") {
		t.Errorf("the engine is there: %v %q, because %q", engine, version, why)
	}
	for kind, want := range map[string]bool{"application/pdf": engine, office + "wordprocessingml.document": engine, "text/plain": false, office + "spreadsheetml.sheet": false} {
		if got := document.Renderable(kind); got != want {
			t.Errorf("%q can be drawn: %v", kind, got)
		}
	}
}

func TestTheBytesDecideWhatAFileIs(t *testing.T) {
	mupdf(t)
	p := pool(t)
	for told, name := range map[string]string{"text.txt": "digital.pdf", "x.docx": "slides.pptx", "x.pdf": "sheet.xlsx", "x.html": "book.epub"} {
		r, err := read(t, p, write(t, told, bytesOf(t, name)))
		if want := sample(t, name); err != nil || r.Text != want.Text || r.Engine != want.Engine {
			t.Errorf("%s called %s: %v, %q", name, told, err, r.Text)
		}
	}
}

func TestLongTextIsCutAtALimit(t *testing.T) {
	p := pool(t)
	for extra, cut := range map[int]bool{0: false, 1: true} {
		b := bytes.Repeat([]byte("x"), document.MaxText+extra)
		r, err := read(t, p, write(t, "long.txt", b))
		if err != nil || len(r.Text) != document.MaxText || (r.Cut != "") != cut {
			t.Errorf("%d bytes: %d are read, cut %q, %v", len(b), len(r.Text), r.Cut, err)
		}
	}
	// A character is never cut in two.
	r, err := read(t, p, write(t, "long.txt", bytes.Repeat([]byte("€"), document.MaxText/3+9)))
	if err != nil || strings.Contains(r.Text, "\ufffd") || len(r.Text) != document.MaxText/3*3 {
		t.Errorf("%d bytes are read, %v", len(r.Text), err)
	}
	r, err = read(t, p, write(t, "long.txt", bytes.Repeat([]byte("x"), 5*document.MaxText)))
	if err != nil || r.Status != frontdesk.ExtractOK || r.Cut == "" {
		t.Errorf("cut %q, %v", r.Cut, err)
	}
}
