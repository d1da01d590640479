// Package hub carries what happens on a phone to the pages that show it.
//
// Whoever publishes never waits: it may hold the sandbox's lock.
package hub
