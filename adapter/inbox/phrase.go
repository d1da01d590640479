package inbox

import "strings"

// phrases start a new session when they are the whole of a message.
var phrases = map[string]bool{
	"reset":         true,
	"new session":   true,
	"clear session": true,
	"start over":    true,
	"/reset":        true,
	"/restart":      true,
	"/new":          true,
}

// Confirmation is what the phone is told when a phrase has started a session.
const Confirmation = "A new session has started. What was said before stays on record but is no longer considered."

// IsPhrase tells whether a message is nothing but one of the phrases that start
// a new session. Case and surrounding space do not count; "please reset my
// password" is a message.
func IsPhrase(body string) bool {
	return phrases[strings.ToLower(strings.TrimSpace(body))]
}
