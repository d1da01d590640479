// Package posted reads a message as a business posts it, strictly: bytes in,
// what a phone shows out, or what Meta says of it instead.
//
// Each limit that Meta names is here, under its page. What a message refers to,
// such as a file that was uploaded, it asks its caller for.
package posted
