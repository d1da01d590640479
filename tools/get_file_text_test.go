package tools

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"frontdesk"
)

// However long a text is, all of it can be had, piece by piece and nothing twice.
func TestALongTextIsGivenWhole(t *testing.T) {
	long := strings.Repeat("käse ", 2*maxFileText/5) + "end"
	for name, e := range map[string]frontdesk.Extract{
		"a text":      {Status: frontdesk.ExtractOK, Text: long},
		"one page":    {Status: frontdesk.ExtractOK, Text: long, Pages: []frontdesk.Page{{Number: 1, Text: long}}},
		"three pages": {Status: frontdesk.ExtractOK, Pages: []frontdesk.Page{{Number: 1, Text: "first "}, {Number: 2, Text: long}, {Number: 3, Text: " third"}}},
	} {
		var all strings.Builder
		from, pages := 0, []span(nil)
		for asked := 0; ; asked++ {
			g := gotFile{File: file{Extract: &extract{}}}
			var err error
			if len(e.Pages) > 1 {
				err = g.leaves(e, pages, from)
			} else {
				err = g.whole(e, from)
			}
			if err != nil || asked > 4 {
				t.Fatalf("%s: asked %d times: %v", name, asked, err)
			}
			all.WriteString(g.File.Extract.Text)
			for _, p := range g.Pages {
				all.WriteString(p.Text)
			}
			if g.Cut == "" {
				break
			}
			if pages, from, err = asSaid(g); err != nil {
				t.Fatalf("%s: %q: %v", name, g.Cut, err)
			}
		}
		want := e.Text
		if len(e.Pages) > 1 {
			want = "first " + long + " third"
		}
		if all.String() != want {
			t.Errorf("%s: %d characters came, and there are %d", name, len([]rune(all.String())), len([]rune(want)))
		}
	}
}

// saidOn finds what the words on a cut ask for.
var saidOn = regexp.MustCompile(`(?:pages: ([0-9-]+))?(?: with )?(?:from: ([0-9]+))?$`)

func asSaid(g gotFile) (pages []span, from int, err error) {
	words := saidOn.FindStringSubmatch(g.Cut)
	if words[2] != "" {
		from, err = strconv.Atoi(words[2])
	}
	pages, wrong := pageRange(words[1])
	return pages, from, errors.Join(err, wrong)
}

func TestTheEdgesOfAPart(t *testing.T) {
	for _, c := range []struct {
		from, n int
		some    string
		more    bool
		code    frontdesk.Code
	}{
		{0, 4, "four", false, ""}, {0, 3, "fou", true, ""}, {3, 4, "r", false, ""},
		{4, 4, "", false, frontdesk.NotFound}, {-1, 4, "", false, frontdesk.NotFound},
	} {
		some, more, err := part("the text", "four", c.from, c.n)
		if some != c.some || more != c.more || frontdesk.CodeOf(err) != c.code {
			t.Errorf("from %d, %d of them: %q, %t, %v", c.from, c.n, some, more, err)
		}
	}
	if _, _, err := part("the text", "", 0, 4); err != nil {
		t.Error(err)
	}
}
