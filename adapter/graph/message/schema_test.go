package message

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"frontdesk"
)

// schemas checks what leaves against what Meta's pages say, by a library that
// knows nothing of this package.
type schemas struct {
	t        *testing.T
	compiler *jsonschema.Compiler
	used     map[string]bool
}

func newSchemas(t *testing.T) *schemas {
	return &schemas{t, jsonschema.NewCompiler(), map[string]bool{"shared": true}}
}

// of checks a value against one schema.
func (s *schemas) of(name string, value any) error {
	s.t.Helper()
	s.used[name] = true
	schema, err := s.compiler.Compile("testdata/schema/" + name + ".json")
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return schema.Validate(value)
}

// message checks a whole message: its envelope, and the object of its kind.
func (s *schemas) message(d frontdesk.Delivery) error {
	s.t.Helper()
	o, err := Of(d)
	if err != nil {
		return err
	}
	value := parsed(s.t, o)
	if err := s.of("envelope", value); err != nil {
		return err
	}
	kind := value.(map[string]any)["type"].(string)
	inside := value.(map[string]any)[kind]
	switch kind {
	case "interactive":
		kind += "_" + inside.(map[string]any)["type"].(string)
	case "pin": // in Meta's own words: not ours to judge
		return nil
	}
	return s.of(kind, inside)
}

func TestEveryKindLeavesAsMetaReadsIt(t *testing.T) {
	s := newSchemas(t)
	for name, c := range everything {
		d := says(c)
		if err := s.message(d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		d.To, d.ReplyTo = frontdesk.Address{Kind: frontdesk.AtUserID, Value: "US.13491208655302741918"}, ""
		if err := s.message(d); err != nil {
			t.Errorf("%s to a user id: %v", name, err)
		}
	}
	if err := s.of("read", readMark(t)); err != nil {
		t.Errorf("a read mark: %v", err)
	}
	files, err := filepath.Glob("testdata/schema/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".json"); !s.used[name] {
			t.Errorf("nothing here leaves by the schema %s", name)
		}
		if b, _ := os.ReadFile(f); !bytes.Contains(b, []byte("https://developers.facebook.com/")) {
			t.Errorf("%s names no page of Meta's", f)
		}
	}
}

func TestWhatLeavesIsWithinMetasLimitsAndOnePastIsNot(t *testing.T) {
	s := newSchemas(t)
	for name, l := range limits {
		if err := s.message(says(l.make(l.max))); err != nil {
			t.Errorf("%s of %d: %v", name, l.max, err)
		}
		if err := s.message(says(l.make(l.max + 1))); err == nil {
			t.Errorf("%s of %d passes", name, l.max+1)
		}
	}
}

// readMark is a read mark as it leaves.
func readMark(t *testing.T) any {
	t.Helper()
	return parsed(t, Read("wamid.R", true))
}

// parsed is an object as whoever gets it reads it.
func parsed(t *testing.T, o any) any {
	t.Helper()
	b, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return value
}
