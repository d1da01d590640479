package sandbox

import "slices"

// accountFields is a WhatsApp Business Account as Meta shows it.
func (s *Sandbox) accountFields(n Number) object {
	return object{
		"id": n.BusinessAccountID, "name": n.VerifiedName, "currency": "USD", "timezone_id": "1",
		"message_template_namespace": "sandbox", "account_review_status": "APPROVED", "status": "ACTIVE",
		"business_verification_status": "verified", "country": "US", "ownership_type": "SELF",
		"whatsapp_business_manager_messaging_limit": s.Limits.Tier(),
		"health_status": s.health(n),
	}
}

func (s *Sandbox) showAccount(q *ask) (any, error) {
	of, err := q.account(s)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return pick(s.accountFields(of[0]), q.URL.Query().Get("fields"), []string{"name", "currency", "timezone_id", "message_template_namespace"}), nil
}

// accounts are those of some numbers, each once.
func accounts(numbers []Number) []string {
	var all []string
	for _, n := range numbers {
		if !slices.Contains(all, n.BusinessAccountID) {
			all = append(all, n.BusinessAccountID)
		}
	}
	return all
}
