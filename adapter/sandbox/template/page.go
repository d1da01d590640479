package template

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

// Page is some of an account's templates.
type Page struct {
	Templates     []*Kept
	Before, After bool // there are more on that side
}

// Page finds the page that a query asks for: name, status, category and
// language filter, limit, after and before turn pages.
func (ts *Book) Page(account string, ask url.Values) (Page, error) {
	limit, err := strconv.Atoi(cmp.Or(ask.Get("limit"), strconv.Itoa(usualPage)))
	if err != nil || limit < 1 || limit > maxPage {
		return Page{}, refusal.BadParameter("Param limit must be from 1 to %d", maxPage)
	}
	some := slices.DeleteFunc(ts.Of(account), func(t *Kept) bool { return !t.wanted(ask) })
	from, to := turn(some, ask, limit)
	return Page{some[from:to], from > 0, to < len(some)}, nil
}

// UsualFields are those Meta shows of a template.
var UsualFields = []string{"name", "parameter_format", "components", "language", "status", "category", "id", "rejected_reason"}

// Fields is a template as Meta shows it.
func (t *Kept) Fields() map[string]any {
	var o map[string]any
	b, err := json.Marshal(t.Template)
	if err == nil {
		err = json.Unmarshal(b, &o)
	}
	if err != nil {
		panic(err) // it was read from JSON
	}
	o["quality_score"] = map[string]any{"score": "UNKNOWN", "date": 1767225600}
	return o
}

// wanted says whether a query asks for the template.
func (t *Kept) wanted(ask url.Values) bool {
	for name, has := range map[string]string{"name": t.Name, "status": t.Status, "category": t.Category, "language": t.Language} {
		want := ask.Get(name)
		if name == "name" && !strings.Contains(has, want) || name != "name" && want != "" && !strings.EqualFold(has, want) {
			return false
		}
	}
	return true
}

// Cursor names a template as pages do.
func (t *Kept) Cursor() string { return base64.RawURLEncoding.EncodeToString([]byte(t.ID)) }

// turn finds the page a query asks for. A cursor whose template is gone begins
// again.
func turn(all []*Kept, ask url.Values, limit int) (from, to int) {
	at := func(cursor string) int {
		return slices.IndexFunc(all, func(t *Kept) bool { return t.Cursor() == cursor })
	}
	if before := at(ask.Get("before")); before >= 0 {
		return max(before-limit, 0), before
	}
	from = at(ask.Get("after")) + 1
	return from, min(from+limit, len(all))
}
