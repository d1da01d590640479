package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"frontdesk/adapter/sandbox/dock"
)

// keptTemplate is a template with what Meta keeps of it and shows to nobody.
type keptTemplate struct {
	Template
	Account string      `json:"account"`
	Order   int         `json:"order"` // of making
	Edits   []time.Time `json:"edits,omitempty"`
	Deleted bool        `json:"deleted,omitempty"`
	starter bool        // it comes back at each start, unless its deletion is remembered
}

// templates are those of all accounts, by id.
type templates struct {
	byID  map[string]*keptTemplate
	order int
}

// open fills in those that were there from the beginning.
func (ts *templates) open(numbers []Number, given []Template) {
	ts.byID = map[string]*keptTemplate{}
	if given == nil {
		given = ReadyTemplates()
	}
	for _, account := range accounts(numbers) {
		for _, t := range given {
			t = t.normal()
			t.ID = cmp.Or(t.ID, starterID(account, t.Name, t.Language))
			t.Status = cmp.Or(t.Status, "APPROVED")
			ts.keep(&keptTemplate{Template: t, Account: account, starter: true})
		}
	}
}

func accounts(numbers []Number) []string {
	var all []string
	for _, n := range numbers {
		if !slices.Contains(all, n.BusinessAccountID) {
			all = append(all, n.BusinessAccountID)
		}
	}
	return all
}

// keep puts a template in its place. A starter that was deleted leaves a mark,
// so that it does not come back; another leaves nothing.
func (ts *templates) keep(t *keptTemplate) {
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

// of lists the templates of an account, the newest first.
func (ts *templates) of(account string) []*keptTemplate {
	all := slices.Collect(maps.Values(ts.byID))
	all = slices.DeleteFunc(all, func(t *keptTemplate) bool { return t.Deleted || t.Account != account })
	slices.SortFunc(all, func(a, b *keptTemplate) int { return b.Order - a.Order })
	return all
}

// called finds a template by name and language, or nil.
func (ts *templates) called(account, name, language string) *keptTemplate {
	for _, t := range ts.byID {
		if t.Account == account && !t.Deleted && t.Name == name && t.Language == language {
			return t
		}
	}
	return nil
}

// alive finds a template by id, or nil.
func (ts *templates) alive(id string) *keptTemplate {
	if t := ts.byID[id]; t != nil && !t.Deleted {
		return t
	}
	return nil
}

// change keeps a template that is new or changed. mu is held.
func (s *Sandbox) changeTemplate(t *keptTemplate) {
	s.templates.keep(t)
	s.record(entry{Template: t})
}

// tellTemplate has the webhook told what happened to a template. Such news go
// to the app, whatever number it is about. mu is held.
//
// Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update
func (s *Sandbox) tellTemplate(t *keptTemplate, event string, more object) {
	id, _ := strconv.ParseInt(t.ID, 10, 64) // ids given by hand may be no numbers
	value := object{
		"event": event, "message_template_id": id, "message_template_name": t.Name, "message_template_language": t.Language,
		"message_template_category": t.Category, "reason": "NONE",
	}
	maps.Copy(value, more)
	s.tellAccount(t.Account, "message_template_status_update", value)
}

// tellAccount has the webhook of an account told. mu is held.
func (s *Sandbox) tellAccount(account, field string, value any) {
	for _, n := range s.Numbers {
		if n.BusinessAccountID == account {
			s.enqueue(&dock.Notice{Kind: dock.AboutAccount, Number: n.PhoneNumberID, Field: field, Value: jsonOf(value)})
			return
		}
	}
}
