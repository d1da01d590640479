package document_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"frontdesk"
	"frontdesk/media/document"
)

func TestPagesOfAWordDocumentAreWords(t *testing.T) {
	b := docx(t, `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:lastRenderedPageBreak/><w:t>one</w:t><w:tab/><w:t xml:space="preserve"> 1</w:t><w:br/><w:t>end</w:t></w:r></w:p>`+
		`<w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>`+
		`<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>kept</w:t></w:r></w:ins></w:p>`+
		`<w:p><w:r><w:lastRenderedPageBreak/><w:t>three</w:t></w:r></w:p>`+
		`<mc:AlternateContent xmlns:mc="x"><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>`)
	r, err := read(t, pool(t), write(t, "letter.docx", b))
	var pages []string
	for _, p := range r.Pages {
		pages = append(pages, p.Text)
	}
	if want := []string{"one\t 1\nend", "two\nkept", "three\nbox"}; err != nil || !slices.Equal(pages, want) || r.PageCount != 3 {
		t.Errorf("%q, %v", pages, err)
	}
}

func TestFootnotesAreRead(t *testing.T) {
	const word = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	b := archive(t,
		file{"_rels/.rels", related("officeDocument", "/word/document2.xml")},
		file{"word/_rels/document2.xml.rels", related("footnotes", "footnotes.xml")},
		file{"word/document2.xml", head + `<w:document ` + word + `><w:body><w:p><w:r><w:t>text</w:t></w:r></w:p></w:body></w:document>`},
		file{"word/footnotes.xml", head + `<w:footnotes ` + word + `><w:footnote><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote></w:footnotes>`})
	if r, err := read(t, pool(t), write(t, "letter.docx", b)); err != nil || r.Text != "text\nnote" || r.PageCount != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAWordDocumentOfPicturesHasBlankPages(t *testing.T) {
	mupdf(t)
	r, err := read(t, pool(t), write(t, "pictures.docx", docx(t, "<w:p/>")))
	if err != nil || r.Status != frontdesk.ExtractEmpty || !slices.Equal(r.Blank, []int{1}) || r.Title != "Letter to Maria" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSlidesOfOpenDocumentArePages(t *testing.T) {
	b := openDocumentFile(t, "presentation", `<office:presentation xmlns:draw="d"><draw:page draw:name="Start"><text:p>Hello</text:p></draw:page>`+
		`<draw:page draw:name="End"><text:p>Bye</text:p></draw:page></office:presentation>`)
	r, err := read(t, pool(t), write(t, "talk.odp", b))
	want := []frontdesk.Page{{Number: 1, Name: "Start", Text: "Hello"}, {Number: 2, Name: "End", Text: "Bye"}}
	if err != nil || !slices.Equal(r.Pages, want) {
		t.Errorf("%+v, %v", r.Pages, err)
	}
}

func TestPasswordsAreTold(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	p := pool(t)
	for name, bytes := range map[string][]byte{
		"sheet.xlsx": b.Bytes(), "letter.doc": b.Bytes(),
		"notes.odt": archive(t, file{"mimetype", "application/vnd.oasis.opendocument.text"}, file{"content.xml", "noise"},
			file{"META-INF/manifest.xml", `<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>`}),
	} {
		if _, err := read(t, p, write(t, name, bytes)); frontdesk.CodeOf(err) != frontdesk.Encrypted {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBooksAreRead(t *testing.T) {
	mupdf(t)
	p := pool(t)
	b := []byte(head + `<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body><section><title><p>Morning</p></title><p>The oven is lit.</p></section></body></FictionBook>`)
	for _, name := range []string{"book.fb2", "book.xml"} {
		if r, err := read(t, p, write(t, name, b)); err != nil || !strings.Contains(r.Text, "The oven is lit.") || strings.Contains(r.Text, "<") {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestAnXPSDocumentIsKnownByItsParts(t *testing.T) {
	mupdf(t)
	const xps = `xmlns="http://schemas.microsoft.com/xps/2005/06"`
	b := archive(t,
		file{"[Content_Types].xml", types("x")},
		file{"_rels/.rels", head + `<Relationships xmlns="` + packages + `relationships"><Relationship Id="a" Type="http://schemas.microsoft.com/xps/2005/06/fixedrepresentation" Target="/FixedDocSeq.fdseq"/></Relationships>`},
		file{"FixedDocSeq.fdseq", `<FixedDocumentSequence ` + xps + `><DocumentReference Source="/Doc.fdoc"/></FixedDocumentSequence>`},
		file{"Doc.fdoc", `<FixedDocument ` + xps + `><PageContent Source="/1.fpage" Width="100" Height="200"/><PageContent Source="/2.fpage" Width="100" Height="200"/></FixedDocument>`},
		file{"1.fpage", `<FixedPage ` + xps + ` Width="100" Height="200"/>`}, file{"2.fpage", `<FixedPage ` + xps + ` Width="100" Height="200"/>`})
	r, err := read(t, pool(t), write(t, "unknown.bin", b))
	if err != nil || r.PageCount != 2 || !slices.Equal(r.Blank, []int{1, 2}) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestLimitsOfPagesAndRows(t *testing.T) {
	p := pool(t)
	slides := func(n int) string {
		return strings.Repeat(`<draw:page><text:p>x</text:p></draw:page>`, n)
	}
	for n, cut := range map[int]string{document.MaxPages: "", document.MaxPages + 1: "only the first 300 pages were read"} {
		b := openDocumentFile(t, "presentation", `<office:presentation xmlns:draw="d">`+slides(n)+`</office:presentation>`)
		if r, err := read(t, p, write(t, "talk.odp", b)); err != nil || len(r.Pages) != document.MaxPages || r.Cut != cut {
			t.Errorf("%d slides: %d are read, cut %q, %v", n, len(r.Pages), r.Cut, err)
		}
	}
	for n, cut := range map[int]string{document.MaxRows: "", document.MaxRows + 1: `sheet "a" was read up to row 50000`} {
		r, err := read(t, p, write(t, "long.xlsx", longSheet(t, n)))
		if err != nil || len(r.Pages) != 2 || strings.Count(r.Pages[0].Text, "\n")+1 != document.MaxRows || r.Pages[1].Text != "after it" || r.Cut != cut {
			t.Errorf("%d rows: %d sheets, cut %q, %v", n, len(r.Pages), r.Cut, err)
		}
	}
}

// longSheet is a workbook of a sheet with so many rows of one cell, and another.
func longSheet(t testing.TB, rows int) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "a"); err != nil {
		t.Fatal(err)
	}
	w, err := f.NewStreamWriter("a")
	for i := 1; err == nil && i <= rows; i++ {
		err = w.SetRow(fmt.Sprintf("A%d", i), []any{i})
	}
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		_, err = f.NewSheet("b")
	}
	if err == nil {
		err = f.SetCellValue("b", "A1", "after it")
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestASlowPageDoesNotCostTheOthers has a page in the middle that never ends.
func TestASlowPageDoesNotCostTheOthers(t *testing.T) {
	mupdf(t)
	r, err := read(t, hurriedPool(t), write(t, "slow.pdf", slowPDF()))
	if err != nil || len(r.Pages) != 1 || r.PageCount != 3 || !strings.Contains(r.Text, "first page") || !strings.Contains(r.Cut, "from 2 on") {
		t.Errorf("%v: %d of %d pages, %q, cut %q", err, len(r.Pages), r.PageCount, r.Text, r.Cut)
	}
}

// slowPDF is a text of three pages, the second of which draws 10^30 forms.
func slowPDF() []byte {
	p := textPDF([][]string{{"first page"}, {"second"}, {"third"}}, 12, nil)
	at := len(p.objects)
	for i := range 30 {
		p.add("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 60 /Resources << /XObject << /X %d 0 R >> >> >>\nstream\n%s\nendstream", at+i+2, strings.Repeat("/X Do ", 10))
	}
	p.objects[6] = fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /XObject << /X %d 0 R >> >> >>", len(p.objects)+1, at+1)
	p.stream("", []byte("/X Do"))
	return p.bytes()
}
