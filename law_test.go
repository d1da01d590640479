package frontdesk_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is what every import of our own begins with.
const module = "frontdesk"

// law says what each package may import of ours. A package that is not here
// may not exist; one that needs more must change this table, and say why in
// ARCHITECTURE.md.
var law = map[string][]string{
	".":                        {},
	"contacts":                 {"."},
	"media":                    {".", "media/worker", "media/document", "media/ocr", "media/picture", "media/sound", "media/speech"},
	"media/document":           {".", "media/worker"},
	"media/ocr":                {".", "media/worker"},
	"media/picture":            {".", "media/worker"},
	"media/sound":              {".", "media/worker"},
	"media/speech":             {".", "media/worker"},
	"media/worker":             {"."},
	"adapter/bucket":           {"."},
	"adapter/fetch":            {"."},
	"adapter/files":            {"."},
	"adapter/openai":           {"."},
	"store":                    {"."},
	"store/storetest":          {".", "store"},
	"adapter/web":              {"."},
	"adapter/graph":            {".", "adapter/graph/message"},
	"adapter/graph/message":    {"."},
	"adapter/webhook":          {".", "adapter/webhook/news", "adapter/webhook/spelling"},
	"adapter/webhook/news":     {".", "adapter/webhook/spelling"},
	"adapter/webhook/spelling": {},
	"adapter/inbox":            {".", "contacts"},
	"adapter/outbox":           {".", "contacts", "adapter/outbox/limits", "adapter/outbox/wording"},
	"adapter/outbox/limits":    {"."},
	"adapter/outbox/wording":   {"."},
	"adapter/agent":            {"."},
	"adapter/admin":            {".", "contacts", "adapter/admin/letter", "adapter/admin/view"},
	"adapter/admin/letter":     {"."},
	"adapter/admin/view":       {"."},
	// The sandbox pretends to be Meta, and so imports nothing but what is below
	// it. There most stand alone, but for words they share: whatever is checked
	// ends in a refusal, posted objects are read by strict, people are named by
	// identity, what either side says and what a template becomes is a card, and
	// a business number shows its rate. News are of numbers, phones and acts.
	"adapter/sandbox": {
		"adapter/sandbox/business",
		"adapter/sandbox/callback",
		"adapter/sandbox/card",
		"adapter/sandbox/clock",
		"adapter/sandbox/dock",
		"adapter/sandbox/fault",
		"adapter/sandbox/hub",
		"adapter/sandbox/identity",
		"adapter/sandbox/journal",
		"adapter/sandbox/news",
		"adapter/sandbox/page",
		"adapter/sandbox/phone",
		"adapter/sandbox/posted",
		"adapter/sandbox/rate",
		"adapter/sandbox/refusal",
		"adapter/sandbox/shelf",
		"adapter/sandbox/template",
		"adapter/sandbox/typed",
	},
	"adapter/sandbox/business": {"adapter/sandbox/identity", "adapter/sandbox/rate", "adapter/sandbox/refusal"},
	"adapter/sandbox/callback": {},
	"adapter/sandbox/card":     {"adapter/sandbox/refusal", "adapter/sandbox/strict"},
	"adapter/sandbox/clock":    {},
	"adapter/sandbox/dock":     {},
	"adapter/sandbox/fault":    {"adapter/sandbox/identity", "adapter/sandbox/refusal"},
	"adapter/sandbox/hub":      {"adapter/sandbox/refusal"},
	"adapter/sandbox/identity": {"adapter/sandbox/refusal"},
	"adapter/sandbox/journal":  {},
	"adapter/sandbox/news":     {"adapter/sandbox/business", "adapter/sandbox/identity", "adapter/sandbox/phone", "adapter/sandbox/refusal", "adapter/sandbox/typed"},
	"adapter/sandbox/page":     {"adapter/sandbox/refusal"},
	"adapter/sandbox/phone":    {"adapter/sandbox/card", "adapter/sandbox/identity", "adapter/sandbox/refusal"},
	"adapter/sandbox/posted":   {"adapter/sandbox/card", "adapter/sandbox/refusal", "adapter/sandbox/strict"},
	"adapter/sandbox/rate":     {"adapter/sandbox/refusal"},
	"adapter/sandbox/refusal":  {},
	"adapter/sandbox/shelf":    {"adapter/sandbox/refusal"},
	"adapter/sandbox/strict":   {"adapter/sandbox/refusal"},
	"adapter/sandbox/template": {"adapter/sandbox/card", "adapter/sandbox/identity", "adapter/sandbox/refusal", "adapter/sandbox/strict"},
	"adapter/sandbox/typed":    {"adapter/sandbox/card", "adapter/sandbox/refusal"},
	"tools":                    {"."},
	"cmd/frontdesk":            {"*"},
}

