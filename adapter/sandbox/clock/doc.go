// Package clock is the time the sandbox lives in, which can be moved, and what
// is to be done later in it.
//
// Windows of a day and files that live a month are only tried by moving the
// time; nothing outside knows that it was moved.
package clock
