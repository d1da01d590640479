package document_test

import (
	"image"
	"log/slog"
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

// quick is how long a worker may take where files are made to take for ever.
const quick = 5 * time.Second

// spare is memory that tests need besides the worker's.
var spare int64

// families are the workers as they are, and such as give up soon.
func families() (normal, hurried worker.Family) {
	normal, hurried = document.Family(), document.Family()
	normal.Memory += spare
	hurried.Name, hurried.Time, hurried.Memory = "hurried", quick, normal.Memory
	return normal, hurried
}

func TestMain(m *testing.M) {
	if worker.Called(os.Args) {
		normal, hurried := families()
		os.Exit(worker.Serve(os.Args, []worker.Family{normal, hurried}))
	}
	os.Exit(m.Run())
}

func pool(t testing.TB) *worker.Pool {
	normal, _ := families()
	return poolOf(t, normal)
}

func hurriedPool(t testing.TB) *worker.Pool {
	_, hurried := families()
	return poolOf(t, hurried)
}

func poolOf(t testing.TB, f worker.Family) *worker.Pool {
	t.Helper()
	p, err := worker.New(worker.Options{Families: []worker.Family{f}, Workers: 2, Temp: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// mupdf skips a test where the build has no document engine.
func mupdf(t testing.TB) {
	t.Helper()
	if _, _, ok, why := document.Engine(); !ok {
		// Without cgo on purpose is no reason to fail.
		if os.Getenv("FRONTDESK_TEST_ALL") == "1" && os.Getenv("CGO_ENABLED") != "0" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
}

const office = "application/vnd.openxmlformats-officedocument."

// mimeTypes are those of the samples.
var mimeTypes = map[string]string{
	".pdf": "application/pdf", ".docx": office + "wordprocessingml.document", ".xlsx": office + "spreadsheetml.sheet",
	".pptx": office + "presentationml.presentation", ".epub": "application/epub+zip", ".odt": "application/vnd.oasis.opendocument.text",
	".ods": "application/vnd.oasis.opendocument.spreadsheet", ".txt": "text/plain; charset=utf-8", ".csv": "text/csv", ".html": "text/html",
}

// read reads a file through a worker.
func read(t testing.TB, p *worker.Pool, path string) (document.Reading, error) {
	t.Helper()
	var r document.Reading
	_, err := p.Do(t.Context(), document.Read, path, document.ReadParams{MIMEType: mimeTypes[filepath.Ext(path)], Filename: filepath.Base(path)}, &r)
	return r, err
}

func sample(t testing.TB, name string) document.Reading {
	t.Helper()
	r, err := read(t, pool(t), filepath.Join(samples, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAPDFIsReadPageByPage(t *testing.T) {
	mupdf(t)
	r := sample(t, "digital.pdf")
	if r.Kind != frontdesk.DocumentText || r.Status != frontdesk.ExtractOK || r.PageCount != 8 || len(r.Pages) != 8 || r.Cut != "" || len(r.Blank) > 0 {
		t.Fatalf("%+v", r)
	}
	if p := r.Pages[6]; p.Number != 7 || !strings.Contains(p.Text, "12,480.50 EUR") {
		t.Errorf("page 7 is %+v", p)
	}
	if !strings.Contains(r.Text, "Annual report") || strings.Index(r.Text, "12,480.50") > strings.Index(r.Text, "Outlook\n") {
		t.Errorf("the text is %q", r.Text)
	}
	if r.Title != "Annual report 2025" || r.Author != "Front Desk Bakery" || r.Engine != "MuPDF" || r.Version == "" {
		t.Errorf("title %q, author %q, engine %q %q", r.Title, r.Author, r.Engine, r.Version)
	}
	if len(r.Contents) != 8 || r.Contents[6] != (frontdesk.Heading{Level: 1, Title: "Accounts", Page: 7}) {
		t.Errorf("contents are %+v", r.Contents)
	}
}

func TestPagesThatArePicturesAreNamed(t *testing.T) {
	mupdf(t)
	r := sample(t, "scanned.pdf")
	if r.Status != frontdesk.ExtractEmpty || !slices.Equal(r.Blank, []int{1, 2}) || r.PageCount != 2 || r.Text != "" {
		t.Errorf("%+v", r)
	}
}

func TestOfficeFilesAreRead(t *testing.T) {
	for name, want := range map[string]struct {
		title, author string
		pages         []string // words of each
		engine        string
	}{
		"letter.docx": {"Letter to Maria", "Front Desk Bakery", []string{"20 loaves is ready on Friday.\nLoaves\t20\nPrice\t70 EUR", "Kind regards"}, "office"},
		"slides.pptx": {"Spring meeting", "Front Desk Bakery", []string{"Front Desk Bakery\nSpring meeting", "Our plan\nMore bread", "Questions?"}, "office"},
		"sheet.xlsx":  {"Orders of the week", "Front Desk Bakery", []string{"Customer\tLoaves\tPaid\nMaria\t20\tTRUE\n\nTom Jones\t5\tFALSE", "\tBread\t3.50"}, "excelize"},
		"book.epub":   {"The Baker", "A. Baker", []string{"The oven is lit", "The last loaf"}, "MuPDF"},
		"notes.odt":   {"Notes", "Tom", []string{"Shopping\nFlour  and\tyeast\nEggs\t12"}, "office"},
		"table.ods":   {"Notes", "Tom", []string{"Flour\t\t\t40 kg", "x\tx\tx"}, "office"},
	} {
		t.Run(name, func(t *testing.T) {
			if want.engine == "MuPDF" {
				mupdf(t)
			}
			r := sample(t, name)
			if r.Title != want.title || r.Author != want.author || r.Engine != want.engine || len(r.Pages) != len(want.pages) || r.PageCount != len(want.pages) {
				t.Fatalf("%+v", r)
			}
			for i, words := range want.pages {
				if p := r.Pages[i]; p.Number != i+1 || !strings.Contains(p.Text, words) {
					t.Errorf("page %d is %+v", i+1, p)
				}
			}
		})
	}
	if r := sample(t, "sheet.xlsx"); r.Pages[0].Name != "Orders" || r.Pages[1].Name != "Prices" {
		t.Errorf("the sheets are %q and %q", r.Pages[0].Name, r.Pages[1].Name)
	}
}

func TestWhatCannotBeReadSaysWhy(t *testing.T) {
	p := pool(t)
	old := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("x", 600)
	for name, want := range map[string]struct {
		b    []byte
		code frontdesk.Code
		word string
	}{
		"empty.pdf":  {nil, frontdesk.Empty, "no bytes"},
		"noise.docx": {[]byte("PK\x03\x04 and no more"), frontdesk.Damaged, "Word"},
		"noise.xlsx": {[]byte("PK\x03\x04 and no more"), frontdesk.Damaged, "Excel"},
		"noise.pptx": {[]byte("not a ZIP"), frontdesk.Damaged, "PowerPoint"},
		"old.doc":    {[]byte(old), frontdesk.Unsupported, "old Word"},
		"text.rtf":   {[]byte(`{\rtf1 hello}`), frontdesk.Unsupported, "RTF"},
		"binary.txt": {[]byte("abc\x00\x01\x02\xff"), frontdesk.Unsupported, "not text"},
		"what.xyz":   {[]byte("abc"), frontdesk.Unsupported, "not read"},
	} {
		if want.word == "Word" {
			if _, _, ok, _ := document.Engine(); !ok {
				continue
			}
		}
		_, err := read(t, p, write(t, name, want.b))
		e := frontdesk.Foreseen(err)
		if frontdesk.CodeOf(err) != want.code || !strings.Contains(e.Message, want.word) || e.Next == "" {
			t.Errorf("%s: %s, %v", name, frontdesk.CodeOf(err), err)
		}
	}
}

func TestBrokenAndLockedSamples(t *testing.T) {
	mupdf(t)
	p := pool(t)
	for name, code := range map[string]frontdesk.Code{
		"encrypted.pdf": frontdesk.Encrypted, "broken.pdf": frontdesk.Damaged, "broken.docx": frontdesk.Damaged,
		"broken.xlsx": frontdesk.Damaged, "broken.pptx": frontdesk.Damaged, "broken.epub": frontdesk.Damaged,
	} {
		if r, err := read(t, p, filepath.Join(samples, name)); frontdesk.CodeOf(err) != code {
			t.Errorf("%s: %v, %+v", name, err, r)
		}
	}
}

func TestAPageIsDrawn(t *testing.T) {
	mupdf(t)
	p := pool(t)
	path := filepath.Join(samples, "digital.pdf")
	for _, c := range []struct {
		dpi, side     int
		width, height int
	}{{0, 0, 1107, 1567}, {72, 0, 595, 842}, {300, 400, 282, 400}, {9999, 99999, 4198, 5940}} {
		var got document.Picture
		f, err := p.Do(t.Context(), document.Render, path, document.RenderParams{MIMEType: "application/pdf", Page: 7, DPI: c.dpi, MaxSide: c.side}, &got)
		if err != nil {
			t.Fatal(err)
		}
		size, format, err := image.DecodeConfig(f)
		f.Close()
		if err != nil || got.MIMEType != "image/"+format || got.Width != size.Width || got.Height != size.Height || got.Page != 7 || got.Pages != 8 {
			t.Errorf("%+v is a %s of %dx%d, %v", got, format, size.Width, size.Height, err)
		}
		if max(got.Width-c.width, c.width-got.Width, got.Height-c.height, c.height-got.Height) > 2 {
			t.Errorf("%+v gives %+v", c, got)
		}
	}
	_, err := p.Do(t.Context(), document.Render, path, document.RenderParams{MIMEType: "application/pdf", Page: 9}, nil)
	if frontdesk.CodeOf(err) != frontdesk.NotFound || !strings.Contains(err.Error(), "8 pages") {
		t.Errorf("page 9: %v", err)
	}
	_, err = p.Do(t.Context(), document.Render, filepath.Join(samples, "sheet.xlsx"), document.RenderParams{MIMEType: mimeTypes[".xlsx"], Page: 1}, nil)
	if frontdesk.CodeOf(err) != frontdesk.Unsupported {
		t.Errorf("a sheet: %v", err)
	}
}
