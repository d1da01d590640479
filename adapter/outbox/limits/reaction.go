package limits

import (
	"unicode"

	"frontdesk"
)

// fitReaction checks that a reaction is one emoji, or none to take it back.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages
func fitReaction(r frontdesk.Reaction) error {
	switch {
	case r.To == "":
		return invalid("message_id", "give the id of the message to react to", "the reaction names no message")
	case r.Emoji != "" && !oneEmoji(r.Emoji):
		return invalid("emoji", "give a single emoji, or nothing to take a reaction back", "‘%s’ is not one emoji", r.Emoji)
	}
	return nil
}

const (
	joiner     = '\u200d'
	emojiForm  = '\ufe0f'
	keycap     = '\u20e3'
	flagFirst  = '\U0001f1e6'
	flagLast   = '\U0001f1ff'
	tagFirst   = '\U000e0020'
	tagLast    = '\U000e007f'
	maxOfEmoji = 20 // code points; the longest in Unicode 16 has 10
)

// oneEmoji tells whether s is what a phone shows as one picture: a symbol with
// its marks, several of those joined, a flag of two letters, or a key.
func oneEmoji(s string) bool {
	runes := []rune(s)
	if len(runes) > maxOfEmoji {
		return false
	}
	if n := len(runes); n >= 2 && runes[n-1] == keycap {
		return isKey(runes[0]) && (n == 2 || n == 3 && runes[1] == emojiForm)
	}
	if len(runes) == 2 && isFlag(runes[0]) && isFlag(runes[1]) {
		return true
	}
	open := true // whether a symbol may stand here
	for _, r := range runes {
		switch {
		case isSymbol(r) && open:
			open = false
		case r == joiner && !open:
			open = true
		case isMark(r) && !open:
		default:
			return false
		}
	}
	return !open
}

func isKey(r rune) bool  { return r >= '0' && r <= '9' || r == '#' || r == '*' }
func isFlag(r rune) bool { return r >= flagFirst && r <= flagLast }
func isSymbol(r rune) bool {
	return !isFlag(r) && unicode.In(r, unicode.So, unicode.Sm) || r == '\u203c' || r == '\u2049' || r == '\u3030'
}

// isMark tells whether r changes the symbol before it: its form, its colour, or
// which flag of a region it is.
func isMark(r rune) bool {
	return r == emojiForm || unicode.Is(unicode.Sk, r) || r >= tagFirst && r <= tagLast
}
