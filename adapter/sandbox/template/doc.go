// Package template is the message templates of an account: what Meta asks of
// one, what becomes of it in review, and what a person sees of one that is sent.
//
// It takes no lock and tells nobody; the [Book] is its owner's, who passes the
// time and writes down what it gives back.
package template
