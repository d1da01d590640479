// Package wording puts Markdown into the words and marks that a phone shows.
//
// Agents write Markdown, and WhatsApp has another, smaller set of marks: what it
// does not know is read as the characters it is made of, and a mark in the wrong
// place is none. So a text is parsed, and written anew ([Render]); and since a
// message may only be so long, it is cut where a reader would pause ([Split]).
// All of it is pure: a text in, texts out.
package wording

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxParsed is how much Markdown is parsed at once: nesting made to be hostile
// takes time that grows with the square of its length. Longer texts are parsed
// in pieces, cut where a block ends.
const maxParsed = 16 << 10

// markdown is what agents write: GFM, with addresses and stars read as they are
// meant.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.Footnote,
		extension.NewLinkify(extension.WithLinkifyURLRegexp(nothing), extension.WithLinkifyWWWRegexp(nothing))),
	goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(stars{}, beforeEmphasis), util.Prioritized(addresses{}, beforeEmphasis))),
)

// beforeEmphasis is a priority higher than that of goldmark's parser of emphasis,
// which has 500.
const beforeEmphasis = 499

// nothing leaves to goldmark's own links the addresses of mail only.
var nothing = regexp.MustCompile(`[^\s\S]`)

// Render gives Markdown as a phone shows it: WhatsApp's own marks for bold,
// italic, strike, code, quotes and lists, and plain words for what it has none
// for. Nothing of the source's marks is left, and nothing in plain text is
// taken for a mark.
//
// Source: https://faq.whatsapp.com/539178204879377
func Render(source string) string {
	source = withoutSigns(strings.ReplaceAll(source, "\r\n", "\n"))
	var parts []string
	for _, piece := range pieces(source) {
		if rendered := renderPiece(piece); rendered != "" {
			parts = append(parts, rendered)
		}
	}
	return strings.Join(parts, "\n\n")
}

func renderPiece(source string) string {
	src := []byte(source)
	w := writer{src: src}
	return strings.Trim(w.blocks(markdown.Parser().Parse(gtext.NewReader(src)), "\n\n"), "\n")
}

// pieces cuts a long source at empty lines outside of fenced code, and a block
// that is too long by itself at line or word ends.
func pieces(source string) []string {
	if len(source) <= maxParsed {
		return []string{source}
	}
	var all []string
	var piece strings.Builder
	flush := func() {
		if piece.Len() > 0 {
			all = append(all, piece.String())
			piece.Reset()
		}
	}
	for _, block := range blocksOf(source) {
		if piece.Len()+len(block) > maxParsed {
			flush()
		}
		for len(block) > maxParsed {
			at := place(block, reach(block, maxParsed/4))
			all, block = append(all, block[:at]), block[at:]
		}
		piece.WriteString(block)
	}
	flush()
	return all
}

// blocksOf cuts a source after each empty line that is not in fenced code.
func blocksOf(source string) []string {
	var all []string
	fenced, start, at := false, 0, 0
	for line := range strings.Lines(source) {
		at += len(line)
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, fence) || strings.HasPrefix(trimmed, "~~~") {
			fenced = !fenced
		}
		if trimmed == "" && !fenced {
			all, start = append(all, source[start:at]), at
		}
	}
	return append(all, source[start:])
}

// writer turns a parsed document into text.
type writer struct{ src []byte }

// blocks joins the children of a block.
func (w writer) blocks(n ast.Node, between string) string {
	var all []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if s := w.block(c); strings.TrimSpace(s) != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, between)
}

func (w writer) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		return settle(wrapLines(w.inline(n, marks{bold: true}), bold))
	case *ast.Paragraph, *ast.TextBlock:
		return settle(w.inline(n, marks{}))
	case *ast.ThematicBreak:
		return "———"
	case *ast.CodeBlock:
		return w.code(n)
	case *ast.FencedCodeBlock:
		return w.code(n)
	case *ast.Blockquote:
		return indent(w.blocks(n, "\n\n"), "> ", "> ")
	case *ast.List:
		return w.list(n)
	case *ast.HTMLBlock:
		return w.html(n)
	case *east.FootnoteList:
		return w.blocks(n, "\n")
	case *east.Footnote:
		return indent(w.blocks(n, "\n"), footnote(n.Index), "    ")
	case *east.Table:
		return w.table(n)
	}
	return w.blocks(n, "\n\n")
}

// footnote is the number of a footnote, where it is referred to and where it is.
func footnote(index int) string { return literal(fmt.Sprintf("[%d] ", index)) }

// code is shown in a block of its own; the language has no place in it.
func (w writer) code(n ast.Node) string {
	body := strings.Trim(string(n.Lines().Value(w.src)), "\n")
	if strings.TrimSpace(body) == "" {
		return ""
	}
	return fence + "\n" + unfenced(body) + "\n" + fence
}

// unfenced keeps a fence inside code from ending it.
func unfenced(s string) string { return strings.ReplaceAll(s, fence, "ˋˋˋ") }

// html is shown as it was typed: it may be what somebody asks about.
func (w writer) html(n *ast.HTMLBlock) string {
	typed := n.Lines().Value(w.src)
	if n.HasClosure() {
		typed = append(typed, n.ClosureLine.Value(w.src)...)
	}
	return settle(strings.TrimRight(literal(string(typed)), "\n"))
}

// indent puts first before the first line and rest before the others.
func indent(s, first, rest string) string {
	return first + strings.ReplaceAll(s, "\n", "\n"+rest)
}
