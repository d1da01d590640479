package admin_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// schemas is the OpenAPI document, to hold answers against.
type schemas struct {
	raw      []byte
	doc      map[string]any
	compiler *jsonschema.Compiler
	routes   []route
}

type route struct {
	method, path, id string
	match            *regexp.Regexp
}

var param = regexp.MustCompile(`\\\{[a-z]+\\\}`)

func readSchemas(t *testing.T, h http.Handler) *schemas {
	t.Helper()
	req := httptest.NewRequest("GET", "/admin/openapi.json", nil)
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if w.Code != 200 {
		t.Fatalf("the document is answered %d %s", w.Code, w.Body)
	}
	s := &schemas{raw: w.Body.Bytes(), compiler: jsonschema.NewCompiler()}
	s.compiler.DefaultDraft(jsonschema.Draft2020) // the dialect of OpenAPI 3.1
	s.compiler.AssertFormat()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	s.doc = doc.(map[string]any)
	for path, item := range s.doc["paths"].(map[string]any) {
		pattern := param.ReplaceAllString(regexp.QuoteMeta(path), "[^/]+")
		for method, op := range item.(map[string]any) {
			s.routes = append(s.routes, route{strings.ToUpper(method), path, op.(map[string]any)["operationId"].(string), regexp.MustCompile("^" + pattern + "$")})
		}
	}
	// The longest first, so that pending is not taken for an id.
	slices.SortFunc(s.routes, func(a, b route) int { return strings.Count(a.path, "{") - strings.Count(b.path, "{") })
	return s
}

func (s *schemas) find(method, path string) (route, bool) {
	path, _, _ = strings.Cut(path, "?")
	for _, r := range s.routes {
		if r.method == method && r.match.MatchString(path) {
			return r, true
		}
	}
	return route{}, false
}

// check holds an answer against the document: its status is one that is
// foreseen, and its body has the shape that is described for it.
func (s *schemas) check(t *testing.T, method, path string, res *http.Response, body []byte) {
	t.Helper()
	r, ok := s.find(method, path)
	if !ok {
		return
	}
	if res.StatusCode < http.StatusMultipleChoices {
		asked.Store(r.id, true)
	}
	media, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	at := "openapi.json#/paths/" + escape(r.path) + "/" + strings.ToLower(method) + "/responses/" + strconv.Itoa(res.StatusCode)
	responses := s.doc["paths"].(map[string]any)[r.path].(map[string]any)[strings.ToLower(method)].(map[string]any)["responses"].(map[string]any)
	if _, ok := responses[strconv.Itoa(res.StatusCode)]; !ok {
		t.Errorf("%s answered %d, which its description does not foresee: %s", r.id, res.StatusCode, body)
		return
	}
	if res.StatusCode == http.StatusNoContent {
		return
	}
	schema, err := s.compiler.Compile(at + "/content/" + escape(media) + "/schema")
	if err != nil {
		t.Errorf("%s answered %d as %s: %v", r.id, res.StatusCode, media, err)
		return
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Errorf("%s answered %s: %v", r.id, body, err)
		return
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s answered %s, which is not what is described: %v", r.id, body, err)
	}
	if bytes.Contains(body, []byte(":null")) {
		t.Errorf("%s answered null where absent is meant: %s", r.id, body)
	}
}

func escape(pointer string) string {
	pointer = strings.NewReplacer("~", "~0", "/", "~1").Replace(pointer)
	return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer)
}

// asked is every operation that a test has seen succeed.
var asked sync.Map

// TestMain looks, after all tests, that no operation was forgotten by them.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" {
		code = forgotten()
	}
	os.Exit(code)
}

func forgotten() int {
	golden, err := os.ReadFile(goldenFile)
	if err != nil {
		println("the golden document cannot be read:", err.Error())
		return 1
	}
	code := 0
	for _, m := range regexp.MustCompile(`"operationId": "([^"]+)"`).FindAllSubmatch(golden, -1) {
		if _, ok := asked.Load(string(m[1])); !ok {
			println("no test has seen this operation succeed:", string(m[1]))
			code = 1
		}
	}
	return code
}

var goldenFile = filepath.Join("testdata", "openapi.json")

func TestDocumentIsPinned(t *testing.T) {
	d := newDesk(t)
	var got bytes.Buffer
	if err := json.Indent(&got, d.schemas.raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	if *update {
		if err := os.WriteFile(goldenFile, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the document is not the one in %s; if that is meant, run: go test ./adapter/admin -update", goldenFile)
	}
}

func TestDocumentIsWhole(t *testing.T) {
	s := newDesk(t).schemas
	if v := s.doc["openapi"]; v != "3.1.0" {
		t.Errorf("the document is of OpenAPI %v", v)
	}
	for name := range s.doc["components"].(map[string]any)["schemas"].(map[string]any) {
		if _, err := s.compiler.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("schema %s is none: %v", name, err)
		}
	}
	ids := map[string]bool{}
	for _, r := range s.routes {
		if ids[r.id] {
			t.Errorf("two operations are called %s", r.id)
		}
		ids[r.id] = true
		op := s.doc["paths"].(map[string]any)[r.path].(map[string]any)[strings.ToLower(r.method)].(map[string]any)
		if op["summary"] == nil || op["tags"] == nil {
			t.Errorf("%s is not explained", r.id)
		}
		params, _ := json.Marshal(op["parameters"])
		for _, p := range regexp.MustCompile(`\{([a-z]+)\}`).FindAllStringSubmatch(r.path, -1) {
			if !bytes.Contains(params, []byte(`"name":"`+p[1]+`"`)) {
				t.Errorf("%s does not describe its parameter %s", r.id, p[1])
			}
		}
	}
	if bytes.Contains(s.raw, []byte("http://")) {
		t.Error("the document holds an address of this machine")
	}
}
