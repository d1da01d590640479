package worker

import (
	"bufio"
	"strings"
	"testing"
)

// A worker that was taken over by a hostile file may answer anything.
func TestTextsBesideAnAnswerAreBounded(t *testing.T) {
	for answer, wrong := range map[string]bool{
		`{"beside":[3,2]}` + "\nabcde":                     false,
		`{"beside":[3,3]}` + "\nabcde":                     true,
		`{"beside":[-1]}` + "\nabcde":                      true,
		`{"beside":[99999999999]}` + "\n":                  true,
		`{"beside":[90]}` + "\n" + strings.Repeat("x", 90): true,
		`{"beside":[83]}` + "\n" + strings.Repeat("x", 83): false,
	} {
		_, err := readAnswer(bufio.NewReader(strings.NewReader(answer)), 100, nil)
		if (err != nil) != wrong {
			t.Errorf("%q: %v", answer, err)
		}
	}
}
