package frontdesk

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCleanTakesOutWhatHides(t *testing.T) {
	for _, c := range []struct {
		in, out string
		removed int
	}{
		{"plain words\n\tand lines", "plain words\n\tand lines", 0},
		{"zero\u200bwidth", "zerowidth", 1},
		{"safe\u202egnp.exe", "safegnp.exe", 1},
		{"\u2066a\u2069\u200e\u200f", "a", 4},
		{"tags\U000e0041\U000e0042", "tags", 2},
		{"variation\U000e0101", "variation", 1},
		{"\ufeffmark", "mark", 1},
		{"bell\a\x1b[31m\x7f", "bell[31m", 3},
		{"soft\u00adhyphen", "softhyphen", 1},
		{"blank\u3164\u2800letters", "blankletters", 2},
		{"broken\xff\xfe", "broken", 2},
		{"carriage\r\n", "carriage\n", 1},
		{"line\u2028sep", "linesep", 1},
		{"ação 東京 שלום مرحبا", "ação 東京 שלום مرحبا", 0},
		{"👩‍👩‍👧 ❤️ 🏳️‍🌈 👍🏽", "👩‍👩‍👧 ❤️ 🏳️‍🌈 👍🏽", 0},
		{"می\u200cخواهم", "می\u200cخواهم", 0},
		{"क्\u200dष", "क्\u200dष", 0},
		{"lat\u200cin\u200d", "latin", 2},
		{"\u200d\u200d", "", 2},
		{"replacement \ufffd stays", "replacement \ufffd stays", 0},
		{"", "", 0},
	} {
		got, n := Clean(c.in)
		if got != c.out || n != c.removed {
			t.Errorf("Clean(%+q) = %+q, %d; want %+q, %d", c.in, got, n, c.out, c.removed)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\u200bb", "\u202e", "👩‍👧", "\xff", "می\u200cخواهم", strings.Repeat("\u200d", 9)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, n := Clean(s)
		if !utf8.ValidString(out) {
			t.Fatalf("%+q is not UTF-8", out)
		}
		if strings.ContainsAny(out, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff") {
			t.Fatalf("%+q still hides something", out)
		}
		if n == 0 && out != s {
			t.Fatalf("%+q became %+q and nothing was counted", s, out)
		}
	})
}
