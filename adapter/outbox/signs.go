package outbox

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

// literal makes signs of what a phone might take for marks.
func literal(s string) string {
	if !strings.ContainsAny(s, "*_~`") {
		return s
	}
	return strings.NewReplacer("*", string(rune(literalStar)), "_", string(rune(literalLow)),
		"~", string(rune(literalTilde)), "`", string(rune(literalTick))).Replace(s)
}

// raw is text whose characters must not change: addresses and code.
func raw(s string) string { return s }

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
func settleLine(line []rune) string {
	drop := stray(line)
	var b strings.Builder
	for i, r := range line {
		switch {
		case !isSign(r):
			b.WriteRune(r)
		case r >= literalStar && risky(line, i):
			b.WriteString(lookalike[r])
		case r >= literalStar || !drop[i]:
			b.WriteRune(plainMark[r])
		}
	}
	return b.String()
}

// stray finds marks that stand against a letter or digit on their outside,
// where a phone takes them for characters.
func stray(line []rune) map[int]bool {
	drop := map[int]bool{}
	var open []int
	for i, r := range line {
		switch {
		case !isSign(r) || r >= literalStar:
		case (r-openBold)%2 == 0:
			open = append(open, i)
		case len(open) > 0:
			from := open[len(open)-1]
			open = open[:len(open)-1]
			if wordly(beside(line, from, -1)) || wordly(beside(line, i, 1)) {
				drop[from], drop[i] = true, true
			}
		}
	}
	return drop
}

// beside is the next character in a direction that is not a mark's sign, or 0.
func beside(line []rune, i, step int) rune {
	for i += step; i >= 0 && i < len(line); i += step {
		if !isSign(line[i]) {
			return line[i]
		}
		if line[i] >= literalStar {
			return plainMark[line[i]]
		}
	}
	return 0
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// risky tells whether a phone might take the character at i for a mark: it
// could open or close one, and the line has another of its kind.
func risky(line []rune, i int) bool {
	before, after := beside(line, i, -1), beside(line, i, 1)
	opens := !wordly(before) && after != 0 && !unicode.IsSpace(after)
	closes := !wordly(after) && before != 0 && !unicode.IsSpace(before)
	if !opens && !closes {
		return false
	}
	for j, r := range line {
		if j != i && (r == line[i] || isSign(r) && plainMark[r] == plainMark[line[i]] || !isSign(r) && r == plainMark[line[i]]) {
			return true
		}
	}
	return false
}
