package tools

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"frontdesk"
)

// Each request is a line, and none may fill the memory.
func TestARequestOverPipesHasABound(t *testing.T) {
	for name, c := range map[string]struct {
		input string
		want  error
	}{
		"the longest":         {strings.Repeat("x", MaxBody) + "\n", io.EOF},
		"one byte more":       {strings.Repeat("x", MaxBody+1) + "\n", nil},
		"no end":              {strings.Repeat("x", 3*MaxBody), nil},
		"several, and no end": {"{}\n{}\n{}", io.EOF},
	} {
		r := &lastingReader{ctx: context.Background(), lines: bufio.NewReader(strings.NewReader(c.input)), tally: &tally{changed: make(chan struct{}, 1)}}
		var n int
		var err error
		for b := make([]byte, 4096); err == nil; {
			var m int
			m, err = r.Read(b)
			n += m
		}
		switch {
		case c.want != nil && (!errors.Is(err, c.want) || n != len(c.input)):
			t.Errorf("%s: %d of %d bytes, %v", name, n, len(c.input), err)
		case c.want == nil && (frontdesk.CodeOf(err) != frontdesk.TooLarge || n > 0):
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
}
