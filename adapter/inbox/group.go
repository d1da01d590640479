package inbox

import (
	"cmp"
	"context"
	"maps"

	"frontdesk"
	"frontdesk/contacts"
)

// group keeps what was said in a group as an event, once. Whoever wrote is named
// as Meta names them, and is not noted as a stranger who knocked: they wrote to
// the group.
func (r reading) group(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, m frontdesk.Message) error {
	fresh, err := r.tx.Once(ctx, on.ID, "group:"+m.WAMID)
	if err != nil || !fresh {
		return err
	}
	who, err := contacts.WhoIs(ctx, r.tx, from, m.At)
	if err != nil {
		return err
	}
	conv, err := r.aside(ctx, on, who, m)
	if err != nil {
		return err
	}
	content, err := frontdesk.MarshalContent(m.Content)
	if err != nil {
		return err
	}
	r.observe("group")
	text, _ := frontdesk.Clean(speaker(who, from, m.Direction) + " in a group: " + m.Text())
	_, err = r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.GroupMessage, At: m.At, Integration: on.ID, Conversation: conv, Contact: who.ID, Trace: r.trace, Text: text,
		Data: set(map[string]string{
			"group": from.Group, "wamid": m.WAMID, "direction": string(m.Direction), "reply_to": m.ReplyTo,
			"type": m.Content.Type(), "content": string(content),
			"phone": from.WaID, "user_id": from.UserID, "profile_name": from.ProfileName, "username": from.Username,
		}),
	})
	return err
}

// aside is the conversation in which agents are told what somebody said in a
// group; "" if they are not. A stranger's word reaches no agent by this way
// either.
func (r reading) aside(ctx context.Context, on frontdesk.Integration, who frontdesk.Contact, m frontdesk.Message) (frontdesk.ConversationID, error) {
	if !r.Groups || !who.Registered || m.Direction != frontdesk.In || m.Past {
		return "", nil
	}
	conv, err := r.tx.OpenConversation(ctx, who.ID, on.ID, r.update.At)
	return conv.ID, err
}

// speaker is who said something, by the best name there is.
func speaker(who frontdesk.Contact, from frontdesk.Sender, way frontdesk.Direction) string {
	if way == frontdesk.Out {
		return "We, from the phone app,"
	}
	if who.ID != "" {
		return who.DisplayName()
	}
	return cmp.Or(from.ProfileName, from.Username, from.WaID, from.UserID, "Somebody")
}

// set leaves out what is empty.
func set(m map[string]string) map[string]string {
	maps.DeleteFunc(m, func(_, v string) bool { return v == "" })
	return m
}
