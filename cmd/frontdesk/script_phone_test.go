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
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func typeOn(ts *testscript.TestScript, phone, body string) {
	if status, answer := ask(ts, "POST", sceneOf(ts).meta.URL+"/sandbox/phones/"+phone+"/messages", "", body); status/100 != 2 {
		ts.Fatalf("the phone answered %d %s", status, answer)
	}
}

// sent PHONE N REGEXP: the phone got exactly N messages that match, or at most
// N if it is written <=N.
func sentScript(ts *testscript.TestScript, neg bool, args []string) {
	number, most := strings.CutPrefix(args[1], "<=")
	want, err := strconv.Atoi(number)
	ts.Check(err)
	if want > 0 && !most {
		eventually(ts, fmt.Sprintf("%d messages like %s on %s", want, args[2], args[0]), func() bool { return got(ts, args[0], args[2]) >= want })
	}
	settle(ts)
	if n := got(ts, args[0], args[2]); n > want || n < want && !most {
		ts.Fatalf("%s got %d messages like %s, want %d", args[0], n, args[2], want)
	}
}

func got(ts *testscript.TestScript, phone, pattern string) (n int) {
	status, answer := ask(ts, "GET", sceneOf(ts).meta.URL+"/sandbox/phones/"+phone+"/messages", "", "")
	if status == 404 {
		return 0
	}
	var all []struct{ Direction, Text, Status string }
	ts.Check(json.Unmarshal([]byte(answer), &all))
	like := regexp.MustCompile(pattern)
	for _, m := range all {
		if m.Direction == "in" && like.MatchString(m.Text) {
			n++
		}
	}
	return n
}

var waits = regexp.MustCompile(`frontdesk_waiting\{what="(updates_unread|deliveries_queued|deliveries_sending|files_to_fetch|files_to_read)"\} ([0-9.e+]+)`)

// settle waits until Meta has nothing to tell and the server nothing to do. It
// looks twice: what the server hands to Meta between a look at one and at the
// other is seen by neither.
func settle(ts *testscript.TestScript) {
	eventually(ts, "all is quiet", func() bool {
		for range 2 {
			if !quiet(ts) {
				return false
			}
		}
		return true
	})
}

func quiet(ts *testscript.TestScript) bool {
	s := sceneOf(ts)
	status, pending := ask(ts, "GET", s.meta.URL+"/sandbox/pending", "", "")
	if status != 200 || !strings.Contains(pending, `"webhooks":0`) || !strings.Contains(pending, `"scheduled":0`) {
		return false
	}
	status, metrics := ask(ts, "GET", s.base+"/metrics", scriptAdmin, "")
	for _, m := range waits.FindAllStringSubmatch(metrics, -1) {
		if m[2] != "0" {
			return false
		}
	}
	return status == 200
}

// show PHONE TYPE FILE [CAPTION [WAMID]] lets a person send a file; of TYPE voice a note
// they recorded.
func showScript(ts *testscript.TestScript, neg bool, args []string) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	ts.Check(w.WriteField("type", args[1]))
	if len(args) > 3 {
		ts.Check(w.WriteField("caption", args[3]))
	}
	if len(args) > 4 {
		ts.Check(w.WriteField("wamid", args[4]))
	}
	f, err := os.Open(mediaFile(ts, args[2]))
	ts.Check(err)
	defer f.Close()
	part, err := w.CreateFormFile("file", filepath.Base(args[2]))
	ts.Check(err)
	_, err = io.Copy(part, f)
	ts.Check(errors.Join(err, w.Close()))
	resp, err := http.Post(sceneOf(ts).meta.URL+"/sandbox/phones/"+args[0]+"/messages", w.FormDataContentType(), &form)
	ts.Check(err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if resp.StatusCode/100 != 2 {
		ts.Fatalf("the phone answered %d %s", resp.StatusCode, answer)
	}
}

// mediaFile finds a file of the script or of testdata/media.
func mediaFile(ts *testscript.TestScript, name string) string {
	if _, err := os.Stat(ts.MkAbs(name)); err == nil {
		return ts.MkAbs(name)
	}
	folder, _, _ := strings.Cut(ts.Getenv("FRONTDESK_FILES"), ",")
	return filepath.Join(folder, name)
}

// phoneFile is a file as it arrived on a phone.
type phoneFile struct {
	MIMEType string `json:"mime_type"`
	Bytes    int64
	Filename string
	Caption  string
	Voice    bool
	URL      string
}

// file PHONE TYPE MIME FILE [NAME]: the last file that came to a phone is of that
// kind and type, and is FILE byte for byte; FILE - is any bytes. NAME is a
// pattern for what the phone calls it.
func fileScript(ts *testscript.TestScript, neg bool, args []string) {
	settle(ts)
	_, answer := ask(ts, "GET", sceneOf(ts).meta.URL+"/sandbox/phones/"+args[0]+"/messages", "", "")
	var all []struct {
		Direction, Type string
		Media           *phoneFile
	}
	ts.Check(json.Unmarshal([]byte(answer), &all))
	var last *phoneFile
	kind := ""
	for _, m := range all {
		if m.Direction == "in" && m.Media != nil {
			last, kind = m.Media, m.Type
		}
	}
	if last == nil {
		ts.Fatalf("no file came to %s: %s", args[0], answer)
	}
	if last.Voice {
		kind = "voice"
	}
	if kind != args[1] || last.MIMEType != args[2] {
		ts.Fatalf("a %s of type %s came, want %s, %s", kind, last.MIMEType, args[1], args[2])
	}
	if len(args) > 4 {
		match(ts, neg, last.Filename, args[4])
	}
	if args[3] == "-" {
		return
	}
	want, err := os.ReadFile(mediaFile(ts, args[3]))
	ts.Check(err)
	if _, got := ask(ts, "GET", sceneOf(ts).meta.URL+"/sandbox/"+last.URL, "", ""); got != string(want) {
		ts.Fatalf("%d bytes came that are not %s (%d bytes)", len(got), args[3], len(want))
	}
}

// make FILE SIZE [BEGIN] writes a file of a size, which begins with BEGIN: the
// bytes of a file, or else these.
func makeScript(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	begin := ""
	if len(args) > 2 {
		if whole, err := os.ReadFile(mediaFile(ts, args[2])); err == nil {
			begin = string(whole)
		} else {
			begin, err = strconv.Unquote(`"` + args[2] + `"`)
			ts.Check(err)
		}
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = io.Copy(f, io.LimitReader(io.MultiReader(strings.NewReader(begin), repeated("the same line, again and again\n")), n))
	ts.Check(errors.Join(err, f.Close()))
}

// repeated is a text without end.
type repeated string

func (r repeated) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], r)
	}
	return n, nil
}
