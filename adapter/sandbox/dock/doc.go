// Package dock is where updates wait for the webhook, in the order and for as
// long as Meta keeps them.
//
// It knows what a call carries and when the next attempt is due, and calls
// nobody itself. It takes no lock: its owner holds one anyway.
package dock
