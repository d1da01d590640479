package sandbox

import (
	"slices"

	"frontdesk/adapter/sandbox/business"
	"frontdesk/adapter/sandbox/refusal"
	"frontdesk/adapter/sandbox/template"
)

// makeTemplate takes a new template for review.
func (s *Sandbox) makeTemplate(q *ask) (any, error) {
	if _, err := q.account(s); err != nil {
		return nil, err
	}
	t, err := template.Read(q.body)
	if err != nil {
		return nil, err
	}
	if err := t.Check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	made, err := s.templates.Make(q.id, t)
	if err == nil {
		s.record(entry{Template: made})
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.durable(object{"id": made.ID, "status": made.Status, "category": made.Category})
}

// durable answers once what was done is on disk.
func (s *Sandbox) durable(v any) (any, error) {
	if err := s.keepSafe(); err != nil {
		return nil, refusal.Of(131016, "")
	}
	return v, nil
}

// templateAsked finds the template a call is about. mu is held.
func (s *Sandbox) templateAsked(q *ask) (*template.Kept, error) {
	t := s.templates.Alive(q.id)
	if t == nil || !s.owns(q.token, t.Account) {
		return nil, refusal.NoObject(q.verb(), q.id)
	}
	return t, nil
}

// owns says whether a token is one of an account.
func (s *Sandbox) owns(token, account string) bool {
	return slices.ContainsFunc(s.Numbers, func(n Number) bool { return n.AccessToken == token && n.BusinessAccountID == account })
}

func (s *Sandbox) showTemplate(q *ask) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.templateAsked(q)
	if err != nil {
		return nil, err
	}
	return business.Pick(t.Fields(), q.URL.Query().Get("fields"), template.UsualFields), nil
}

// editTemplate changes the components or the category of a template, which is
// reviewed again.
func (s *Sandbox) editTemplate(q *ask) (any, error) {
	posted, err := template.Read(q.body)
	if err != nil {
		return nil, err
	}
	if err := s.applyEdit(q, posted); err != nil {
		return nil, err
	}
	return s.durable(object{"success": true})
}

func (s *Sandbox) applyEdit(q *ask, posted template.Template) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.templateAsked(q)
	if err != nil {
		return err
	}
	t, err := s.templates.Edit(old, posted, s.clock.Now())
	if err != nil {
		return err
	}
	s.record(entry{Template: t})
	return nil
}

// deleteTemplates deletes all languages of a name, or with hsm_id one of them.
func (s *Sandbox) deleteTemplates(q *ask) (any, error) {
	if _, err := q.account(s); err != nil {
		return nil, err
	}
	ask := q.URL.Query()
	name, id := ask.Get("name"), ask.Get("hsm_id")
	if name == "" {
		return nil, refusal.BadParameter("The parameter name is required.")
	}
	s.mu.Lock()
	gone := s.templates.Remove(q.id, name, id)
	for _, t := range gone {
		s.record(entry{Template: t})
	}
	s.mu.Unlock()
	if len(gone) == 0 {
		return nil, template.NotFound()
	}
	return s.durable(object{"success": true})
}
