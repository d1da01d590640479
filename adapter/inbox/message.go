package inbox

import (
	"context"
	"time"

	"frontdesk"
)

// message lets one in from a registered contact: as a message, or as the start
// of a session if it is a phrase for that.
func (r reading) message(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, m frontdesk.Message) error {
	conv, in, err := r.enter(ctx, on, from, m)
	if err != nil || !in {
		return err
	}
	if t, ok := m.Content.(frontdesk.Text); ok && IsPhrase(t.Body) {
		return r.reset(ctx, conv, m)
	}
	if err := r.wakeUp(ctx, conv, m); err != nil {
		return err
	}
	_, fresh, err := r.keep(ctx, conv, m)
	if err != nil || !fresh {
		return err
	}
	return r.introduced(ctx, on, from, conv.Contact, m)
}

// echo keeps what a human of ours said from the phone app. It went out already,
// so nothing sends it; and whoever answers there answers from now on, so that
// the agent does not speak in between. Somebody unknown stays so.
func (r reading) echo(ctx context.Context, on frontdesk.Integration, to frontdesk.Sender, m frontdesk.Message) error {
	conv, in, err := r.enter(ctx, on, to, m)
	if err != nil || !in {
		return err
	}
	if err := r.wakeUp(ctx, conv, m); err != nil {
		return err
	}
	_, fresh, err := r.keep(ctx, conv, m)
	if err != nil || !fresh || r.replay {
		return err
	}
	return r.tx.ChangeMode(ctx, conv.ID, frontdesk.Manual, frontdesk.ByPhoneApp, "phone_app", r.trace)
}

// past keeps what was said before. Its files come later than it, as messages of
// the same id.
func (r reading) past(ctx context.Context, on frontdesk.Integration, with frontdesk.Sender, m frontdesk.Message) error {
	conv, in, err := r.enter(ctx, on, with, m)
	if err != nil || !in {
		return err
	}
	kept, fresh, err := r.keep(ctx, conv, m)
	if _, stands := kept.Content.(frontdesk.Placeholder); err != nil || fresh || !stands {
		return err
	}
	_, err = r.tx.RereadMessage(ctx, on.ID, m.WAMID, m.Content)
	return err
}

// enter finds the conversation that something was said in, for people who are
// registered.
func (r reading) enter(ctx context.Context, on frontdesk.Integration, with frontdesk.Sender, m frontdesk.Message) (frontdesk.Conversation, bool, error) {
	who, in, err := r.admit(ctx, on, with, m.WAMID, m.At)
	if err != nil || !in {
		return frontdesk.Conversation{}, false, err
	}
	began := m.At
	if m.Past {
		began = r.update.At // a session does not begin in the past
	}
	conv, err := r.tx.OpenConversation(ctx, who.ID, on.ID, began)
	return conv, err == nil, err
}

// wakeUp starts a session after a long silence.
func (r reading) wakeUp(ctx context.Context, conv frontdesk.Conversation, m frontdesk.Message) error {
	if !conv.StaleAt(m.At, r.Idle) {
		return nil
	}
	_, err := r.tx.StartSession(ctx, conv.ID, m.At, "idle", r.trace)
	return err
}

func (r reading) keep(ctx context.Context, conv frontdesk.Conversation, m frontdesk.Message) (kept frontdesk.Message, fresh bool, err error) {
	m.Integration, m.Conversation, m.Contact, m.Trace = conv.Integration, conv.ID, conv.Contact, r.trace
	kept, fresh, err = r.tx.KeepMessage(ctx, m)
	switch {
	case err != nil:
	case !fresh:
		r.observe("repeated")
	default:
		r.observe("kept")
		r.Logger.Info("message kept", "trace", r.trace, "message", kept.ID, "conversation", conv.ID,
			"type", m.Content.Type(), "late", r.update.At.Sub(m.At).Round(time.Second))
	}
	return kept, fresh, err
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
	return r.recognise(ctx, on, d, s)
}
