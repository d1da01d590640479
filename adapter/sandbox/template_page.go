package sandbox

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"frontdesk/adapter/sandbox/refusal"
)

// Lengths of a page of templates.
const (
	usualPage = 25
	maxPage   = 1000
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
		return nil, refusal.BadParameter("Param limit must be from 1 to %d", maxPage)
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
