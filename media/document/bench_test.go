package document_test

import (
	"fmt"
	"strings"
	"testing"

	"frontdesk/media/document"
)

// words is what stands on a page of the documents that are measured.
func words(page int) (lines []string) {
	for n := range 45 {
		lines = append(lines, fmt.Sprintf("%d.%d The baker sells bread, cakes and coffee from Monday to Saturday.", page, n))
	}
	return lines
}

// BenchmarkRead reads documents through a worker and, to compare, by calling the
// library in this process. A worker that is there already is used, as it mostly is.
func BenchmarkRead(b *testing.B) {
	mupdf(b)
	for _, n := range []int{1, 20, 200} {
		var pages [][]string
		for i := range n {
			pages = append(pages, words(i+1))
		}
		path := write(b, "report.pdf", textPDF(pages, 10, nil).bytes())
		p := pool(b)
		last := fmt.Sprintf("%d.44 The baker", n)
		b.Run(fmt.Sprintf("worker/%d", n), func(b *testing.B) {
			for b.Loop() {
				if r, err := read(b, p, path); err != nil || len(r.Pages) != n || !strings.Contains(r.Pages[n-1].Text, last) {
					b.Fatalf("%d pages, %v", len(r.Pages), err)
				}
			}
		})
		b.Run(fmt.Sprintf("library/%d", n), func(b *testing.B) {
			for b.Loop() {
				if pages, err := document.Floor(path); err != nil || len(pages) != n || !strings.Contains(pages[n-1], last) {
					b.Fatalf("%d pages, %v", len(pages), err)
				}
			}
		})
	}
}
