// Package limits knows how much WhatsApp takes of each kind of content.
//
// Meta refuses what is too long, too many or does not go together, with a number
// and after the draft was kept. Whoever asks is told before, in words: what is
// too much, how much may be, and what would work instead ([Fit]). Nothing is
// looked up for it, so that every limit can be tested at its edge.
package limits

import (
	"fmt"
	"strings"

	"frontdesk"
)

// limit is one of WhatsApp's limits: how much of what fits where. Lengths are
// counted by [frontdesk.Length].
type limit struct {
	what   string // what is limited, as in "the title of a button"
	max    int
	field  string // the argument at fault
	remedy string // what would work
}

// The limits of questions.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
// and the pages beside it.
var (
	headerLimit  = limit{"the header", 60, "header", "shorten it, or put it into the body"}
	bodyLimit    = limit{"the body", 1024, "body", "shorten it, or send the rest as a text before"}
	footerLimit  = limit{"the footer", 60, "footer", "shorten it, or put it into the body"}
	buttonLimit  = limit{"the title of a button", 20, "buttons", "shorten it; a list's rows take 24 characters, and 72 more in a description"}
	buttonID     = limit{"the id of a button", 256, "buttons", "use a shorter id"}
	buttonsLimit = limit{"buttons", 3, "buttons", "send a list, which takes 10 rows"}

	listBody    = limit{"the body", 4096, "body", "shorten it, or send the rest as a text before"}
	listLabel   = limit{"the label of the list", 20, "button", "shorten it"}
	listSection = limit{"sections", 10, "sections", "join some of them"}
	listRows    = limit{"rows", 10, "sections", "send the rest as a second list, or all of them as text"}
	rowID       = limit{"the id of a row", 200, "sections", "use a shorter id"}
	rowTitle    = limit{"the title of a row", 24, "sections", "shorten it, and say the rest in its description"}
	rowText     = limit{"the description of a row", 72, "sections", "shorten it, or say it in the body"}
	section     = limit{"the title of a section", 24, "sections", "shorten it"}

	linkText = limit{"the text of a link", 20, "link", "shorten it, and say the rest in the body"}
	linkURL  = limit{"the address of a link", 2000, "link", "use a shorter address"}

	flowLabel    = limit{"the label of a flow", 30, "button", "shorten it"}
	callLabel    = limit{"the label of a call", 20, "button", "shorten it"}
	callPayload  = limit{"the payload of a call", 512, "call", "shorten it"}
	products     = limit{"products", 30, "products", "send the rest as a second message"}
	shelves      = limit{"groups of products", 10, "products", "join some of them"}
	shelfTitle   = limit{"the title of a group of products", 24, "products", "shorten it"}
	cardsLimit   = limit{"cards", 10, "cards", "send the rest as a second message"}
	cardBody     = limit{"the body of a card", 160, "cards", "shorten it, or say it in the body of the message"}
	cardBreaks   = limit{"line breaks in the body of a card", 2, "cards", "write it in fewer lines"}
	placeName    = limit{"the name of the place", 1000, "name", "shorten it"}
	placeAddress = limit{"the address of the place", 1000, "address", "shorten it"}
	peopleLimit  = limit{"contacts", 257, "contacts", "send the rest as a second message"}
	templateName = limit{"the name of a template", frontdesk.MaxTemplateName, "name", "use the name as it is listed"}
)

// minCards is the least that can be leafed through.
const minCards = 2

// text checks a length.
func (l limit) text(s string) error {
	if n := frontdesk.Length(s); n > l.max {
		return frontdesk.Errorf(frontdesk.TooLong, "%s has %d characters and may have %d; nothing was sent", l.what, n, l.max).
			WithField(l.field).WithNext("%s", l.remedy)
	}
	return nil
}

// needed checks a length, and that there is something.
func (l limit) needed(s string) error {
	if strings.TrimSpace(s) == "" {
		return frontdesk.Errorf(frontdesk.Empty, "%s is empty; nothing was sent", l.what).
			WithField(l.field).WithNext("give from 1 to %d characters", l.max)
	}
	return l.text(s)
}

// title checks the title of one of several groups. One that is alone needs none.
func (l limit) title(s string, groups int) error {
	if groups > 1 && strings.TrimSpace(s) == "" {
		return frontdesk.Errorf(frontdesk.Empty, "%s is empty, and each needs one where there are %d; nothing was sent", l.what, groups).
			WithField(l.field).WithNext("give each from 1 to %d characters, or join them into one", l.max)
	}
	return l.text(s)
}

// count checks how many there are.
func (l limit) count(n, least int) error {
	switch {
	case n < least:
		return frontdesk.Errorf(frontdesk.Empty, "there are %d %s, and %d are needed; nothing was sent", n, l.what, least).
			WithField(l.field).WithNext("give from %d to %d", least, l.max)
	case n > l.max:
		return frontdesk.Errorf(frontdesk.TooLong, "there are %d %s, and WhatsApp takes %d; nothing was sent", n, l.what, l.max).
			WithField(l.field).WithNext("%s", l.remedy)
	}
	return nil
}

// invalid is a refusal that has nothing to do with a number.
func invalid(field, next, says string, args ...any) error {
	return frontdesk.Errorf(frontdesk.Invalid, "%s; nothing was sent", fmt.Sprintf(says, args...)).WithField(field).WithNext("%s", next)
}
