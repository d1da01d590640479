package admin_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"frontdesk"
	"frontdesk/adapter/admin"
)

func TestNobodyComesInWithoutTheToken(t *testing.T) {
	d := newDesk(t)
	for _, auth := range []string{"", "Bearer", "Bearer ", "Bearer wrong", token.Reveal(), "Basic " + token.Reveal(), "Bearer " + token.Reveal() + "x"} {
		for _, path := range []string{"/admin/v1/contacts", "/admin/openapi.json", "/admin/v1/nothing"} {
			a := d.ask("GET", path, "", "Authorization", auth)
			a.problem(401, frontdesk.Unauthenticated, "")
			if a.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%q at %s: the scheme is not told", auth, path)
			}
		}
	}
	d.ask("GET", "/admin/v1/contacts", "", "Authorization", "bearer  "+token.Reveal()).want(200, nil)
	for _, r := range d.schemas.routes {
		d.ask(r.method, strings.ReplaceAll(r.path, "{id}", "x"), "", "Authorization", "Bearer wrong").problem(401, frontdesk.Unauthenticated, "")
	}
}

func TestWithoutATokenNobodyComesIn(t *testing.T) {
	d := newDesk(t)
	a := d.admin()
	a.Token = ""
	h := d.handler(a)
	for _, auth := range []string{"", "Bearer", "Bearer "} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/admin/v1/contacts", nil)
		r.Header.Set("Authorization", auth)
		if h.ServeHTTP(w, r); w.Code != 401 {
			t.Errorf("%q came in: %d", auth, w.Code)
		}
	}
}

func TestWhatIsNotKnownIsRefusedByName(t *testing.T) {
	d := newDesk(t)
	p := d.ask("POST", "/admin/v1/contacts", `{"name":"Ana","phone":"+34600111222","colour":"red","size":1}`).problem(422, frontdesk.Invalid, "colour")
	if len(p.Errors) != 2 || p.Errors[1].Field != "size" {
		t.Errorf("the problem names %+v", p.Errors)
	}
	d.ask("GET", "/admin/v1/contacts?colour=red", "").problem(422, frontdesk.Invalid, "colour")
	d.ask("GET", "/admin/v1/contacts/pending?query=x", "").problem(422, frontdesk.Invalid, "query")
	d.ask("POST", "/admin/v1/contacts", `{"phone":"+34600111222"}`).problem(422, frontdesk.Invalid, "name")
	d.ask("POST", "/admin/v1/contacts", `{"name":1,"phone":"+34600111222"}`).problem(422, frontdesk.Invalid, "name")
	d.ask("POST", "/admin/v1/contacts", `{"name":"Ana","phone":"+34600111222","metadata":{"a":1}}`).problem(422, frontdesk.Invalid, "metadata.a")
	d.ask("POST", "/admin/v1/contacts", `{"name":"Ana","phone":"600 111 222"}`).problem(422, frontdesk.Invalid, "phone")
	d.ask("POST", "/admin/v1/contacts", `[]`).problem(422, frontdesk.Invalid, "body")
	for _, limit := range []string{"0", "201", "-1", "many"} {
		d.ask("GET", "/admin/v1/events?limit="+limit, "").problem(422, frontdesk.Invalid, "limit")
	}
	d.ask("GET", "/admin/v1/events?limit=200", "").want(200, nil)
	d.ask("GET", "/admin/v1/events?limit=1", "").want(200, nil)
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	d := newDesk(t)
	for _, body := range []string{`{"name":`, `name=Ana`, `{"name":"Ana"} {}`, " "} {
		d.ask("POST", "/admin/v1/contacts", body).problem(400, frontdesk.Invalid, "")
	}
	d.ask("POST", "/admin/v1/contacts", `name=Ana`, "Content-Type", "application/x-www-form-urlencoded").problem(415, frontdesk.Unsupported, "")
	d.ask("POST", "/admin/v1/contacts", `{"name":"Ana","phone":"`+strings.Repeat("[", 10_000)+`"}`).problem(422, frontdesk.Invalid, "phone")
	d.ask("POST", "/admin/v1/contacts", strings.Repeat("[", 10_000)).problem(400, frontdesk.Invalid, "")

	body := `{"name":"Ana","phone":"+34600111222"}`
	d.ask("POST", "/admin/v1/contacts", body+strings.Repeat(" ", admin.MaxBody-len(body)+1)).problem(413, frontdesk.TooLarge, "")
	d.ask("POST", "/admin/v1/contacts", body+strings.Repeat(" ", admin.MaxBody-len(body))).want(201, nil)
}

