package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"

	"frontdesk/store/storetest"
)

// A store that cannot grow, here by a limit on the size of files, keeps what it
// has, answers 503 so that Meta keeps the rest, and goes on answering.
func TestAStoreThatIsFullAnswers503(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		storetest.Skip(t, "there is no shell to limit the size of files with")
	}
	c := newCrash(t)
	cmd := exec.Command("sh", "-c", "ulimit -f 16384; exec frontdesk serve") // 8 MiB
	cmd.Env = c.env
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server stopped with %v", err)
		}
	}()
	c.eventually("the server is ready", func() bool {
		status, _ := c.get("/readyz", "")
		return status == http.StatusOK
	})
	kept := 0
	for i := range 40 {
		body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","n":%d,"entry":[],"padding":"%s"}`, i, bytes.Repeat([]byte("x"), 1<<20))
		switch status := c.post(body); status {
		case http.StatusOK:
			kept++
		case http.StatusServiceUnavailable:
			if kept == 0 {
				t.Fatal("nothing was kept")
			}
			if status, _ := c.get("/readyz", ""); status != http.StatusOK {
				t.Errorf("a full store does not answer: %d", status)
			}
			t.Logf("full after %d MiB", kept)
			return
		default:
			t.Fatalf("number %d was answered %d", i, status)
		}
	}
	t.Error("forty MiB went into eight")
}
