package document_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/media/document"
	"frontdesk/media/worker"
)

// foreseen are the codes of the answers to a file that cannot be read.
var foreseen = []frontdesk.Code{"", frontdesk.Damaged, frontdesk.Encrypted, frontdesk.OverLimit, frontdesk.Unsupported, frontdesk.Empty, frontdesk.NoEngine}

// slack is how much longer than its limit a job may take to be ended.
const slack = 3 * time.Second

// withstand reads a file and draws a page of it, which must end in an answer or in a failure
// that says what is wrong.
func withstand(t *testing.T, p *worker.Pool, path string, side int) (document.Reading, error) {
	t.Helper()
	start := time.Now()
	r, err := read(t, p, path)
	if !slices.Contains(foreseen, frontdesk.CodeOf(err)) {
		t.Errorf("%s is read with %s: %v", filepath.Base(path), frontdesk.CodeOf(err), err)
	}
	if took := time.Since(start); took > quick+slack {
		t.Errorf("%s took %s to read", filepath.Base(path), took)
	}
	if kind := mimeTypes[filepath.Ext(path)]; document.Renderable(kind) {
		drawn(t, p, path, side)
	}
	return r, err
}

func drawn(t *testing.T, p *worker.Pool, path string, side int) (pic document.Picture, err error) {
	t.Helper()
	f, err := p.Do(t.Context(), document.Render, path, document.RenderParams{MIMEType: mimeTypes[filepath.Ext(path)], Page: 1, MaxSide: side}, &pic)
	if !slices.Contains(foreseen, frontdesk.CodeOf(err)) {
		t.Errorf("%s is drawn with %s: %v", filepath.Base(path), frontdesk.CodeOf(err), err)
	}
	if err == nil {
		f.Close()
		if max(pic.Width, pic.Height) > side {
			t.Errorf("%s is drawn as %+v", filepath.Base(path), pic)
		}
	}
	return pic, err
}

// pagePDF is a PDF of one page with contents, and with resources and boxes as
// given.
func pagePDF(page, content string, more ...string) []byte {
	p := &pdf{}
	p.add("<< /Type /Catalog /Pages 2 0 R >>")
	p.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
	p.add("<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s >>", page)
	p.stream("", []byte(content))
	for _, m := range more {
		p.add("%s", m)
	}
	return p.bytes()
}

// manyPages says that the same page is there 100,000 times.
func manyPages() []byte {
	p := &pdf{}
	p.add("<< /Type /Catalog /Pages 2 0 R >>")
	p.add("<< /Type /Pages /Count 100000 /Kids [%s] >>", strings.Repeat("3 0 R ", 100_000))
	p.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>")
	p.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	p.stream("", []byte("BT /F 9 Tf 9 9 Td (again) Tj ET"))
	return p.bytes()
}

// loops refer to themselves wherever a PDF can.
func loops() []byte {
	p := &pdf{}
	p.add("<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>")
	p.add("<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R 3 0 R] /Parent 2 0 R >>")
	p.add("<< /Type /Page /Parent 2 0 R /MediaBox 3 0 R /Contents [4 0 R 3 0 R] /Resources << /XObject << /X 4 0 R >> >> >>")
	p.add("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 4 0 R /Resources << /XObject << /X 4 0 R >> >> >>\nstream\n/X Do /X Do\nendstream")
	p.add("<< /First 6 0 R /Last 6 0 R /Count 5 >>")
	p.add("<< /Title (a) /Parent 5 0 R /Next 6 0 R /First 6 0 R /Prev 6 0 R >>")
	return p.bytes()
}

// nested are forms that draw the next ten times: 10^30 in all.
func nested() []byte {
	var more []string
	for i := range 30 {
		more = append(more, fmt.Sprintf("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 60 /Resources << /XObject << /X %d 0 R >> >> >>\nstream\n%s\nendstream",
			6+i, strings.Repeat("/X Do ", 10)))
	}
	return pagePDF("/MediaBox [0 0 100 100] /Resources << /XObject << /X 5 0 R >> >>", "/X Do", more...)
}

// large is a file that says the same again and again.
type large struct {
	name, begin, fill, end string
	n                      int
}

