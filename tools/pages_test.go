package tools

import (
	"slices"
	"testing"
)

func TestPagesAreGivenFirstAndAllAreCounted(t *testing.T) {
	for asked, want := range map[string]struct {
		first []int
		all   int
	}{
		"":            {[]int{1}, 1},
		"3":           {[]int{3}, 1},
		"1-5":         {[]int{1, 2, 3, 4, 5}, maxFilePages},
		"1-6":         {[]int{1, 2, 3, 4, 5}, maxFilePages + 1},
		"2,7-8,20-23": {[]int{2, 7, 8, 20, 21}, 7},
		"1-100000":    {[]int{1, 2, 3, 4, 5}, maxPage},
		"4,1,1,4":     {[]int{1, 4}, 2},
		"3-5,1-4,7":   {[]int{1, 2, 3, 4, 5}, 6},
	} {
		some, err := pageRange(asked)
		if err != nil {
			t.Fatal(err)
		}
		if first, all := numbers(some, maxFilePages); !slices.Equal(first, want.first) || all != want.all {
			t.Errorf("%q: %v of %d, and should be %v of %d", asked, first, all, want.first, want.all)
		}
	}
}
