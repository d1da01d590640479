package admin_test

import (
	"context"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/adapter/outbox"
)

// constants gives the values of a type's constants in a file of ours.
func constants(t *testing.T, file, of string) (values []string) {
	t.Helper()
	f, err := parser.ParseFile(gotoken.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		v, is := n.(*ast.ValueSpec)
		if !is {
			return true
		}
		if typ, is := v.Type.(*ast.Ident); is && typ.Name == of {
			value, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	if len(values) < 15 {
		t.Fatalf("%s has %d constants of %s", file, len(values), of)
	}
	return values
}

// refusing is an outbox that takes nothing.
type refusing struct {
	*outbox.Outbox
	code frontdesk.Code
}

func (r refusing) Enqueue(context.Context, frontdesk.Draft) ([]frontdesk.Delivery, error) {
	return nil, frontdesk.Errorf(r.code, "it cannot be")
}

// Whoever adds a code says what it is to a program that speaks HTTP: 500 is for
// what nobody foresaw.
func TestEveryCodeHasItsStatus(t *testing.T) {
	d, ana, _ := talking(t)
	for _, code := range constants(t, "../../error.go", "Code") {
		a := d.admin()
		a.Outbox = refusing{d.outbox, frontdesk.Code(code)}
		req := httptest.NewRequest("POST", messages, strings.NewReader(`{"to":"`+string(ana.ID)+`","type":"text","text":{"body":"x"}}`))
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
		w := httptest.NewRecorder()
		d.handler(a).ServeHTTP(w, req)
		unforeseen := w.Code == http.StatusInternalServerError
		if unforeseen != (code == string(frontdesk.Internal)) || w.Code < 400 || !strings.Contains(w.Body.String(), `"code":"`+code+`"`) {
			t.Errorf("%s is answered %d %s", code, w.Code, w.Body)
		}
	}
}
