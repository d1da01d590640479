package admin

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Opt is a field of a merge: absent leaves what is there, null takes it away,
// and a value takes its place. A pointer could not tell the first two apart.
type Opt[T any] struct {
	Sent  bool
	Null  bool
	Value T
}

// UnmarshalJSON is called only if the field was sent.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	o.Sent = true
	if o.Null = bytes.Equal(b, []byte("null")); o.Null {
		return nil
	}
	return json.Unmarshal(b, &o.Value)
}

// Schema describes the field as a value or null.
func (Opt[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = true
	return &s
}

// pointer gives what a merge sets: nil leaves it, and a zero value takes it
// away.
func (o Opt[T]) pointer() *T {
	if !o.Sent {
		return nil
	}
	return &o.Value
}

// changesOf gives what a merge changes of metadata. Null takes out every entry
// there is.
func changesOf(had map[string]string, sent Opt[map[string]*string]) map[string]*string {
	if !sent.Null {
		return sent.Value
	}
	changes := make(map[string]*string, len(had))
	for k := range had {
		changes[k] = nil
	}
	return changes
}
