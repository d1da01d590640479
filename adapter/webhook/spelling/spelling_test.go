package spelling

import (
	"encoding/json"
	"fmt"
	"testing"
)

// read gives what a value is read as, or that it cannot be.
func read[T any](in string) string {
	var v T
	if err := json.Unmarshal([]byte(in), &v); err != nil {
		return "an error"
	}
	return fmt.Sprint(v)
}

func TestEverySpellingOfAValueIsRead(t *testing.T) {
	for _, c := range []struct {
		name string
		as   func(string) string
		want map[string]string // by what Meta sends
	}{
		{"word", read[Word], map[string]string{`"a"`: "a", `7`: "7", `16895569081298320010`: "16895569081298320010", `null`: "", `{}`: "an error", `true`: "an error"}},
		{"whole", read[Whole], map[string]string{`7`: "7", `"7"`: "7", `null`: "0", `"soon"`: "0", `{}`: "0", `7.5`: "0"}},
		{"yes or no", read[YesNo], map[string]string{`true`: "true", `"true"`: "true", `1`: "true", `"false"`: "false", `null`: "false", `{}`: "false"}},
		{"amount", read[Amount], map[string]string{`7.5`: "7.5", `"7.5"`: "7.5", `null`: "0", `"many"`: "an error", `"Inf"`: "an error", `{}`: "an error"}},
		{"maybe", read[Maybe[Word]], map[string]string{`"a"`: "{a true}", `null`: "{ false}", `{}`: "{ false}"}},
		{"list", read[List[Word]], map[string]string{`["a",7]`: "[a 7]", `["a",{},null,"b"]`: "[a b]", `"a"`: "[a]", `{}`: "[]", `null`: "[]"}},
	} {
		for in, want := range c.want {
			if got := c.as(in); got != want {
				t.Errorf("%s as a %s is %q, want %q", in, c.name, got, want)
			}
		}
	}
}

func TestASecondIsATimeUnlessItIsAbsurd(t *testing.T) {
	for n, is := range map[Whole]bool{-1: false, 0: false, 1: true, 1 << 40: true, 1<<40 + 1: false} {
		if at := n.Time(); at.IsZero() == is {
			t.Errorf("%d is %v", n, at)
		}
	}
}
