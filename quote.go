package frontdesk

// MaxQuote is how many characters of a quoted message are shown.
const MaxQuote = 60

// LineAbout is c's line with the words of the message it is about: the one a
// reaction, an edit or a deletion names, or the question that a tap answers. A
// message without an id is not known, and gives the plain line. The time is
// told in the zone of about.At.
func LineAbout(c Content, about Message) string {
	if about.WAMID == "" && about.ID == "" {
		return c.Line()
	}
	switch c := c.(type) {
	case Reaction:
		if c.Emoji == "" {
			return "Took back a reaction to " + about.quote()
		}
		return c.Line() + " to " + about.quote()
	case Revoke:
		return "Deleted " + about.quote()
	case Edit:
		if c.Now != nil {
			return joined("Edited "+about.quote()+", which now says", c.Now.Line())
		}
		return "Edited " + about.quote()
	case Choice:
		return c.Line() + c.place() + about.At.Format("15:04")
	}
	return c.Line()
}

// place says where a tap was made, up to the time.
func (c Choice) place() string {
	if c.From == "list_reply" {
		return " from the list in your message of "
	}
	return " under your message of "
}

// quote is the beginning of a message, in one line and in quotation marks.
func (m Message) quote() string {
	return "‘" + shortened(inOneLine(m.Text()), MaxQuote) + "’"
}
