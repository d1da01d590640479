//go:build race

package document_test

// The race detector's own memory counts towards a worker's.
func init() { spare = 2 << 30 }
