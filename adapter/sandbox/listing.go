package sandbox

import (
	"net/http"
	"strconv"
	"time"

	"frontdesk/adapter/sandbox/phone"
	"frontdesk/adapter/sandbox/refusal"
)

// phoneView is a phone as it is shown.
type phoneView struct {
	*phone.Phone
	// Typing is which numbers seem to type, and until when.
	Typing   map[string]time.Time `json:"typing,omitempty"`
	Messages int                  `json:"messages"`
	Last     *phone.Message       `json:"last,omitempty"`
}

// view is what is shown of a phone. mu is held until it is marshalled.
func (s *Sandbox) view(p *phone.Phone) phoneView {
	v := phoneView{Phone: p, Messages: len(p.Messages)}
	for number, until := range p.Typing {
		if until.After(s.clock.Now()) {
			if v.Typing == nil {
				v.Typing = map[string]time.Time{}
			}
			v.Typing[number] = until
		}
	}
	if len(p.Messages) > 0 {
		v.Last = p.Messages[len(p.Messages)-1]
	}
	return v
}

// listPhones lists the phones, the one used last first.
func (s *Sandbox) listPhones(w http.ResponseWriter, _ *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []phoneView{}
	for p := range s.book.Recently {
		all = append(all, s.view(p))
	}
	return answer(w, http.StatusOK, all)
}

func (s *Sandbox) showPhone(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return answer(w, http.StatusOK, s.view(s.book.Phone(id)))
}

// listMessages lists what is on a phone, oldest first; ?after= a wamid or a
// seq, ?number= for one business number.
func (s *Sandbox) listMessages(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	after, err := s.seqOf(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	number := r.URL.Query().Get("number")
	some := []phone.Message{}
	for _, m := range s.book.Phone(id).Messages {
		if m.Seq > after && (number == "" || number == m.Number) {
			some = append(some, m.Copy())
		}
	}
	return answer(w, http.StatusOK, some)
}

func (s *Sandbox) seqOf(after string) (int64, error) {
	if f, ok := s.book.Find(after); ok {
		return f.Message.Seq, nil
	}
	if after == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil {
		return 0, refusal.Say(http.StatusNotFound, "after is the wamid or the seq of a message; %q is neither", after)
	}
	return n, nil
}

// edit changes what a phone is called and how it behaves.
type edit struct {
	Name     *string `json:"name"`
	Username *string `json:"username"`
	UserID   *string `json:"user_id"`
	Hidden   *bool   `json:"hidden"`
	ByHand   *bool   `json:"by_hand"`
}

func (s *Sandbox) editPhone(w http.ResponseWriter, r *http.Request) error {
	id, err := phoneParam(r)
	if err != nil {
		return err
	}
	var e edit
	if err := decode(r, &e); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.book.Phone(id)
	s.change(p, e)
	return answer(w, http.StatusOK, s.view(p))
}

// change makes an edit. mu is held.
func (s *Sandbox) change(p *phone.Phone, e edit) {
	set(&p.Name, e.Name)
	set(&p.Username, e.Username)
	set(&p.Hidden, e.Hidden)
	set(&p.ByHand, e.ByHand)
	if e.UserID != nil {
		s.book.Rename(p, *e.UserID)
	}
	s.record(entry{Phone: p})
	s.hub.Publish(p.ID, "phone", object{"name": p.Name, "username": p.Username, "user_id": p.UserID})
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// businesses lists the numbers that can be written to, without their secrets.
func (s *Sandbox) businesses(w http.ResponseWriter, _ *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []object{}
	for _, n := range s.Numbers {
		all = append(all, object{
			"phone_number_id": n.PhoneNumberID, "business_account_id": n.BusinessAccountID, "display_phone": n.DisplayPhone,
			"verified_name": n.VerifiedName, "webhook": n.Webhook, "verified": s.greeted[n.PhoneNumberID],
		})
	}
	return answer(w, http.StatusOK, all)
}
