package outbox

import (
	"fmt"
	"strings"

	"frontdesk"
)

// Limit is one of WhatsApp's limits: how much of what fits where. Lengths are
// counted like those of texts, see [Length].
type Limit struct {
	What   string // what is limited, as in "the title of a button"
	Max    int
	Field  string // the argument at fault
	Remedy string // what would work
}

// The limits of questions.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
// and the pages beside it.
var (
	headerLimit  = Limit{"the header", 60, "header", "shorten it, or put it into the body"}
	bodyLimit    = Limit{"the body", 1024, "body", "shorten it, or send the rest as a text before"}
	footerLimit  = Limit{"the footer", 60, "footer", "shorten it, or put it into the body"}
	buttonLimit  = Limit{"the title of a button", 20, "buttons", "shorten it; a list's rows take 24 characters, and 72 more in a description"}
	buttonID     = Limit{"the id of a button", 256, "buttons", "use a shorter id"}
	buttonsLimit = Limit{"buttons", 3, "buttons", "send a list, which takes 10 rows"}

	listBody    = Limit{"the body", 4096, "body", "shorten it, or send the rest as a text before"}
	listLabel   = Limit{"the label of the list", 20, "button", "shorten it"}
	listSection = Limit{"sections", 10, "sections", "join some of them"}
	listRows    = Limit{"rows", 10, "sections", "send the rest as a second list, or all of them as text"}
	rowID       = Limit{"the id of a row", 200, "sections", "use a shorter id"}
	rowTitle    = Limit{"the title of a row", 24, "sections", "shorten it, and say the rest in its description"}
	rowText     = Limit{"the description of a row", 72, "sections", "shorten it, or say it in the body"}
	section     = Limit{"the title of a section", 24, "sections", "shorten it"}

	linkText = Limit{"the text of a link", 20, "link", "shorten it, and say the rest in the body"}
	linkURL  = Limit{"the address of a link", 2000, "link", "use a shorter address"}

	flowLabel    = Limit{"the label of a flow", 30, "button", "shorten it"}
	callLabel    = Limit{"the label of a call", 20, "button", "shorten it"}
	callPayload  = Limit{"the payload of a call", 512, "call", "shorten it"}
	products     = Limit{"products", 30, "products", "send the rest as a second message"}
	shelves      = Limit{"groups of products", 10, "products", "join some of them"}
	shelfTitle   = Limit{"the title of a group of products", 24, "products", "shorten it"}
	cardsLimit   = Limit{"cards", 10, "cards", "send the rest as a second message"}
	cardBody     = Limit{"the body of a card", 160, "cards", "shorten it, or say it in the body of the message"}
	cardBreaks   = Limit{"line breaks in the body of a card", 2, "cards", "write it in fewer lines"}
	peopleLimit  = Limit{"contacts", 257, "contacts", "send the rest as a second message"}
	templateName = Limit{"the name of a template", frontdesk.MaxTemplateName, "name", "use the name as it is listed"}
)

// minCards is the least that can be leafed through.
const minCards = 2

// text checks a length.
func (l Limit) text(s string) error {
	if n := Length(s); n > l.Max {
		return frontdesk.Errorf(frontdesk.TooLong, "%s has %d characters and may have %d; nothing was sent", l.What, n, l.Max).
			WithField(l.Field).WithNext("%s", l.Remedy)
	}
	return nil
}

// needed checks a length, and that there is something.
func (l Limit) needed(s string) error {
	if strings.TrimSpace(s) == "" {
		return frontdesk.Errorf(frontdesk.Empty, "%s is empty; nothing was sent", l.What).
			WithField(l.Field).WithNext("give from 1 to %d characters", l.Max)
	}
	return l.text(s)
}

// count checks how many there are.
func (l Limit) count(n, least int) error {
	switch {
	case n < least:
		return frontdesk.Errorf(frontdesk.Empty, "there are %d %s, and %d are needed; nothing was sent", n, l.What, least).
			WithField(l.Field).WithNext("give from %d to %d", least, l.Max)
	case n > l.Max:
		return frontdesk.Errorf(frontdesk.TooLong, "there are %d %s, and WhatsApp takes %d; nothing was sent", n, l.What, l.Max).
			WithField(l.Field).WithNext("%s", l.Remedy)
	}
	return nil
}

// invalid is a refusal that has nothing to do with a number.
func invalid(field, next, says string, args ...any) error {
	return frontdesk.Errorf(frontdesk.Invalid, "%s; nothing was sent", fmt.Sprintf(says, args...)).WithField(field).WithNext("%s", next)
}

// first gives the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
