package document_test

import (
	"archive/zip"
	"bytes"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"frontdesk/media/document"
)

var update = flag.Bool("update", false, "make the documents in testdata/media anew")

const samples = "../../testdata/media"

// TestMakeSamples makes the documents that this and other packages read.
func TestMakeSamples(t *testing.T) {
	if !*update {
		t.Skip("the documents are made with -update")
	}
	digital, letter, sheet, slides, book := digitalPDF(), letterDOCX(t), sheetXLSX(t), slidesPPTX(t), bookEPUB(t)
	for name, b := range map[string][]byte{
		"digital.pdf": digital, "broken.pdf": digital[:len(digital)/8], "encrypted.pdf": encryptedPDF(), "scanned.pdf": scannedPDF(t),
		"letter.docx": letter, "broken.docx": letter[:len(letter)/2], "sheet.xlsx": sheet, "broken.xlsx": sheet[:len(sheet)/2],
		"slides.pptx": slides, "broken.pptx": slides[:len(slides)/2], "book.epub": book, "broken.epub": book[:len(book)/2], "notes.odt": notesODT(t), "table.ods": tableODS(t),
		"latin1.txt": latin1("Größe: 12 Äpfel für José\nÇa coûte 3 £\n"), "utf16.txt": utf16LE("\ufeffΚαλημέρα, 你好, привет\r\nsecond line\r\n"),
		"table.csv": []byte("item,price\n\"Bread, sliced\",3.50\nCafé,2.20\n"), "page.html": []byte(webPage),
	} {
		if err := os.WriteFile(filepath.Join(samples, name), b, 0o644); err != nil {
			t.Error(err)
		}
	}
}

const webPage = `<!doctype html><html><head><title>Opening &amp; hours</title><style>p{color:red}</style>
<script>alert("never shown")</script></head><body><h1>Opening hours</h1><p>Monday to <b>Friday</b>,
9 to&nbsp;17.</p><ul><li>Coffee<li>Tea</ul><table><tr><th>Day</th><th>From</th></tr><tr><td>Sunday</td><td>closed</td></tr></table>
<pre>kept
  as is</pre></body></html>
`

// pdf is a PDF in the making; objects are counted from 1.
type pdf struct {
	objects []string
	trailer string
}

// add adds an object and gives its number.
func (p *pdf) add(format string, args ...any) int {
	p.objects = append(p.objects, fmt.Sprintf(format, args...))
	return len(p.objects)
}

func (p *pdf) stream(dict string, b []byte) int {
	return p.add("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(b), b)
}

// bytes writes it down. Object 1 must be the catalog.
func (p *pdf) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range p.objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, p.trailer, start)
	return b.Bytes()
}

// textPDF makes a PDF of pages of lines. encrypt may be nil.
func textPDF(pages [][]string, size int, encrypt func(object int, b []byte) []byte) *pdf {
	p := &pdf{}
	p.add("<< /Type /Catalog /Pages 2 0 R >>")
	p.add("") // the pages, when they are known
	font := p.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	var kids []string
	for _, lines := range pages {
		var c bytes.Buffer
		fmt.Fprintf(&c, "BT /F1 %d Tf %d TL 60 780 Td\n", size, size*3/2)
		for _, l := range lines {
			fmt.Fprintf(&c, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
		}
		c.WriteString("ET")
		content := c.Bytes()
		if encrypt != nil {
			content = encrypt(len(p.objects)+1, content)
		}
		text := p.stream("", content)
		page := p.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 %d 0 R >> >> /Contents %d 0 R >>", font, text)
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	p.objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " "))
	return p
}

// digitalPDF is a report of eight pages whose total is on page 7.
func digitalPDF() []byte {
	titles := []string{"Annual report", "Contents", "The year", "Customers", "Deliveries", "Staff", "Accounts", "Outlook"}
	var pages [][]string
	for i, title := range titles {
		pages = append(pages, []string{title, "", fmt.Sprintf("This is page %d of the annual report of Front Desk Bakery.", i+1)})
	}
	pages[6] = append(pages[6], "", "Item            Amount", "Bread           8,120.00", "Cakes           3,310.50", "Coffee          1,050.00", "Total           12,480.50 EUR")
	p := textPDF(pages, 14, nil)
	first := len(p.objects) + 2
	p.add("<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>", first, first+len(titles)-1, len(titles))
	for i, title := range titles {
		links := ""
		if i > 0 {
			links += fmt.Sprintf(" /Prev %d 0 R", first+i-1)
		}
		if i < len(titles)-1 {
			links += fmt.Sprintf(" /Next %d 0 R", first+i+1)
		}
		p.add("<< /Title (%s) /Parent %d 0 R /Dest [%d 0 R /Fit]%s >>", title, first-1, 5+2*i, links)
	}
	p.objects[0] = fmt.Sprintf("<< /Type /Catalog /Pages 2 0 R /Outlines %d 0 R >>", first-1)
	info := p.add("<< /Title (Annual report 2025) /Author (Front Desk Bakery) >>")
	p.trailer = fmt.Sprintf("/Info %d 0 R", info)
	return p.bytes()
}

