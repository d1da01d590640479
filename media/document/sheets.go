package document

import (
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"frontdesk"
)

const (
	sheetEngine  = "excelize"
	sheetVersion = "2.11.0"
	// sheetMemory is how long a sheet may be before it is unpacked to disk.
	sheetMemory = 16 << 20
)

// readSheets reads a workbook: a sheet is a page, a row a line, and between
// cells is a tab.
func readSheets(s source, r *reading) error {
	r.Engine, r.Version = sheetEngine, sheetVersion
	f, err := excelize.OpenFile(s.path, excelize.Options{UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: sheetMemory, TmpDir: s.temp})
	if err != nil {
		return damaged(s.format, err)
	}
	defer f.Close()
	if p, err := f.GetDocProps(); err == nil {
		r.Title, r.Author = p.Title, p.Creator
	}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return damaged(s.format, errors.New("it has no sheets"))
	}
	r.PageCount = len(sheets)
	for i, name := range sheets {
		if !r.more(i + 1) {
			return nil
		}
		text, err := rows(f, name, r)
		if err != nil && r.none() && len(sheets) == i+1 {
			return damaged(s.format, err)
		} else if err != nil {
			r.bad = append(r.bad, i+1)
		}
		r.add(frontdesk.Page{Number: i + 1, Name: line(name), Text: text})
	}
	return nil
}

// rows gives the text of a sheet. Many empty rows become one.
func rows(f *excelize.File, sheet string, r *reading) (string, error) {
	all, err := f.Rows(sheet)
	if err != nil {
		return "", err
	}
	defer all.Close()
	var b strings.Builder
	for n := 0; all.Next() && b.Len() <= r.left; n++ {
		cells, err := all.Columns()
		if err != nil {
			return b.String(), err
		}
		if n == MaxRows || !r.inTime() {
			r.notes = append(r.notes, fmt.Sprintf("sheet %q was read up to row %d", line(sheet), n))
			break
		}
		text := cellsLine(cells)
		if text != "" || b.Len() > 0 && !strings.HasSuffix(b.String(), "\n\n") {
			b.WriteString(text + "\n")
		}
	}
	return b.String(), all.Error()
}

func cellsLine(cells []string) string {
	for i, c := range cells {
		cells[i] = oneLine(c)
	}
	return strings.TrimRight(strings.Join(cells, "\t"), "\t")
}
