// Package phone is people's phones and what is on them.
//
// The [Book] of all phones forgets what was idle longest when it is full. It
// takes no lock, tells nobody and writes nothing down; its owner does.
package phone
