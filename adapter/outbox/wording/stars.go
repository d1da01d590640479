package wording

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// stars reads the double and triple stars that CommonMark leaves as characters
// because a sign stands on their inside and a letter on their outside, as in
// **Note:**text. Models write them all the time, above all in languages without
// spaces. What is meant is told from arithmetic and code by what stands around
// and between them; in doubt they stay characters.
//
// Source: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
type stars struct{}

// role is what is known of stars further on in a line.
type role int

const (
	usual  role = iota + 1 // they close as CommonMark has it
	closes                 // they close though CommonMark does not have it
)

var rolesKey = parser.NewContextKey()

// Trigger gives the one character.
func (stars) Trigger() []byte { return []byte{'*'} }

// Parse pushes the delimiters that it knows better; the rest is for the usual
// parser.
func (s stars) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, at := block.PeekLine()
	known, _ := pc.ComputeIfAbsent(rolesKey, func() any { return map[int]role{} }).(map[int]role)
	is, met := known[at.Start]
	d := parser.ScanDelimiter(line, block.PrecendingCharacter(), 2, s)
	if d == nil || d.OriginalLength > 3 || is == usual {
		return nil
	}
	if !met {
		p, found := pairAt(line, d.OriginalLength, block.PrecendingCharacter())
		switch to := at.Start + d.OriginalLength + len(p.inside); {
		case !found:
			return nil
		case p.opens() && p.closes():
			known[to] = usual
			return nil
		case !p.meant():
			return nil
		default:
			known[to] = closes
		}
	}
	d.CanOpen, d.CanClose = is != closes, is == closes
	d.Segment = at.WithStop(at.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

// IsDelimiter, CanOpenCloser and OnMatch are of a [parser.DelimiterProcessor].
func (stars) IsDelimiter(c byte) bool                       { return c == '*' }
func (stars) CanOpenCloser(from, to *parser.Delimiter) bool { return from.Char == to.Char }
func (stars) OnMatch(n int) ast.Node                        { return ast.NewEmphasis(n) }