// monopolies say who alone may touch a technology. A trailing slash matches
// what is below.
var monopolies = []struct {
	technology string
	imports    []string
	owners     []string
}{
	{"HTTP", []string{"net/http", "github.com/go-chi/", "github.com/danielgtaylor/huma/"}, []string{"adapter/", "cmd/", "tools"}},
	{"SQL", []string{"database/sql", "github.com/jackc/", "modernc.org/sqlite"}, []string{"store", "store/storetest"}},
	{"MCP", []string{"github.com/mark3labs/mcp-go/", "github.com/modelcontextprotocol/"}, []string{"tools"}},
	{"other programs", []string{"os/exec"}, []string{"media/", "store/storetest", "cmd/"}},
	{"flags", []string{"flag", "github.com/alecthomas/kong"}, []string{"cmd/"}},
	{"phone numbers", []string{"github.com/nyaruka/phonenumbers"}, []string{"contacts"}},
	{"Markdown", []string{"github.com/yuin/goldmark"}, []string{"adapter/outbox/wording"}},
	{"documents", []string{"github.com/gen2brain/go-fitz", "github.com/xuri/excelize/"}, []string{"media/document"}},
	{"pictures", []string{"golang.org/x/image/", "github.com/disintegration/imaging", "github.com/gen2brain/heic"}, []string{"media/"}},
	{"buckets", []string{"github.com/minio/"}, []string{"adapter/bucket"}},
	{"models", []string{"github.com/sashabaranov/go-openai"}, []string{"adapter/openai"}},
	{"metrics", []string{"github.com/prometheus/"}, []string{"cmd/"}},
}

// source is one Go file of ours that is not a test.
type source struct {
	file    string
	pkg     string
	imports []string
	doc     string
}

func TestImportLaw(t *testing.T) {
	for _, s := range sources(t) {
		allowed, known := law[s.pkg]
		if !known {
			t.Errorf("%s is in a package that the law does not know; add %q to it with what it may import", s.file, s.pkg)
			continue
		}
		for _, imp := range s.imports {
			if ours, ok := own(imp); ok && !slices.Contains(allowed, "*") && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s: %s may import only %v of ours", s.file, imp, s.pkg, allowed)
			}
			for _, m := range monopolies {
				if matches(imp, m.imports) && !ownedBy(s.pkg, m.owners) {
					t.Errorf("%s imports %s: only %v may touch %s", s.file, imp, m.owners, m.technology)
				}
			}
			if s.pkg == "." && strings.Contains(strings.Split(imp, "/")[0], ".") {
				t.Errorf("%s imports %s: the nouns are on the standard library alone", s.file, imp)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t) {
		said[s.pkg] = said[s.pkg] || s.doc != ""
	}
	for pkg, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment: say in one sentence what it is, and why", pkg)
		}
	}
}

func TestLawNamesOnlyWhatExists(t *testing.T) {
	exists := map[string]bool{}
	for _, s := range sources(t) {
		exists[s.pkg] = true
	}
	for pkg := range law {
		if !exists[pkg] {
			t.Errorf("the law names %s, which does not exist", pkg)
		}
	}
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		s, err := read(file)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(file string) (source, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return source{}, err
	}
	s := source{file: file, pkg: path.Dir(filepath.ToSlash(file)), doc: f.Doc.Text()}
	for _, imp := range f.Imports {
		p, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, p)
	}
	return s, nil
}

// own gives the folder of an import of ours.
func own(imp string) (string, bool) {
	if imp == module {
		return ".", true
	}
	return strings.CutPrefix(imp, module+"/")
}

func matches(imp string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return imp == strings.TrimSuffix(p, "/") || strings.HasPrefix(imp, strings.TrimSuffix(p, "/")+"/")
	})
}

func ownedBy(pkg string, owners []string) bool {
	return slices.ContainsFunc(owners, func(o string) bool {
		return pkg == o || strings.HasSuffix(o, "/") && strings.HasPrefix(pkg, o)
	})
}
