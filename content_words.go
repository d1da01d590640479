package frontdesk

import (
	"fmt"
	"strconv"
	"strings"
)

// Type is WhatsApp's word for it.
func (Text) Type() string { return "text" }

// Type is WhatsApp's word for the medium.
func (a Attachment) Type() string { return string(a.Media) }

// Type is WhatsApp's word for what was tapped.
func (c Choice) Type() string { return c.From }

// Type is WhatsApp's word for it.
func (Location) Type() string { return "location" }

// Type is WhatsApp's word for it.
func (Reaction) Type() string { return "reaction" }

// Type is WhatsApp's word for it.
func (Order) Type() string { return "order" }

// Type is WhatsApp's word for it.
func (System) Type() string { return "system" }

// Type is WhatsApp's word for it.
func (Withheld) Type() string { return "unsupported" }

// Type is WhatsApp's word for it.
func (Placeholder) Type() string { return "media_placeholder" }

// Type is WhatsApp's word for it.
func (Welcome) Type() string { return "request_welcome" }

// Type is "unknown", whatever Meta called it.
func (Unknown) Type() string { return "unknown" }

// Line is the body as written, line breaks included.
func (t Text) Line() string {
	if seen, _ := Clean(t.Body); strings.TrimSpace(seen) == "" {
		return "(an empty message)"
	}
	return t.Body
}

// Line names the medium, the file and the caption.
func (a Attachment) Line() string {
	name := map[Media]string{
		Image: "Picture", Video: "Video", Audio: "Audio", Document: "Document", Sticker: "Sticker",
	}[a.Media]
	switch {
	case a.Voice:
		name = "Voice note"
	case name == "":
		name = "File"
	}
	if a.Filename != "" {
		name += " ‘" + a.Filename + "’"
	}
	return joined(name, a.Caption)
}

// Line says what was tapped, with its id.
func (c Choice) Line() string {
	title, id := inOneLine(c.Title), inOneLine(c.ID)
	if title == "" {
		title = "(no title)"
	}
	if id == "" || id == title {
		return fmt.Sprintf("Chose ‘%s’", title)
	}
	return fmt.Sprintf("Chose ‘%s’ (id %s)", title, id)
}

// Line is the place and its coordinates.
func (l Location) Line() string {
	at := "(" + degrees(l.Latitude) + ", " + degrees(l.Longitude) + ")"
	place := strings.Trim(inOneLine(l.Name)+", "+inOneLine(l.Address), ", ")
	if place == "" {
		return "Location: " + at
	}
	return "Location: " + place + " " + at
}

// Line is the emoji, or that it was taken back.
func (r Reaction) Line() string {
	if r.Emoji == "" {
		return "Took back a reaction"
	}
	return "Reacted " + r.Emoji
}

// Line lists the basket.
func (o Order) Line() string {
	var items []string
	for _, it := range o.Items {
		items = append(items, it.line())
	}
	if len(items) == 0 && o.Note == "" {
		return "Order (empty)"
	}
	return joined(joined("Order", strings.Join(items, ", ")), inOneLine(o.Note))
}

// line tells how many of what, and at which price if one is known.
func (it OrderItem) line() string {
	s := inOneLine(it.SKU)
	if s == "" {
		s = "(an unnamed product)"
	}
	if it.Quantity != 0 {
		s = strconv.FormatFloat(it.Quantity, 'f', -1, 64) + " × " + s
	}
	if it.Price == 0 && it.Currency == "" {
		return s
	}
	return strings.TrimSpace(s + " at " + price(it.Price) + " " + inOneLine(it.Currency))
}

// price is an amount of money: two decimals, and more where a currency has more.
func price(f float64) string {
	short := strconv.FormatFloat(f, 'f', -1, 64)
	if _, decimals, _ := strings.Cut(short, "."); len(decimals) > 2 {
		return short
	}
	return strconv.FormatFloat(f, 'f', 2, 64)
}

// Line is what WhatsApp says, or the change it names.
func (s System) Line() string {
	if s.Body != "" {
		return s.Body
	}
	return joined("WhatsApp reports", s.Change)
}

// withheld is the kinds of message that WhatsApp does not pass on, in words.
var withheld = map[string]string{
	"poll_creation": "a poll",
	"poll_update":   "a vote in a poll",
	"edit":          "a change to an earlier message",
	"pin":           "a pinned message",
	"group_invite":  "an invitation to a group",
	"gif":           "a GIF",
	"keep_in_chat":  "a message kept in the chat",
}

// Line says what kind of message the phone shows.
func (u Withheld) Line() string {
	what := withheld[u.Kind]
	switch {
	case u.Kind == "":
		what = "a message"
	case what == "":
		what = "a message of the kind ‘" + u.Kind + "’"
	}
	return joined("Sent "+what+" that WhatsApp does not pass on to businesses", u.Reason)
}

// Line says that a file is missing.
func (Placeholder) Line() string { return "A file from the phone's history that has not come here" }

// Line says that the chat was opened.
func (Welcome) Line() string { return "Opened the chat for the first time" }

// Line says of what kind it is and why it cannot be shown.
func (u Unknown) Line() string {
	kind := u.Kind
	if kind == "" {
		kind = "no name"
	}
	return joined("A message of a kind not yet known ("+kind+")", u.Reason)
}

func joined(head, tail string) string {
	if strings.TrimSpace(tail) == "" {
		return head
	}
	return head + ": " + tail
}

// inOneLine is s without line breaks, for what is one thing in a line of others.
func inOneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
