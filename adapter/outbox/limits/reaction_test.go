package limits

import (
	"strings"
	"testing"

	"frontdesk"
)

func TestAReactionIsOneEmoji(t *testing.T) {
	for emoji, ok := range map[string]bool{
		"": true, "👍": true, "👍🏽": true, "❤️": true, "❤": true, "👨‍👩‍👧‍👦": true, "🏳️‍🌈": true, "🇪🇸": true, "1️⃣": true, "#⃣": true,
		"🏴󠁧󠁢󠁥󠁮󠁧󠁿": true, "‼️": true, "™️": true, "⏰": true, "♾️": true,
		"👍👍": false, "ok": false, "1": false, " 👍": false, "🇪": false, "👍\n": false, "\u200d👍": false, "🏽": false, ":)": false,
		"™": true, "©": true, "®": true, "©️": true, "ℹ️": true, "ℹ": true, "⁉️": true, "〰️": true, "Ⓜ️": true, "㊗️": true, "↔️": true, "◽": true,
		"9️⃣": true, "*️⃣": true, "0⃣": true, "☝🏿": true, "👩🏽‍🚒": true, "👩‍❤️‍💋‍👨": true, "🏴‍☠️": true, "🏴󠁧󠁢󠁳󠁣󠁴󠁿": true, "\U0001fae9": true, "\U0001f6dc": true,
		"=": false, "+": false, "<": false, "|": false, "~": false, "^": false, "$": false, "!": false, "*": false, "#": false, "0": false, "9": false,
		"a": false, "Z": false, "é": false, "ж": false, "字": false, "×": false, "°": false, "∑": false, "→": false, "€": false, "№": false, "²": false,
		" ": false, "\n": false, "\ufe0f": false, "\u20e3": false, "👍^": false, "👍`": false, "👍🏽🏽": false, "👍❤️": false, "🇪🇸🇪🇸": false, "🇪🇸🇪": false,
		"👍 👍": false, "👍\u200d": false, "🏴󠁧󠁢": false, "👍󠁧󠁿": false, "1️": false, "1️⃣1️⃣": false, "❤\ufe0e": false,
		"x⃣": false, strings.Repeat("👍‍", 20) + "👍": false,
	} {
		_, _, err := Fit(frontdesk.Reaction{To: "wamid.1", Emoji: emoji})
		if (err == nil) != ok {
			t.Errorf("%q: %v", emoji, err)
		}
	}
}
