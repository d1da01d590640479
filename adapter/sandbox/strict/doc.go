// Package strict reads the objects of a posted message as Meta does: fields one
// by one, lengths in code points, numbers of things within bounds.
package strict