var padding, _ = hex.DecodeString("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")

// encryptedPDF opens with the password "secret": the standard handler of PDF
// 1.1, as ISO 32000-1 §7.6.3 describes it.
func encryptedPDF() []byte {
	const user, owner = "secret", "owner"
	id := md5.Sum([]byte("frontdesk"))
	pad := func(s string) []byte { return append([]byte(s), padding...)[:32] }
	cipher := func(key, b []byte) []byte {
		c, err := rc4.NewCipher(key)
		if err != nil {
			panic(err)
		}
		out := make([]byte, len(b))
		c.XORKeyStream(out, b)
		return out
	}
	byOwner := md5.Sum(pad(owner))
	o := cipher(byOwner[:5], pad(user))
	rights := int32(-4)
	sum := md5.Sum(slices.Concat(pad(user), o, binary.LittleEndian.AppendUint32(nil, uint32(rights)), id[:]))
	key := sum[:5]
	p := textPDF([][]string{{"Nobody reads this without the password."}}, 14, func(object int, b []byte) []byte {
		k := md5.Sum(append(slices.Clone(key), byte(object), byte(object>>8), byte(object>>16), 0, 0))
		return cipher(k[:10], b)
	})
	e := p.add("<< /Filter /Standard /V 1 /R 2 /O <%x> /U <%x> /P %d >>", o, cipher(key, padding), rights)
	p.trailer = fmt.Sprintf("/Encrypt %d 0 R /ID [<%x> <%x>]", e, id, id)
	return p.bytes()
}

// scannedPDF is two pages that are pictures of printed text.
func scannedPDF(t *testing.T) []byte {
	printed := textPDF([][]string{
		{"Delivery note 4711", "", "Front Desk Bakery, Harbour Street 12", "To: Maria Lopez, Market Square 3", "", "20 loaves of bread", "12 cheese cakes",
			"6 bags of coffee", "", "Please check the goods on arrival", "and sign below."},
		{"Page two of the delivery note", "", "The boxes were left at the back door.", "Empty crates were taken away.", "", "Received by: Tom"},
	}, 20, nil)
	path := filepath.Join(t.TempDir(), "printed.pdf")
	if err := os.WriteFile(path, printed.bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &pdf{}
	p.add("<< /Type /Catalog /Pages 2 0 R >>")
	p.add("<< /Type /Pages /Count 2 /Kids [5 0 R 8 0 R] >>")
	for n := range 2 {
		f, err := pool(t).Do(t.Context(), document.Render, path, document.RenderParams{MIMEType: "application/pdf", Page: n + 1, DPI: 150, MaxSide: 2000}, nil)
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		gray := image.NewGray(img.Bounds())
		draw.Draw(gray, gray.Rect, img, image.Point{}, draw.Src)
		var b bytes.Buffer
		if err := jpeg.Encode(&b, gray, &jpeg.Options{Quality: 60}); err != nil {
			t.Fatal(err)
		}
		picture := p.stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode",
			gray.Rect.Dx(), gray.Rect.Dy()), b.Bytes())
		content := p.stream("", []byte("q 595 0 0 842 0 0 cm /P Do Q"))
		p.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /P %d 0 R >> >> /Contents %d 0 R >>", picture, content)
	}
	return p.bytes()
}

// file is one in an archive.
type file struct{ name, content string }

