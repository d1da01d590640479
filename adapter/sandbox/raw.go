package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"net/http"

	"frontdesk/adapter/sandbox/callback"
	"frontdesk/adapter/sandbox/dock"
	"frontdesk/adapter/sandbox/identity"
	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/typed"
)

// raw sends the webhook whatever a script wants: Value in an envelope as Meta
// makes it; or Body, which is JSON sent as it is, or a string whose text is
// sent; or the bytes of BodyBase64. Signature is "none", or a header in place
// of the right one. Once calls the webhook now, once, and answers what it said.
func (s *Sandbox) raw(w http.ResponseWriter, r *http.Request, n Number, id string, t typed.Act) error {
	update, err := noticeOf(t, n, id)
	if err != nil {
		return err
	}
	body, err := dock.Envelope(n.BusinessAccountID, []*dock.Notice{update})
	if err != nil {
		return refusal.Say(http.StatusBadRequest, "value is not JSON: %v", err)
	}
	s.learn(n, body)
	if t.Once {
		return s.callOnce(w, r, n, body, t.Signature)
	}
	s.mu.Lock()
	full := s.dock.Full()
	if !full {
		s.enqueue(update)
	}
	s.mu.Unlock()
	if full {
		return refusal.Say(http.StatusServiceUnavailable, "too much waits for the webhook; try again later")
	}
	if err := s.keepSafe(); err != nil {
		return err
	}
	return answer(w, http.StatusCreated, object{"queued": true})
}

// noticeOf is the update that an act wants told as it is.
func noticeOf(t typed.Act, n Number, id string) (*dock.Notice, error) {
	u := &dock.Notice{
		Kind: dock.AboutMessage, Number: n.PhoneNumberID, Phone: id, Field: cmp.Or(t.Field, "messages"), Value: t.Value,
		Body: t.BodyBase64, Signature: t.Signature,
	}
	if t.Body != nil {
		u.Body = t.Body
		var text string
		if json.Unmarshal(t.Body, &text) == nil {
			u.Body = []byte(text)
		}
	}
	if u.Value == nil && u.Body == nil {
		return nil, refusal.Say(http.StatusBadRequest, "a raw update needs value, body or body_base64")
	}
	return u, nil
}

// callOnce calls the webhook and says what came of it; 0 is no answer at all.
func (s *Sandbox) callOnce(w http.ResponseWriter, r *http.Request, n Number, body []byte, signature string) error {
	err := callbackOf(n).Post(r.Context(), s.client, body, signature)
	var status callback.StatusError
	switch {
	case err == nil:
		return answer(w, http.StatusOK, object{"webhook_status": http.StatusOK})
	case errors.As(err, &status):
		return answer(w, http.StatusOK, object{"webhook_status": int(status)})
	}
	return answer(w, http.StatusOK, object{"webhook_status": 0, "error": err.Error()})
}

// learn reads what it can of a raw update, so that the business may answer the
// messages in it as if they had been typed here.
func (s *Sandbox) learn(n Number, body []byte) {
	var update struct {
		Entry []struct {
			Changes []struct {
				Value struct {
					Messages []json.RawMessage `json:"messages"`
				} `json:"value"`
			} `json:"changes"`
		} `json:"entry"`
	}
	if json.NewDecoder(bytes.NewReader(body)).Decode(&update) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range update.Entry {
		for _, c := range e.Changes {
			for _, m := range c.Value.Messages {
				s.learnMessage(n, m)
			}
		}
	}
}

func (s *Sandbox) learnMessage(n Number, raw json.RawMessage) {
	var m struct {
		From   string `json:"from"`
		UserID string `json:"from_user_id"`
		ID     string `json:"id"`
		Type   string `json:"type"`
		Text   struct {
			Body string `json:"body"`
		} `json:"text"`
	}
	if json.Unmarshal(raw, &m) != nil || m.ID == "" {
		return
	}
	var p *phone.Phone
	if id, err := identity.ParsePhone(m.From); err == nil {
		p = s.book.Phone(id)
	} else if p = s.book.User(m.UserID); p == nil {
		return
	}
	if m.UserID != "" && m.UserID != p.UserID {
		s.book.Rename(p, m.UserID)
	}
	if _, known := s.book.Find(m.ID); known {
		return
	}
	said := &phone.Message{
		ID: m.ID, Number: n.PhoneNumberID, Direction: phone.Out, Type: cmp.Or(m.Type, "raw"),
		Text: cmp.Or(m.Text.Body, "("+cmp.Or(m.Type, "raw")+")"), Time: s.clock.Now(), Status: phone.Sent,
	}
	s.book.Keep(p, said)
	s.record(entry{Phone: p}, entry{On: p.ID, Message: said})
	s.show(p, said)
}
