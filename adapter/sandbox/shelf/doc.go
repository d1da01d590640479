// Package shelf keeps the files that either side sends, and looks at them as
// Meta does: by what the bytes are, and not by their name.
//
// The folder may be used by several at a time; what is known of the files is
// its owner's to guard, who also says what the time is.
package shelf