func archive(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		method := zip.Deflate
		if f.name == "mimetype" {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(f.content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	head      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	packages  = "http://schemas.openxmlformats.org/package/2006/"
	relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	core      = head + `<cp:coreProperties xmlns:cp="` + packages + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title><dc:creator>Front Desk Bakery</dc:creator></cp:coreProperties>`
)

// related is a file of relationships, from ids to targets of a type.
func related(of string, targets ...string) string {
	s := head + `<Relationships xmlns="` + packages + `relationships">`
	for i, target := range targets {
		s += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i+1, relations, of, target)
	}
	return s + "</Relationships>"
}

func types(kind string, parts ...string) string {
	s := head + `<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
	for _, p := range parts {
		s += fmt.Sprintf(`<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.%s+xml"/>`, p, kind)
	}
	return s + "</Types>"
}

// docx makes a Word document of a body.
func docx(t testing.TB, body string) []byte {
	return archive(t,
		file{"[Content_Types].xml", types("wordprocessingml.document.main", "word/document.xml")},
		file{"_rels/.rels", related("officeDocument", "word/document.xml")},
		file{"word/_rels/document.xml.rels", related("none")},
		file{"word/document.xml", head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`},
		file{"docProps/core.xml", fmt.Sprintf(core, "Letter to Maria")})
}

func letterDOCX(t testing.TB) []byte {
	p := func(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }
	cell := func(s string) string { return "<w:tc>" + p(s) + "</w:tc>" }
	rowOf := func(a, b string) string { return "<w:tr>" + cell(a) + cell(b) + "</w:tr>" }
	return docx(t, p("Dear Maria,")+p("your order of 20 loaves is ready on Friday.")+
		"<w:tbl>"+rowOf("Loaves", "20")+rowOf("Price", "70 EUR")+"</w:tbl><w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>"+p("Kind regards, the bakery"))
}

// slidesPPTX shows its slides in another order than their names have.
func slidesPPTX(t testing.TB) []byte {
	slide := func(lines ...string) string {
		s := head + `<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody>`
		for _, l := range lines {
			s += "<a:p><a:r><a:t>" + l + "</a:t></a:r></a:p>"
		}
		return s + "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
	}
	return archive(t,
		file{"[Content_Types].xml", types("presentationml.slide", "ppt/slides/slide1.xml", "ppt/slides/slide2.xml", "ppt/slides/slide3.xml")},
		file{"_rels/.rels", related("officeDocument", "ppt/presentation.xml")},
		file{"ppt/presentation.xml", head + `<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="` + relations + `"><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/><p:sldId id="258" r:id="rId3"/></p:sldIdLst></p:presentation>`},
		file{"ppt/_rels/presentation.xml.rels", related("slide", "slides/slide1.xml", "slides/slide2.xml", "slides/slide3.xml")},
		file{"ppt/slides/slide1.xml", slide("Our plan", "More bread, less sugar")},
		file{"ppt/slides/slide2.xml", slide("Front Desk Bakery", "Spring meeting")},
		file{"ppt/slides/slide3.xml", slide("Questions?")},
		file{"docProps/core.xml", fmt.Sprintf(core, "Spring meeting")})
}

func bookEPUB(t testing.TB) []byte {
	chapter := func(title, text string) string {
		return head + `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>` + title + `</title></head><body><h1>` + title + `</h1><p>` + text + `</p></body></html>`
	}
	return archive(t,
		file{"mimetype", "application/epub+zip"},
		file{"META-INF/container.xml", head + `<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`},
		file{"book.opf", head + `<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Baker</dc:title><dc:creator>A. Baker</dc:creator><dc:identifier id="id">1</dc:identifier><dc:language>en</dc:language></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="ncx"><itemref idref="a"/><itemref idref="b"/></spine></package>`},
		file{"toc.ncx", head + `<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap><navPoint id="1" playOrder="1"><navLabel><text>Morning</text></navLabel><content src="a.xhtml"/></navPoint><navPoint id="2" playOrder="2"><navLabel><text>Evening</text></navLabel><content src="b.xhtml"/></navPoint></navMap></ncx>`},
		file{"a.xhtml", chapter("Morning", "The oven is lit at three.")},
		file{"b.xhtml", chapter("Evening", "The last loaf is sold.")})
}

const openDocument = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"`

func openDocumentFile(t testing.TB, kind, body string) []byte {
	return archive(t,
		file{"mimetype", "application/vnd.oasis.opendocument." + kind},
		file{"content.xml", head + "<office:document-content " + openDocument + "><office:body>" + body + "</office:body></office:document-content>"},
		file{"meta.xml", head + "<office:document-meta " + openDocument + "><office:meta><dc:title>Notes</dc:title><dc:creator>Tom</dc:creator></office:meta></office:document-meta>"},
		file{"META-INF/manifest.xml", head + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`})
}

func notesODT(t testing.TB) []byte {
	return openDocumentFile(t, "text", `<office:text><text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:h>Shopping</text:h>`+
		`<text:p>Flour<text:s text:c="2"/>and<text:tab/>yeast</text:p><table:table><table:table-row><table:table-cell><text:p>Eggs</text:p></table:table-cell>`+
		`<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table></office:text>`)
}

func tableODS(t testing.TB) []byte {
	return openDocumentFile(t, "spreadsheet", `<office:spreadsheet><table:table table:name="Stock"><table:table-row><table:table-cell><text:p>Flour</text:p></table:table-cell>`+
		`<table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>40 kg</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row>`+
		`</table:table><table:table table:name="Orders"><table:table-row><table:table-cell table:number-columns-repeated="3"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>`)
}

func sheetXLSX(t testing.TB) []byte {
	f := excelize.NewFile()
	defer f.Close()
	_, err := f.NewSheet("Prices")
	try := func(e error) {
		t.Helper()
		if e != nil {
			t.Fatal(e)
		}
	}
	try(err)
	try(f.SetSheetName("Sheet1", "Orders"))
	for i, r := range [][]any{{"Customer", "Loaves", "Paid"}, {"Maria", 20, true}, {}, {}, {"Tom\nJones", 5, false}} {
		try(f.SetSheetRow("Orders", fmt.Sprintf("A%d", i+1), &r))
	}
	try(f.SetSheetRow("Prices", "B2", &[]any{"Bread", 3.5}))
	style, err := f.NewStyle(&excelize.Style{NumFmt: 4})
	try(err)
	try(f.SetCellStyle("Prices", "C2", "C2", style))
	try(f.SetDocProps(&excelize.DocProperties{Title: "Orders of the week", Creator: "Front Desk Bakery", Created: "2026-01-05T08:00:00Z", Modified: "2026-01-05T08:00:00Z"}))
	b, err := f.WriteToBuffer()
	try(err)
	return b.Bytes()
}

func latin1(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

func utf16LE(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
