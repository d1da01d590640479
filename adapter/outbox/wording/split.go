package wording

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"frontdesk"
)

// PartLimit is how long a part may be, see [frontdesk.Length].
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
const PartLimit = 4096

// fence opens and closes a block of code.
const fence = "```"

// Split cuts a rendered text into parts of at most limit, at the end of a
// block if it can, else of a line, else of a word. A block of code that is cut
// is closed and opened again, so that each part stands by itself.
func Split(text string, limit int) []string {
	var parts []string
	text = strings.Trim(text, "\n")
	open := false
	for text != "" {
		head := ""
		if open {
			head = fence + "\n"
		}
		body, rest := cut(text, limit-len(head)-len("\n"+fence), limit-len(head))
		text = rest
		if strings.TrimSpace(body) == "" { // Meta refuses a text without a character
			continue
		}
		part := head + body
		open = open != (fences(body)%2 == 1)
		if open && rest != "" {
			part += "\n" + fence
			text, open = ended(rest)
		}
		parts = append(parts, part)
	}
	return parts
}

// ended takes off the fence that ends a block of code, if nothing of the block
// is left before it, and tells whether the block is still open.
func ended(rest string) (string, bool) {
	after, closed := strings.CutPrefix(strings.TrimLeft(rest, " \n"), fence)
	if !closed {
		return rest, true
	}
	return strings.TrimLeft(after, " \n"), false
}

// fences counts the fences in s.
func fences(s string) int { return strings.Count(s, fence) }

// cut takes the first part from text: all of it if it fits whole, else what
// fits into limit, up to the best place to cut. The space at the cut goes.
func cut(text string, limit, whole int) (body, rest string) {
	if frontdesk.Length(text) <= whole {
		return text, ""
	}
	at := place(text, reach(text, limit))
	return strings.TrimRight(text[:at], " \n"), strings.TrimLeft(text[at:], "\n")
}

// reach is how many bytes of text fit into limit, whole characters only.
func reach(text string, limit int) int {
	n := 0
	for i, r := range text {
		if n += utf16.RuneLen(r); n > limit {
			return i
		}
	}
	return len(text)
}

// place is the best place to cut text before end: after the last empty line,
// line or word, but not so early that most of the part stays empty.
func place(text string, end int) int {
	for _, border := range []string{"\n\n", "\n", " "} {
		if at := strings.LastIndex(text[:end], border); at > end/2 {
			return at + len(border)
		}
	}
	return between(text, end)
}

// between moves end back to where two characters as people see them meet, and
// out of a fence.
func between(text string, end int) int {
	for at := end; at > end-64 && at > 1; {
		r, _ := utf8.DecodeRuneInString(text[at:])
		last, n := utf8.DecodeLastRuneInString(text[:at])
		if !joins(r) && last != '\u200d' && !(r == '`' && last == '`') {
			return at
		}
		at -= n
	}
	return end
}

// joins tells whether r belongs to the character before it.
func joins(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r == '\u200d' || r == '\ufe0f' || r >= 0x1f3fb && r <= 0x1f3ff
}
