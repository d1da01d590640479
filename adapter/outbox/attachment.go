package outbox

import (
	"context"
	"fmt"

	"frontdesk"
	"frontdesk/adapter/outbox/limits"
	"frontdesk/adapter/outbox/wording"
)

// attachment gives a file, and what is said to it as a text after it where
// WhatsApp shows no caption, or not so long a one; a note says so.
func (o *Outbox) attachment(ctx context.Context, a frontdesk.Attachment) (all []frontdesk.Content, notes []string, err error) {
	caption := a.Caption
	if a, err = o.Fits(ctx, a); err != nil {
		return nil, nil, err
	}
	a.Caption = wording.Render(caption)
	if limits.Captioned(a) {
		return []frontdesk.Content{a}, nil, nil
	}
	words, err := texts(frontdesk.Text{Body: caption})
	if err != nil && frontdesk.CodeOf(err) != frontdesk.Empty {
		return nil, nil, err
	}
	if len(words) > 0 {
		notes = []string{apart(a)}
	}
	a.Caption = ""
	return append([]frontdesk.Content{a}, words...), notes, nil
}

// apart says why a caption goes as a text of its own.
func apart(a frontdesk.Attachment) string {
	if what, is := mute[a.Media]; is {
		return fmt.Sprintf("WhatsApp shows no caption with %s, so it follows the file as a text", what)
	}
	return fmt.Sprintf("a caption may have %d characters and this has %d, so it follows the file as a text",
		limits.MaxCaption, frontdesk.Length(a.Caption))
}

// mute is what WhatsApp shows without a caption.
var mute = map[frontdesk.Media]string{frontdesk.Audio: "sound", frontdesk.Sticker: "a sticker"}

// withOurs gives c with each of its files that is kept here changed by f. What
// has no id of ours Meta has already, or fetches.
func withOurs(c frontdesk.Content, f func(frontdesk.Attachment) (frontdesk.Attachment, error)) (frontdesk.Content, error) {
	return frontdesk.WithFiles(c, func(a frontdesk.Attachment) (frontdesk.Attachment, error) {
		if a.File == "" {
			return a, nil
		}
		return f(a)
	})
}

// upload has Meta take the files of a delivery, if it has any, and gives what it
// says with Meta's ids of them. Nothing has been sent when it fails, so that it
// may always be tried again.
func (r *runner) upload(ctx context.Context, d frontdesk.Delivery) (frontdesk.Content, error) {
	c, err := withOurs(d.Content, func(a frontdesk.Attachment) (frontdesk.Attachment, error) {
		id, err := r.Upload(ctx, d.Integration, a)
		r.step("uploaded")
		a.MediaID = id
		return a, err
	})
	switch frontdesk.CodeOf(err) {
	case frontdesk.Uncertain, frontdesk.Timeout, frontdesk.Internal:
		e := frontdesk.Foreseen(err)
		return c, frontdesk.Errorf(frontdesk.Unavailable, "%s", e.Message).WithNext("it is tried again by itself").WithCause(err)
	}
	return c, err
}

// forget forgets the ids of a delivery's files after Meta said that one is
// gone, so that the next attempt uploads them again. Which one it was Meta does
// not say.
func (r *runner) forget(ctx context.Context, d frontdesk.Delivery, err error) {
	if frontdesk.CodeOf(err) != frontdesk.Gone {
		return
	}
	for _, a := range frontdesk.Files(d.Content) {
		if a.File == "" {
			continue
		}
		if err := r.Forget(ctx, d.Integration, a); err != nil {
			r.Log.Warn("an upload that is gone is still remembered", "delivery", d.ID, "error", err)
		}
	}
}
