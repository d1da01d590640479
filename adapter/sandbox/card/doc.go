// Package card is what a message shows beside plain text, and how much of it
// there may be: a file, buttons, a list, a place, people, products.
//
// Messages of the business and templates both become cards, and people answer
// with cards of their own, so all of them speak of the same one.
package card
