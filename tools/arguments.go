package tools

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"frontdesk"
)

// decode reads the arguments of a call.
func decode[In any](req mcp.CallToolRequest) (in In, err error) {
	raw := []byte(req.Params.RawArguments)
	if len(raw) == 0 {
		if raw, err = json.Marshal(req.GetRawArguments()); err != nil {
			return in, err
		}
	}
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		raw = []byte("{}")
	}
	if err := unknown(reflect.TypeFor[In](), raw, ""); err != nil {
		return in, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(&in); err != nil {
		return in, misread(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return in, frontdesk.Errorf(frontdesk.Invalid, "the arguments are not one JSON object")
	}
	return in, missing(in, raw)
}

// unknown refuses a name that an object does not have, however deep, with those
// it has and the one that was probably meant. What is not an object where one
// should be is left to the decoder.
func unknown(t reflect.Type, raw json.RawMessage, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var all []json.RawMessage
	var given map[string]json.RawMessage
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()): // it reads itself
	case t.Kind() == reflect.Slice && json.Unmarshal(raw, &all) == nil:
		for i, one := range all {
			if err := unknown(t.Elem(), one, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case t.Kind() == reflect.Struct && json.Unmarshal(raw, &given) == nil:
		known := fieldsOf(t)
		for _, name := range slices.Sorted(maps.Keys(given)) {
			i := slices.Index(known, name)
			if i < 0 {
				return notThere(name, path, known)
			}
			if err := unknown(t.Field(i).Type, given[name], strings.TrimPrefix(path+"."+name, ".")); err != nil {
				return err
			}
		}
	}
	return nil
}

func notThere(name, path string, known []string) error {
	name = clip(name, maxSaidBack)
	e := frontdesk.Errorf(frontdesk.Invalid, "there is no argument called %q", name).WithField(name)
	list := "the arguments are "
	if path != "" {
		e.Message += " in " + path
		list = path + " has "
	}
	list += strings.Join(known, ", ")
	if near := nearest(name, known); near != "" {
		return e.WithNext("perhaps %q is meant; %s", near, list)
	}
	return e.WithNext("%s", list)
}

// maxSaidBack bounds what of a caller's words an error repeats.
const maxSaidBack = 60

// misread says in plain words what is wrong with the arguments.
func misread(err error) error {
	var foreseen *frontdesk.Error
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &foreseen):
		return foreseen
	case errors.As(err, &wrong):
		where := wrong.Field
		if where == "" {
			where = "the arguments"
		}
		e := frontdesk.Errorf(frontdesk.Invalid, "%s must be %s, and is %s", where, inWords(wrong.Type), jsonWords(wrong.Value)).WithField(wrong.Field)
		if wrong.Type.Kind() == reflect.Struct && wrong.Field != "" {
			return e.WithNext("give %s as an object with some of %s", where, strings.Join(fieldsOf(wrong.Type), ", "))
		}
		return e
	}
	return frontdesk.Errorf(frontdesk.Invalid, "the arguments are not a JSON object that can be read").WithCause(err)
}

// missing names the arguments that must be there and are not.
func missing[In any](in In, raw []byte) error {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return frontdesk.Errorf(frontdesk.Invalid, "the arguments are not a JSON object").WithCause(err)
	}
	t := reflect.TypeOf(in)
	for i := range t.NumField() {
		name, rest, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if _, ok := given[name]; !ok && !strings.Contains(rest, "omit") {
			return frontdesk.Errorf(frontdesk.Invalid, "%s is missing", name).WithField(name).
				WithNext("give %s: %s", name, t.Field(i).Tag.Get("jsonschema"))
		}
	}
	return nil
}

// fieldsOf gives the names of a struct's fields, in their order.
func fieldsOf(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// nearest is the known name that shares most letters with a misspelt one, if
// they are alike at all.
func nearest(name string, known []string) string {
	best, most := "", 0.35
	for _, k := range known {
		if a := alike(strings.ToLower(name), k); a > most {
			best, most = k, a
		}
	}
	return best
}

// alike is the part of pairs of letters that two names share.
func alike(a, b string) float64 {
	if a == b || strings.Contains(a, b) || strings.Contains(b, a) && a != "" {
		return 1
	}
	shared := 0
	for i := 0; i+2 <= len(a); i++ {
		if strings.Contains(b, a[i:i+2]) {
			shared++
		}
	}
	return 2 * float64(shared) / float64(max(1, len(a)+len(b)-2))
}

func inWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	case reflect.Pointer:
		return inWords(t.Elem())
	}
	return "an object"
}

func jsonWords(value string) string {
	kind, _, _ := strings.Cut(value, " ")
	words := map[string]string{"string": "a text", "number": "a number", "bool": "true or false", "array": "a list", "object": "an object"}
	if w, ok := words[kind]; ok {
		return w
	}
	return "something else"
}

// clip bounds what of a caller's text is said back.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// oneOf checks an argument that has a few values; empty is the first.
func oneOf(field, value string, values ...string) (string, error) {
	if value == "" {
		return values[0], nil
	}
	if !slices.Contains(values, value) {
		said := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" }) // which is to leave it out
		return "", frontdesk.Errorf(frontdesk.Invalid, "%s must be one of %s", field, strings.Join(said, ", ")).WithField(field)
	}
	return value, nil
}

// within checks a number that has bounds; zero is the usual one.
func within(field string, n, usual, least, most int) (int, error) {
	switch {
	case n == 0:
		return usual, nil
	case n < least || n > most:
		return 0, frontdesk.Errorf(frontdesk.Invalid, "%s must be from %d to %d, and is %d", field, least, most, n).WithField(field)
	}
	return n, nil
}
