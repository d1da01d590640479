package sandbox

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of what one call about templates may bring, give and change.
const (
	maxTemplateBody = 64 << 10
	usualPage       = 25
	maxPage         = 1000
	editsPerDay     = 1
	editsPerMonth   = 10
)

// listTemplates answers a page of an account's templates: name, status,
// category and language filter, limit, after and before turn pages.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-account/template-api
func (s *Sandbox) listTemplates(q *ask) (any, error) {
	if _, err := q.account(s); err != nil {
		return nil, err
	}
	ask := q.URL.Query()
	limit, err := strconv.Atoi(cmp.Or(ask.Get("limit"), strconv.Itoa(usualPage)))
	if err != nil || limit < 1 || limit > maxPage {
		return nil, badParameter("Param limit must be from 1 to %d", maxPage)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	some := slices.DeleteFunc(s.templates.of(q.id), func(t *keptTemplate) bool { return !t.wanted(ask) })
	from, to := turn(some, ask, limit)
	data := []object{}
	for _, t := range some[from:to] {
		data = append(data, pick(t.fields(), ask.Get("fields"), templateFields))
	}
	v := object{"data": data}
	if from < to {
		v["paging"] = s.paging(q, some[from], some[to-1], from > 0, to < len(some))
	}
	return v, nil
}

var templateFields = []string{"name", "parameter_format", "components", "language", "status", "category", "id", "rejected_reason"}

// fields is a template as Meta shows it.
func (t *keptTemplate) fields() object {
	var o object
	_ = json.Unmarshal(jsonOf(t.Template), &o) // it was just made
	o["quality_score"] = object{"score": "UNKNOWN", "date": 1767225600}
	return o
}

// wanted says whether a query asks for the template.
func (t *keptTemplate) wanted(ask url.Values) bool {
	for name, has := range map[string]string{"name": t.Name, "status": t.Status, "category": t.Category, "language": t.Language} {
		want := ask.Get(name)
		if name == "name" && !strings.Contains(has, want) || name != "name" && want != "" && !strings.EqualFold(has, want) {
			return false
		}
	}
	return true
}

// cursor names a template as pages do.
func (t *keptTemplate) cursor() string { return base64.RawURLEncoding.EncodeToString([]byte(t.ID)) }

// turn finds the page a query asks for. A cursor whose template is gone begins
// again.
func turn(all []*keptTemplate, ask url.Values, limit int) (from, to int) {
	at := func(cursor string) int {
		return slices.IndexFunc(all, func(t *keptTemplate) bool { return t.cursor() == cursor })
	}
	if before := at(ask.Get("before")); before >= 0 {
		return max(before-limit, 0), before
	}
	from = at(ask.Get("after")) + 1
	return from, min(from+limit, len(all))
}

func (s *Sandbox) paging(q *ask, first, last *keptTemplate, before, after bool) object {
	v := object{"cursors": object{"before": first.cursor(), "after": last.cursor()}}
	turn := func(name, cursor string) string {
		ask := q.URL.Query()
		ask.Del("before")
		ask.Del("after")
		ask.Set(name, cursor)
		return s.address(q.Request) + q.URL.Path + "?" + ask.Encode()
	}
	if before {
		v["previous"] = turn("before", first.cursor())
	}
	if after {
		v["next"] = turn("after", last.cursor())
	}
	return v
}

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
		return nil, metaErr(131016, "")
	}
	return v, nil
}

// templateAsked finds the template a call is about. mu is held.
func (s *Sandbox) templateAsked(q *ask) (*keptTemplate, error) {
	t := s.templates.alive(q.id)
	if t == nil || !s.owns(q.token, t.Account) {
		return nil, noObject(q.verb(), q.id)
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
	if err := old.editable(s.clock.now()); err != nil {
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
		t.Edits = append(slices.Clone(t.Edits), s.clock.now())
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
	if t.Status == "APPROVED" && (within(window) >= editsPerDay || within(30*window) >= editsPerMonth) {
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
		return nil, badParameter("The parameter name is required.")
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
		e.status = http.StatusNotFound
		return nil, e
	}
	return s.durable(object{"success": true})
}
