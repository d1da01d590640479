package template

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"frontdesk/adapter/sandbox/refusal"
)

// Review is what Meta decides about a template.
type Review struct {
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

// News is what the webhook hears of a decision: nothing of a template that was
// put in.
type News struct {
	Event string
	More  map[string]any
}

// Decide does what a review says.
func (ts *Book) Decide(v Review, now time.Time) (*Kept, News, error) {
	if v.Template != nil {
		t, err := ts.plant(v)
		return t, News{}, err
	}
	d, ok := decisions[v.Do]
	if !ok {
		return nil, News{}, refusal.Say(http.StatusBadRequest, "do is one of approve, reject, pause, unpause, disable, reinstate, pend, flag, archive")
	}
	old := ts.reviewed(v)
	if old == nil {
		return nil, News{}, refusal.Say(http.StatusNotFound, "there is no such template; GET templates lists them")
	}
	t := *old
	t.Status, t.RejectedReason = d.status, ""
	if v.Do == "reject" {
		t.RejectedReason = cmp.Or(v.Reason, "INVALID_FORMAT")
	}
	ts.Keep(&t)
	return &t, News{d.event, v.why(now)}, nil
}

// reviewed finds the template a review is about, or nil.
func (ts *Book) reviewed(v Review) *Kept {
	if v.ID != "" {
		return ts.Alive(v.ID)
	}
	all := ts.Of(cmp.Or(v.Account, ts.accounts[0]))
	i := slices.IndexFunc(all, func(t *Kept) bool {
		return t.Name == v.Name && (v.Language == "" || v.Language == t.Language)
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// why is what the webhook hears beside the event.
func (v Review) why(now time.Time) map[string]any {
	switch v.Do {
	case "reject":
		return map[string]any{"reason": cmp.Or(v.Reason, "INVALID_FORMAT"), "rejection_info": map[string]any{
			"reason": cmp.Or(v.Reason, "INVALID_FORMAT"), "recommendation": cmp.Or(v.Advice, "Change the template and submit it again."),
		}}
	case "pause":
		return map[string]any{"other_info": map[string]any{"title": "FIRST_PAUSE", "description": cmp.Or(v.Reason, "Paused for 3 hours because of low quality.")}}
	case "disable":
		return map[string]any{"disable_info": map[string]any{"disable_date": now.Truncate(time.Second).Unix()}}
	}
	return nil
}

// plant puts in a template without a review.
func (ts *Book) plant(v Review) (*Kept, error) {
	account := cmp.Or(v.Account, ts.accounts[0])
	t := v.Template.normal()
	if err := t.Check(); err != nil {
		return nil, refusal.Say(http.StatusBadRequest, "Meta would refuse this template: %s", sentence(err))
	}
	if !slices.Contains(ts.accounts, account) || len(ts.Of(account)) >= maxTemplates {
		return nil, refusal.Say(http.StatusBadRequest, "the account is not one of %v, or it has %d templates", ts.accounts, maxTemplates)
	}
	if old := ts.called(account, t.Name, t.Language); old != nil {
		t.ID = old.ID
	}
	t.ID, t.Status = cmp.Or(t.ID, newID()), cmp.Or(t.Status, "APPROVED")
	kept := &Kept{Template: t, Account: account}
	ts.Keep(kept)
	return kept, nil
}

// sentence is what is wrong with a template, in a sentence.
func sentence(err error) string {
	if e, ok := err.(*refusal.Meta); ok {
		return e.User
	}
	return err.Error()
}
