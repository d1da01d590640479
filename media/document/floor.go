//go:build cgo && !nocgo && (linux || darwin || windows) && (amd64 || arm64)

package document

import "github.com/gen2brain/go-fitz"

// Floor reads a PDF with the library alone, in this process, as nothing but a
// measurement may: a file that hangs the library would hang the program.
func Floor(path string) (pages []string, err error) {
	doc, err := fitz.New(path)
	if err != nil {
		doc.Close() // which is there all the same, and holds memory
		return nil, err
	}
	defer doc.Close()
	for i := range doc.NumPage() {
		text, err := doc.Text(i)
		if err != nil {
			return nil, err
		}
		pages = append(pages, text)
	}
	return pages, nil
}
