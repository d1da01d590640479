package outbox

import (
	"context"
	"slices"
	"unicode/utf8"

	"frontdesk"
	"frontdesk/adapter/outbox/limits"
	"frontdesk/adapter/outbox/wording"
)

// MaxText is how many characters a draft's text may have; it becomes several
// messages.
const MaxText = 100_000

// contentsOf gives what each part says, and what became another than was asked
// for.
func (o *Outbox) contentsOf(ctx context.Context, c frontdesk.Content, on frontdesk.IntegrationID) (all []frontdesk.Content, notes []string, err error) {
	switch c := c.(type) {
	case frontdesk.Attachment:
		all, notes, err = o.attachment(ctx, c)
	case frontdesk.Text:
		all, err = texts(c)
	case frontdesk.Interactive, frontdesk.Template, frontdesk.Location, frontdesk.ContactCards, frontdesk.Reaction, frontdesk.Raw:
		c, notes, err = o.said(ctx, c, on)
		all = []frontdesk.Content{c}
	default:
		err = frontdesk.Errorf(frontdesk.Unsupported, "a message of type %s cannot be sent", c.Type())
	}
	return all, notes, err
}

func texts(t frontdesk.Text) ([]frontdesk.Content, error) {
	if n := utf8.RuneCountInString(t.Body); n > MaxText {
		return nil, frontdesk.Errorf(frontdesk.TooLong, "the text has %d characters and may have %d; nothing was sent", n, MaxText).
			WithField("text").WithNext("send less, or send a file")
	}
	var all []frontdesk.Content
	for _, part := range wording.Split(wording.Render(t.Body), wording.PartLimit) {
		all = append(all, frontdesk.Text{Body: part, PreviewURL: t.PreviewURL})
	}
	if len(all) == 0 {
		return nil, frontdesk.Errorf(frontdesk.Empty, "there is nothing in the text to send").WithField("text").WithNext("give a text")
	}
	return all, nil
}

// said is a wish to say c as it goes on its way: its words as a phone shows
// them, within WhatsApp's limits, of a template with all that it needs, and its
// files such as WhatsApp takes.
func (o *Outbox) said(ctx context.Context, c frontdesk.Content, on frontdesk.IntegrationID) (frontdesk.Content, []string, error) {
	c, notes, err := limits.Fit(rendered(c))
	if err != nil {
		return nil, nil, err
	}
	if c, err = o.approved(ctx, c, on); err != nil {
		return nil, nil, err
	}
	c, err = withOurs(c, func(a frontdesk.Attachment) (frontdesk.Attachment, error) { return o.Fits(ctx, a) })
	return c, notes, err
}

// rendered is a wish to say c with its words as a phone shows them.
func rendered(c frontdesk.Content) frontdesk.Content {
	q, is := c.(frontdesk.Interactive)
	if !is {
		return c
	}
	q.Body = wording.Render(q.Body)
	q.Cards = slices.Clone(q.Cards)
	for i := range q.Cards {
		q.Cards[i].Body = wording.Render(q.Cards[i].Body)
	}
	return q
}
