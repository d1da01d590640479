package frontdesk

import "unicode/utf16"

// Length is how long s is to WhatsApp. Meta says how many characters fit where
// and not what it counts as one, so it is counted in the unit that gives most:
// UTF-16 code units.
func Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
