package outbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"time"

	"frontdesk"
	"frontdesk/adapter/outbox/limits"
)

// Enqueue is the gate. It gives the deliveries of the draft, one for each part,
// kept but not sent yet; the first has notes if something became another than
// was asked for. A draft whose key was used before gives the earlier
// deliveries, unless it was to somebody else or another message, which is KeyReused. A refusal
// says which rule forbids it and what would work.
func (o *Outbox) Enqueue(ctx context.Context, d frontdesk.Draft) ([]frontdesk.Delivery, error) {
	if d.Key == "" {
		d.Key = "k-" + rand.Text()
	} else if earlier, err := o.Ledger.DeliveriesByKey(ctx, d.Key); err != nil || len(earlier) > 0 {
		return sameWish(d, earlier, err)
	}
	parts, err := o.pass(ctx, d)
	if err != nil {
		return nil, err
	}
	kept, existed, err := o.Ledger.KeepDeliveries(ctx, parts)
	if err != nil {
		return nil, err
	}
	if existed {
		return sameWish(d, kept, nil)
	}
	o.Log.Info("draft kept", "trace", d.Trace, "delivery", kept[0].ID, "parts", len(kept), "conversation", kept[0].Conversation, "by", d.By)
	return kept, nil
}

// pass asks every rule there is, and gives the parts of a draft that may be sent.
func (o *Outbox) pass(ctx context.Context, d frontdesk.Draft) ([]frontdesk.Delivery, error) {
	who, err := o.recipient(ctx, d)
	if err != nil {
		return nil, err
	}
	conv, err := o.conversation(ctx, d)
	if err != nil {
		return nil, err
	}
	if err := o.allowed(ctx, d, who, conv); err != nil {
		return nil, err
	}
	quoted, err := o.quoted(ctx, d, conv)
	if err != nil {
		return nil, err
	}
	contents, notes, err := o.contentsOf(ctx, d.Content, conv.Integration)
	if err != nil {
		return nil, err
	}
	parts, err := partsOf(d, conv, who, contents)
	if err != nil {
		return nil, err
	}
	parts[0].ReplyTo, parts[0].Notes = quoted, notes
	return parts, nil
}

// Kept gives the deliveries of a key that was used before; none is no error.
func (o *Outbox) Kept(ctx context.Context, key string) ([]frontdesk.Delivery, error) {
	return o.Ledger.DeliveriesByKey(ctx, key)
}

// sameWish gives the deliveries of a key that was used before.
func sameWish(d frontdesk.Draft, earlier []frontdesk.Delivery, err error) ([]frontdesk.Delivery, error) {
	if err != nil {
		return nil, err
	}
	was := earlier[0]
	what := ""
	switch {
	case was.Contact != d.To:
		what = "a message to somebody else"
	case was.Asked != d.Asked && was.Asked != "" && d.Asked != "":
		what = "another message"
	default:
		return earlier, nil
	}
	return nil, frontdesk.Errorf(frontdesk.KeyReused, "this key was used for %s; nothing was sent", what).
		WithField("key").WithNext("use a new key for each message")
}

// recipient is who it is for, if they may be written to.
func (o *Outbox) recipient(ctx context.Context, d frontdesk.Draft) (frontdesk.Contact, error) {
	who, err := o.Book.Contact(ctx, d.To)
	if err != nil {
		return who, err
	}
	return who, o.MayWrite(who)
}

// conversation is where it is said: on the named number, else where the person
// last wrote, else on the one number there is.
func (o *Outbox) conversation(ctx context.Context, d frontdesk.Draft) (frontdesk.Conversation, error) {
	conv, err := o.Book.ConversationOf(ctx, d.To, d.Integration)
	if frontdesk.CodeOf(err) != frontdesk.NotFound {
		return conv, err
	}
	on := d.Integration
	if on == "" {
		if on, err = o.Default(ctx); err != nil {
			return conv, err
		}
	}
	return o.Book.OpenConversation(ctx, d.To, on)
}

// allowed asks the rules of the conversation.
func (o *Outbox) allowed(ctx context.Context, d frontdesk.Draft, who frontdesk.Contact, conv frontdesk.Conversation) error {
	if conv.Mode == frontdesk.Manual && d.By == frontdesk.ByAgent {
		return frontdesk.Errorf(frontdesk.ManualMode, "a human answers in this conversation now; nothing was sent").
			WithNext("wait until the operator gives the conversation back to the agent")
	}
	now := o.Now()
	if !frontdesk.NeedsWindow(d.Content) || conv.WindowOpen(now) {
		return nil
	}
	instead := o.instead(ctx, who, conv.Integration)
	if conv.LastIn.IsZero() {
		return frontdesk.Errorf(frontdesk.WindowClosed, "this person has not written yet, and WhatsApp allows only approved templates before they do; nothing was sent").
			WithNext("wait until they write%s", instead)
	}
	return frontdesk.Errorf(frontdesk.WindowClosed, "this person last wrote %s ago, and after 24 hours WhatsApp allows only approved templates; nothing was sent",
		now.Sub(conv.LastIn).Round(time.Minute)).WithNext("wait until they write again%s", instead)
}

// quoted is the Meta id of the message a draft replies to.
func (o *Outbox) quoted(ctx context.Context, d frontdesk.Draft, conv frontdesk.Conversation) (string, error) {
	if d.ReplyTo == "" {
		return "", nil
	}
	m, err := o.Book.Message(ctx, d.ReplyTo)
	if frontdesk.CodeOf(err) == frontdesk.NotFound || err == nil && m.Conversation != conv.ID {
		return "", frontdesk.Errorf(frontdesk.Invalid, "there is no such message in this conversation to reply to; nothing was sent").
			WithField("reply_to").WithNext("use the id of a message of this conversation")
	}
	if err == nil && m.WAMID == "" {
		return "", frontdesk.Errorf(frontdesk.Invalid, "the message to reply to has not been taken by Meta, so it cannot be quoted; nothing was sent").
			WithField("reply_to").WithNext("leave reply_to out, or wait until it is sent")
	}
	return m.WAMID, err
}

func partsOf(d frontdesk.Draft, conv frontdesk.Conversation, who frontdesk.Contact, contents []frontdesk.Content) ([]frontdesk.Delivery, error) {
	to, err := reachable(who)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(limits.Reaches(contents[0], to), welcome(contents[0], who)); err != nil {
		return nil, err
	}
	parts := make([]frontdesk.Delivery, len(contents))
	for i, c := range contents {
		parts[i] = frontdesk.Delivery{
			Key: d.Key, Asked: d.Asked, Part: i + 1, Parts: len(contents), Conversation: conv.ID, Integration: conv.Integration,
			Contact: who.ID, By: d.By, To: to, Content: c, State: frontdesk.Queued, Trace: d.Trace,
		}
	}
	return parts, nil
}

// reachable is where a person is written to: their phone, else their user id.
func reachable(who frontdesk.Contact) (frontdesk.Address, error) {
	for _, kind := range []frontdesk.AddressKind{frontdesk.AtPhone, frontdesk.AtUserID, frontdesk.AtParentUserID} {
		if a := who.Address(kind); a.Value != "" {
			return a, nil
		}
	}
	return frontdesk.Address{}, frontdesk.Errorf(frontdesk.NoAddress, "no phone and no user id of this contact is known; nothing was sent").
		WithNext("ask the operator to add one")
}
