package wording

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
)

// addresses keeps web addresses in plain text whole, whatever they contain: a
// star in one marks nothing. Unlike goldmark's own way it knows every scheme and
// every character, and wherever an address may stand; what ends one is as GFM
// says, and besides what no browser writes into an address.
//
// Source: https://github.github.com/gfm/#autolinks-extension-
type addresses struct{}

// Trigger gives the characters after which marks may come; what stands before
// them has none.
func (addresses) Trigger() []byte { return []byte{'/', '?'} }

// Parse takes the rest of an address as it is, but for escapes, which models
// write there too.
func (addresses) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, at := block.PeekLine()
	if !leads(block.Source()[:at.Start], line) {
		return nil
	}
	n := untrailed(line[:extent(line)], openMarks(pc))
	if n == 0 {
		return nil
	}
	block.Advance(n)
	rest := ast.NewString(escaped.ReplaceAll(line[:n], []byte("$1")))
	rest.SetRaw(true)
	return rest
}

// escaped is a character with a backslash before it, if it may stand in an address.
var escaped = regexp.MustCompile(`\\([!#-/:;=?@\[-_{-~])`)

// maxHost is how long what stands before the first slash may be, as in the DNS.
const maxHost = 253

// leads tells whether an address goes on with line: after a scheme, or after the
// name of a host.
func leads(before, line []byte) bool {
	start := len(before)
	for start > 0 && len(before)-start < maxHost && inHost(before[start-1]) {
		start--
	}
	name := string(before[start:])
	switch {
	case bytes.HasPrefix(line, []byte("//")):
		return aScheme.MatchString(name)
	case line[0] == '?':
		return strings.HasPrefix(name, "www.") && aHost.MatchString(name)
	}
	return aHost.MatchString(name) && len(line) > 1 && !strings.ContainsRune("*_~", rune(line[1]))
}

func inHost(c byte) bool {
	return c == '.' || c == '-' || c == '+' || c == ':' || c < utf8.RuneSelf && wordly(rune(c))
}

var (
	aScheme = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*:$`)
	aHost   = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$`)
)

// extent is how far an address could go.
func extent(line []byte) int {
	depth, i := 0, 0
	for i < len(line) {
		r, n := utf8.DecodeRune(line[i:])
		switch {
		case r == '\\' && escaped.Match(line[i:min(i+2, len(line))]):
			n = 2
		case r == '[':
			depth++
		case r == ']':
			depth--
		}
		if depth < 0 || !inAddress(r) {
			break
		}
		i += n
	}
	return i
}

// inAddress tells whether r may stand in an address. Those who write without
// spaces put words right after one.
func inAddress(r rune) bool {
	if r > unicode.MaxASCII {
		return unicode.In(r, unicode.L, unicode.M, unicode.N) && !spaceless(r)
	}
	return r > ' ' && r != 0x7f && !strings.ContainsRune("<>\"`", r)
}

// spaceless tells whether r is of a script whose words stand against what comes
// before and after them.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// openMarks counts the characters of marks that are open, by which a mark at the
// end of an address is of the sentence.
func openMarks(pc parser.Context) map[byte]int {
	open := map[byte]int{}
	for d := pc.FirstDelimiter(); d != nil; d = d.NextDelimiter {
		switch {
		case d.CanClose && open[d.Char] > 0:
			open[d.Char] -= d.OriginalLength
		case d.CanOpen:
			open[d.Char] += d.OriginalLength
		}
	}
	return open
}

// untrailed is how much of an address is left without what belongs to the
// sentence: signs at its end, and what was opened before it.
func untrailed(address []byte, open map[byte]int) int {
	open[')'] = bytes.Count(address, []byte{')'}) - bytes.Count(address, []byte{'('})
	n := len(address)
	for n > 0 {
		switch last := address[n-1]; {
		case open[last] > 0:
			open[last]--
		case last == ';' && anEntity.Match(address[max(0, n-maxEntity):n]):
			n = bytes.LastIndexByte(address[:n], '&') + 1
		case strings.IndexByte(`?!.,:'\`, last) < 0:
			return n
		}
		n--
	}
	return 0
}

// maxEntity is how long one of HTML's entities may be; the longest has 33.
const maxEntity = 40

var anEntity = regexp.MustCompile(`&[A-Za-z0-9]+;$`)
