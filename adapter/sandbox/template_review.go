package sandbox

import (
	"net/http"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/template"
)

// seeTemplates lists the templates of all accounts; ?account= of one.
func (s *Sandbox) seeTemplates(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := r.URL.Query().Get("account")
	all := []template.Kept{}
	for _, account := range business.Accounts(s.Numbers) {
		for _, t := range s.templates.Of(account) {
			if of == "" || of == account {
				all = append(all, *t)
			}
		}
	}
	return answer(w, http.StatusOK, all)
}

// reviewTemplate decides about a template, and tells the webhook.
func (s *Sandbox) reviewTemplate(w http.ResponseWriter, r *http.Request) error {
	var v template.Review
	if err := decode(r, &v); err != nil {
		return err
	}
	t, err := s.decide(v)
	if err != nil {
		return err
	}
	if err := s.keepSafe(); err != nil {
		return err
	}
	return answer(w, http.StatusOK, t)
}

// decide does what a review says.
func (s *Sandbox) decide(v template.Review) (template.Kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, news, err := s.templates.Decide(v, s.clock.Now())
	if err != nil {
		return template.Kept{}, err
	}
	s.record(entry{Template: t})
	if news.Event != "" && !v.Quiet {
		s.tellTemplate(t, news.Event, news.More)
	}
	return *t, nil
}
