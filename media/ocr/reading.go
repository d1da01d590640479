package ocr

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk"
)

// word is a word that was seen, and where in the order of reading.
type word struct {
	text       string
	confidence float64 // from 0 to 100
	paragraph  int     // counted over the page
	line       int     // counted over the page
}

// reading is the words of a page in the order they are read.
type reading []word

// What tells a word from what a machine sees in leaves and shadows.
const (
	likelyAt   = 60  // confidence of a likely word
	certainAt  = 80  // and of one that is enough by itself
	fewWords   = 3   // so many likely words are text
	mostlyText = 0.5 // if they are this part of all the letters that were seen
)

// likely tells whether a word is one: read with some confidence, made of letters
// or digits for the most part, and more than one of them, if it is not of a
// script that writes a word in one.
func (w word) likely() bool {
	letters, runes, dense := w.count()
	return w.confidence >= likelyAt && 5*letters >= 3*runes && (letters >= 2 || dense) && !stutters(w.text)
}

// certain tells whether a word is enough to say that there is text: a sign says
// STOP and nothing else.
func (w word) certain() bool {
	letters, _, dense := w.count()
	return w.likely() && w.confidence >= certainAt && (letters >= 3 || dense)
}

// count gives the letters and digits of a word, its runes, and whether some are
// of a script with a word to the letter.
func (w word) count() (letters, runes int, dense bool) {
	for _, r := range w.text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
			letters++
		}
		dense = dense || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
		runes++
	}
	return letters, runes, dense
}

// stutters tells whether a word is one letter again and again, as fences and
// bricks are read. Digits may repeat.
func stutters(s string) bool {
	last, same := rune(-1), 0
	for _, r := range strings.ToLower(s) {
		if r != last {
			last, same = r, 0
		}
		if same++; same == 4 && unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// sensible is the rule by which there is text in a picture: at least three
// likely words or one that is certain, and these are at least half of all that
// was seen, counted in letters.
func (r reading) sensible() bool {
	likely, certain, good, all := 0, 0, 0, 0
	for _, w := range r {
		n := utf8.RuneCountInString(w.text)
		all += n
		if w.likely() {
			likely++
			good += n
		}
		if w.certain() {
			certain++
		}
	}
	return (likely >= fewWords || certain >= 1) && float64(good) >= mostlyText*float64(all)
}

// weight is how much was read and how surely.
func (r reading) weight() float64 {
	sum := 0.0
	for _, w := range r {
		if w.likely() {
			sum += w.confidence * float64(utf8.RuneCountInString(w.text))
		}
	}
	return sum
}

// mean is the confidence in a letter of the page; 0 if there is none.
func (r reading) mean() float64 {
	sum, all := 0.0, 0.0
	for _, w := range r {
		n := float64(utf8.RuneCountInString(w.text))
		sum += n * w.confidence
		all += n
	}
	return sum / max(all, 1)
}

// wordsInALine is how many words a line has, on the average.
func (r reading) wordsInALine() float64 {
	n := 0
	for range r.lines() {
		n++
	}
	return float64(len(r)) / float64(max(n, 1))
}

// unlikely is the mean confidence below which a line is taken for a pattern.
const unlikely = 30

// likely leaves out the lines that are patterns.
func (r reading) likely() reading {
	var kept reading
	for line := range r.lines() {
		if line.mean() >= unlikely {
			kept = append(kept, line...)
		}
	}
	return kept
}

// lines are the lines of a page.
func (r reading) lines() func(func(reading) bool) {
	return func(yield func(reading) bool) {
		for len(r) > 0 {
			n := slices.IndexFunc(r, func(w word) bool { return w.line != r[0].line })
			if n < 0 {
				n = len(r)
			}
			if !yield(r[:n]) {
				return
			}
			r = r[n:]
		}
	}
}

// text is the page as text: lines as they are, a blank line between paragraphs,
// and nothing in it that hides.
func (r reading) text() string {
	var b strings.Builder
	for line := range r.lines() {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		for i, w := range line {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w.text)
		}
		if last := line[len(line)-1]; last.paragraph != r.after(last.line) {
			b.WriteByte('\n')
		}
	}
	clean, _ := frontdesk.Clean(strings.TrimSpace(b.String()))
	return clean
}

// after gives the paragraph that follows a line.
func (r reading) after(line int) int {
	for _, w := range r {
		if w.line > line {
			return w.paragraph
		}
	}
	return -1
}
