// Package rate counts how much a business may send: in a second, to one person,
// and to people who have not written.
//
// Time is an argument, since only the sandbox knows what its clock shows.
package rate
