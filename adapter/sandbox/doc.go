// Package sandbox pretends to be Meta.
//
// It plays WhatsApp's Cloud API and the phones on the other side of it, well
// enough that a program cannot tell: it calls the webhook, signed and with
// retries; it takes messages under /graph, gives them ids and reports what
// becomes of them; it enforces Meta's limits by a clock of its own that can be
// moved; and it fails as Meta fails, by request or for special numbers. People
// use it to try the program without an account, and scripts to test it.
//
// It imports nothing of the program it is played to. Both sides spell Meta's
// fields for themselves, so that a misspelt one fails instead of agreeing with
// itself.
//
// A [Sandbox] is made by filling in its fields. [Sandbox.Handler] serves, and
// [Sandbox.Run] carries messages and statuses to the webhook until its context
// ends. Every request takes one lock for a few microseconds; nothing waits for
// the network or the disk while it is held.
package sandbox
