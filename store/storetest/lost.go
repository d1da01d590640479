package storetest

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Lost lets several writers append for a while, each again and again, while one
// reader follows by number, and tells how many acknowledged entries the reader
// passed over. A database that gives numbers before the commit, as a sequence
// does, loses some: whoever commits late with a smaller number is behind a
// reader that has seen a greater one.
//
// write gives the number of what it has committed. read gives the numbers past
// after, in order; none means that there are none now.
func Lost(t testing.TB, writers int, span time.Duration,
	write func(ctx context.Context, writer int) (int64, error),
	read func(ctx context.Context, after int64) ([]int64, error),
) (lost, total int) {
	t.Helper()
	var writing sync.WaitGroup
	var ended atomic.Bool
	written := make([][]int64, writers)
	begun := time.Now()
	for w := range writers {
		writing.Go(func() {
			for time.Since(begun) < span {
				id, err := write(t.Context(), w)
				if err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
				written[w] = append(written[w], id)
			}
		})
	}
	go func() { writing.Wait(); ended.Store(true) }()
	seen := follow(t, &ended, read)
	for _, ids := range written {
		for _, id := range ids {
			total++
			if !seen[id] {
				lost++
			}
		}
	}
	return lost, total
}

// follow reads until nobody writes any more and nothing is left.
func follow(t testing.TB, ended *atomic.Bool, read func(context.Context, int64) ([]int64, error)) map[int64]bool {
	t.Helper()
	seen := map[int64]bool{}
	for last := int64(0); ; {
		before := ended.Load()
		ids, err := read(t.Context(), last)
		if err != nil {
			t.Fatalf("the reader: %v", err)
		}
		if !slices.IsSorted(ids) || len(ids) > 0 && ids[0] <= last {
			t.Fatalf("after %d came %v", last, ids)
		}
		for _, id := range ids {
			seen[id], last = true, id
		}
		if len(ids) == 0 && before {
			return seen
		}
	}
}
