// Package identity knows how Meta names people and messages: phone numbers,
// WhatsApp ids, business-scoped user ids and wamids.
//
// What has no memory behind it is made from the phone number alone, so that the
// same phone is the same person after every start.
package identity
