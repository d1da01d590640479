// Package journal keeps lines of JSON in a file, so that a killed process goes
// on where it was.
//
// What the lines say is for the sandbox to know. A line is on disk once Sync
// has returned, and those who wait at the same time share one fsync.
package journal
