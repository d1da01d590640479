package tools

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk"
)

type span struct{ from, to int }

// maxPage bounds the numbers of pages that may be asked for.
const maxPage = 100_000

// pageRange reads "3", "3-5", "1,4-6"; empty is all.
func pageRange(s string) ([]span, error) {
	var all []span
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		from, to, several := strings.Cut(part, "-")
		a, err := strconv.Atoi(strings.TrimSpace(from))
		b := a
		if several && err == nil {
			b, err = strconv.Atoi(strings.TrimSpace(to))
		}
		if err != nil || a < 1 || b < a || b > maxPage || len(all) == 100 {
			return nil, frontdesk.Errorf(frontdesk.Invalid, "pages cannot be read").WithField("pages").WithNext("write for example 3, 3-5 or 1,4-6")
		}
		all = append(all, span{a, b})
	}
	return all, nil
}

// covers tells whether a page is in some of the ranges; none is all.
func covers(some []span, n int) bool {
	return len(some) == 0 || slices.ContainsFunc(some, func(s span) bool { return s.from <= n && n <= s.to })
}

// numbers are the pages of some ranges, one more than are given at most; none
// is the first.
func numbers(some []span) []int {
	if len(some) == 0 {
		return []int{1}
	}
	var all []int
	for _, s := range some {
		for n := s.from; n <= s.to && len(all) <= 100; n++ {
			all = append(all, n)
		}
	}
	return all
}
