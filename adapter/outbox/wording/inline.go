package wording

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// marks are the marks that are open; WhatsApp knows no mark inside its own.
type marks struct{ bold, italic, strike bool }

// inline writes the words of a block, with signs for marks that settle turns
// into what the phone shows.
func (w writer) inline(n ast.Node, open marks) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.WriteString(w.span(c, open))
	}
	return b.String()
}

func (w writer) span(n ast.Node, open marks) string {
	switch n := n.(type) {
	case *ast.Text:
		return w.text(n)
	case *ast.String:
		if n.IsRaw() { // an address
			return unticked(string(n.Value))
		}
		return literal(string(n.Value))
	case *ast.Emphasis:
		return w.emphasis(n, open)
	case *east.Strikethrough:
		return w.strike(n, open)
	case *ast.CodeSpan:
		return w.codeSpan(n)
	case *ast.Link:
		return w.link(w.inline(n, open), string(n.Destination))
	case *ast.Image:
		return w.link(w.inline(n, open), string(n.Destination))
	case *ast.AutoLink:
		return unticked(string(n.Label(w.src)))
	case *ast.RawHTML:
		return w.rawHTML(n)
	case *east.FootnoteLink:
		return " " + strings.TrimSpace(footnote(n.Index))
	case *east.FootnoteBacklink:
		return ""
	case *east.TaskCheckBox:
		if n.IsChecked {
			return "☑ "
		}
		return "☐ "
	}
	return w.inline(n, open)
}

func (w writer) text(n *ast.Text) string {
	value := string(n.Segment.Value(w.src))
	if !n.IsRaw() {
		value = unescape(value)
	}
	s := literal(value)
	if n.SoftLineBreak() || n.HardLineBreak() {
		s += "\n"
	}
	return s
}

func (w writer) emphasis(n *ast.Emphasis, open marks) string {
	mark, already, inside := italic, open.italic, open
	inside.italic = true
	if n.Level == 2 {
		mark, already, inside = bold, open.bold, open
		inside.bold = true
	}
	s := w.inline(n, inside)
	if already {
		return s
	}
	return wrapLines(s, mark)
}

// strike is for two tildes. One tilde on each side is how people write
// "about", and stays what it is.
func (w writer) strike(n *east.Strikethrough, open marks) string {
	inside := open
	inside.strike = true
	s := w.inline(n, inside)
	switch {
	case !w.doubled(n):
		return literal("~") + s + literal("~")
	case open.strike:
		return s
	}
	return wrapLines(s, strike)
}

// doubled tells whether two tildes stand before the first thing inside.
func (w writer) doubled(n ast.Node) bool {
	at := start(n)
	return at >= 2 && w.src[at-1] == '~' && w.src[at-2] == '~' || at < 0 || w.src[max(at-1, 0)] != '~'
}

// start is where the text of n begins in the source, or -1.
func start(n ast.Node) int {
	for c := n; c != nil; c = c.FirstChild() {
		if t, ok := c.(*ast.Text); ok {
			return t.Segment.Start
		}
	}
	return -1
}

func (w writer) codeSpan(n *ast.CodeSpan) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(w.src))
		}
	}
	code := strings.ReplaceAll(b.String(), "\n", " ")
	switch {
	case strings.TrimSpace(code) == "":
		return code
	case strings.HasPrefix(code, "`") || strings.HasSuffix(code, "`"): // nobody could tell it from the marks
		return "`" + strings.ReplaceAll(code, "`", lookalike[literalTick]) + "`"
	case strings.Contains(code, "`"):
		return fence + unfenced(code) + fence
	}
	return "`" + code + "`"
}

// link is its words and where it leads; a bare address is said once.
func (w writer) link(words, to string) string {
	to = unticked(unescape(to))
	bare := strings.TrimPrefix(strings.TrimPrefix(to, "mailto:"), "tel:")
	switch {
	case strings.TrimSpace(words) == "":
		return to
	case to == "" || plainly(words) == to || plainly(words) == bare:
		return words
	}
	return words + " (" + to + ")"
}

// unticked is an address that leads to the same place and has no tick, which a
// phone would take for the mark of code.
func unticked(address string) string { return strings.ReplaceAll(address, "`", "%60") }

func (w writer) rawHTML(n *ast.RawHTML) string {
	tag := string(n.Segments.Value(w.src))
	if strings.EqualFold(strings.Trim(tag, "</ >"), "br") {
		return "\n"
	}
	return literal(tag)
}

// unescape reads Markdown's backslashes and HTML's entities.
func unescape(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case s[i] == '&':
			end := strings.IndexByte(s[i:], ';')
			if end < 2 || end > maxEntity {
				b.WriteByte('&')
				continue
			}
			entity := html.UnescapeString(s[i : i+end+1])
			if strings.HasSuffix(entity, ";") && entity == s[i:i+end+1] {
				b.WriteByte('&')
				continue
			}
			b.WriteString(withoutSigns(entity))
			i += end
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
