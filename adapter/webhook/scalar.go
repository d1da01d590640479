package webhook

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// word is a string that Meta may also send as a number, or leave null.
type word string

// UnmarshalJSON takes a string as it is and a number by its digits.
func (w *word) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(w))
	}
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*w = word(n)
	return nil
}

func quoted(w word) string {
	if w == "" {
		return "an unnamed kind"
	}
	return "‘" + string(w) + "’"
}

// whole is a whole number that Meta may also send as a string. One that cannot
// be read is zero: no number is worth a message.
type whole int64

// UnmarshalJSON reads the digits and minds nothing else.
func (n *whole) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(string(bytes.Trim(b, `"`)), 10, 64)
	if err == nil {
		*n = whole(v)
	}
	return nil
}

// time reads n as Unix seconds; zero and absurd ones are no time.
func (n whole) time() time.Time {
	if n <= 0 || n > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

// yesno is a yes or no that Meta may also send as a word or a number. What cannot
// be read is no.
type yesno bool

// UnmarshalJSON never fails.
func (y *yesno) UnmarshalJSON(b []byte) error {
	yes, err := strconv.ParseBool(string(bytes.Trim(b, `"`)))
	*y = yesno(yes && err == nil)
	return nil
}

// amount is a number, also one in a string. Unlike a whole one it matters: what
// cannot be read is an error.
type amount float64

// UnmarshalJSON reads the number with or without quotation marks.
func (n *amount) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	v, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64)
	if err == nil {
		// Infinity and its like can be neither kept nor shown.
		_, err = json.Marshal(v)
	}
	*n = amount(v)
	return err
}

// maybe is a part that the rest does without: absent, or of another shape than
// documented, it is not OK and V is zero.
type maybe[T any] struct {
	V  T
	OK bool
}

// UnmarshalJSON never fails.
func (m *maybe[T]) UnmarshalJSON(b []byte) error {
	var v T
	if !bytes.Equal(b, []byte("null")) && json.Unmarshal(b, &v) == nil {
		m.V, m.OK = v, true
	}
	return nil
}

// list is an array whose items that cannot be read are left out. One thing that
// stands alone is a list of one.
type list[T any] []T

// UnmarshalJSON never fails.
func (l *list[T]) UnmarshalJSON(b []byte) error {
	var all []T
	if json.Unmarshal(b, &all) == nil {
		*l = all
		return nil
	}
	var raw []json.RawMessage
	if json.Unmarshal(b, &raw) != nil {
		raw = []json.RawMessage{b}
	}
	for _, r := range raw {
		var item maybe[T]
		if json.Unmarshal(r, &item) == nil && item.OK {
			*l = append(*l, item.V)
		}
	}
	return nil
}
