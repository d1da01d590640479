package ocr_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk"
	"frontdesk/media/ocr"
	"frontdesk/media/worker"
)

// family has more time under the race detector.
func family() worker.Family {
	f := ocr.Family()
	if raced {
		f.Time *= 10
	}
	return f
}

func TestMain(m *testing.M) {
	if worker.Called(os.Args) {
		os.Exit(worker.Serve(os.Args, []worker.Family{family()}))
	}
	var err error
	if cache, err = os.MkdirTemp("", "frontdesk-ocr-"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(cache) // what stays is the system's to remove
	os.Exit(status)
}

// cache is kept between tests: turning the engine into machine code takes a
// second or two.
var cache string

func pool(t testing.TB) *worker.Pool {
	t.Helper()
	p, err := worker.New(worker.Options{Families: []worker.Family{family()}, Workers: 2, Temp: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func sample(name string) string { return filepath.Join("..", "..", "testdata", "media", name) }

// engines are the parameters of each engine that is here.
func engines(t testing.TB) map[string]ocr.Params {
	t.Helper()
	all := map[string]ocr.Params{}
	for _, choice := range []string{"tesseract", "wasm"} {
		e, err := ocr.Find(context.Background(), choice, "")
		switch {
		case err == nil:
			all[choice] = e.Params("", cache)
		case os.Getenv("FRONTDESK_TEST_ALL") == "1":
			t.Fatal(err)
		default:
			t.Logf("without the engine %s: %v", choice, err)
		}
	}
	return all
}

// each runs a test with every engine.
func each(t *testing.T, test func(t *testing.T, p ocr.Params)) {
	all := engines(t)
	for _, choice := range []string{"tesseract", "wasm"} {
		t.Run(choice, func(t *testing.T) {
			p, ok := all[choice]
			if !ok {
				t.Skip("the program tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-osd")
			}
			test(t, p)
		})
	}
}

func read(t *testing.T, w *worker.Pool, path string, p ocr.Params) frontdesk.Extract {
	t.Helper()
	var x frontdesk.Extract
	start := time.Now()
	if _, err := w.Do(t.Context(), "ocr.read", path, p, &x); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %s, confidence %.2f, %s", filepath.Base(path), x.Status, x.Confidence, time.Since(start).Round(time.Millisecond))
	return x
}

func TestAPageIsRead(t *testing.T) {
	truth, err := os.ReadFile(sample("page.txt"))
	if err != nil {
		t.Fatal(err)
	}
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		for _, c := range []struct {
			name string
			most float64
		}{{"page.png", 0.03}, {"page-turned.jpg", 0.10}} {
			x := read(t, w, sample(c.name), p)
			if wrong := errorRate(string(truth), x.Text); wrong > c.most {
				t.Errorf("%s: %.1f %% of the characters are wrong:\n%s", c.name, 100*wrong, x.Text)
			}
			if x.Kind != frontdesk.OCR || x.Status != frontdesk.ExtractOK || x.Engine != p.Engine || x.Version == "" || x.Language != "eng" || x.Confidence < 0.8 || x.PageCount != 1 {
				t.Errorf("it says %+v", x)
			}
		}
	})
}

func TestAReceiptKeepsItsRows(t *testing.T) {
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		x := read(t, w, sample("receipt.jpg"), p)
		for _, row := range []string{"Apple cake 14.50", "TOTAL 36.60", "Change 3.40"} {
			if !strings.Contains(x.Text, row) {
				t.Errorf("%q is not in:\n%s", row, x.Text)
			}
		}
	})
}

func TestAPhotoWithoutTextIsEmpty(t *testing.T) {
	w := pool(t)
	each(t, func(t *testing.T, p ocr.Params) {
		for _, name := range []string{"landscape.jpg", "exif-turned.jpg"} {
			if x := read(t, w, sample(name), p); x.Status != frontdesk.ExtractEmpty || x.Text != "" {
				t.Errorf("%s: %+v", name, x)
			}
		}
	})
}

// errorRate is how many characters must be changed to make one text the other,
// by the length of the first; how lines are broken does not count.
func errorRate(truth, got string) float64 {
	a, b := []rune(strings.Join(strings.Fields(truth), " ")), []rune(strings.Join(strings.Fields(got), " "))
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		before := row[0]
		row[0] = i + 1
		for j, s := range b {
			change := before
			if r != s {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, before+1)
		}
	}
	return float64(row[len(b)]) / float64(len(a))
}
