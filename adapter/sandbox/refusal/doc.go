// Package refusal says no: to a program in Meta's words, to a person in a
// sentence.
//
// Everything the sandbox checks, wherever it is checked, ends in one of the
// two, so they are one package that stands on nothing.
package refusal
