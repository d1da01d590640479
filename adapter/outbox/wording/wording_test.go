package wording

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"frontdesk"
)

var update = flag.Bool("update", false, "write what is rendered into the golden file")

const goldenFile = "testdata/markdown.txt"

// The golden file holds pairs: what an agent wrote, a line of dashes, what the
// phone shows, a line of equals signs.
func pairs(t testing.TB) [][2]string {
	b, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	var all [][2]string
	for _, pair := range strings.Split(strings.TrimSuffix(string(b), "\n=====\n"), "\n=====\n") {
		source, shown, _ := strings.Cut(pair, "\n-----\n")
		all = append(all, [2]string{source, shown})
	}
	return all
}

func TestRender(t *testing.T) {
	all := pairs(t)
	if len(all) < 120 {
		t.Errorf("%d pairs; there were at least 120", len(all))
	}
	var b strings.Builder
	for _, pair := range all {
		got := Render(pair[0])
		fmt.Fprintf(&b, "%s\n-----\n%s\n=====\n", pair[0], got)
		if !*update && got != pair[1] {
			t.Errorf("%s\nis shown as\n%s\nwant\n%s", pair[0], got, pair[1])
		}
	}
	if *update {
		if err := os.WriteFile(goldenFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// letters are what must survive: letters and digits, in order.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, s)
}

func checkParts(t *testing.T, text string, limit int) {
	t.Helper()
	parts := Split(text, limit)
	for i, p := range parts {
		if n := frontdesk.Length(p); n > limit {
			t.Fatalf("part %d has %d of %d", i, n, limit)
		}
		if fences(p)%2 == 1 && fences(text)%2 == 0 {
			t.Fatalf("part %d has an open fence: %q", i, p)
		}
		if strings.TrimSpace(p) == "" {
			t.Fatalf("part %d is empty", i)
		}
		if !utf8.ValidString(p) {
			t.Fatalf("part %d is cut inside a character", i)
		}
	}
	if got, want := letters(strings.Join(parts, "")), letters(text); got != want {
		t.Fatalf("splitting lost letters: %q, want %q", got, want)
	}
}

func TestSplitAtEveryLimit(t *testing.T) {
	text := Render("# Title\n\nSome words here.\n\n```go\nfunc main() {\n\tprintln(\"hi\")\n}\n```\n\n- one\n- two 👩‍👩‍👧 three\n\nÀ bientôt, 東京!")
	for limit := 24; limit < 200; limit++ {
		checkParts(t, text, limit)
	}
}

func TestSplitPrefersTheEndsOfBlocks(t *testing.T) {
	text := strings.Repeat("a", 60) + "\n\n" + strings.Repeat("b", 60)
	if parts := Split(text, 100); len(parts) != 2 || parts[0] != strings.Repeat("a", 60) {
		t.Errorf("%q", parts)
	}
}

func TestPartsAtTheEdgeOfTheLimit(t *testing.T) {
	for n, want := range map[int]int{PartLimit - 1: 1, PartLimit: 1, PartLimit + 1: 2} {
		if got := len(Split(strings.Repeat("a", n), PartLimit)); got != want {
			t.Errorf("%d characters are %d parts, want %d", n, got, want)
		}
	}
	if got := len(Split(strings.Repeat("😀", PartLimit/2), PartLimit)); got != 1 {
		t.Errorf("%d pairs of code units are %d parts", PartLimit/2, got)
	}
	if got := len(Split(strings.Repeat("😀", PartLimit/2+1), PartLimit)); got != 2 {
		t.Errorf("one pair more is %d parts", got)
	}
}

func TestNothingIsNoPart(t *testing.T) {
	for _, s := range []string{"", "\n\n", " ", "<!-- -->", "```\n```", "\u200b"} {
		for _, p := range Split(Render(s), PartLimit) {
			if strings.TrimSpace(p) == "" {
				t.Errorf("%q is the part %q", s, p)
			}
		}
	}
}

func TestNoPartIsEmpty(t *testing.T) {
	wide := strings.Repeat(" ", 300)
	for _, s := range []string{
		"a" + wide + "b", "a" + strings.Repeat("\u00a0", 300) + "b", "a" + strings.Repeat("\t", 300), "```\na" + wide + "\nb\n```",
		"```\n" + strings.Repeat("a", 53) + "\n```\n\nafter",
	} {
		parts := Split(s, 64)
		for i, p := range parts {
			if strings.TrimSpace(strings.ReplaceAll(p, fence, "")) == "" {
				t.Errorf("part %d of %q is %q", i, s, p)
			}
		}
		if got, want := letters(strings.Join(parts, "")), letters(s); got != want {
			t.Errorf("%q is cut into %q", s, parts)
		}
	}
}

func TestHostileNestingIsQuick(t *testing.T) {
	for name, s := range map[string]string{
		"quotes":                 strings.Repeat(">", 90_000),
		"emphasis":               strings.Repeat("*a_", 30_000),
		"brackets":               strings.Repeat("[", 90_000),
		"lists":                  strings.Repeat("- ", 45_000),
		"stars":                  strings.Repeat("**a:**b*", 11_000),
		"entities":               "https://e.com/" + strings.Repeat("&a;", 30_000),
		"slashes":                strings.Repeat("e.com/ ", 12_000),
		"marked":                 strings.Repeat("*a https://e.com/b ", 4_500),
		"brackets of an address": "https://e.com/" + strings.Repeat("(", 40_000) + strings.Repeat(")", 50_000),
	} {
		began := time.Now()
		Render(s)
		t.Logf("%s: %s", name, time.Since(began))
	}
}

func FuzzRender(f *testing.F) {
	for _, p := range pairs(f) {
		f.Add(p[0])
	}
	f.Add(strings.Repeat("> ", 50) + strings.Repeat("*_~", 50))
	f.Add("```\nopen")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 40_000 {
			return
		}
		shown := Render(s)
		if strings.ContainsFunc(shown, isSign) {
			t.Fatalf("a sign is left in %q", shown)
		}
		if !utf8.ValidString(shown) {
			t.Fatalf("%q is not UTF-8", shown)
		}
		if fences(shown)%2 == 1 {
			t.Fatalf("an open fence in %q", shown)
		}
		checkParts(t, shown, 64)
		checkParts(t, shown, PartLimit)
	})
}

// plainSource is what people write without code, links and HTML, whose own letters
// (a language, a definition, a tag) have no place on a phone.
func plainSource(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" \n*_~-+>#.,!?", r) {
			return r
		}
		return ' '
	}, s)
	for strings.Contains(s, "~~~") {
		s = strings.ReplaceAll(s, "~~~", "~~")
	}
	return s
}

func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r) { // what stands for a mark is one
			return r
		}
		return -1
	}, s)
}

func FuzzNoLetterIsLost(f *testing.F) {
	for _, p := range pairs(f) {
		f.Add(p[0])
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s = plainSource(s); len(s) > 20_000 || !utf8.ValidString(s) {
			return
		}
		shown := strings.Join(Split(Render(s), PartLimit), "")
		if want, got := onlyLetters(s), onlyLetters(shown); got != want {
			t.Fatalf("%q is shown as %q", s, shown)
		}
	})
}

func BenchmarkRender(b *testing.B) {
	s := "# Title\n\nSome **bold** and _italic_ words, a [link](https://example.com/a_b) and `code`.\n\n- one\n- two\n"
	b.ReportAllocs()
	for b.Loop() {
		Render(s)
	}
}
