// Package typed is what people do on a phone, as the page or a script posts it,
// and what the webhook's message then says.
//
// It spells Meta's fields for the one side and looks at nothing but the act.
// What needs to know the phone or other messages is the sandbox's to do.
package typed
