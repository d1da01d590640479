package document

import (
	"errors"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"frontdesk"
)

// maxToken is how long a piece of a web page may be.
const maxToken = 1 << 20

// readHTML reads what a web page shows, without its code.
func readHTML(s source, r *reading) error {
	text, err := decoded(s, r)
	if err != nil {
		return err
	}
	w := web{r: r}
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(maxToken)
	for w.token(z) {
	}
	if err := z.Err(); !errors.Is(err, io.EOF) {
		r.leave("the rest of the page was not read: it is not HTML")
	}
	r.PageCount = 1
	r.add(frontdesk.Page{Number: 1, Text: w.text()})
	return nil
}

// web makes text of HTML.
type web struct {
	r      *reading
	b      strings.Builder
	hidden int  // elements that are open and not shown
	title  bool // its title is open
	cell   bool // there was a cell in the row that is open
	kept   int  // elements that are open whose line breaks count
}

// unseen are elements whose text is not shown.
var unseen = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Svg: true, atom.Iframe: true, atom.Object: true}

// lines are elements that begin and end a line.
var lines = map[atom.Atom]bool{
	atom.Div: true, atom.Li: true, atom.Tr: true, atom.Hr: true, atom.Dt: true, atom.Dd: true, atom.Option: true, atom.Header: true, atom.Footer: true,
	atom.Nav: true, atom.Aside: true, atom.Main: true, atom.Form: true, atom.Figcaption: true, atom.Caption: true, atom.Address: true, atom.Body: true,
}

// blocks are those with an empty line before and after.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Ul: true, atom.Ol: true, atom.Dl: true,
	atom.Table: true, atom.Pre: true, atom.Blockquote: true, atom.Section: true, atom.Article: true, atom.Figure: true,
}

// token takes in the next piece, and tells whether there was one.
func (w *web) token(z *html.Tokenizer) bool {
	kind := z.Next()
	switch kind {
	case html.ErrorToken:
		return false
	case html.TextToken:
		w.words(string(z.Text()))
	case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
		name, _ := z.TagName()
		w.element(atom.Lookup(name), kind)
	}
	return true
}

func (w *web) element(a atom.Atom, kind html.TokenType) {
	step := map[html.TokenType]int{html.StartTagToken: 1, html.EndTagToken: -1}[kind]
	switch {
	case unseen[a]:
		w.hidden = max(0, w.hidden+step)
	case a == atom.Title:
		w.title = step > 0
	case a == atom.Pre || a == atom.Textarea:
		w.kept = max(0, w.kept+step)
	}
	switch {
	case a == atom.Br:
		w.b.WriteString("\n")
	case blocks[a]:
		w.line()
		w.b.WriteString("\n")
	case lines[a]:
		w.line()
	case step > 0 && w.cell && (a == atom.Td || a == atom.Th):
		w.b.WriteString("\t")
	}
	switch {
	case step > 0 && a == atom.Li:
		w.b.WriteString("- ")
	case a == atom.Tr || a == atom.Td || a == atom.Th:
		w.cell = a != atom.Tr
	}
}

func (w *web) words(s string) {
	switch {
	case w.title:
		w.r.Title += s
	case w.hidden > 0:
	case w.kept > 0:
		w.b.WriteString(s)
	default:
		if s = spacing.ReplaceAllString(s, " "); w.fresh() {
			s = strings.TrimPrefix(s, " ")
		}
		w.b.WriteString(s)
	}
}

// line begins a line unless one has just begun.
func (w *web) line() {
	if !w.fresh() {
		w.b.WriteString("\n")
	}
}

func (w *web) fresh() bool { return w.b.Len() == 0 || strings.HasSuffix(w.b.String(), "\n") }

var (
	spacing = regexp.MustCompile(`[ \t\r\n\f]+`)
	edges   = regexp.MustCompile(`(?m)[ \t]+$`)
	gaps    = regexp.MustCompile(`\n{3,}`)
)

func (w *web) text() string {
	s := edges.ReplaceAllString(w.b.String(), "")
	return strings.Trim(gaps.ReplaceAllString(s, "\n\n"), "\n")
}
