// Package frontdesk names people, messages and the wish to send one.
//
// It is the vocabulary of the program and imports nothing but the standard
// library, so that every other package can speak it without knowing any other.
// A person is a [Contact]: an identity of ours with addresses, because on
// WhatsApp a phone number may be missing and a business-scoped user id may
// change. A [Conversation] is one contact on one [Integration], our business
// phone number. What is said in it is a [Message] whose [Content] is one of a
// closed set of kinds. A wish to say something is a [Draft]; on its way it is
// a [Delivery] with a [State] that only moves forward. What Meta tells us is
// an [Update], kept as it came before it is answered. What happened and is not
// a message is an [Event]. A failure we foresaw is an [Error].
//
// Rules that need only these nouns are methods on them: the 24-hour window is
// [Conversation.WindowOpen], the order of states is [State.Advance]. Rules that
// need more live where ARCHITECTURE.md says.
package frontdesk
