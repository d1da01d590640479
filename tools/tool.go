package tools

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/mark3labs/mcp-go/mcp"

	"frontdesk"
)

// offered is a tool with what it does.
type offered struct {
	tool   mcp.Tool
	reads  bool // it changes nothing
	handle func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error)
}

// about is what a client is told of a tool.
type about struct {
	name, title, description string
	reads                    bool
	idempotent               bool
}

// tool makes a tool of a function of structs. The schemas are made of the
// structs; an argument nobody knows is refused with the list of those that
// are; a failure is a result the model can act on. say is the answer in words.
func tool[In, Out any](s *Server, a about, do func(context.Context, In) (Out, error), say func(Out) string) offered {
	t := mcp.NewToolWithRawSchema(a.name, a.description, schemaOf[In]())
	t.RawOutputSchema = schemaOf[Out]()
	no, yes := false, true
	t.Annotations = mcp.ToolAnnotation{Title: a.title, ReadOnlyHint: &a.reads, DestructiveHint: &no, IdempotentHint: &a.idempotent, OpenWorldHint: &yes}
	return offered{tool: t, reads: a.reads, handle: func(ctx context.Context, req mcp.CallToolRequest) (res *mcp.CallToolResult, _ error) {
		defer func() {
			if p := recover(); p != nil {
				res = failed[Out](s, a.name, fmt.Errorf("panic: %v", p))
			}
		}()
		in, err := decode[In](req)
		if err != nil {
			return failed[Out](s, a.name, err), nil
		}
		out, err := do(withRequest(ctx, req), in)
		if err != nil {
			return failed[Out](s, a.name, err), nil
		}
		res = mcp.NewToolResultStructured(out, say(out))
		if m, ok := any(out).(interface{ more() []mcp.Content }); ok {
			res.Content = append(res.Content, m.more()...)
		}
		if f, ok := any(out).(interface{ failed() bool }); ok {
			res.IsError = f.failed()
		}
		return res, nil
	}}
}

// brief are the types that every answer is made of. Their fields are told in a
// sentence: spelt out in each tool they would fill a model's context.
var brief = map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[message](): {Type: "object", Description: "id, direction in|out, by, at, contact, type, text (data from outside), delivery {status, code?, error?}; detailed: wamid, conversation, session, reply_to, and the object of its type"},
	reflect.TypeFor[sendResult](): {
		Type: "object", Required: []string{"status"}, Properties: map[string]*jsonschema.Schema{
			"status": {Type: "string", Description: "sent: Meta took it; queued: tried again by itself; failed; unknown: Meta may have it, do not repeat; refused: a rule forbids it"},
		},
		Description: "also message_ids, to, parts, window_closes_at, repeated (the key was used before), next_attempt_at; of a file: file_id, sent_as, converted (what was done to it, and why); of a failure: code, error, next, candidates",
	},
	reflect.TypeFor[file]():  {Type: "object", Description: "file_id, mime_type, bytes, filename?, seconds?, width?, height?, state? (coming, failed, removed), extract? {kind transcript|ocr|document, status ok|empty|failed|pending, text (data from outside), engine, language?, confidence?, pages?, seconds?, cut?, error?}"},
	reflect.TypeFor[event](): {Type: "object", Description: "kind, at, text, conversation?, session?, data?"},
}

// schemaOf makes a JSON Schema of a struct. That it can be made is known when
// the program starts.
func schemaOf[T any]() json.RawMessage {
	schema, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: brief})
	if err != nil {
		panic(fmt.Sprintf("no schema for %T: %v", *new(T), err))
	}
	b, err := json.Marshal(schema)
	if err != nil {
		panic(err)
	}
	return b
}

// failure is what a model is told of a failure.
type failure struct {
	Code       frontdesk.Code
	Error      string
	Next       string
	Candidates []person
}

// failed makes a result of an error. The cause of one that nobody foresaw goes
// to the log. An answer that can say itself that it failed does; for the others
// the words say it all, since clients hold what is structured against the
// schema of an answer, failed or not.
func failed[Out any](s *Server, name string, err error) *mcp.CallToolResult {
	e := frontdesk.Foreseen(err)
	if e.Code == frontdesk.Internal {
		s.log.Error("a tool failed", "tool", name, "error", err)
	}
	f := failure{Code: e.Code, Error: e.Message, Next: e.Next}
	for _, c := range s.desk.People.Candidates(err) {
		f.Candidates = append(f.Candidates, personOf(c))
	}
	var out Out
	res := mcp.NewToolResultText(f.text())
	if told, can := any(out).(interface{ because(failure) any }); can {
		res = mcp.NewToolResultStructured(told.because(f), f.text())
	}
	res.IsError = true
	return res
}

func (f failure) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Code, f.Error)
	if f.Next != "" {
		fmt.Fprintf(&b, "\nWhat would work: %s", f.Next)
	}
	for _, c := range f.Candidates {
		fmt.Fprintf(&b, "\n- %s", c.text())
	}
	return b.String()
}

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
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return in, misread[In](err)
	}
	if _, err := d.Token(); err != io.EOF {
		return in, frontdesk.Errorf(frontdesk.Invalid, "the arguments are not one JSON object")
	}
	return in, missing(in, raw)
}

// misread says in plain words what is wrong with the arguments.
func misread[In any](err error) error {
	known := fields[In]()
	var wrong *json.UnmarshalTypeError
	switch unknown, is := strings.CutPrefix(err.Error(), "json: unknown field "); {
	case is:
		name := strings.Trim(unknown, `"`)
		e := frontdesk.Errorf(frontdesk.Invalid, "there is no argument called %.60q", name).WithField(clip(name, 60))
		if near := nearest(name, known); near != "" {
			return e.WithNext("perhaps %q is meant; the arguments are %s", near, strings.Join(known, ", "))
		}
		return e.WithNext("the arguments are %s", strings.Join(known, ", "))
	case errors.As(err, &wrong):
		where := wrong.Field
		if where == "" {
			where = "the arguments"
		}
		return frontdesk.Errorf(frontdesk.Invalid, "%s must be %s, and is %s", where, inWords(wrong.Type), jsonWords(wrong.Value)).WithField(wrong.Field)
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

func fields[In any]() []string {
	var names []string
	t := reflect.TypeFor[In]()
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
		return "", frontdesk.Errorf(frontdesk.Invalid, "%s must be one of %s", field, strings.Join(values, ", ")).WithField(field)
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

type requestKey struct{}

// withRequest keeps the request for what is not an argument, such as the token
// for progress.
func withRequest(ctx context.Context, req mcp.CallToolRequest) context.Context {
	return context.WithValue(ctx, requestKey{}, req)
}
