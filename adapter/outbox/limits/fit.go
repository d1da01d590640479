package limits

import (
	"bytes"
	"cmp"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"frontdesk"
)

// Fit gives content as WhatsApp takes it, with a note for whatever became
// another than was asked for, or an error that names the limit and what would
// work. Text and attachments are cut and rendered elsewhere and pass as they
// are. It changes nothing, and its answer fits too.
func Fit(c frontdesk.Content) (fitting frontdesk.Content, notes []string, err error) {
	switch c := c.(type) {
	case frontdesk.Interactive:
		return fitQuestion(c)
	case frontdesk.Template:
		return c, nil, fitTemplate(c)
	case frontdesk.Location:
		return c, nil, fitLocation(c)
	case frontdesk.ContactCards:
		return c, nil, fitPeople(c)
	case frontdesk.Reaction:
		return c, nil, fitReaction(c)
	case frontdesk.Raw:
		return c, nil, fitRaw(c)
	}
	return c, nil, nil
}

func fitTemplate(t frontdesk.Template) error {
	switch {
	case t.Name == "":
		return invalid("name", "list the templates to find one", "the template has no name")
	case !plainName.MatchString(t.Name):
		return invalid("name", "use the name as it is listed", "‘%s’ is no name of a template, which has small letters, digits and _ only", t.Name)
	case t.Language == "":
		return invalid("language", "give one of the template's languages, for example en_US", "the template has no language")
	}
	return templateName.text(t.Name)
}

var plainName = regexp.MustCompile(`^[a-z0-9_]+$`)

// MaxCaption is how long a caption may be, see [frontdesk.Length].
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
const MaxCaption = 1024

// Captioned tells whether WhatsApp shows the caption of a file, and takes one so
// long.
func Captioned(a frontdesk.Attachment) bool {
	switch a.Media {
	case frontdesk.Image, frontdesk.Video, frontdesk.Document:
		return frontdesk.Length(a.Caption) <= MaxCaption
	}
	return false
}

// Reaches tells whether content may go to an address: a code to sign in with
// goes to a phone only.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
func Reaches(c frontdesk.Content, to frontdesk.Address) error {
	t, is := c.(frontdesk.Template)
	if is && t.Category == frontdesk.Authentication && to.Kind != frontdesk.AtPhone {
		return frontdesk.Errorf(frontdesk.NoAddress, "a template for codes to sign in with goes to a phone number only, and this person's is not known; nothing was sent").
			WithNext("ask for their phone with the question request_contact")
	}
	return nil
}

func fitLocation(l frontdesk.Location) error {
	if !l.OnEarth() {
		return invalid("latitude", "give degrees: latitude from -90 to 90, longitude from -180 to 180",
			"there is no such place (%g, %g)", l.Latitude, l.Longitude)
	}
	return cmp.Or(placeName.text(l.Name), placeAddress.text(l.Address))
}

func fitPeople(c frontdesk.ContactCards) error {
	if err := peopleLimit.count(len(c.Cards), 1); err != nil {
		return err
	}
	for _, card := range c.Cards {
		if strings.TrimSpace(card.Name) == "" {
			return invalid("name", "give each contact a name", "a contact has no name")
		}
		if card.Birthday != "" {
			if _, err := time.Parse(time.DateOnly, card.Birthday); err != nil {
				return invalid("birthday", "write it like 1815-12-10", "‘%s’ is no birthday", card.Birthday)
			}
		}
	}
	return nil
}

// MaxRaw is how long a message in the Cloud API's own words may be. Meta names
// no limit; none of its messages comes near.
const MaxRaw = 64 << 10

func fitRaw(r frontdesk.Raw) error {
	body := bytes.TrimSpace(r.Body)
	switch {
	case len(body) > MaxRaw:
		return frontdesk.Errorf(frontdesk.TooLarge, "the body has %d bytes and may have %d; nothing was sent", len(body), MaxRaw).
			WithField("body").WithNext("send less")
	case !plainName.MatchString(r.Kind):
		return invalid("kind", "give the Cloud API's type, for example interactive", "a raw message has a type, which is not ‘%s’", r.Kind)
	case !json.Valid(body) || body[0] != '{' && body[0] != '[':
		return invalid("body", "give the object that the Cloud API has under the name of the type", "the body is not a JSON object")
	}
	return nil
}
