package sandbox

import "frontdesk/adapter/sandbox/business"

func (s *Sandbox) showAccount(q *ask) (any, error) {
	of, err := q.account(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return business.Pick(s.records.Account(of[0], s.Limits), q.URL.Query().Get("fields"), []string{"name", "currency", "timezone_id", "message_template_namespace"}), nil
}
