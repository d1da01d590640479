package document

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk"
)

// listed is an archive whose directory says what it will, with nothing in it.
func listed(t *testing.T, all ...zip.FileHeader) *zip.Reader {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, h := range all {
		h.Method = zip.Deflate
		if _, err := z.CreateRaw(&h); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLimitsOfArchives(t *testing.T) {
	entry := func(name string, packed, unpacked uint64) zip.FileHeader {
		return zip.FileHeader{Name: name, CompressedSize64: packed, UncompressedSize64: unpacked}
	}
	many := func(n int) (all []zip.FileHeader) {
		for i := range n {
			all = append(all, entry(fmt.Sprint(i), 0, 0))
		}
		return all
	}
	for name, c := range map[string]struct {
		all   []zip.FileHeader
		trees bool
		code  frontdesk.Code
	}{
		"as much as may be":    {[]zip.FileHeader{entry("a.bin", 9<<20, MaxUnpacked-1), entry("b.bin", 1, 1)}, true, ""},
		"a byte more":          {[]zip.FileHeader{entry("a.bin", 9<<20, MaxUnpacked-1), entry("b.bin", 1, 2)}, true, frontdesk.OverLimit},
		"a sum that overflows": {[]zip.FileHeader{entry("a.bin", 9, 1<<63), entry("b.bin", 9, 1<<63)}, true, frontdesk.OverLimit},
		"as many as may be":    {many(MaxEntries), true, ""},
		"one more":             {many(MaxEntries + 1), true, frontdesk.OverLimit},
		"long markup":          {[]zip.FileHeader{entry("a.XML", 9<<20, MaxMarkup)}, true, ""},
		"longer markup":        {[]zip.FileHeader{entry("a.XML", 9<<20, MaxMarkup+1)}, true, frontdesk.OverLimit},
		"longer, streamed":     {[]zip.FileHeader{entry("a.XML", 9<<20, MaxMarkup+1)}, false, ""},
		"well packed":          {[]zip.FileHeader{entry("a.bin", 50_000, MaxRatio*50_000)}, true, ""},
		"too well packed":      {[]zip.FileHeader{entry("a.bin", 49_999, MaxRatio*50_000)}, true, frontdesk.OverLimit},
		"small and well":       {[]zip.FileHeader{entry("a.bin", 1, long)}, true, ""},
		"with a password":      {[]zip.FileHeader{{Name: "a", Flags: 1}}, true, frontdesk.Encrypted},
	} {
		if err := unpackable(listed(t, c.all...), c.trees); frontdesk.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimitsOfFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for size, code := range map[int64]frontdesk.Code{0: frontdesk.Empty, 1: "", MaxBytes: "", MaxBytes + 1: frontdesk.OverLimit} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		if _, err := weigh(path); frontdesk.CodeOf(err) != code {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if _, err := weigh(path + "x"); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Errorf("no file: %v", err)
	}
}

func TestLimitsOfPictures(t *testing.T) {
	for _, c := range []struct {
		width, height float64
		p             RenderParams
		want          float64
	}{
		{500, 400, RenderParams{}, DPI},
		{500, 400, RenderParams{DPI: 100}, 100},
		{500, 400, RenderParams{DPI: 99999, MaxSide: 99999}, MaxDPI},
		{720, 7200, RenderParams{MaxSide: 1000}, 10},
		{7200, 720, RenderParams{MaxSide: 1000}, 10},
		{3600, 3600, RenderParams{DPI: 600, MaxSide: 99999}, 100},
	} {
		if got := fineness(c.width, c.height, c.p); got != c.want {
			t.Errorf("%+v is drawn at %g dpi", c, got)
		}
	}
}

func TestReadingStopsInTime(t *testing.T) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	r := newReading(ctx)
	r.PageCount = 9
	if r.more(4) || !strings.Contains(r.Cut, "from 4 on") {
		t.Errorf("cut %q", r.Cut)
	}
	if r := newReading(t.Context()); !r.more(MaxPages) || r.more(MaxPages+1) || !strings.Contains(r.Cut, "300 pages") {
		t.Errorf("cut %q", r.Cut)
	}
}

func TestWhatIsLegible(t *testing.T) {
	for s, want := range map[string]bool{"": false, " \n\f": false, "a": true, "\ufffd\ufffd a": false, "\ue001\ue002": false, "你好\ufffd": true, "12.50 €": true} {
		if legible(s) != want {
			t.Errorf("%q is legible: %v", s, !want)
		}
	}
}

func TestDamagedPagesAreNamed(t *testing.T) {
	r := newReading(t.Context())
	r.add(frontdesk.Page{Number: 1, Text: "a\x00b"})
	r.bad = []int{2}
	if got := r.end(); got.Pages[0].Text != "ab" || got.Cut != "page 2 is damaged and was not read" {
		t.Errorf("%+v", got)
	}
	r.Cut, r.bad, r.notes = "cut", []int{2, 3}, nil
	if got := r.end(); got.Cut != "cut; 2 pages are damaged and were not read, the first of them 2" {
		t.Errorf("cut %q", got.Cut)
	}
}

func TestTheEngineOfSheetsIsTheOneBuiltIn(t *testing.T) {
	b, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if want := "github.com/xuri/excelize/v2 v" + sheetVersion; !strings.Contains(string(b), want+" ") && !strings.Contains(string(b), want+"\n") {
		t.Errorf("go.mod does not have %s", want)
	}
}
