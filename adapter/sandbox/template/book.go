package template

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"
)

// Kept is a template with what Meta keeps of it and shows to nobody.
type Kept struct {
	Template
	Account string      `json:"account"`
	Order   int         `json:"order"` // of making
	Edits   []time.Time `json:"edits,omitempty"`
	Deleted bool        `json:"deleted,omitempty"`
	starter bool        // it comes back at each start, unless its deletion is remembered
}

// Book are those of all accounts, by id.
type Book struct {
	byID     map[string]*Kept
	accounts []string
	order    int
}

// Open fills in those that were there from the beginning.
func (ts *Book) Open(accounts []string, given []Template) {
	ts.accounts = accounts
	ts.byID = map[string]*Kept{}
	if given == nil {
		given = Ready()
	}
	for _, account := range accounts {
		for _, t := range given {
			t = t.normal()
			t.ID = cmp.Or(t.ID, starterID(account, t.Name, t.Language))
			t.Status = cmp.Or(t.Status, "APPROVED")
			ts.Keep(&Kept{Template: t, Account: account, starter: true})
		}
	}
}

// Keep puts a template in its place. A starter that was deleted leaves a mark,
// so that it does not come back; another leaves nothing.
func (ts *Book) Keep(t *Kept) {
	if old := ts.byID[t.ID]; old != nil {
		t.starter = old.starter
	}
	if t.Order == 0 {
		t.Order = ts.order + 1
	}
	ts.order = max(ts.order, t.Order)
	if ts.byID[t.ID] = t; t.Deleted && !t.starter {
		delete(ts.byID, t.ID)
	}
}

// Of lists the templates of an account, the newest first.
func (ts *Book) Of(account string) []*Kept {
	all := slices.Collect(maps.Values(ts.byID))
	all = slices.DeleteFunc(all, func(t *Kept) bool { return t.Deleted || t.Account != account })
	slices.SortFunc(all, func(a, b *Kept) int { return b.Order - a.Order })
	return all
}

// called finds a template by name and language, or nil.
func (ts *Book) called(account, name, language string) *Kept {
	for _, t := range ts.byID {
		if t.Account == account && !t.Deleted && t.Name == name && t.Language == language {
			return t
		}
	}
	return nil
}

// All gives every template there is, and the marks of those that are gone.
func (ts *Book) All() iter.Seq[*Kept] { return maps.Values(ts.byID) }

// Alive finds a template by id, or nil.
func (ts *Book) Alive(id string) *Kept {
	if t := ts.byID[id]; t != nil && !t.Deleted {
		return t
	}
	return nil
}