// packed gives it as deflate would, and how long it is: a piece that was packed
// once is repeated, for packing it all takes minutes.
func (l large) packed(t *testing.T) (b []byte, sum uint32, n uint64) {
	t.Helper()
	var out bytes.Buffer
	piece := strings.Repeat(l.fill, 1<<16/len(l.fill))
	for _, part := range []struct {
		text  string
		times int
	}{{l.begin, 1}, {piece, l.n / len(piece)}, {l.end, 1}} {
		var once bytes.Buffer
		w, err := flate.NewWriter(&once, flate.DefaultCompression)
		if err == nil {
			_, err = io.WriteString(w, part.text)
		}
		if err = errors.Join(err, w.Flush()); err != nil {
			t.Fatal(err)
		}
		for range part.times {
			out.Write(once.Bytes())
			sum = crc32.Update(sum, crc32.IEEETable, []byte(part.text))
			n += uint64(len(part.text))
		}
	}
	out.Write([]byte{3, 0}) // the last block, which is empty
	return out.Bytes(), sum, n
}

func bomb(t *testing.T, rest []file, big ...large) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range rest {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range big {
		packed, sum, n := l.packed(t)
		w, err := z.CreateRaw(&zip.FileHeader{Name: l.name, Method: zip.Deflate, CRC32: sum, CompressedSize64: uint64(len(packed)), UncompressedSize64: n})
		if err == nil {
			_, err = w.Write(packed)
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

const wordBegin = head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

func wordBomb(t *testing.T) []byte {
	return bomb(t, []file{{"[Content_Types].xml", types("wordprocessingml.document.main", "word/document.xml")}, {"_rels/.rels", related("officeDocument", "word/document.xml")}},
		large{"word/document.xml", wordBegin, "<w:p><w:r><w:t>x</w:t></w:r></w:p>", "</w:body></w:document>", 299 << 20})
}

// sheetBomb is a workbook with a sheet of n bytes of such rows.
func sheetBomb(t *testing.T, n int, rows string) []byte {
	return bomb(t, []file{
		{"[Content_Types].xml", types("spreadsheetml.sheet.main", "xl/workbook.xml")}, {"_rels/.rels", related("officeDocument", "xl/workbook.xml")},
		{"xl/workbook.xml", head + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relations + `"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", related("worksheet", "worksheets/sheet1.xml")}},
		large{"xl/worksheets/sheet1.xml", head + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`, rows, "</sheetData></worksheet>", n})
}

// numbers are rows that cannot be packed as well as a bomb's.
func numbers() string {
	var b strings.Builder
	r := rand.New(rand.NewPCG(1, 2))
	for b.Len() < 60_000 {
		fmt.Fprintf(&b, "<row><c><v>%d</v></c></row>", r.IntN(1000))
	}
	return b.String()
}

func TestMaliciousDocumentsCostOneLabelledFailure(t *testing.T) {
	p := hurriedPool(t)
	deep := strings.Repeat("[", 200_000)
	for _, c := range []struct {
		name string
		b    []byte
		code frontdesk.Code // "any" is one of those foreseen
	}{
		{"pages.pdf", manyPages(), ""},
		{"loops.pdf", loops(), "any"},
		{"nested.pdf", nested(), frontdesk.OverLimit},
		{"large.pdf", pagePDF("/MediaBox [0 0 14400 14400]", "1 0 0 rg 0 0 9000 9000 re f"), ""},
		{"huge.pdf", pagePDF("/MediaBox [0 0 1000000 1000000]", "1 0 0 rg 0 0 9000 9000 re f"), ""},
		{"deep.pdf", pagePDF("/MediaBox [0 0 100 100] /X "+deep, ""), "any"},
		{"operators.pdf", pagePDF("/MediaBox [0 0 100 100]", strings.Repeat("q ", 1_000_000)), "any"},
		{"bomb.docx", wordBomb(t), frontdesk.OverLimit},
		{"bomb.xlsx", sheetBomb(t, 280<<20, "<row><c><v>1</v></c></row>"), frontdesk.OverLimit},
		{"long.xlsx", sheetBomb(t, 200<<20, numbers()), "any"},
		{"total.docx", bomb(t, []file{{"word/document.xml", "<a/>"}}, large{"a", "", "\x00", "", 200 << 20}, large{"b", "", "\x00", "", 200 << 20}), frontdesk.OverLimit},
		{"deep.docx", docx(t, strings.Repeat("<w:p>", 100_000)), "any"},
		{"deep.odt", openDocumentFile(t, "text", strings.Repeat("<text:p>", 100_000)), frontdesk.Damaged},
		{"wide.ods", openDocumentFile(t, "spreadsheet", "<table:table>"+strings.Repeat(`<table:table-row><table:table-cell table:number-columns-repeated="99999999"><text:p>word</text:p></table:table-cell></table:table-row>`, 20_000)+"</table:table>"), ""},
		{"deep.html", []byte(strings.Repeat("<div><ul>", 200_000)), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, _, ok, _ := document.Engine(); !ok && filepath.Ext(c.name) == ".pdf" {
				t.Skip("this build reads no PDF")
			}
			r, err := withstand(t, p, write(t, c.name, c.b), document.MaxSide)
			if got := frontdesk.CodeOf(err); c.code != "any" && got != c.code {
				t.Errorf("%s instead of %q: %v", got, c.code, err)
			}
			if len(r.Text) > document.MaxText+2*document.MaxPages || len(r.Pages) > document.MaxPages {
				t.Errorf("%d bytes of text on %d pages", len(r.Text), len(r.Pages))
			}
			if after, err := read(t, p, filepath.Join(samples, "notes.odt")); err != nil || after.Status != frontdesk.ExtractOK {
				t.Errorf("and after it: %v", err)
			}
		})
	}
}

func TestWhatIsLeftOutIsSaid(t *testing.T) {
	mupdf(t)
	r, err := read(t, pool(t), write(t, "pages.pdf", manyPages()))
	if err != nil || len(r.Pages) != document.MaxPages || r.PageCount != 100_000 || !strings.Contains(r.Cut, "300 of 100000 pages") {
		t.Errorf("%d of %d pages, cut %q, %v", len(r.Pages), r.PageCount, r.Cut, err)
	}
}

// mixed are the samples that are cut short and changed.
var mixed = []string{"digital.pdf", "scanned.pdf", "letter.docx", "sheet.xlsx", "slides.pptx", "book.epub", "notes.odt", "table.ods", "page.html", "utf16.txt"}

func bytesOf(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(samples, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTruncatedDocuments(t *testing.T) {
	p := hurriedPool(t)
	for _, name := range mixed {
		b := bytesOf(t, name)
		for tenth := range 10 {
			withstand(t, p, write(t, fmt.Sprintf("%d-%s", tenth, name), b[:len(b)*tenth/10]), 200)
		}
	}
}

// mutations is how often each sample is changed: all, when everything is asked for.
func mutations() int {
	if os.Getenv("FRONTDESK_TEST_ALL") == "1" {
		return 500
	}
	return 60
}

func TestMutatedDocuments(t *testing.T) {
	for _, name := range mixed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, b := hurriedPool(t), bytesOf(t, name)
			lost := 0
			for seed := range mutations() {
				_, err := withstand(t, p, write(t, fmt.Sprintf("%d-%s", seed, name), mutated(b, uint64(seed))), 200)
				if frontdesk.CodeOf(err) == frontdesk.OverLimit {
					lost++
				}
			}
			t.Logf("%d of %d over a limit", lost, mutations())
		})
	}
}

// mutated changes some bytes, takes some out and repeats some.
func mutated(b []byte, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 4711))
	b = slices.Clone(b)
	for range 1 + r.IntN(12) {
		at, n := r.IntN(len(b)), 1+r.IntN(8)
		end := min(len(b), at+n)
		switch r.IntN(4) {
		case 0:
			b = slices.Delete(b, at, end)
		case 1:
			b = slices.Insert(b, at, slices.Clone(b[at:end])...)
		default:
			for i := at; i < end; i++ {
				b[i] = byte(r.Uint32())
			}
		}
		if len(b) == 0 {
			return b
		}
	}
	return b
}
