// Package sandbox pretends to be Meta.
//
// It plays WhatsApp's Cloud API and the phones on the other side of it, well
// enough that a program cannot tell: it calls the webhook, signed and with
// retries; it takes messages under /graph, gives them ids and reports what
// becomes of them; it enforces Meta's limits by a clock of its own that can be
// moved; and it fails as Meta fails, by request or for special numbers. People
// use it to try the program without an account, and scripts to test it.
//
// Files go both ways as they do at Meta. The business uploads to {number}/media,
// asks {id} for an address and fetches that, all with its token; an address
// lives five minutes, an uploaded id thirty days, a received one seven. People
// send files as a form to /phones/{phone}/messages, or by the page. What is on a
// phone can be read without a token at the URL of its [card.File]. WhatsApp's table
// of types and limits is enforced, by what the bytes are and not by their name.
//
// Meta answers a message with an id it does not know, or no longer, with code
// 100 and "Param image['id'] is not a valid whatsapp business account media
// attachment ID"; so does this. Its documentation names no status for an address
// whose time is over but 404. A query phone_number_id refuses a file that a
// person sent: no number uploaded it.
//
// Whatever the Cloud API takes is checked against each limit that Meta names,
// and refused with Meta's code; what passes is a [card.Card] on the phone, beside
// its text. Fields are read one by one: one that Meta does not know is an
// error. Lengths are counted in code points, since Meta names no unit. Links to
// pictures are shown as links, because nothing here fetches them. A catalogue
// and the screens of forms are not played: any product id is taken for one that
// exists, and a form is answered with what somebody writes.
//
// Templates begin as [Sandbox.Templates]. One that is made or edited waits
// until POST /templates decides about it, by approve, reject, pause, unpause,
// disable, reinstate, pend, flag or archive, and the webhook hears of that. The
// same address puts in a template without review. Rates and the messaging limit
// are changed at /limits, and what Meta says of a number at /numbers/{number}.
//
// A script taps by {"type":"tap","message_id":…,"id":…}, where id is that of a
// button or row, or its title; location, contacts, order, nfm_reply, edit,
// revoke, user_preferences, echo and call_permission_reply are said likewise.
//
// This package is what is true, the one lock on it, and the routes. What can be
// said without the lock is below it: what is refused and how (posted, template,
// typed, strict, refusal), what is kept (phone, shelf, business, journal), what
// the webhook hears, when and how (news, dock, callback), the time and the rates
// (clock, rate), what goes wrong (fault) and the page (page, hub).
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
