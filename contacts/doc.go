// Package contacts decides whom we know and whom we may write to.
//
// The rule is in one place because every door needs the same one: the inbox
// asks it who may come in ([Admit]), the outbox whom we may write to
// ([MayWrite]), and tools, admin and shell whom somebody means by a name or a
// number ([Registry.Resolve]).
//
// A person is not a phone number. WhatsApp knows people by phone, by a
// business-scoped user id, or by both; either may be missing and either may
// change. So a contact has an id of ours, the others are addresses of it, and
// an address finds its contact by a key that is equal for two spellings of one
// address and for nothing else ([MatchPhone]). What contradicts itself is
// reported and never guessed: a message to the wrong person is worse than none.
package contacts
