package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"frontdesk/adapter/sandbox/rate"
	"frontdesk/adapter/sandbox/refusal"
)

// Bounds of what one call about templates may bring, and how often it may edit.
const (
	maxTemplateBody = 64 << 10
	editsPerDay     = 1
	editsPerMonth   = 10
)

// readTemplate reads one that is made or edited.
func readTemplate(body []byte) (t Template, err error) {
	if len(body) > maxTemplateBody {
		return t, badTemplate(0, "A template has %d bytes at most.", maxTemplateBody)
	}
	var posted struct {
		Template
		AllowChange json.RawMessage `json:"allow_category_change"`
		TTL         json.RawMessage `json:"message_send_ttl_seconds"`
		Library     json.RawMessage `json:"library_template_name"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&posted); err != nil {
		return t, badTemplate(0, "The template cannot be read: %v", err)
	}
	if posted.Library != nil {
		return t, badTemplate(0, "The sandbox has no library of templates.")
	}
	return posted.Template.normal(), nil
}

// makeTemplate takes a new template for review.
func (s *Sandbox) makeTemplate(q *ask) (any, error) {
	if _, err := q.account(s); err != nil {
		return nil, err
	}
	t, err := readTemplate(q.body)
	if err != nil {
		return nil, err
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	switch {
	case s.templates.called(q.id, t.Name, t.Language) != nil:
		err = badTemplate(languageTaken, "There is already %s content for this template. You can create a new template and try again.", t.Language)
	case len(s.templates.of(q.id)) >= maxTemplates:
		err = badTemplate(tooManyTemplates, "The account has %d templates, as many as it may have. Delete some.", maxTemplates)
	default:
		t.ID, t.Status, t.RejectedReason = newTemplateID(), "PENDING", ""
		s.changeTemplate(&keptTemplate{Template: t, Account: q.id})
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.durable(object{"id": t.ID, "status": t.Status, "category": t.Category})
}

// durable answers once what was done is on disk.
func (s *Sandbox) durable(v any) (any, error) {
	if err := s.keepSafe(); err != nil {
		return nil, refusal.Of(131016, "")
	}
	return v, nil
}

// templateAsked finds the template a call is about. mu is held.
func (s *Sandbox) templateAsked(q *ask) (*keptTemplate, error) {
	t := s.templates.alive(q.id)
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
	return pick(t.fields(), q.URL.Query().Get("fields"), templateFields), nil
}

// editTemplate changes the components or the category of a template, which is
// reviewed again.
func (s *Sandbox) editTemplate(q *ask) (any, error) {
	posted, err := readTemplate(q.body)
	if err != nil {
		return nil, err
	}
	if err := s.applyEdit(q, posted); err != nil {
		return nil, err
	}
	return s.durable(object{"success": true})
}

func (s *Sandbox) applyEdit(q *ask, posted Template) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.templateAsked(q)
	if err != nil {
		return err
	}
	if err := old.editable(s.clock.Now()); err != nil {
		return err
	}
	t := *old
	if posted.Category != "" {
		t.Category = posted.Category
	}
	if len(posted.Components) > 0 {
		t.Components, t.Format = posted.Components, posted.Format
	}
	t.Template = t.Template.normal()
	if err := t.check(); err != nil {
		return err
	}
	if t.Status == "APPROVED" {
		t.Edits = append(slices.Clone(t.Edits), s.clock.Now())
	}
	t.Status, t.RejectedReason = "PENDING", ""
	s.changeTemplate(&t)
	return nil
}

// editable says whether a template may be edited now. Approved ones may be once
// a day and ten times in thirty days.
func (t *keptTemplate) editable(now time.Time) error {
	if !slices.Contains([]string{"APPROVED", "REJECTED", "PAUSED"}, t.Status) {
		return badTemplate(0, "Only templates with an APPROVED, REJECTED or PAUSED status can be edited.")
	}
	within := func(d time.Duration) (n int) {
		for _, at := range t.Edits {
			if now.Sub(at) < d {
				n++
			}
		}
		return n
	}
	if t.Status == "APPROVED" && (within(rate.Window) >= editsPerDay || within(30*rate.Window) >= editsPerMonth) {
		return badTemplate(0, "An approved template can be edited once in 24 hours, and 10 times in 30 days.")
	}
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
	found := false
	for _, t := range s.templates.of(q.id) {
		if t.Name != name || id != "" && id != t.ID {
			continue
		}
		gone := *t
		gone.Deleted, found = true, true
		s.changeTemplate(&gone)
	}
	s.mu.Unlock()
	if !found {
		e := badTemplate(templateNotFound, "Message template was not found.")
		e.Status = http.StatusNotFound
		return nil, e
	}
	return s.durable(object{"success": true})
}
