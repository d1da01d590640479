package inbox

import (
	"context"
	"time"

	"frontdesk"
)

// message lets one in from a registered contact: as a message, or as the start
// of a session if it is a phrase for that.
func (r reading) message(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, m frontdesk.Message) error {
	m.At = r.said(m.At)
	who, in, err := r.admit(ctx, on, from, m.WAMID, m.At)
	if err != nil || !in {
		return err
	}
	conv, err := r.tx.OpenConversation(ctx, who.ID, on.ID, m.At)
	if err != nil {
		return err
	}
	if t, ok := m.Content.(frontdesk.Text); ok && IsPhrase(t.Body) {
		return r.reset(ctx, conv, m)
	}
	if conv.StaleAt(m.At, r.Idle) {
		if _, err := r.tx.StartSession(ctx, conv.ID, m.At, "idle", r.trace); err != nil {
			return err
		}
	}
	return r.keep(ctx, conv, m)
}

func (r reading) keep(ctx context.Context, conv frontdesk.Conversation, m frontdesk.Message) error {
	m.Integration, m.Conversation, m.Contact, m.Trace = conv.Integration, conv.ID, conv.Contact, r.trace
	kept, fresh, err := r.tx.KeepMessage(ctx, m)
	switch {
	case err != nil:
		return err
	case !fresh:
		r.observe("repeated")
	default:
		r.observe("kept")
		r.Logger.Info("message kept", "trace", r.trace, "message", kept.ID, "conversation", conv.ID,
			"type", m.Content.Type(), "late", r.update.At.Sub(m.At).Round(time.Second))
	}
	return nil
}

// reset starts a session, once however often Meta repeats the message, and
// wishes for the phone to be told. The message itself is not kept: it is an
// event, in its place between the messages before and after.
func (r reading) reset(ctx context.Context, conv frontdesk.Conversation, m frontdesk.Message) error {
	fresh, err := r.tx.Once(ctx, conv.Integration, m.WAMID)
	if err != nil || !fresh {
		return err
	}
	if _, err := r.tx.StartSession(ctx, conv.ID, m.At, "phrase", r.trace); err != nil {
		return err
	}
	r.observe("session")
	return r.tx.Wish(ctx, frontdesk.Draft{
		Key:         "session:" + string(conv.Integration) + ":" + m.WAMID,
		By:          frontdesk.ByOperator,
		To:          conv.Contact,
		Integration: conv.Integration,
		Content:     frontdesk.Text{Body: Confirmation},
		Trace:       r.trace,
	})
}

// status moves a delivery of ours forward. One for a message that was not sent
// from here moves nothing.
func (r reading) status(ctx context.Context, on frontdesk.Integration, s frontdesk.Status) error {
	s.Integration, s.At, s.Trace = on.ID, r.said(s.At), r.trace
	d, moved, err := r.tx.Settle(ctx, s)
	switch {
	case frontdesk.CodeOf(err) == frontdesk.NotFound:
		r.observe("foreign_status")
		return nil
	case err != nil:
		return err
	case !moved:
		r.observe("old_status")
		return nil
	}
	r.observe("status")
	r.Logger.Info("delivery moved", "trace", d.Trace, "delivery", d.ID, "state", d.State)
	return nil
}
