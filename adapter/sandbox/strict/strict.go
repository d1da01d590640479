package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"frontdesk/adapter/sandbox/refusal"
)

// Read reads an object of a message. Meta knows the fields of each one by
// one: a field it does not know is an error, and so is one of another shape.
func Read(param string, raw json.RawMessage, v any) error {
	if len(raw) == 0 || string(raw) == "null" {
		return refusal.Missing(param)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		return nil
	}
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) {
		return refusal.BadParameter("Param %s must be of another type than %s.", indexed(param, shape.Field), shape.Value)
	}
	if key, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return refusal.BadParameter("Unexpected key %s on param %q.", key, param)
	}
	return refusal.BadParameter("Param %s cannot be read: %v", param, err)
}

// indexed names a field as Meta does: interactive['action']['buttons'].
func indexed(param, path string) string {
	for piece := range strings.SplitSeq(path, ".") {
		if piece != "" {
			param += "['" + piece + "']"
		}
	}
	return param
}

// Within says whether a text has the length it may have, in code points. What
// has to be there has a least length of 1.
func Within(what, text string, least, most int) error {
	n := utf8.RuneCountInString(text)
	if n == 0 && least > 0 {
		return refusal.Missing(what)
	}
	if n < least || n > most {
		return refusal.Of(131009, fmt.Sprintf("%s length invalid. Min length: %d, Max length: %d", what, least, most))
	}
	return nil
}

// Among says whether there are as many of something as there may be.
func Among(what string, n, least, most int) error {
	if n < least || n > most {
		return refusal.Of(131009, fmt.Sprintf("Invalid %s count. Min allowed %s: %d, Max allowed %s: %d", what, what, least, what, most))
	}
	return nil
}

// Distinct says whether no two are the same.
func Distinct(what string, all []string) error {
	sorted := slices.Sorted(slices.Values(all))
	if len(slices.Compact(sorted)) != len(all) {
		return refusal.Invalid("Duplicate " + what + ".")
	}
	return nil
}

// First gives the first of some errors.
func First(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// MaxLink is how long the address of a page or file may be.
const MaxLink = 2000

// WebAddress says whether a phone could open it.
func WebAddress(what, address string) error {
	if err := Within(what, address, 1, MaxLink); err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return refusal.Invalid("Param " + what + " is not a valid URL.")
	}
	return nil
}
