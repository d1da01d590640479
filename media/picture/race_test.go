//go:build race

package picture_test

// raced tells that the race detector is on, under which decoders are ten times
// slower; it has nothing to find in many spoilt files that it does not find in a few.
const raced = true