func TestBodyCutShort(t *testing.T) {
	d := newDesk(t)
	conn, err := net.Dial("tcp", d.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /admin/v1/contacts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 100\r\n\r\n{\"name\":", token.Reveal())
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer{t, res.StatusCode, res.Header, body}.problem(400, frontdesk.Invalid, "")
}

func TestPathsThatLeadNowhere(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/admin/v1/nothing", "/admin/v1", "/admin/v2/contacts", "/admin/v1/contacts/", "/admin/docs", "/admin/openapi.yaml", "/docs", "/schemas/Contact"} {
		d.ask("GET", path, "").problem(404, frontdesk.NotFound, "")
	}
	a := d.ask("PUT", "/admin/v1/contacts/c1", "{}")
	a.problem(405, frontdesk.Invalid, "")
	if got := a.header.Get("Allow"); got != "GET, PATCH, DELETE" {
		t.Errorf("allowed are %q", got)
	}
}

// numbers keeps no methods of its own but those of the store.
type numbers = admin.Integrations

// failing is a store that is away, whose error tells what must stay here.
type failing struct {
	numbers
	err error
}

func (f failing) Integrations(context.Context) ([]frontdesk.Integration, error) { return nil, f.err }

func TestCauseIsLoggedAndNotAnswered(t *testing.T) {
	for _, tc := range []struct {
		err    error
		status int
		code   frontdesk.Code
	}{
		{errors.New("dial tcp: password=hunter2"), 500, frontdesk.Internal},
		{frontdesk.Errorf(frontdesk.Unavailable, "the store is away").WithCause(errors.New("password=hunter2")), 503, frontdesk.Unavailable},
		{context.DeadlineExceeded, 503, frontdesk.Timeout},
	} {
		d := newDesk(t)
		a := d.admin()
		a.Integrations = failing{d.db, tc.err}
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/admin/v1/integrations", nil)
		r.Header.Set("Authorization", "Bearer "+token.Reveal())
		d.handler(a).ServeHTTP(w, r)
		var p admin.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != tc.status || p.Code != tc.code || p.Next == "" {
			t.Errorf("%v is answered %d %s", tc.err, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("the cause is answered: %s", w.Body)
		}
		if log := d.log.String(); !strings.Contains(log, "list-integrations") || !strings.Contains(log, tc.err.Error()[:10]) {
			t.Errorf("the log says %q", log)
		}
	}
}

func TestHandlerMayBeMountedAnywhere(t *testing.T) {
	d := newDesk(t)
	h := d.handler(d.admin())
	for name, mount := range map[string]func(chi.Router){
		"mounted": func(r chi.Router) { r.Mount("/admin", h) },
		"handled": func(r chi.Router) { r.Handle("/admin/*", h) },
	} {
		r := chi.NewMux()
		mount(r)
		for path, want := range map[string]int{"/admin/v1/contacts": 200, "/admin/openapi.json": 200, "/admin/v1/contacts/c404": 404, "/admin/x": 404} {
			req := httptest.NewRequest(http.MethodGet, path, nil)
			req.Header.Set("Authorization", "Bearer "+token.Reveal())
			w := httptest.NewRecorder()
			if r.ServeHTTP(w, req); w.Code != want {
				t.Errorf("%s: %s is answered %d %s", name, path, w.Code, w.Body)
			}
		}
	}
}
