package wording

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// pair is two runs of as many stars: what stands before, between and after them.
type pair struct {
	before rune
	inside string
	after  rune
}

// pairAt finds the stars that may end what the n stars at the beginning of line
// begin. Single stars between may mark something inside.
func pairAt(line []byte, n int, before rune) (pair, bool) {
	single := 0
	for i := n; i < len(line); {
		run := starsAt(line[i:])
		switch {
		case run == n:
			after := '\n'
			if i+n < len(line) {
				after, _ = utf8.DecodeRune(line[i+n:])
			}
			return pair{before, string(line[n:i]), after}, single%2 == 0
		case run > 1:
			return pair{}, false
		case run == 1:
			single++
		case line[i] == '\\':
			run = 2
		}
		i += max(run, 1)
	}
	return pair{}, false
}

// starsAt counts the stars that line begins with.
func starsAt(line []byte) int {
	n := 0
	for n < len(line) && line[n] == '*' {
		n++
	}
	return n
}

func (p pair) first() rune { r, _ := utf8.DecodeRuneInString(p.inside); return r }
func (p pair) last() rune  { r, _ := utf8.DecodeLastRuneInString(p.inside); return r }

// opens and closes tell whether the stars do by themselves, as CommonMark has
// it.
func (p pair) opens() bool  { return flanks(p.before, p.first()) }
func (p pair) closes() bool { return flanks(p.after, p.last()) }

func flanks(outside, inside rune) bool {
	return !util.IsSpaceRune(inside) && (!util.IsPunctRune(inside) || util.IsSpaceRune(outside) || util.IsPunctRune(outside))
}

// meant tells whether the stars are marks, though CommonMark does not say so of
// both.
func (p pair) meant() bool {
	if util.IsSpaceRune(p.first()) || util.IsSpaceRune(p.last()) {
		return false
	}
	return (p.opens() || p.mayOpen()) && (p.closes() || p.mayClose()) && whole(p.inside)
}

// mayOpen tells whether stars after a letter and before a sign open: before a
// quotation they do, but a minus or a bracket may be of a power. Where words
// stand together, more signs may begin one.
func (p pair) mayOpen() bool {
	first := p.first()
	if spaceless(p.before) {
		return strings.ContainsRune(`"#@.+-`, first) || unicode.In(first, unicode.Ps, unicode.Pi, unicode.Sc)
	}
	return first == '"' || first > unicode.MaxASCII && unicode.In(first, unicode.Ps, unicode.Pi)
}

// mayClose tells whether stars after a sign and before a letter close. Where
// all of it could be code, only signs that end words do.
func (p pair) mayClose() bool {
	last := p.last()
	switch {
	case unicode.Is(unicode.Ps, last) || strings.ContainsRune(`,/\=<`, last):
		return false
	case last > unicode.MaxASCII:
		return true
	case p.before <= unicode.MaxASCII && wordly(p.before) || strings.ContainsRune(`)]}!%|`, p.before):
		return strings.ContainsRune(`:"`, last) // before is what a power could be of
	}
	return p.after > unicode.MaxASCII || strings.ContainsRune(`:.!?%"`, last)
}

// whole tells whether brackets and quotation marks in s have their other halves,
// as they have not when stars of two expressions are taken for a pair. The
// bracket of a number, as in "1) First", has none.
func whole(s string) bool {
	var open []rune
	for _, r := range aNumber.ReplaceAllString(s, "") {
		if strings.ContainsRune("([{", r) {
			open = append(open, r)
			continue
		}
		at := strings.IndexRune(")]}", r)
		if at < 0 {
			continue
		}
		if len(open) == 0 || rune("([{"[at]) != open[len(open)-1] {
			return false
		}
		open = open[:len(open)-1]
	}
	return len(open) == 0 && strings.Count(s, `"`)%2 == 0
}

var aNumber = regexp.MustCompile(`^[\pL\pN]{1,3}\)\s`)
