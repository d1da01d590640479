package wording

import (
	"strings"
	"unicode"
)

// While a line is made, marks are signs: characters that no text has, because
// Unicode has set them apart for use inside a program. Only when the whole line
// is known can be said whether a phone would take a mark for one.
const (
	openBold = '\ufdd0' + iota
	closeBold
	openItalic
	closeItalic
	openStrike
	closeStrike
	literalStar
	literalLow
	literalTilde
	literalTick
	lastSign = literalTick
)

// kind is a mark by its opening sign.
type kind rune

const (
	bold   = kind(openBold)
	italic = kind(openItalic)
	strike = kind(openStrike)
)

func isSign(r rune) bool { return r >= openBold && r <= lastSign }

// withoutSigns takes out of a text what would be read as a sign.
func withoutSigns(s string) string {
	if !strings.ContainsFunc(s, isSign) && strings.ToValidUTF8(s, "") == s {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isSign(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// Characters that mean nothing to a phone and look like its marks.
var lookalike = map[rune]string{literalStar: "∗", literalLow: "ˍ", literalTilde: "∼", literalTick: "ˋ"}

var plainMark = map[rune]rune{
	literalStar: '*', literalLow: '_', literalTilde: '~', literalTick: '`',
	openBold: '*', closeBold: '*', openItalic: '_', closeItalic: '_', openStrike: '~', closeStrike: '~',
}

// literal makes signs of what a phone might take for marks. Addresses and code
// are not for it: their characters must not change.
func literal(s string) string {
	if !strings.ContainsAny(s, "*_~`") {
		return s
	}
	return strings.NewReplacer("*", string(rune(literalStar)), "_", string(rune(literalLow)),
		"~", string(rune(literalTilde)), "`", string(rune(literalTick))).Replace(s)
}

// plainly is a text with its signs as the characters they stand for.
func plainly(s string) string {
	return strings.Map(func(r rune) rune {
		if p, ok := plainMark[r]; ok && r >= literalStar {
			return p
		}
		if isSign(r) {
			return -1
		}
		return r
	}, s)
}

// wrapLines puts a mark around each line: a phone ends its marks at line ends.
func wrapLines(s string, k kind) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if body := strings.TrimSpace(line); body != "" {
			at := strings.Index(line, body)
			lines[i] = line[:at] + string(rune(k)) + body + string(rune(k)+1) + line[at+len(body):]
		}
	}
	return strings.Join(lines, "\n")
}

// settle turns signs into what the phone shows, line by line.
func settle(s string) string {
	if !strings.ContainsFunc(s, isSign) {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = settleLine([]rune(line))
	}
	return strings.Join(lines, "\n")
}

// settleLine drops marks that the phone would not take for marks, and disguises
// characters that it would.
func settleLine(runes []rune) string {
	l := lookAt(runes)
	instead, disguised := l.stray(), l.disguised()
	var b strings.Builder
	for i, r := range runes {
		word, dropped := instead[i]
		switch {
		case !isSign(r):
			b.WriteRune(r)
		case dropped:
			b.WriteString(word)
		case disguised[i]:
			b.WriteString(lookalike[r])
		default:
			b.WriteRune(plainMark[r])
		}
	}
	return b.String()
}

// line is a line with signs, and what the phone would see of it.
type line struct {
	runes         []rune
	before, after []rune       // the characters beside each, marks passed over; 0 for none
	firstOpen     map[rune]int // where a mark could first be opened, by its character
	lastClose     map[rune]int // where it could last be closed
}

func lookAt(runes []rune) line {
	l := line{runes, make([]rune, len(runes)), make([]rune, len(runes)), map[rune]int{}, map[rune]int{}}
	var last rune
	for i, r := range runes {
		l.before[i] = last
		last = visible(r, last)
	}
	last = 0
	for i := len(runes) - 1; i >= 0; i-- {
		l.after[i] = last
		last = visible(runes[i], last)
	}
	for i := range runes {
		of := markAt(runes[i])
		if _, known := l.firstOpen[of]; !known && l.opens(i) {
			l.firstOpen[of] = i
		}
		if l.closes(i) {
			l.lastClose[of] = i
		}
	}
	return l
}

// visible is r as a character, or the one before if r only marks.
func visible(r, last rune) rune {
	switch {
	case !isSign(r):
		return r
	case r >= literalStar:
		return plainMark[r]
	}
	return last
}

// markAt is the character that the phone sees.
func markAt(r rune) rune {
	if isSign(r) {
		return plainMark[r]
	}
	return r
}

// opens and closes tell whether the character at i could begin or end what is
// marked, if it is a mark at all.
func (l line) opens(i int) bool {
	after := l.after[i]
	return !wordly(l.before[i]) && after != 0 && after != markAt(l.runes[i]) && !unicode.IsSpace(after)
}

func (l line) closes(i int) bool {
	before := l.before[i]
	return !wordly(l.after[i]) && before != 0 && before != markAt(l.runes[i]) && !unicode.IsSpace(before)
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// disguised tells of each character whether a lookalike is shown for it: a phone
// might take it for a mark, or one of the same beside it, whose lookalike would
// leave it standing as one.
func (l line) disguised() []bool {
	all := make([]bool, len(l.runes))
	for from, to := 0, 0; from < len(all); from = to {
		risky := false
		for to = from; to < len(all) && l.runes[to] == l.runes[from]; to++ {
			risky = risky || l.risky(to)
		}
		for i := from; i < to; i++ {
			all[i] = risky
		}
	}
	return all
}

// risky tells whether a phone might take the character at i for a mark: it
// could open one that is closed after it, or close one that is opened before.
// Three ticks would fence whatever follows, wherever they stand.
func (l line) risky(i int) bool {
	if l.runes[i] < literalStar || !isSign(l.runes[i]) {
		return false
	}
	of := plainMark[l.runes[i]]
	if of == '`' && l.ticks(i) {
		return true
	}
	first, opened := l.firstOpen[of]
	last, closed := l.lastClose[of]
	return opened && first < i && l.closes(i) || closed && last > i && l.opens(i)
}

// ticks tells whether as many ticks as make a fence stand together around i.
func (l line) ticks(i int) bool {
	n := 0
	for j := max(0, i-len(fence)+1); j < min(len(l.runes), i+len(fence)); j++ {
		if markAt(l.runes[j]) == '`' {
			n++
		} else if j > i {
			break
		} else {
			n = 0
		}
		if n >= len(fence) {
			return true
		}
	}
	return false
}

// typed is how a mark is written in Markdown inside a word.
var typed = map[rune]string{openBold: "**", openItalic: "*", openStrike: "~~"}

// stray finds marks that stand against a letter or digit on their outside,
// where a phone takes them for characters, and what to show instead: nothing,
// or between numbers, where they were meant as signs of arithmetic, themselves.
func (l line) stray() map[int]string {
	instead := map[int]string{}
	var open []int
	for i, r := range l.runes {
		switch {
		case !isSign(r) || r >= literalStar:
		case (r-openBold)%2 == 0:
			open = append(open, i)
		case len(open) > 0:
			from := open[len(open)-1]
			open = open[:len(open)-1]
			before, after := l.before[from], l.after[i]
			if !wordly(before) && !wordly(after) {
				continue
			}
			word := ""
			if unicode.IsNumber(before) && unicode.IsNumber(after) {
				word = typed[l.runes[from]]
			}
			instead[from], instead[i] = word, word
		}
	}
	return instead
}
