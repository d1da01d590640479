package card

import (
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/strict"
)

// Spec is how a posted message names a file: by the id it was uploaded
// under, or by a link.
type Spec struct {
	ID       string `json:"id"`
	Link     string `json:"link"`
	Filename string `json:"filename"`
}

// Finder finds a file that was uploaded, if it can be sent as that kind; else it
// says what Meta would say.
type Finder func(kind, id string, voice bool) (*File, error)

// Attach puts a file above the body of a card: one that was uploaded, or a
// link, which is not followed.
func (c *Card) Attach(kind string, spec Spec, find Finder) (err error) {
	c.MediaKind, c.Link = kind, spec.Link
	if (spec.ID == "") == (spec.Link == "") {
		return refusal.IDOrLink()
	}
	if spec.Link != "" {
		return strict.WebAddress(kind+" link", spec.Link)
	}
	if c.Media, err = find(kind, spec.ID, false); err != nil {
		return err
	}
	c.Media.Filename = spec.Filename
	return nil
}
