package shelf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestTheShelfIsBoundedInBytes(t *testing.T) {
	var sh Shelf
	sh.Open(t.TempDir())
	for i, bytes := range []int64{1 << 30, 1<<30 - 1, 1} {
		if old := sh.Add(&File{ID: fmt.Sprint(i), Bytes: bytes}); len(old) != 0 {
			t.Errorf("%v had to go from a shelf that is just full", old)
		}
	}
	if old := sh.Add(&File{ID: "3", Bytes: 1}); !slices.Equal(old, []string{"0"}) || sh.bytes != 1<<30+1 {
		t.Errorf("%v had to go, %d bytes are left", old, sh.bytes)
	}
	if sh.Add(&File{ID: "3", Bytes: 1, Deleted: true}); sh.bytes != 1<<30+1 || len(sh.order) != 3 {
		t.Errorf("what is known already is counted again: %d bytes in %v", sh.bytes, sh.order)
	}
}

func TestTheShelfIsBoundedInFiles(t *testing.T) {
	var sh Shelf
	sh.Open(t.TempDir())
	for i := range maxFiles {
		if old := sh.Add(&File{ID: fmt.Sprint(i)}); len(old) != 0 {
			t.Fatalf("%v had to go for file %d", old, i)
		}
	}
	if old := sh.Add(&File{ID: "one more"}); !slices.Equal(old, []string{"0"}) {
		t.Errorf("%v had to go", old)
	}
}

func TestFewFilesArriveAtTheSameTime(t *testing.T) {
	var sh Shelf
	sh.Open(t.TempDir())
	for range maxArriving - 1 {
		sh.arriving <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	if a, err := sh.take(ctx, strings.NewReader("x")); err != nil || a.Bytes != 1 {
		t.Errorf("the last that may come: %v %v", a, err)
	}
	sh.arriving <- struct{}{}
	cancel()
	if _, err := sh.take(ctx, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("one more came in: %v", err)
	}
}
