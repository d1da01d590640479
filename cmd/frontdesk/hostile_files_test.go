package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hostileFile is a file as somebody sends it, and what is said of it.
type hostileFile struct {
	name, kind string
	bytes      []byte
	want       string
}

// How files are labelled: that cannot be read, that cannot be heard, and in any
// way at all, if only by what they are.
const (
	unreadable = `could not be read`
	unheard    = `could not be transcribed`
	anyLabel   = `could not be (read|transcribed)|no text found|no speech heard|pages?, |^You said: (Picture|Audio|Video)`
)

func hostileFiles(t *testing.T) []hostileFile {
	all := []hostileFile{
		// The one that hangs is first: it is given up after its time, and the others
		// are read meanwhile.
		{"nested.pdf", "document", nestedForms(), unreadable},
		{"pages.pdf", "document", manyPages(), `100000 pages`},
		{"loops.pdf", "document", loopsPDF(), anyLabel},
		{"huge.pdf", "document", pagePDF("/MediaBox [0 0 1000000 1000000]", "1 0 0 rg 0 0 9000 9000 re f"), `1 page.*no text found`},
		{"claims.png", "image", claimsPNG(100_000, 100_000), unreadable},
		{"bomb.png", "image", bombPNG(t, 10_000, 5_000), `no text found`},
		{"zip.docx", "document", zipBomb(t), unreadable},
		{"long.docx", "document", longDOCX(t), unreadable},
		{"liar.ogg", "voice", append([]byte("OggS\x00\x02"), bytes.Repeat([]byte("not sound "), 500)...), unheard},
		{"long.txt", "document", bytes.Repeat([]byte("the same line, again and again\n"), 50<<20/31), `1 page|50 MB`},
	}
	for name, kind := range map[string]string{
		"digital.pdf": "document", "scanned.pdf": "document", "letter.docx": "document", "sheet.xlsx": "document", "slides.pptx": "document",
		"book.epub": "document", "page.png": "image", "receipt.jpg": "image", "voice.ogg": "voice", "voice.mp3": "audio", "clip.mp4": "video",
	} {
		b, err := os.ReadFile(filepath.Join(samples, name))
		if err != nil {
			t.Fatal(err)
		}
		want := anyLabel
		if kind == "voice" {
			want = `^You said: .` // half of what was said is words too
		}
		all = append(all, hostileFile{"half-" + name, kind, b[:len(b)/2], want})
	}
	if raceDetector() { // which the readers have too: some come to a limit then
		for i := range all {
			all[i].want += "|" + anyLabel
		}
	}
	return all
}

const samples = "../../testdata/media"

// pdf is a PDF in the making; objects are counted from 1, and the first is the
// catalog.
type pdf []string

func (p pdf) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range p {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(p)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(p)+1, start)
	return b.Bytes()
}

func pdfStream(dict, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

// pagePDF is a PDF of one page, and of what else its content names.
func pagePDF(page, content string, more ...string) []byte {
	return append(pdf{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R " + page + " >>", pdfStream("", content),
	}, more...).bytes()
}

// nestedForms are thirty forms, each of which draws the next ten times.
func nestedForms() []byte {
	var forms []string
	for i := range 30 {
		forms = append(forms, pdfStream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>", 6+i), strings.Repeat("/X Do ", 10)))
	}
	return pagePDF("/MediaBox [0 0 100 100] /Resources << /XObject << /X 5 0 R >> >>", "/X Do", forms...)
}

// manyPages says 100,000 times that the same page comes next.
func manyPages() []byte {
	return pdf{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 100000 /Kids [" + strings.Repeat("3 0 R ", 100_000) + "] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		pdfStream("", "BT /F 9 Tf 9 9 Td (again) Tj ET"),
	}.bytes()
}

// loopsPDF refers to itself wherever a PDF can.
func loopsPDF() []byte {
	return pdf{
		"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>",
		"<< /Type /Pages /Count 9 /Kids [3 0 R 2 0 R 3 0 R] /Parent 2 0 R >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox 3 0 R /Contents [4 0 R 3 0 R] /Resources << /XObject << /X 4 0 R >> >> >>",
		"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 4 0 R /Resources << /XObject << /X 4 0 R >> >> >>\nstream\n/X Do /X Do\nendstream",
		"<< /First 6 0 R /Last 6 0 R /Count 5 >>",
		"<< /Title (a) /Parent 5 0 R /Next 6 0 R /First 6 0 R /Prev 6 0 R >>",
	}.bytes()
}

func pngOf(width, height uint32, pixels []byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, content []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(content)))
		b = append(append(b, kind...), content...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[len(b)-len(content)-4:]))
	}
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	chunk("IHDR", append(header, 8, 6, 0, 0, 0)) // 8 bits of red, green, blue and alpha
	chunk("IDAT", pixels)
	chunk("IEND", nil)
	return b
}

