// Package fault is what will go wrong: by request, or for special numbers.
//
// It only says what is to happen to which call. Whoever answers the call, or
// makes it, does it.
package fault
