package tools

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk"
)

// span is pages from one to another.
type span struct{ from, to int }

const (
	// maxPage bounds the numbers of pages that may be asked for.
	maxPage = 100_000
	// maxSpans is how many ranges of them there may be.
	maxSpans = 100
)

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
		if err != nil || a < 1 || b < a || b > maxPage || len(all) == maxSpans {
			return nil, frontdesk.Errorf(frontdesk.Invalid, "pages cannot be read").WithField("pages").WithNext("write for example 3, 3-5 or 1,4-6")
		}
		all = append(all, span{a, b})
	}
	return merged(all), nil
}

// merged puts ranges in order and those that touch into one, so that no page is
// given twice.
func merged(some []span) (all []span) {
	slices.SortFunc(some, func(a, b span) int { return a.from - b.from })
	for _, s := range some {
		if last := len(all) - 1; last >= 0 && s.from <= all[last].to+1 {
			all[last].to = max(all[last].to, s.to)
		} else {
			all = append(all, s)
		}
	}
	return all
}

// covers tells whether a page is in some of the ranges; none is all.
func covers(some []span, n int) bool {
	return len(some) == 0 || slices.ContainsFunc(some, func(s span) bool { return s.from <= n && n <= s.to })
}

// numbers are the first pages of some ranges, and how many there are in all; none
// is the first page.
func numbers(some []span, most int) (first []int, all int) {
	if len(some) == 0 {
		return []int{1}, 1
	}
	for _, s := range some {
		all += s.to - s.from + 1
		for n := s.from; n <= s.to && len(first) < most; n++ {
			first = append(first, n)
		}
	}
	return first, all
}
