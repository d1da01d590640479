package graph

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"frontdesk"
)

const hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

// shelf is a Meta whose media m1 is at /new, and was at /old.
func shelf(size, kind, content string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v25.0/m1":
			fmt.Fprintf(w, `{"messaging_product":"whatsapp","url":"http://%s/new","mime_type":"%s","sha256":"%s","file_size":%s,"id":"m1"}`,
				r.Host, kind, hash, size)
		case r.URL.Path == "/new":
			w.Header().Set("Content-Type", kind)
			io.WriteString(w, content)
		case r.URL.Path == "/old":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/page":
			w.Header().Set("Content-Type", "text/html")
		default:
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"error":{"message":"Unsupported get request. Object with ID 'm2' does not exist","type":"GraphMethodException","code":100,"error_subcode":33,"fbtrace_id":"A"}}`)
		}
	}
}

func TestMediaReadsWhatMetaWrites(t *testing.T) {
	for size, want := range map[string]int64{`304`: 304, `"304"`: 304, `null`: 0, `""`: 0, `"a lot"`: 0, `-1`: 0} {
		n, _ := keeps(t, shelf(size, "image/jpeg", ""))
		m, err := n.Media(t.Context(), "m1")
		if err != nil || m != (MediaInfo{ID: "m1", URL: n.BaseURL + "/new", MIMEType: "image/jpeg", SHA256: hash, Bytes: want}) {
			t.Errorf("a size of %s: %+v, %v", size, m, err)
		}
	}
	if _, err := base64.StdEncoding.DecodeString(hash); err != nil {
		t.Error("the test's hash is none")
	}
}

func TestMediaThatIsNotThereIsGone(t *testing.T) {
	n, meta := keeps(t, shelf("1", "", ""))
	_, err := n.Media(t.Context(), "m2")
	if e := frontdesk.Foreseen(err); frontdesk.CodeOf(err) != frontdesk.Gone || e.Meta != 100 || meta.asked.Load() != 2 {
		t.Errorf("%v after %d questions", err, meta.asked.Load())
	}
	if _, err := n.Media(t.Context(), ""); frontdesk.CodeOf(err) != frontdesk.Gone || meta.asked.Load() != 2 {
		t.Errorf("without an id: %v", err)
	}
}

func TestMediaThatTheNumberMayNotSeeIsAskedWithTheTokenAlone(t *testing.T) {
	n, _ := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "phone_number_id=1000" {
			io.WriteString(w, `{"error":{"message":"(#100) Invalid parameter","code":100,"fbtrace_id":"A"}}`)
			return
		}
		io.WriteString(w, `{"url":"https://x/"}`)
	})
	if m, err := n.Media(t.Context(), "m1"); err != nil || m.URL != "https://x/" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestMediaThatMetaCannotTellMayBeAskedAgain(t *testing.T) {
	for body, want := range map[string]frontdesk.Code{
		`<html>`: frontdesk.Unavailable, `{}`: frontdesk.Unavailable, `{"error":{"code":131000}}`: frontdesk.Unavailable,
		`{"error":{"code":190}}`: frontdesk.Unauthorized, `{"error":{"code":4}}`: frontdesk.Throttled,
	} {
		n, meta := keeps(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, body) })
		if _, err := n.Media(t.Context(), "m1"); frontdesk.CodeOf(err) != want || meta.asked.Load() != 1 {
			t.Errorf("%s: %v after %d questions", body, err, meta.asked.Load())
		}
	}
}

func TestFetchTriesTheAddressFirstAndThenTheID(t *testing.T) {
	for address, want := range map[string]struct {
		asked int32
		hash  string
	}{"/new": {1, ""}, "/old": {3, hash}, "/page": {3, hash}, "": {2, hash}, "https://elsewhere.example/": {2, hash}} {
		n, meta := keeps(t, shelf("5", "image/png", "bytes"))
		if strings.HasPrefix(address, "/") {
			address = n.BaseURL + address
		}
		body, info, err := n.Fetch(t.Context(), "m1", address)
		if err != nil {
			t.Errorf("%q: %v", address, err)
			continue
		}
		b, _ := io.ReadAll(body)
		body.Close()
		if string(b) != "bytes" || meta.asked.Load() != want.asked || info.SHA256 != want.hash || info.Bytes != 5 || info.MIMEType != "image/png" {
			t.Errorf("%q: %q after %d questions, %+v", address, b, meta.asked.Load(), info)
		}
	}
}

func TestFetchTakesAWebPageThatIsAFile(t *testing.T) {
	n, _ := keeps(t, shelf("0", "text/html", "<p>mine"))
	body, info, err := n.Fetch(t.Context(), "m1", n.BaseURL+"/new")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if b, _ := io.ReadAll(body); string(b) != "<p>mine" || info.Bytes != 7 {
		t.Errorf("%q, %+v", b, info)
	}
}

func TestWhatFetchCannotHave(t *testing.T) {
	n, _ := keeps(t, shelf("0", "text/html", ""))
	if _, _, err := n.Fetch(t.Context(), "m2", n.BaseURL+"/old"); frontdesk.CodeOf(err) != frontdesk.Gone {
		t.Errorf("an id that is gone: %v", err)
	}
	n, meta := keeps(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		shelf("0", "", "")(w, r)
	})
	if _, _, err := n.Fetch(t.Context(), "m1", n.BaseURL+"/down"); frontdesk.CodeOf(err) != frontdesk.Unavailable || meta.asked.Load() != 1 {
		t.Errorf("a Meta that is down is asked again at once: %v", err)
	}
	n, _ = keeps(t, func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = strings.Replace(r.URL.Path, "/new", "/old", 1)
		shelf("0", "", "")(w, r)
	})
	if _, _, err := n.Fetch(t.Context(), "m1", ""); frontdesk.CodeOf(err) != frontdesk.Unavailable {
		t.Errorf("a new address without a file: %v", err)
	}
}
