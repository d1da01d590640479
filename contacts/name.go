package contacts

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"frontdesk"
)

// MaxName is how many characters of a name are kept. WhatsApp allows far fewer;
// what comes in longer did not come from a phone.
const MaxName = 200

// tidyName makes one visible line of a name from outside.
func tidyName(s string) string {
	if len(s) > 16*MaxName {
		s = s[:16*MaxName] // cut before it is looked at: the rest cannot be kept
	}
	s, _ = frontdesk.Clean(s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > MaxName {
		s = strings.TrimSpace(string(r[:MaxName]))
	}
	return s
}

// tidyUsername is a username without the sign that Meta puts in front of some.
func tidyUsername(s string) string {
	return strings.TrimPrefix(tidyName(s), "@")
}

// fold gives the key by which two writings of one name are equal: case,
// accents and space do not count.
func fold(s string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(cases.Fold().String(bare)), " ")
}
