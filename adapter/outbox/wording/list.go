package wording

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// list gives one item a line, and what is nested in it below, indented.
func (w writer) list(n *ast.List) string {
	between := "\n"
	if !n.IsTight {
		between = "\n\n"
	}
	var items []string
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "- "
		if n.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		items = append(items, indent(w.item(c), mark, "  "))
	}
	return strings.Join(items, between)
}

// item joins the blocks of a list item by single lines: an empty line would
// end the list on the phone.
func (w writer) item(n ast.Node) string {
	var all []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if s := w.block(c); s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, "\n")
}

// table gives each row as lines of label and value: a phone is too narrow for
// columns. A single column is its label, and a line for each value.
func (w writer) table(t *east.Table) string {
	var labels, rows []string
	between := "\n\n"
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		cells := w.cells(r)
		if _, header := r.(*east.TableHeader); header {
			if labels = cells; len(labels) == 1 {
				rows, labels, between = labels, nil, "\n"
			}
			continue
		}
		if row := labelled(labels, cells); row != "" {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return strings.Join(labels, "\n")
	}
	return strings.Join(rows, between)
}

func (w writer) cells(row ast.Node) []string {
	var all []string
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		all = append(all, settle(strings.ReplaceAll(w.inline(c, marks{}), "\n", " ")))
	}
	return all
}

// labelled is one row. An empty cell is shown as a dash, so that no label is
// lost.
func labelled(labels, cells []string) string {
	var lines []string
	for i, cell := range cells {
		switch {
		case i >= len(labels) || labels[i] == "":
			if cell != "" {
				lines = append(lines, cell)
			}
		case cell == "":
			lines = append(lines, labels[i]+": –")
		default:
			lines = append(lines, labels[i]+": "+cell)
		}
	}
	return strings.Join(lines, "\n")
}
