package storetest

import (
	"maps"
	"slices"
	"testing"
)

// promises are what any database under the store must hold, by name.
var promises = map[string]func(*desk){}

// promise adds some; each file adds those about its noun.
func promise(some map[string]func(*desk)) bool {
	maps.Copy(promises, some)
	return true
}

// Run holds a database to every promise. fresh gives the address of a new,
// empty database each time.
func Run(t *testing.T, fresh func(testing.TB) string) {
	for _, name := range slices.Sorted(maps.Keys(promises)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			promises[name](newDesk(t, fresh))
		})
	}
}
