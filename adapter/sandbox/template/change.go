package template

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// Bounds of what one call about templates may bring, and how often it may edit.
const (
	maxTemplateBody = 64 << 10
	editsPerDay     = 1
	editsPerMonth   = 10
)

// Read reads one that is made or edited.
func Read(body []byte) (t Template, err error) {
	if len(body) > maxTemplateBody {
		return t, bad(0, "A template has %d bytes at most.", maxTemplateBody)
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
		return t, bad(0, "The template cannot be read: %v", err)
	}
	if posted.Library != nil {
		return t, bad(0, "The sandbox has no library of templates.")
	}
	return posted.Template.normal(), nil
}

// day is what edits are counted in.
const day = 24 * time.Hour

// Make takes a new template of an account for review.
func (ts *Book) Make(account string, t Template) (*Kept, error) {
	switch {
	case ts.called(account, t.Name, t.Language) != nil:
		return nil, bad(languageTaken, "There is already %s content for this template. You can create a new template and try again.", t.Language)
	case len(ts.Of(account)) >= maxTemplates:
		return nil, bad(tooManyTemplates, "The account has %d templates, as many as it may have. Delete some.", maxTemplates)
	}
	t.ID, t.Status, t.RejectedReason = newID(), "PENDING", ""
	made := &Kept{Template: t, Account: account}
	ts.Keep(made)
	return made, nil
}

// Edit changes the components or the category of a template, which is reviewed
// again.
func (ts *Book) Edit(old *Kept, posted Template, now time.Time) (*Kept, error) {
	if err := old.editable(now); err != nil {
		return nil, err
	}
	t := *old
	if posted.Category != "" {
		t.Category = posted.Category
	}
	if len(posted.Components) > 0 {
		t.Components, t.Format = posted.Components, posted.Format
	}
	t.Template = t.Template.normal()
	if err := t.Check(); err != nil {
		return nil, err
	}
	if t.Status == "APPROVED" {
		t.Edits = append(slices.Clone(t.Edits), now)
	}
	t.Status, t.RejectedReason = "PENDING", ""
	ts.Keep(&t)
	return &t, nil
}

// editable says whether a template may be edited now. Approved ones may be once
// a day and ten times in thirty days.
func (t *Kept) editable(now time.Time) error {
	if !slices.Contains([]string{"APPROVED", "REJECTED", "PAUSED"}, t.Status) {
		return bad(0, "Only templates with an APPROVED, REJECTED or PAUSED status can be edited.")
	}
	within := func(d time.Duration) (n int) {
		for _, at := range t.Edits {
			if now.Sub(at) < d {
				n++
			}
		}
		return n
	}
	if t.Status == "APPROVED" && (within(day) >= editsPerDay || within(30*day) >= editsPerMonth) {
		return bad(0, "An approved template can be edited once in 24 hours, and 10 times in 30 days.")
	}
	return nil
}

// Remove deletes all languages of a name, or with an id one of them.
func (ts *Book) Remove(account, name, id string) (all []*Kept) {
	for _, t := range ts.Of(account) {
		if t.Name != name || id != "" && id != t.ID {
			continue
		}
		gone := *t
		gone.Deleted = true
		ts.Keep(&gone)
		all = append(all, &gone)
	}
	return all
}

// NotFound is what Meta says to the deletion of what is not there.
func NotFound() error {
	e := bad(templateNotFound, "Message template was not found.")
	e.Status = http.StatusNotFound
	return e
}
