//go:build cgo && !nocgo && (linux || darwin || windows) && (amd64 || arm64)

package document

import "github.com/gen2brain/go-fitz"

// library reads a PDF with the library alone, in this process.
func library(path string) ([]string, error) {
	doc, err := fitz.New(path)
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	var pages []string
	for i := range doc.NumPage() {
		text, err := doc.Text(i)
		if err != nil {
			return nil, err
		}
		pages = append(pages, text)
	}
	return pages, nil
}

func init() { Library = library }
