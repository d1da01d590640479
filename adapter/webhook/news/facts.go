package news

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"frontdesk"
	"frontdesk/adapter/webhook/spelling"
)

// Facts are what a value tells, flat: "ban_info.waba_ban_state": "DISABLE",
// "restriction_info.0.restriction_type": ….
type Facts map[string]string

const (
	// MaxFacts, maxFact and maxFactDepth bound what is kept of one report, in
	// entries, bytes each and levels. The log keeps the whole.
	MaxFacts     = 40
	maxFact      = 500
	maxFactDepth = 5
)

// FactsOf takes a value of any shape apart.
func FactsOf(raw json.RawMessage) Facts {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber() // a template's id has more digits than a float64
	var v any
	if dec.Decode(&v) != nil {
		return nil
	}
	f := Facts{}
	f.add("", v, 0)
	return f
}

func (f Facts) add(name string, v any, depth int) {
	if depth > maxFactDepth || len(f) >= MaxFacts {
		return
	}
	below := func(key string, v any) {
		if name != "" {
			key = name + "." + key
		}
		f.add(key, v, depth+1)
	}
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			below(k, v[k])
		}
	case []any:
		for i, item := range v[:min(len(v), MaxFacts)] {
			below(strconv.Itoa(i), item)
		}
	case string:
		f.Put(name, v)
	case json.Number:
		f.Put(name, v.String())
	case bool:
		f.Put(name, strconv.FormatBool(v))
	}
}

// Put keeps what says something. The envelope's own names are no news.
func (f Facts) Put(name, v string) {
	v, _ = frontdesk.Clean(v)
	name, _ = frontdesk.Clean(name)
	if name == "" || name == "messaging_product" || v == "" {
		return
	}
	f[cut(name)] = cut(v)
}

// cut ends s at a whole character within maxFact bytes.
func cut(s string) string {
	if len(s) <= maxFact {
		return s
	}
	s, _ = frontdesk.Clean(s[:maxFact])
	return s
}

// or gives a fact, or other words if it is not told.
func (f Facts) or(name, other string) string { return cmp.Or(f[name], other) }

// first gives the first of the facts that is told.
func (f Facts) first(names ...string) string {
	for _, n := range names {
		if f[n] != "" {
			return f[n]
		}
	}
	return ""
}

// when gives a fact in Unix seconds as a day and an hour; as it is if it is
// none.
func (f Facts) when(name string) string {
	n, err := strconv.ParseInt(f[name], 10, 64)
	if at := spelling.Whole(n).Time(); err == nil && !at.IsZero() {
		return at.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	return f[name]
}
