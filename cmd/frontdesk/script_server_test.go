package main

import (
	"cmp"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func sceneOf(ts *testscript.TestScript) *scene { return ts.Value("scene").(*scene) }

// serve starts the server and waits until it is ready.
func serveScript(ts *testscript.TestScript, neg bool, args []string) {
	start(ts, "server", ts.Getenv("FRONTDESK_LISTEN"), args)
}

// without-cgo makes the servers that are started from now on builds without cgo.
func withoutCgoScript(ts *testscript.TestScript, neg bool, args []string) {
	s := sceneOf(ts)
	s.program = ts.MkAbs("frontdesk-without-cgo")
	build := exec.Command("go", "build", "-o", s.program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	if err != nil {
		ts.Fatalf("the build without cgo: %v\n%s", err, out)
	}
}

// copy NAME starts another copy of the server on an address of its own.
func copyScript(ts *testscript.TestScript, neg bool, args []string) {
	address, err := freeAddress()
	ts.Check(err)
	start(ts, args[0], address, append([]string{"--listen", address, "--data", ts.Getenv("FRONTDESK_DATA")}, args[1:]...))
}

func start(ts *testscript.TestScript, name, address string, args []string) {
	s := sceneOf(ts)
	c := exec.Command(cmp.Or(s.program, "frontdesk"), append([]string{"serve"}, args...)...)
	for _, v := range []string{"FRONTDESK_LISTEN", "FRONTDESK_DATA", "FRONTDESK_TOKEN", "FRONTDESK_ADMIN_TOKEN", "FRONTDESK_DATABASE_URL", "WHATSAPP_GRAPH_URL",
		"WHATSAPP_ACCESS_TOKEN", "WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_BUSINESS_ACCOUNT_ID",
		"FRONTDESK_TEST_CRASH_AT", "FRONTDESK_TEST_CRASH_ONCE", "FRONTDESK_TEST_LEASE", "FRONTDESK_TEST_HOLD", "FRONTDESK_TEST_FETCH", "FRONTDESK_TEST_WITHOUT", "FRONTDESK_FILES", "FRONTDESK_SPEECH",
		"FRONTDESK_OCR", "OPENAI_API_KEY", "OPENAI_BASE_URL", "PATH", "HOME"} {
		if value := ts.Getenv(v); value != "" {
			c.Env = append(c.Env, v+"="+value)
		}
	}
	s.logs[name] = &childLog{}
	c.Stderr = s.logs[name]
	ts.Check(c.Start())
	s.children[name] = c
	eventually(ts, "the server is ready", func() bool {
		resp, err := http.Get("http://" + address + "/readyz")
		if err == nil {
			resp.Body.Close()
		}
		return err == nil && resp.StatusCode == 200
	})
}

// stop [NAME] ends a server as an operator would, and holds it to ten seconds.
func stopScript(ts *testscript.TestScript, neg bool, args []string) {
	name := serverNamed(args)
	c := sceneOf(ts).children[name]
	began := time.Now()
	ts.Check(c.Process.Signal(syscall.SIGTERM))
	if err := c.Wait(); err != nil || time.Since(began) > 10*time.Second {
		ts.Fatalf("%s stopped after %s with %v\n%s", name, time.Since(began), err, sceneOf(ts).logs[name])
	}
	delete(sceneOf(ts).children, name)
}

// kill [NAME] ends a server without a chance to tidy up.
func killScript(ts *testscript.TestScript, neg bool, args []string) {
	c := sceneOf(ts).children[serverNamed(args)]
	ts.Check(c.Process.Kill())
	_ = c.Wait() // it was killed
	delete(sceneOf(ts).children, serverNamed(args))
}

// dies waits until the server has killed itself.
func diesScript(ts *testscript.TestScript, neg bool, args []string) {
	s := sceneOf(ts)
	done := make(chan error, 1)
	go func() { done <- s.children["server"].Wait() }()
	select {
	case <-done:
		delete(s.children, "server")
	case <-time.After(patience):
		ts.Fatalf("the server did not come to that step\n%s", s.logs["server"])
	}
}

func serverNamed(args []string) string {
	if len(args) > 0 {
		return args[0]
	}
	return "server"
}

func eventually(ts *testscript.TestScript, what string, holds func() bool) {
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			logs := ""
			for name, log := range sceneOf(ts).logs {
				logs += "\n" + name + ":\n" + log.String()
			}
			ts.Fatalf("in %s: %s%s", patience, what, logs)
		}
		<-time.After(10 * time.Millisecond)
	}
}
