package inbox

import (
	"context"
	"strconv"

	"frontdesk"
	"frontdesk/contacts"
)

// preference keeps what a person told WhatsApp that they want from us. Of
// somebody we do not know only the event is kept: we may not write to them, and
// Meta itself refuses what they stopped.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences
func (r reading) preference(ctx context.Context, on frontdesk.Integration, from frontdesk.Sender, p frontdesk.Preference) error {
	p.At = r.said(p.At)
	fresh, err := r.tx.Once(ctx, on.ID, "preference:"+from.WaID+":"+from.UserID+":"+p.Category+":"+p.Value+":"+strconv.FormatInt(p.At.Unix(), 10))
	if err != nil || !fresh {
		return err
	}
	who, err := contacts.WhoIs(ctx, r.tx, from, p.At)
	if err != nil {
		return err
	}
	if who.ID != "" {
		if _, err := r.tx.PutPreference(ctx, who.ID, p); err != nil {
			return err
		}
	}
	r.observe("preference")
	_, err = r.tx.AddEvent(ctx, frontdesk.Event{
		Kind: frontdesk.PreferenceChanged, At: p.At, Integration: on.ID, Contact: who.ID, Trace: r.trace, Text: p.Line(),
		Data: set(map[string]string{
			"category": p.Category, "value": p.Value, "detail": p.Detail, "phone": from.WaID, "user_id": from.UserID,
		}),
	})
	return err
}
