// Package spelling reads values that Meta spells in more than one way.
//
// A number comes as a string and a string as a number, a yes as a word, a list
// of one as the one by itself, and what is documented as an object as something
// else. A type here takes what can be meant, so that a message is not lost by
// how one part of it was written, and no reader has to know how else it might
// have been.
package spelling

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// Word is a string that Meta may also send as a number, or leave null.
type Word string

// UnmarshalJSON takes a string as it is and a number by its digits.
func (w *Word) UnmarshalJSON(b []byte) error {
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
	*w = Word(n)
	return nil
}

// Whole is a whole number that Meta may also send as a string. One that cannot
// be read is zero: no number is worth a message.
type Whole int64

// UnmarshalJSON reads the digits and minds nothing else.
func (n *Whole) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(string(bytes.Trim(b, `"`)), 10, 64)
	if err == nil {
		*n = Whole(v)
	}
	return nil
}

// Time reads n as Unix seconds; zero and absurd ones are no time.
func (n Whole) Time() time.Time {
	if n <= 0 || n > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

// YesNo is a yes or no that Meta may also send as a word or a number. What cannot
// be read is no.
type YesNo bool

// UnmarshalJSON never fails.
func (y *YesNo) UnmarshalJSON(b []byte) error {
	yes, err := strconv.ParseBool(string(bytes.Trim(b, `"`)))
	*y = YesNo(yes && err == nil)
	return nil
}

// Amount is a number, also one in a string. Unlike a whole one it matters: what
// cannot be read is an error.
type Amount float64

// UnmarshalJSON reads the number with or without quotation marks.
func (n *Amount) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	v, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64)
	if err == nil {
		// Infinity and its like can be neither kept nor shown.
		_, err = json.Marshal(v)
	}
	*n = Amount(v)
	return err
}

// Maybe is a part that the rest does without: absent, or of another shape than
// documented, it is not OK and V is zero.
type Maybe[T any] struct {
	V  T
	OK bool
}

// UnmarshalJSON never fails.
func (m *Maybe[T]) UnmarshalJSON(b []byte) error {
	var v T
	if !bytes.Equal(b, []byte("null")) && json.Unmarshal(b, &v) == nil {
		m.V, m.OK = v, true
	}
	return nil
}

// List is an array whose items that cannot be read are left out. One thing that
// stands alone is a list of one.
type List[T any] []T

// UnmarshalJSON never fails.
func (l *List[T]) UnmarshalJSON(b []byte) error {
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
		var item Maybe[T]
		if json.Unmarshal(r, &item) == nil && item.OK {
			*l = append(*l, item.V)
		}
	}
	return nil
}
