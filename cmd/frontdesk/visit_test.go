package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// visit is a server and the people who write to it on the sandbox's phones.
type visit struct {
	*crash
	cmd  *exec.Cmd
	log  *childLog
	desk *child
}

func newVisit(t *testing.T, env ...string) *visit {
	v := &visit{crash: newCrash(t), log: &childLog{}}
	// The same token as the bench's, whose client is used here; and leases as long
	// as they are, for nobody dies: a short one runs out on a busy machine.
	v.env = append(v.env, "FRONTDESK_TOKEN="+benchToken, "FRONTDESK_TEST_LEASE=", "FRONTDESK_FILES="+mustAbs(t, samples), "FRONTDESK_TEST_LEASE=30s", "FRONTDESK_TEST_HOLD=10m")
	v.env = append(v.env, env...)
	v.desk = &child{base: "http://" + v.address, http: v.http}
	return v
}

func mustAbs(t *testing.T, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// serve starts the server, and ends it with the test.
func (v *visit) serve(args ...string) {
	v.cmd = v.frontdesk(append([]string{"serve"}, args...)...)
	v.cmd.Stderr = v.log
	if err := v.cmd.Start(); err != nil {
		v.Fatal(err)
	}
	v.Cleanup(func() {
		if v.cmd.ProcessState == nil {
			_ = v.cmd.Process.Kill()
			_ = v.cmd.Wait() // it was killed
		}
		if v.Failed() {
			v.Logf("the server's log:\n%s", v.log)
		}
	})
	v.eventually("the server is ready", func() bool {
		status, _ := v.get("/readyz", "")
		return status == http.StatusOK
	})
}

func (v *visit) stop() {
	_ = v.cmd.Process.Signal(os.Interrupt)
	if err := v.cmd.Wait(); err != nil {
		v.Errorf("the server stopped with %v", err)
	}
}

func (v *visit) register(i int) {
	v.Helper()
	body := fmt.Sprintf(`{"name":"Sender %d","phone":"+%s"}`, i, sender(i))
	err := v.desk.post(v.Context(), "/admin/v1/contacts", []byte(body), "Authorization", "Bearer "+scriptAdmin, "Content-Type", "application/json")
	if err != nil {
		v.Fatal(err)
	}
}

func (v *visit) sample(name string) []byte {
	v.Helper()
	b, err := os.ReadFile(filepath.Join(samples, name))
	if err != nil {
		v.Fatal(err)
	}
	return b
}

// show lets a person send a file.
func (v *visit) show(phone, kind, name string, b []byte) {
	v.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(b)
	}
	if err = errors.Join(w.WriteField("type", kind), err, w.Close()); err != nil {
		v.Fatal(err)
	}
	resp, err := http.Post(v.meta.URL+"/sandbox/phones/"+phone+"/messages", w.FormDataContentType(), &form)
	if err != nil {
		v.Fatal(err)
	}
	defer resp.Body.Close()
	if said, _ := io.ReadAll(resp.Body); resp.StatusCode/100 != 2 {
		v.Fatalf("the phone answered %d to %s: %s", resp.StatusCode, name, said)
	}
}

// inboxed is what has come to a phone.
type inboxed struct {
	Direction, Type, Text string
	Media                 *phoneFile
}

func (v *visit) inbox(phone string) (came []inboxed) {
	resp, err := http.Get(v.meta.URL + "/sandbox/phones/" + phone + "/messages")
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	var all []inboxed
	if json.NewDecoder(resp.Body).Decode(&all) != nil {
		return nil // a phone that nothing came to
	}
	return slices.DeleteFunc(all, func(m inboxed) bool { return m.Direction != "in" })
}

// answer waits for one more message on a phone, which is to match a pattern.
func (v *visit) answer(phone, want string) (said string) {
	v.Helper()
	v.eventually("an answer on "+phone+" that is like "+want, func() bool {
		for _, m := range v.inbox(phone) {
			said = m.Text
			if regexp.MustCompile("(?s)" + want).MatchString(said) {
				return true
			}
		}
		return false
	})
	return said
}