// claimsPNG is a picture of which there is nothing but its size.
func claimsPNG(width, height uint32) []byte { return pngOf(width, height, []byte("nothing")) }

// bombPNG is a picture of one colour: few bytes, and as many pixels as any.
func bombPNG(t *testing.T, width, height uint32) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	row := make([]byte, 1+4*width)
	for range height {
		if _, err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return pngOf(width, height, b.Bytes())
}

// swollen is a file in an archive that is n bytes of the same when unpacked.
func swollen(t *testing.T, z *zip.Writer, name, begin, fill, end string, n int) {
	t.Helper()
	var packed bytes.Buffer
	var sum uint32
	var total uint64
	piece := strings.Repeat(fill, 1<<20/len(fill))
	for _, part := range []struct {
		text  string
		times int
	}{{begin, 1}, {piece, n / len(piece)}, {end, 1}} {
		var once bytes.Buffer
		w, err := flate.NewWriter(&once, flate.DefaultCompression)
		if err == nil {
			_, err = io.WriteString(w, part.text)
		}
		if err = errors.Join(err, w.Flush()); err != nil {
			t.Fatal(err)
		}
		for range part.times { // packed once: packing it all takes minutes
			packed.Write(once.Bytes())
			sum = crc32.Update(sum, crc32.IEEETable, []byte(part.text))
			total += uint64(len(part.text))
		}
	}
	packed.Write([]byte{3, 0}) // the last block, which is empty
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum, CompressedSize64: uint64(packed.Len()), UncompressedSize64: total})
	if err == nil {
		_, err = w.Write(packed.Bytes())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// wordFile is an archive that is a Word document by its first entries.
func wordFile(t *testing.T, fill func(*zip.Writer)) []byte {
	t.Helper()
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	const kind = "http://schemas.openxmlformats.org/"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="` + kind + `package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="` + kind + `package/2006/relationships"><Relationship Id="rId1" Type="` + kind +
			`officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
	} {
		w, err := z.Create(f[0])
		if err == nil {
			_, err = io.WriteString(w, f[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	fill(z)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordHead = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

// zipBomb unpacks to half a gigabyte, of which no part is too large by itself.
func zipBomb(t *testing.T) []byte {
	return wordFile(t, func(z *zip.Writer) {
		swollen(t, z, "word/document.xml", wordHead, "<w:p/>", "</w:body></w:document>", 1<<20)
		swollen(t, z, "word/media/a", "", "\x00", "", 250<<20)
		swollen(t, z, "word/media/b", "", "\x00", "", 250<<20)
	})
}

// longDOCX has 300 MB of text in a few hundred kB.
func longDOCX(t *testing.T) []byte {
	return wordFile(t, func(z *zip.Writer) {
		swollen(t, z, "word/document.xml", wordHead, "<w:p><w:r><w:t>x</w:t></w:r></w:p>", "</w:body></w:document>", 299<<20)
	})
}
