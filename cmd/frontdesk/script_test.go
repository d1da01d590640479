package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"frontdesk/adapter/sandbox"
	"frontdesk/store/storetest"
)

const (
	scriptToken  = "script-token-0123456789"
	scriptAdmin  = "script-admin-0123456789"
	scriptSecret = "script-app-secret"
	// patience is for who reads files: they stand back for all else on the machine.
	patience = 3 * time.Minute
)

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "../../testdata/script", Setup: func(e *testscript.Env) error { return setUp(e, "") }, Cmds: commandsOfScripts,
		Condition:           condition,
		RequireExplicitExec: true,
	})
}

func TestScriptsOnPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("the scripts on PostgreSQL are left out of a short run")
	}
	storetest.Postgres(t) // skips, or starts the server once for all scripts
	testscript.Run(t, testscript.Params{
		Dir: "../../testdata/script", Setup: func(e *testscript.Env) error { return setUp(e, storetest.Postgres(t)) }, Cmds: commandsOfScripts,
		Condition: func(cond string) (bool, error) {
			if cond == "postgres" {
				return true, nil
			}
			return condition(cond)
		},
		RequireExplicitExec: true,
	})
}

// condition tells scripts where they run.
func condition(cond string) (bool, error) {
	return cond == "all" && os.Getenv("FRONTDESK_TEST_ALL") == "1", nil
}

// scene is what a script plays on: Meta, and the programs that it started.
type scene struct {
	meta     *httptest.Server
	base     string // the server's address
	children map[string]*exec.Cmd
	logs     map[string]*childLog
	program  string // another build of the server; "" is this one
}

// childLog is what a program says, while it says it.
type childLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *childLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *childLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// setUp starts Meta, as the sandbox plays it, and tells the program of it by
// the environment.
func setUp(e *testscript.Env, database string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	sb := &sandbox.Sandbox{Numbers: []sandbox.Number{{
		PhoneNumberID: "1000", BusinessAccountID: "2000", DisplayPhone: "+1 555 010 0000", VerifiedName: "Front desk",
		AccessToken: "script-access", AppSecret: scriptSecret, VerifyToken: "script-verify", Webhook: "http://" + address + "/whatsapp",
	}}, Log: slog.New(slog.DiscardHandler)}
	media, err := filepath.Abs("../../testdata/media")
	if err != nil {
		return err
	}
	s := &scene{meta: httptest.NewServer(http.StripPrefix("/sandbox", sb.Handler())), base: "http://" + address, children: map[string]*exec.Cmd{}, logs: map[string]*childLog{}}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- sb.Run(ctx) }()
	e.Defer(func() {
		for _, c := range s.children {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
		sb.HangUp()
		s.meta.Close()
		stop()
		<-ended
		_ = sb.Close()
	})
	e.Values["scene"] = s
	e.Vars = append(e.Vars,
		"FRONTDESK_LISTEN="+address, "FRONTDESK_DATA="+e.WorkDir+"/data", "FRONTDESK_TOKEN="+scriptToken, "FRONTDESK_ADMIN_TOKEN="+scriptAdmin,
		"WHATSAPP_GRAPH_URL="+s.meta.URL+"/sandbox/graph", "WHATSAPP_ACCESS_TOKEN=script-access", "WHATSAPP_PHONE_NUMBER_ID=1000",
		"WHATSAPP_APP_SECRET="+scriptSecret, "WHATSAPP_VERIFY_TOKEN=script-verify", "WHATSAPP_BUSINESS_ACCOUNT_ID=2000",
		"FRONTDESK_TEST_CRASH_ONCE="+e.WorkDir+"/crashed", "FRONTDESK_TEST_HOLD=10m", "FRONTDESK_FILES="+media+","+e.WorkDir,
	)
	if database != "" {
		e.Vars = append(e.Vars, "FRONTDESK_DATABASE_URL="+database)
	}
	return nil
}

// commandsOfScripts are the words of the scripts.
var commandsOfScripts = map[string]func(*testscript.TestScript, bool, []string){
	"serve":       serveScript,
	"without-cgo": withoutCgoScript,
	"copy":        copyScript,
	"stop":        stopScript,
	"kill":        killScript,
	"dies":        diesScript,
	"say": func(ts *testscript.TestScript, _ bool, a []string) {
		typeOn(ts, a[0], fmt.Sprintf(`{"text":%q}`, a[1]))
	},
	"type":    func(ts *testscript.TestScript, _ bool, a []string) { typeOn(ts, a[0], a[1]) },
	"sent":    sentScript,
	"show":    showScript,
	"file":    fileScript,
	"make":    makeScript,
	"settle":  func(ts *testscript.TestScript, _ bool, _ []string) { settle(ts) },
	"call":    callScript,
	"calls":   callsScript,
	"metrics": metricsScript,
	"later":   laterScript,
	"crowd":   crowdScript,
	"admin":   adminScript,
	"meta":    metaScript,
	"hook":    hookScript,
}
