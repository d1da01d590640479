package storetest

import (
	"sync"

	"frontdesk/store"
)

// together does f n times at once on two copies and gives what each gave.
func (d *desk) together(n int, f func(db *store.DB, i int) error) []error {
	d.Helper()
	copies := []*store.DB{d.db, d.copy()}
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = f(copies[i%2], i) })
	}
	all.Wait()
	return errs
}
