package outbox

import (
	"context"

	"frontdesk"
	"frontdesk/adapter/outbox/limits"
	"frontdesk/adapter/outbox/wording"
)

// attachment gives a file, and what is said to it as a text after it where
// WhatsApp shows no caption, or not so long a one.
func (o *Outbox) attachment(ctx context.Context, a frontdesk.Attachment) ([]frontdesk.Content, error) {
	caption := a.Caption
	a, err := o.Fits(ctx, a)
	if err != nil {
		return nil, err
	}
	a.Caption = wording.Render(caption)
	if limits.Captioned(a) {
		return []frontdesk.Content{a}, nil
	}
	a.Caption = ""
	words, err := texts(frontdesk.Text{Body: caption})
	if err != nil && frontdesk.CodeOf(err) != frontdesk.Empty {
		return nil, err
	}
	return append([]frontdesk.Content{a}, words...), nil
}

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
