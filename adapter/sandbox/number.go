package sandbox

import (
	"encoding/json"
	"net/http"

	"github.com/go-chi/chi/v5"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/refusal"
)

func (s *Sandbox) showNumber(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return business.Pick(s.records.Number(n, s.Limits), q.URL.Query().Get("fields"), business.UsualFields), nil
}

func (s *Sandbox) listNumbers(q *ask) (any, error) {
	of, err := q.account(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var data []object
	for _, n := range of {
		data = append(data, business.Pick(s.records.Number(n, s.Limits), q.URL.Query().Get("fields"), business.UsualFields))
	}
	return object{"data": data}, nil
}

func (s *Sandbox) showProfile(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := business.Pick(s.records.Profile(n), q.URL.Query().Get("fields"), []string{"messaging_product"})
	p["messaging_product"] = "whatsapp"
	return object{"data": []object{p}}, nil
}

func (s *Sandbox) editProfile(q *ask) (any, error) {
	n, err := q.number(s)
	if err != nil {
		return nil, err
	}
	var p object
	if json.Unmarshal(q.body, &p) != nil || p["messaging_product"] != "whatsapp" {
		return nil, refusal.BadParameter("The parameter messaging_product is required.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records.EditProfile(n, p)
	return object{"success": true}, nil
}

// subscribed shows and changes whether the app hears of an account. At first
// it does; after DELETE the callback is still verified and nothing arrives.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
func (s *Sandbox) subscribed(q *ask) (any, error) {
	if _, err := q.account(s); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch q.Method {
	case "POST":
		s.records.Subscribe(q.id)
	case "DELETE":
		s.records.Unsubscribe(q.id)
	default:
		return object{"data": s.records.Subscribed(q.id)}, nil
	}
	return object{"success": true}, nil
}

// debugToken says what a token is good for.
func (s *Sandbox) debugToken(q *ask) (any, error) {
	token := q.URL.Query().Get("input_token")
	if token == "" {
		return nil, refusal.BadParameter("The parameter input_token is required.")
	}
	if !s.knows(token) {
		e := object{"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
		return object{"data": object{"is_valid": false, "scopes": []string{}, "error": e}}, nil
	}
	return object{"data": business.Token(s.Numbers, token)}, nil
}

// setNumber sets fields of a number as Meta would: quality, the state of the
// name, whether it is connected. It is not kept over a restart.
func (s *Sandbox) setNumber(w http.ResponseWriter, r *http.Request) error {
	n, err := s.numberCalled(unescape(chi.URLParam(r, "number")))
	if err != nil {
		return err
	}
	var set map[string]string
	if err := decode(r, &set); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.records.Set(n, set); err != nil {
		return err
	}
	return answer(w, http.StatusOK, s.records.Number(n, s.Limits))
}
