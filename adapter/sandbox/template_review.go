package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// seeTemplates lists the templates of all accounts; ?account= of one.
func (s *Sandbox) seeTemplates(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := r.URL.Query().Get("account")
	all := []keptTemplate{}
	for _, account := range accounts(s.Numbers) {
		for _, t := range s.templates.of(account) {
			if of == "" || of == account {
				all = append(all, *t)
			}
		}
	}
	return answer(w, http.StatusOK, all)
}

// review is what Meta decides about a template.
type review struct {
	// ID is of the template; or Name, with Language where there are several, of
	// the first account or that of Account.
	ID       string `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Account  string `json:"account"`
	// Do is approve, reject, pause, unpause, disable, reinstate, pend, flag or archive.
	Do     string `json:"do"`
	Reason string `json:"reason"` // of a rejection; Meta has words such as INVALID_FORMAT
	Advice string `json:"advice"` // how to do better
	// Template is one to have from now on, in the state its status says.
	Template *Template `json:"template"`
	Quiet    bool      `json:"quiet"` // tells the webhook nothing
}

// decisions are what each deed makes of a template, and how the webhook calls
// the event.
var decisions = map[string]struct{ status, event string }{
	"approve": {"APPROVED", "APPROVED"}, "reject": {"REJECTED", "REJECTED"}, "pause": {"PAUSED", "PAUSED"},
	"unpause": {"APPROVED", "REINSTATED"}, "disable": {"DISABLED", "DISABLED"}, "reinstate": {"APPROVED", "REINSTATED"},
	"pend": {"PENDING", "PENDING"}, "flag": {"APPROVED", "FLAGGED"}, "archive": {"ARCHIVED", "ARCHIVED"},
}

// reviewTemplate decides about a template, and tells the webhook.
func (s *Sandbox) reviewTemplate(w http.ResponseWriter, r *http.Request) error {
	var v review
	if err := decode(r, &v); err != nil {
		return err
	}
	s.mu.Lock()
	t, err := s.decide(v)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if err := s.keepSafe(); err != nil {
		return err
	}
	return answer(w, http.StatusOK, t)
}

// decide does what a review says. mu is held.
func (s *Sandbox) decide(v review) (keptTemplate, error) {
	if v.Template != nil {
		return s.plant(v)
	}
	d, ok := decisions[v.Do]
	if !ok {
		return keptTemplate{}, refusal.Say(http.StatusBadRequest, "do is one of approve, reject, pause, unpause, disable, reinstate, pend, flag, archive")
	}
	old := s.reviewed(v)
	if old == nil {
		return keptTemplate{}, refusal.Say(http.StatusNotFound, "there is no such template; GET templates lists them")
	}
	t := *old
	t.Status, t.RejectedReason = d.status, ""
	if v.Do == "reject" {
		t.RejectedReason = cmp.Or(v.Reason, "INVALID_FORMAT")
	}
	s.changeTemplate(&t)
	if !v.Quiet {
		s.tellTemplate(&t, d.event, s.why(v))
	}
	return t, nil
}

// reviewed finds the template a review is about, or nil. mu is held.
func (s *Sandbox) reviewed(v review) *keptTemplate {
	if v.ID != "" {
		return s.templates.alive(v.ID)
	}
	all := s.templates.of(cmp.Or(v.Account, s.Numbers[0].BusinessAccountID))
	i := slices.IndexFunc(all, func(t *keptTemplate) bool {
		return t.Name == v.Name && (v.Language == "" || v.Language == t.Language)
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// why is what the webhook hears beside the event.
func (s *Sandbox) why(v review) object {
	switch v.Do {
	case "reject":
		return object{"reason": cmp.Or(v.Reason, "INVALID_FORMAT"), "rejection_info": object{
			"reason": cmp.Or(v.Reason, "INVALID_FORMAT"), "recommendation": cmp.Or(v.Advice, "Change the template and submit it again."),
		}}
	case "pause":
		return object{"other_info": object{"title": "FIRST_PAUSE", "description": cmp.Or(v.Reason, "Paused for 3 hours because of low quality.")}}
	case "disable":
		return object{"disable_info": object{"disable_date": s.clock.Now().Truncate(time.Second).Unix()}}
	}
	return nil
}

// plant puts in a template without a review. mu is held.
func (s *Sandbox) plant(v review) (keptTemplate, error) {
	account := cmp.Or(v.Account, s.Numbers[0].BusinessAccountID)
	t := v.Template.normal()
	if err := t.check(); err != nil {
		return keptTemplate{}, refusal.Say(http.StatusBadRequest, "Meta would refuse this template: %s", templateFault(err))
	}
	if !slices.Contains(accounts(s.Numbers), account) || len(s.templates.of(account)) >= maxTemplates {
		return keptTemplate{}, refusal.Say(http.StatusBadRequest, "the account is not one of %v, or it has %d templates", accounts(s.Numbers), maxTemplates)
	}
	if old := s.templates.called(account, t.Name, t.Language); old != nil {
		t.ID = old.ID
	}
	t.ID, t.Status = cmp.Or(t.ID, newTemplateID()), cmp.Or(t.Status, "APPROVED")
	kept := keptTemplate{Template: t, Account: account}
	s.changeTemplate(&kept)
	return kept, nil
}

// templateFault is what is wrong with a template, in a sentence.
func templateFault(err error) string {
	if e, ok := err.(*refusal.Meta); ok {
		return e.User
	}
	return err.Error()
}
