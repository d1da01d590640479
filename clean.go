package frontdesk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean takes out of s what a reader would not see but a model would read:
// control characters, bidirectional overrides, zero-width and tag characters,
// and bytes that are not UTF-8. It gives the rest and how many were taken out.
// The joiners inside emoji and inside scripts that need them stay, as do line
// breaks and tabs.
func Clean(s string) (string, int) {
	if plain(s) {
		return s, 0
	}
	var b strings.Builder
	removed, last := 0, rune(-1)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		if (r == utf8.RuneError && n == 1) || hiding(r, last, next) {
			removed++
		} else {
			b.WriteRune(r)
			last = r
		}
		i += n
	}
	return b.String(), removed
}

// plain tells whether s is nothing but visible ASCII and line breaks.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// hiding tells whether r, between last and next, hides.
func hiding(r, last, next rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r == zwj:
		return !emojiPart(last) && !joining(last) || !emojiPart(next) && !joining(next)
	case r == zwnj:
		return !joining(last) || !joining(next)
	case r == '\ufe0e' || r == '\ufe0f': // text or emoji form of what stands before
		return last < 0 || unicode.IsSpace(last) || last == r
	case r == '\u3164' || r == '\uffa0' || r == '\u115f' || r == '\u1160' || r == '\u2800': // blank letters
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector, unicode.Co) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// emojiPart tells whether r can stand beside the joiner of an emoji.
func emojiPart(r rune) bool {
	return unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || r == '\ufe0f' || unicode.Is(unicode.Sm, r)
}

// joining tells whether r belongs to a script whose letters join.
func joining(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}
